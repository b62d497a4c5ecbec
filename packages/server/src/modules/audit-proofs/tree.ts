/** The tree of a log as it stands in the database. What is missing there stays missing here: noughts, and a word about it. */
import { hashBytes, Prover, type Tile, tileWidth } from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { readLeaves, readRoots, readTiles } from './store.ts';

export interface ReadTile {
  readonly tile: Tile;
  readonly bytes: Buffer;
  readonly isWhole: boolean;
}

/**
 * Neighbours of one level, each as wide as it is asked for. Full tiles are stored; a partial one is made from leaf hashes,
 * or from the roots of the tiles below.
 */
export async function readHashTiles(tx: ReadTransaction, tiles: readonly Tile[]): Promise<ReadTile[]> {
  const [first] = tiles;
  const last = tiles.at(-1);
  if (first === undefined || last === undefined || first.level === 'entries') return [];
  const stored = new Map<number, Buffer>();
  if (first.width === tileWidth)
    for (const { tile, hashes } of await tx.query(readTiles, [
      tx.tenantId,
      first.level,
      first.index,
      last.index + 1,
    ]))
      stored.set(tile, hashes);
  return Promise.all(
    tiles.map(async (tile) => {
      if (tile.width < tileWidth) return partialTile(tx, tile);
      const bytes = stored.get(tile.index);
      return { tile, bytes: bytes ?? Buffer.alloc(tileWidth * hashBytes), isWhole: bytes !== undefined };
    }),
  );
}

async function partialTile(tx: ReadTransaction, tile: Tile): Promise<ReadTile> {
  const from = tile.index * tileWidth;
  const bytes = Buffer.alloc(tile.width * hashBytes);
  const hashes = await hashesOf(tx, tile, { from, to: from + tile.width });
  // Of an older tree, whose last entries were removed after their time: the tile has been full for long.
  if (hashes.length < tile.width) {
    const [full] = await tx.query(readTiles, [tx.tenantId, tile.level, tile.index, tile.index + 1]);
    if (full) return { tile, bytes: full.hashes.subarray(0, bytes.length), isWhole: true };
  }
  for (const [place, hash] of hashes) hash.copy(bytes, (place - from) * hashBytes);
  return { tile, bytes, isWhole: hashes.length === tile.width };
}

async function hashesOf(
  tx: ReadTransaction,
  { level }: Tile,
  { from, to }: { from: number; to: number },
): Promise<(readonly [number, Buffer])[]> {
  if (level === 0) {
    const rows = await tx.query(readLeaves, [tx.tenantId, from, to]);
    return rows.map(({ index, leaf_hash }) => [index, leaf_hash] as const);
  }
  const rows = await tx.query(readRoots, [tx.tenantId, Number(level) - 1, from, to]);
  return rows.map(({ tile, root }) => [tile, root] as const);
}

/** Proofs for a tree of this size. To be used before the transaction ends. */
export const proverOf = (tx: ReadTransaction, size: number): Prover =>
  new Prover(
    {
      digest: sha256,
      read: async (tile) => (await readHashTiles(tx, [tile]))[0]?.bytes ?? new Uint8Array(),
    },
    size,
  );
