/**
 * The root at a boundary, made from stored tiles and held against the last checkpoint before anybody signs it; and the tiles
 * of what is about to go, which are all that later proofs have.
 */
import type { Uuid } from '@wardroom/contract';
import {
  Frontier,
  Prover,
  parseCheckpoint,
  parseNote,
  requireConsistency,
  type Tile,
  tileWidth,
} from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';
import type { Session } from '../../database/session.ts';
import { compareTiles, readLeaves, readRoots, readTiles } from './store.ts';

export interface SignedTree {
  readonly tenantId: Uuid;
  readonly size: number;
  /** The checkpoint of this size. */
  readonly note: string;
}

/** Throws what `requireConsistency` throws when the tiles are not those of the tree that was signed. */
export async function rootAt(session: Session, tree: SignedTree, lowestIndex: number): Promise<Uint8Array> {
  const { tenantId, size, note } = tree;
  const source = { digest: sha256, read: (tile: Tile) => readTile(session, tenantId, tile) };
  const root = await new Prover(source, lowestIndex).root();
  const proof = await new Prover(source, size).consistency(lowestIndex);
  const signed = parseCheckpoint(parseNote(note).text);
  await requireConsistency(sha256, {
    ...{ oldSize: lowestIndex, oldRoot: root, size, root: signed.root, proof },
  });
  return root;
}

/** Throws unless every bundle between has a tile that holds the hashes of its entries and leads to its own root. */
export async function requireTiles(
  session: Session,
  tenantId: Uuid,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  const range = [from / tileWidth, to / tileWidth];
  const { rows } = await session.send<{ hashes: Buffer; root: Buffer; is_whole: boolean }>(compareTiles, [
    tenantId,
    ...range,
  ]);
  const isWhole = rows.length === (to - from) / tileWidth && rows.every(({ is_whole }) => is_whole);
  if (!isWhole || !rows.every(({ hashes, root }) => root.equals(rootOf(hashes))))
    throw new Error('a tile is not that of the entries which it is to outlast');
}

function rootOf(hashes: Buffer): Uint8Array {
  const frontier = Frontier.empty(sha256);
  for (let at = 0; at < hashes.length; at += 32) frontier.appendLeaf(hashes.subarray(at, at + 32));
  return frontier.root();
}

async function readTile(session: Session, tenantId: Uuid, { level, index, width }: Tile): Promise<Buffer> {
  const [from, to] = [index * tileWidth, index * tileWidth + width];
  if (width === tileWidth) {
    const { rows } = await session.send<{ hashes: Buffer }>(readTiles, [tenantId, level, index]);
    return rows[0]?.hashes ?? Buffer.alloc(0);
  }
  if (level === 0) {
    const { rows } = await session.send<{ leaf_hash: Buffer }>(readLeaves, [tenantId, from, to]);
    return Buffer.concat(rows.map(({ leaf_hash }) => leaf_hash));
  }
  const { rows } = await session.send<{ root: Buffer }>(readRoots, [tenantId, Number(level) - 1, from, to]);
  return Buffer.concat(rows.map(({ root }) => root));
}
