/**
 * The tree of an export seen twice: by its hash tiles and by its entries. When the signed root is one of the two, the other
 * is to blame, and where they part is where.
 */
import { base64Of, sameBytes } from './bytes.ts';
import type { ExportCrypto } from './crypto.ts';
import { Column, TreeHasher } from './hashes.ts';
import { hashesOn, type Plan, tileWidth, widthOf } from './plan.ts';
import type { Finding, Findings } from './report.ts';
import { type Head, hashBytes } from './tree.ts';

const nothing = new Uint8Array(0);
type Lookup = (place: number) => Uint8Array | undefined;

/** The tree as it is, after a root was found that is signed. */
interface Truth {
  readonly subtree: Lookup;
  readonly leaves: Uint8Array;
}

export class Forest {
  readonly #hasher: TreeHasher;
  readonly #crypto: ExportCrypto;
  readonly #size: number;
  readonly #firstBundle: number;
  /** Subtrees of 256 leaves and whole tiles there are. */
  readonly #full: number;
  /** What tiles say of each level from 1 on. */
  readonly #upper: Column[] = [];
  /** Roots of leaf tiles whose entries are not in the export. */
  readonly #below = new Column();
  /** Digests of leaf tiles whose entries are; comparing those is cheaper than computing each root twice. */
  readonly #digests: Column;
  readonly #bundles: Column;
  #lastTile: Uint8Array | undefined;
  #lastBundle: Uint8Array | undefined;
  readonly #parted: number[] = [];
  /** Leaf tiles that a comparison with another size will need. */
  readonly #kept = new Map<number, Uint8Array | undefined>();
  #truth: Truth | undefined;

  constructor(crypto: ExportCrypto, extent: { readonly from: number; readonly size: number }) {
    this.#crypto = crypto;
    this.#hasher = new TreeHasher(crypto);
    this.#size = extent.size;
    this.#firstBundle = extent.from / tileWidth;
    this.#full = Math.floor(extent.size / tileWidth);
    this.#digests = new Column(this.#firstBundle);
    this.#bundles = new Column(this.#firstBundle);
  }

