/** Tiles: rows of up to 256 hashes (C2SP tlog-tiles, height 8). Which exist, and how they are called. */
import { SealError } from '../error.ts';
import { requireSize } from './hash.ts';

/** Hashes of a full tile, entries of a full bundle. */
export const tileWidth = 256;
/** Of hash tiles; 256^7 is above 2^53. */
export const maxLevel = 6;

export interface Tile {
  /** 0 has leaf hashes; each hash of a higher level is the root of a full tile below. `entries` are bundles. */
  readonly level: number | 'entries';
  /** From 0, within the level. */
  readonly index: number;
  /** Hashes or entries inside: 1 to 256; less than 256 is a partial tile. */
  readonly width: number;
}

/** Hashes that a tree of `size` has at `level`: floor(size / 256^level). */
export const rowLength = (size: number, level: number): number => Math.floor(size / tileWidth ** level);

/** The tile as a tree of `size` has it; null when it has none. */
export function tileAt(level: number | 'entries', index: number, size: number): Tile | null {
  const width = Math.min(tileWidth, rowLength(size, level === 'entries' ? 0 : level) - index * tileWidth);
  return width > 0 ? { level, index, width } : null;
}

/** Every tile of one level of a tree of `size`, from the left. */
export function* tilesOfLevel(level: number | 'entries', size: number, from = 0): Generator<Tile> {
  const length = rowLength(size, level === 'entries' ? 0 : level);
  for (let index = Math.floor(from / tileWidth); index * tileWidth < length; index += 1)
    yield { level, index, width: Math.min(tileWidth, length - index * tileWidth) };
}

/** Every hash tile of a tree of `size`, level 0 first. */
export function* tilesOf(size: number): Generator<Tile> {
  for (let level = 0; rowLength(size, level) > 0; level += 1) yield* tilesOfLevel(level, size);
}

/**
 * The hash tiles that come to be when a tree grows, level 0 first: full ones once, partial ones only as wide as the
 * new size makes them. Throws `out_of_range` when the tree would shrink.
 */
export function* tilesBetween(oldSize: number, newSize: number): Generator<Tile> {
  requireSize(oldSize, 'size');
  requireSize(newSize, 'size');
  if (newSize < oldSize) throw new SealError('out_of_range', 'a tree never shrinks');
  for (let level = 0; rowLength(newSize, level) > 0; level += 1) {
    const before = rowLength(oldSize, level);
    if (before < rowLength(newSize, level)) yield* tilesOfLevel(level, newSize, before);
  }
}

/** `tile/<L>/<N>[.p/<W>]`, N in groups of three digits, all but the last behind an `x`. */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = (padded.match(/.{3}/g) ?? []).map((group, at, all) =>
    at === all.length - 1 ? group : `x${group}`,
  );
  return `tile/${level}/${groups.join('/')}${width < tileWidth ? `.p/${width}` : ''}`;
}

const pathForm = /^tile\/(entries|[0-6])\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** Null for what `tilePath` would not write: other spellings, widths from 256 up, indexes above 2^53-1. */
export function parseTilePath(path: string): Tile | null {
  const [, level, groups, width] = pathForm.exec(path) ?? [];
  if (level === undefined || groups === undefined || groups.length > 30) return null;
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(groups.replace(/[x/]/g, '')),
    width: width === undefined ? tileWidth : Number(width),
  };
  return Number.isSafeInteger(tile.index) && tilePath(tile) === path ? tile : null;
}
