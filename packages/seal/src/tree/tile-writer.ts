/** Turns new leaf hashes into tiles. Holds the partial tile of each level: at most 7 rows of 255 hashes. */
import { concat } from '../bytes.ts';
import { hashBytes, type Sha256 } from '../crypto.ts';
import { SealError } from '../error.ts';
import { nodeHash, requireHash, requireSize } from './hash.ts';
import { rowLength, type Tile, tileAt, tileWidth } from './tile.ts';
import { readTile, type TileReader } from './tile-reader.ts';

export interface WrittenTile extends Tile {
  readonly level: number;
  /** `width` hashes of 32 bytes. */
  readonly bytes: Uint8Array;
}

export class TileWriter {
  readonly #sha256: Sha256;
  #size: number;
  /** Of each level, from 0, the hashes of its partial tile; may be empty. */
  readonly #rows: Uint8Array[][];

  private constructor(sha256: Sha256, size: number, rows: Uint8Array[][]) {
    this.#sha256 = sha256;
    this.#size = size;
    this.#rows = rows;
  }

  static empty(sha256: Sha256): TileWriter {
    return new TileWriter(sha256, 0, []);
  }

  /** Continues a tree of `size` from its partial tiles. Throws `tile_malformed`. */
  static async open(sha256: Sha256, size: number, read: TileReader): Promise<TileWriter> {
    requireSize(size, 'size');
    const rows: Uint8Array[][] = [];
    for (let level = 0; rowLength(size, level) > 0; level += 1) {
      const tile = tileAt(level, Math.floor(rowLength(size, level) / tileWidth), size);
      rows.push(tile ? hashesOf(await readTile(read, tile)) : []);
    }
    return new TileWriter(sha256, size, rows);
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Adds leaf hashes and returns the tiles that came to be: those of `tilesBetween(old size, new size)`, in that order.
   * Throws `out_of_range` for a hash of another length or a tree above 2^53-1; nothing is added then.
   */
  append(leaves: readonly Uint8Array[]): WrittenTile[] {
    requireSize(this.#size + leaves.length, 'size');
    leaves.forEach(requireHash);
    const before = this.#size;
    this.#size += leaves.length;
    const tiles: WrittenTile[] = [];
    let added = leaves;
    for (let level = 0; added.length > 0; level += 1) {
      added = this.#extend({ level, from: Math.floor(rowLength(before, level) / tileWidth), added, tiles });
    }
    return tiles;
  }

  /** Writes one level and returns the roots of the tiles that it completed: what the level above gains. */
  #extend(step: { level: number; from: number; added: readonly Uint8Array[]; tiles: WrittenTile[] }) {
    const { level, from, added, tiles } = step;
    let row = this.#rows[level] ?? [];
    let index = from;
    const completed: Uint8Array[] = [];
    const emit = () => tiles.push({ level, index, width: row.length, bytes: concat(row) });
    for (const hash of added) {
      row.push(hash);
      if (row.length < tileWidth) continue;
      emit();
      completed.push(foldRow(this.#sha256, row));
      row = [];
      index += 1;
    }
    if (row.length > 0) emit();
    this.#rows[level] = row;
    return completed;
  }
}

/** The hashes of a tile. */
export function hashesOf(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / hashBytes }, (_, at) =>
    bytes.slice(at * hashBytes, (at + 1) * hashBytes),
  );
}

/** Root over a complete row of 2^n hashes. */
function foldRow(sha256: Sha256, hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes;
  while (row.length > 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at < row.length; at += 2) {
      const [left, right] = [row[at], row[at + 1]];
      if (!left || !right) throw new SealError('out_of_range', 'only a complete row has one root');
      above.push(nodeHash(sha256, left, right));
    }
    row = above;
  }
  const [root] = row;
  if (!root) throw new SealError('out_of_range', 'an empty row has no root');
  return root;
}
