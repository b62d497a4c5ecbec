/** The full tiles that a log gains when it grows, from what is stored of the partial ones. */
import type { Uuid } from '@wardroom/contract';
import { Frontier, type Tile, TileWriter, tileWidth } from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';
import type { Session } from '../../database/session.ts';
import { type FullTile, readLeaves, readRoots } from './store.ts';

export interface Growth {
  readonly tenantId: Uuid;
  /** Before it grew. */
  readonly size: number;
  readonly leaves: readonly Uint8Array[];
}

/** Reads nothing while a growth stays within one tile, which is nearly always. */
export async function completedTiles(
  session: Session,
  { tenantId, size, leaves }: Growth,
): Promise<FullTile[]> {
  const full = (count: number) => Math.floor(count / tileWidth);
  if (full(size) === full(size + leaves.length)) return [];
  const writer = await TileWriter.open(sha256, size, (tile) => partialTile(session, tenantId, tile));
  return writer
    .append(leaves)
    .filter(({ width }) => width === tileWidth)
    .map(({ level, index, bytes }) => ({
      ...{ tenantId, level, tile: index, hashes: Buffer.from(bytes) },
      root: Buffer.from(rootOf(bytes)),
    }));
}

/** Its hashes are leaves of the last entries, or roots of the tiles below. */
async function partialTile(session: Session, tenantId: Uuid, { level, index, width }: Tile): Promise<Buffer> {
  const [from, to] = [index * tileWidth, index * tileWidth + width];
  if (level === 0) {
    const { rows } = await session.send<{ leaf_hash: Buffer }>(readLeaves, [tenantId, from, to]);
    return Buffer.concat(rows.map(({ leaf_hash }) => leaf_hash));
  }
  const { rows } = await session.send<{ root: Buffer }>(readRoots, [tenantId, Number(level) - 1, from, to]);
  return Buffer.concat(rows.map(({ root }) => root));
}

function rootOf(hashes: Uint8Array): Uint8Array {
  const frontier = Frontier.empty(sha256);
  for (let at = 0; at < hashes.length; at += 32) frontier.appendLeaf(hashes.slice(at, at + 32));
  return frontier.root();
}
