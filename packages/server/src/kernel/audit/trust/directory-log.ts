/**
 * One log over the checkpoints of all tenants. A leaf is a commitment under a salt that only the tenant sees, so that
 * who watches the directory watches every tenant and learns of none.
 */
import { directoryEntry, Frontier, parseNote, type Tile, TileWriter, tileWidth } from '@wardroom/seal';
import { hmac, sha256 } from '@wardroom/seal/node';
import type { Clock } from '../../clock.ts';
import { instant } from '../../database/connections.ts';
import type { Session } from '../../database/session.ts';
import type { Random } from '../../random.ts';
import type { CheckpointSigning } from '../sequencer/index.ts';
import {
  addCheckpoint,
  addLeaves,
  addPlaces,
  addTile,
  beginDirectory,
  type DirectoryHeadRow,
  growDirectory,
  holdDirectory,
  leafValues,
  listUncovered,
  type Place,
  placeValues,
  readDirectoryLeaves,
  readDirectoryRoots,
  type UncoveredRow,
} from './store.ts';
import { type SealerDatabase, transact } from './transact.ts';

export interface DirectoryOptions extends SealerDatabase {
  readonly signing: CheckpointSigning;
  readonly clock: Clock;
  readonly random: Random;
  readonly baseDomain: string;
}

/** A tenant that grows all the time is covered this often. */
const coverEveryMs = 60_000;
const coverAtOnce = 500;

export class DirectoryLog {
  readonly #options: DirectoryOptions;

  constructor(options: DirectoryOptions) {
    this.#options = options;
  }

  /** Covers what has grown, in one transaction. How many leaves were added; 0 also while another node does it. */
  async step(): Promise<number> {
    const { signing, baseDomain, clock } = this.#options;
    // Before the transaction: no key provider is asked while anything is locked.
    await signing.open();
    return transact(this.#options, async (session) => {
      const empty = Buffer.from(Frontier.empty(sha256).serialise());
      await session.send(beginDirectory, [`${baseDomain}/audit`, empty]);
      const [head] = (await session.send<DirectoryHeadRow & Record<string, unknown>>(holdDirectory, [])).rows;
      if (!head) return 0;
      const now = clock.now();
      const { rows } = await session.send<UncoveredRow & Record<string, unknown>>(listUncovered, [
        ...[instant(now), instant(now - coverEveryMs), coverAtOnce],
      ]);
      if (rows.length > 0) await this.#grow(session, head, rows, now);
      return rows.length;
    });
  }

  async #grow(
    session: Session,
    { origin, size, frontier: stored }: DirectoryHeadRow,
    uncovered: readonly UncoveredRow[],
    now: number,
  ): Promise<void> {
    const { random, signing } = this.#options;
    const frontier = Frontier.restore(sha256, stored);
    if (frontier.size !== size) throw new Error('head and frontier of the directory differ');
    const leaves: { index: number; hash: Buffer }[] = [];
    const places: Place[] = [];
    for (const [at, { tenant_id: tenantId, size: covered, note }] of uncovered.entries()) {
      const salt = random.bytes(32);
      const leaf = directoryEntry(hmac, salt, parseNote(note).text);
      leaves.push({ index: size + at, hash: Buffer.from(frontier.append(leaf)) });
      places.push({ tenantId, size: covered, index: size + at, salt, placedAt: now });
    }
    const tiles = await fullTiles(
      session,
      size,
      leaves.map(({ hash }) => hash),
    );
    const note = await signing.sign({ origin, size: frontier.size, root: frontier.root() });
    await session.send(addLeaves, leafValues(leaves));
    await session.send(addPlaces, placeValues(places));
    for (const { level, index, bytes } of tiles)
      await session.send(addTile, [level, index, Buffer.from(bytes), Buffer.from(rootOf(bytes))]);
    await session.send(addCheckpoint, [frontier.size, note, instant(now)]);
    await session.send(growDirectory, [frontier.size, Buffer.from(frontier.serialise())]);
  }
}

async function fullTiles(session: Session, size: number, leaves: readonly Buffer[]) {
  const full = (count: number) => Math.floor(count / tileWidth);
  if (full(size) === full(size + leaves.length)) return [];
  const writer = await TileWriter.open(sha256, size, (tile) => partialTile(session, tile));
  return writer.append(leaves).filter(({ width }) => width === tileWidth);
}

async function partialTile(session: Session, { level, index, width }: Tile): Promise<Buffer> {
  const [from, to] = [index * tileWidth, index * tileWidth + width];
  const { rows } =
    level === 0
      ? await session.send<{ hash: Buffer }>(readDirectoryLeaves, [from, to])
      : await session.send<{ hash: Buffer }>(readDirectoryRoots, [Number(level) - 1, from, to]);
  return Buffer.concat(rows.map(({ hash }) => hash));
}

function rootOf(hashes: Uint8Array): Uint8Array {
  const frontier = Frontier.empty(sha256);
  for (let at = 0; at < hashes.length; at += 32) frontier.appendLeaf(hashes.slice(at, at + 32));
  return frontier.root();
}