  /** Announces that the root of a smaller tree will be asked for. */
  willCompare(size: number): void {
    if (size < this.#size && size % tileWidth !== 0) this.#kept.set(Math.floor(size / tileWidth), undefined);
  }

  /** @param hashes the tile, whose length has been looked at; it is copied where it is kept */
  addTile(level: number, number: number, hashes: Uint8Array): void {
    if (level > 0) {
      this.#upper[level] ??= new Column();
      const column = this.#upper[level];
      for (let n = 0; n < hashes.length / hashBytes; n += 1)
        column.put(number * tileWidth + n, hashes.subarray(n * hashBytes, (n + 1) * hashBytes));
      return;
    }
    if (this.#kept.has(number)) this.#kept.set(number, hashes.slice());
    if (number === this.#full) this.#lastTile = hashes.slice();
    else if (number < this.#firstBundle) this.#below.put(number, this.#hasher.rootOver(hashes));
    else this.#digests.put(number, this.#crypto.sha256(hashes));
  }

  /** @param leaves their hashes, which will be overwritten; undefined when they could not be told apart */
  addBundle(number: number, leaves: Uint8Array | undefined): void {
    if (number === this.#full) {
      this.#lastBundle = leaves;
      return;
    }
    if (leaves === undefined) {
      this.#bundles.leaveOut(number);
      return;
    }
    const digest = this.#digests.at(number);
    if (digest !== undefined && !sameBytes(digest, this.#crypto.sha256(leaves))) this.#parted.push(number);
    this.#bundles.put(number, this.#hasher.reduce(leaves, tileWidth));
  }

  /** Compares what came with the signed root, and says what is to blame. */
  judge(signed: Head, plan: Plan, findings: Findings): void {
    const partial = this.#size % tileWidth > 0;
    const byTiles: Lookup = (place) => this.#upper[1]?.at(place);
    const byEntries: Lookup = (place) =>
      place < this.#firstBundle ? this.#below.at(place) : this.#bundles.at(place);
    const [tileLeaves, entryLeaves] = [this.#lastTile, this.#lastBundle].map((last) =>
      partial ? last : nothing,
    );
    const rootOf = (subtree: Lookup, leaves: Uint8Array | undefined): Uint8Array | undefined =>
      leaves === undefined ? undefined : this.#hasher.root(this.#full, subtree, leaves);
    const entriesRoot = rootOf(byEntries, entryLeaves);
    const tilesRoot = rootOf(byTiles, tileLeaves);
    if (entryLeaves !== undefined && entriesRoot !== undefined && sameBytes(entriesRoot, signed.root)) {
      this.#truth = { subtree: byEntries, leaves: entryLeaves };
      this.#blameLeafTiles(plan, findings);
    } else if (tileLeaves !== undefined && tilesRoot !== undefined && sameBytes(tilesRoot, signed.root)) {
      this.#truth = { subtree: byTiles, leaves: tileLeaves };
      this.#blameBundles(plan, findings);
    } else {
      const root = entriesRoot ?? tilesRoot;
      if (root !== undefined)
        this.#blameFirst(plan, findings, { expected: base64Of(signed.root), found: base64Of(root) });
      return;
    }
    this.#blameUpper(this.#truth, plan, findings);
  }

  /** @returns undefined when the tree cannot tell, which is a finding already */
  rootAt(size: number): Uint8Array | undefined {
    const truth = this.#truth;
    if (truth === undefined || size > this.#size) return undefined;
    const [full, behind] = [Math.floor(size / tileWidth), (size % tileWidth) * hashBytes];
    if (behind === 0) return this.#hasher.root(full, truth.subtree, nothing);
    if (full === this.#full) return this.#hasher.root(full, truth.subtree, truth.leaves.subarray(0, behind));
    const tile = this.#kept.get(full);
    const subtree = truth.subtree(full);
    if (tile === undefined || subtree === undefined) return undefined;
    if (!sameBytes(this.#hasher.rootOver(tile), subtree)) return undefined;
    return this.#hasher.root(full, truth.subtree, tile.subarray(0, behind));
  }

  /** The entries are what was signed: a leaf tile that differs is wrong. */
  #blameLeafTiles(plan: Plan, findings: Findings): void {
    for (const number of this.#parted) findings.add(tileMismatch(plan, 0, number));
    if (this.#lastTile !== undefined && this.#lastBundle !== undefined)
      if (!sameBytes(this.#lastTile, this.#lastBundle)) findings.add(tileMismatch(plan, 0, this.#full));
  }

  /** The tiles are what was signed: entries that lead elsewhere are wrong, and so are leaf tiles. */
  #blameBundles(plan: Plan, findings: Findings): void {
    const upper = this.#upper[1];
    const parted = new Set(this.#parted);
    for (let place = 0; place < this.#full; place += 1) {
      const [expected, below, bundle] = [upper?.at(place), this.#below.at(place), this.#bundles.at(place)];
      if (expected === undefined) continue;
      if (below !== undefined && !sameBytes(below, expected)) findings.add(tileMismatch(plan, 0, place));
      if (bundle !== undefined && !sameBytes(bundle, expected))
        findings.add(bundleMismatch(plan, place, expected, bundle));
      else if (bundle !== undefined && parted.has(place)) findings.add(tileMismatch(plan, 0, place));
    }
    const [tile, bundle] = [this.#lastTile, this.#lastBundle];
    if (tile === undefined || bundle === undefined) return;
    for (let n = 0; n * hashBytes < tile.length; n += 1) {
      const [expected, found] = [tile, bundle].map((hashes) =>
        hashes.subarray(n * hashBytes, (n + 1) * hashBytes),
      );
      if (expected === undefined || found === undefined || sameBytes(expected, found)) continue;
      const finding = bundleMismatch(plan, this.#full, expected, found);
      findings.add({ ...finding, at: { ...finding.at, index: this.#full * tileWidth + n } });
      return;
    }
  }

  /** Neither is what was signed: where the two part is the best that can be said. */
  #blameFirst(
    plan: Plan,
    findings: Findings,
    roots: { readonly expected: string; readonly found: string },
  ): void {
    const [tile, bundle] = [this.#lastTile, this.#lastBundle];
    const last =
      tile !== undefined && bundle !== undefined && !sameBytes(tile, bundle) ? this.#full : undefined;
    const number = this.#parted[0] ?? last;
    const file = number === undefined ? 'checkpoint' : plan.nameOf({ part: 'bundle', level: 0, number });
    findings.add({ code: 'root_mismatch', at: { file }, ...roots });
  }

  /** Every hash of the upper tiles must follow from the level below. */
  #blameUpper({ subtree }: Truth, plan: Plan, findings: Findings): void {
    let lookup = subtree;
    for (let level = 1; hashesOn(level, this.#size) > 0; level += 1) {
      const [given, count] = [this.#upper[level], hashesOn(level, this.#size)];
      if (given === undefined) return;
      const above = new Column();
      for (let number = 0; number * tileWidth < count; number += 1) {
        const width = widthOf(level, number, this.#size);
        const hashes = new Uint8Array(width * hashBytes);
        let differs = false;
        for (let n = 0; n < width; n += 1) {
          const [expected, found] = [lookup(number * tileWidth + n), given.at(number * tileWidth + n)];
          // A tile that is missing is a finding already.
          if (expected === undefined) return;
          if (found !== undefined && !sameBytes(expected, found)) differs = true;
          hashes.set(expected, n * hashBytes);
        }
        if (differs) findings.add(tileMismatch(plan, level, number));
        if (width === tileWidth) above.put(number, this.#hasher.reduce(hashes, width));
      }
      lookup = (place) => above.at(place);
    }
  }
}

const tileMismatch = (plan: Plan, level: number, number: number): Finding => ({
  code: 'tile_mismatch',
  at: { file: plan.nameOf({ part: 'tile', level, number }) },
  expected: 'the hashes that lead to the signed root',
  found: 'others',
});

const bundleMismatch = (plan: Plan, number: number, expected: Uint8Array, found: Uint8Array): Finding => ({
  code: 'root_mismatch',
  at: { file: plan.nameOf({ part: 'bundle', level: 0, number }) },
  expected: base64Of(expected),
  found: base64Of(found),
});
