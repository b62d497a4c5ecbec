/** Hashes of a tree out of its tiles. */
import { type Digest, hashBytes } from '../crypto.ts';
import { SealError } from '../error.ts';
import { readNodeHash } from './hash.ts';
import { type Tile, tileAt, tilePath, tileWidth } from './tile.ts';

/**
 * The bytes of a hash tile: 32 for each hash. A wider tile of the same place may be given instead of a partial one,
 * for a writer may delete partial tiles once they are complete (tlog-tiles, “Partial Tiles”).
 */
export type TileReader = (tile: Tile) => Uint8Array | Promise<Uint8Array>;

/** Exactly the hashes asked for. Throws `tile_malformed` for less, or for what is no row of hashes. */
export async function readTile(read: TileReader, tile: Tile): Promise<Uint8Array> {
  const bytes = await read(tile);
  const wanted = tile.width * hashBytes;
  if (bytes.length < wanted || bytes.length % hashBytes !== 0 || bytes.length > tileWidth * hashBytes)
    throw new SealError('tile_malformed', `${tilePath(tile)} has ${bytes.length} bytes, not ${wanted}`);
  return bytes.subarray(0, wanted);
}

/** Entries `from ≤ index < to`, to be hashed as a tree of their own; `from` is a multiple of its complete subtrees. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Reads one tree of one size. Each tile is read once and each hash computed once; both are kept. */
export class TreeReader {
  readonly #digest: Digest;
  readonly #read: TileReader;
  readonly #size: number;
  readonly #tiles = new Map<string, Promise<Uint8Array>>();
  readonly #nodes = new Map<string, Promise<Uint8Array>>();

  constructor(digest: Digest, read: TileReader, size: number) {
    this.#digest = digest;
    this.#read = read;
    this.#size = size;
  }

  /** Merkle tree hash over the entries of a range (RFC 6962, section 2.1). Throws `tile_malformed`, `out_of_range`. */
  async hashOf({ from, to }: Range): Promise<Uint8Array> {
    if (from === to) return this.#digest(new Uint8Array());
    const height = heightWithin(to - from);
    const left = await this.#node(height, from);
    const split = from + 2 ** height;
    return split === to ? left : readNodeHash(this.#digest, left, await this.hashOf({ from: split, to }));
  }

  /** Root of the complete subtree of 2^height entries that begins at `start`. */
  #node(height: number, start: number): Promise<Uint8Array> {
    const name = `${height}/${start}`;
    const known = this.#nodes.get(name) ?? this.#findNode(height, start);
    this.#nodes.set(name, known);
    return known;
  }

  async #findNode(height: number, start: number): Promise<Uint8Array> {
    if (height % 8 === 0) return this.#stored(height / 8, start / 2 ** height);
    const left = await this.#node(height - 1, start);
    const right = await this.#node(height - 1, start + 2 ** (height - 1));
    return readNodeHash(this.#digest, left, right);
  }

  /** Hash number `place` of the row that the tiles of a level make together. */
  async #stored(level: number, place: number): Promise<Uint8Array> {
    const bytes = await this.#tile(level, Math.floor(place / tileWidth));
    const at = (place % tileWidth) * hashBytes;
    if (at + hashBytes > bytes.length)
      throw new SealError('out_of_range', `a tree of size ${this.#size} has no hash ${level}/${place}`);
    return bytes.slice(at, at + hashBytes);
  }

  #tile(level: number, index: number): Promise<Uint8Array> {
    const tile = tileAt(level, index, this.#size);
    if (!tile)
      throw new SealError('out_of_range', `a tree of size ${this.#size} has no tile ${level}/${index}`);
    const path = tilePath(tile);
    const known = this.#tiles.get(path) ?? readTile(this.#read, tile);
    this.#tiles.set(path, known);
    return known;
  }
}

/** Largest n with 2^n ≤ count. */
function heightWithin(count: number): number {
  let height = 0;
  while (2 ** (height + 1) <= count) height += 1;
  return height;
}
