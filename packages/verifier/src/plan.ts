/** Which files an export of a given size has, in which order, and where a name stands in it. */

export const tileWidth = 256;

/** The place of a file among all that an export may have: parts in order, and a number within the part. */
export interface Spot {
  readonly part: Part;
  readonly level: number;
  readonly number: number;
}
export type Part =
  | 'manifest'
  | 'checkpoint'
  | 'keys'
  | 'rotation'
  | 'boundary'
  | 'directory'
  | 'tile'
  | 'bundle'
  | 'openings';

const parts: readonly Part[] = [
  'manifest',
  'checkpoint',
  'keys',
  'rotation',
  'boundary',
  'directory',
  'tile',
  'bundle',
  'openings',
];
const single: Readonly<Record<string, Part>> = {
  'manifest.json': 'manifest',
  checkpoint: 'checkpoint',
  'keys.json': 'keys',
  boundary: 'boundary',
  'directory.json': 'directory',
  'openings.jsonl': 'openings',
};

export interface Extent {
  readonly from: number;
  readonly size: number;
}

/** Hashes on a level of a tree of this size. Level 1 counts subtrees of 256 leaves, and so on. */
export const hashesOn = (level: number, size: number): number => Math.floor(size / tileWidth ** level);

const tilesOn = (level: number, size: number): number => Math.ceil(hashesOn(level, size) / tileWidth);

/** Hashes in a tile, entries in a bundle (level 0): 256 but for the last. */
export const widthOf = (level: number, number: number, size: number): number =>
  Math.min(tileWidth, hashesOn(level, size) - number * tileWidth);

export class Plan {
  readonly #extent: Extent;

  constructor(extent: Extent) {
    this.#extent = extent;
  }

  nameOf({ part, level, number }: Spot): string {
    if (part === 'rotation') return `rotations/${number}`;
    if (part !== 'tile' && part !== 'bundle')
      return Object.keys(single).find((name) => single[name] === part) ?? part;
    const width = widthOf(level, number, this.#extent.size);
    const partial = width < tileWidth ? `.p/${width}` : '';
    return `tile/${part === 'tile' ? level : 'entries'}/${grouped(number)}${partial}`;
  }

  /** @returns undefined for a name that this export cannot have */
  spotOf(name: string): Spot | undefined {
    const known = Object.hasOwn(single, name) ? single[name] : undefined;
    if (known !== undefined) return { part: known, level: 0, number: 0 };
    const rotation = /^rotations\/(0|[1-9][0-9]{0,3})$/.exec(name);
    if (rotation !== null) return { part: 'rotation', level: 0, number: Number(rotation[1]) };
    const tile = /^tile\/(entries|[0-9]{1,2})\/([x0-9/]+)(?:\.p\/[0-9]{1,3})?$/.exec(name);
    if (tile === null) return undefined;
    const [, kind = '', groups = ''] = tile;
    const number = Number(groups.replace(/[x/]/g, ''));
    const spot: Spot =
      kind === 'entries'
        ? { part: 'bundle', level: 0, number }
        : { part: 'tile', level: Number(kind), number };
    // Only the one spelling, and only what the tree has.
    return this.#exists(spot) && this.nameOf(spot) === name ? spot : undefined;
  }

  /** The spot that must or may follow. @returns undefined behind the last */
  after({ part, level, number }: Spot): Spot | undefined {
    if (part === 'rotation') return { part, level, number: number + 1 };
    if (part === 'tile' || part === 'bundle') {
      const beside: Spot = { part, level, number: number + 1 };
      if (this.#exists(beside)) return beside;
      const above: Spot = { part, level: level + 1, number: 0 };
      if (this.#exists(above)) return above;
    }
    return this.#firstAfter(part);
  }

  /**
   * The first file that an export must have, from `expected` on and before `found` (undefined: before the end).
   * @returns undefined when nothing is missing
   */
  missing(expected: Spot | undefined, found: Spot | undefined): Spot | undefined {
    for (let spot = expected; spot !== undefined; spot = this.#firstAfter(spot.part)) {
      if (found !== undefined && compare(spot, found) >= 0) return undefined;
      // Rotations may end anywhere, but have no gap.
      if (spot.part === 'rotation' && found?.part === 'rotation') return spot;
      if (spot.part !== 'rotation' && spot.part !== 'boundary' && spot.part !== 'directory') return spot;
    }
    return undefined;
  }

  #firstAfter(part: Part): Spot | undefined {
    for (const follower of parts.slice(parts.indexOf(part) + 1)) {
      const number = follower === 'bundle' ? Math.floor(this.#extent.from / tileWidth) : 0;
      const spot: Spot = { part: follower, level: 0, number };
      if (this.#exists(spot)) return spot;
    }
    return undefined;
  }

  #exists({ part, level, number }: Spot): boolean {
    const { from, size } = this.#extent;
    if (part === 'tile') return number < tilesOn(level, size);
    if (part === 'bundle')
      return level === 0 && number >= Math.floor(from / tileWidth) && number < tilesOn(0, size);
    return true;
  }
}

export function compare(one: Spot, other: Spot): number {
  const [first, second] = [parts.indexOf(one.part), parts.indexOf(other.part)];
  return first - second || one.level - other.level || one.number - other.number;
}

/** `x001/x234/067` */
function grouped(number: number): string {
  const digits = String(number);
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  const groups = padded.match(/.{3}/g) ?? [];
  return groups.map((group, n) => (n < groups.length - 1 ? `x${group}` : group)).join('/');
}
