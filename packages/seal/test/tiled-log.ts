/** A log in memory: what a writer keeps, and what a reader gets. */
import {
  Frontier,
  hashBytes,
  Prover,
  type Tile,
  type TileReader,
  TileWriter,
  tilePath,
  type WrittenTile,
} from '../src/index.ts';
import { sha256 } from '../src/node.ts';

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const fromHex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
export const entryNumber = (index: number): Uint8Array => bytesOf(`entry ${index}`);

export class TiledLog {
  readonly frontier = Frontier.empty(sha256);
  readonly writer = TileWriter.empty(sha256);
  readonly tiles = new Map<string, Uint8Array>();
  readonly leaves: Uint8Array[] = [];
  /** Root of each size so far. */
  readonly roots: Uint8Array[] = [this.frontier.root()];

  static of(size: number): TiledLog {
    const log = new TiledLog();
    log.append(Array.from({ length: size }, (_, index) => entryNumber(index)));
    return log;
  }

  append(entries: readonly Uint8Array[]): WrittenTile[] {
    const leaves = entries.map((entry) => {
      const leaf = this.frontier.append(entry);
      this.roots.push(this.frontier.root());
      return leaf;
    });
    this.leaves.push(...leaves);
    const written = this.writer.append(leaves);
    for (const tile of written) this.tiles.set(tilePath(tile), tile.bytes);
    return written;
  }

  /** The tile asked for, or a wider one of the same place. */
  readonly read: TileReader = (tile) => {
    for (let width = tile.width; width <= 256; width += 1) {
      const found = this.tiles.get(tilePath({ ...tile, width }));
      if (found) return found;
    }
    throw new Error(`${tilePath(tile)} was never written`);
  };

  prover(size: number): Prover {
    return new Prover({ digest: sha256, read: this.read }, size);
  }

  root(size: number): Uint8Array {
    const root = this.roots[size];
    if (!root) throw new Error(`no root of size ${size}`);
    return root;
  }

  leaf(index: number): Uint8Array {
    const leaf = this.leaves[index];
    if (!leaf) throw new Error(`no leaf ${index}`);
    return leaf;
  }
}

/** A copy with one bit changed; `at` counts bits. */
export function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  const place = Math.floor(at / 8) % copy.length;
  copy[place] = (copy[place] ?? 0) ^ (1 << (at % 8));
  return copy;
}

/** Merkle tree hash by the definition of RFC 6962, section 2.1: split at the largest power of two below. */
export function rootByDefinition(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (!first) return sha256(new Uint8Array());
  if (leaves.length === 1) return first;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const input = new Uint8Array(1 + 2 * hashBytes);
  input.set([1]);
  input.set(rootByDefinition(leaves.slice(0, split)), 1);
  input.set(rootByDefinition(leaves.slice(split)), 1 + hashBytes);
  return sha256(input);
}

export const named = (tiles: Iterable<Tile>): string[] => [...tiles].map(tilePath);
