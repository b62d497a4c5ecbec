/** RFC 6962 by its definitions, for tests: recursive and slow to the eye. */
import { hash } from 'node:crypto';

// A digest as text and back is several times faster than a Buffer at once.
export const sha256 = (bytes: Uint8Array): Buffer => Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');
export const leafOf = (entry: Uint8Array): Buffer => sha256(Buffer.concat([Buffer.of(0), entry]));
const nodeOf = (left: Uint8Array, right: Uint8Array): Buffer =>
  sha256(Buffer.concat([Buffer.of(1), left, right]));

/** The largest power of two below n. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

export function rootOf(hashes: readonly Buffer[]): Buffer {
  const [first] = hashes;
  if (first === undefined) return sha256(Buffer.alloc(0));
  if (hashes.length === 1) return first;
  const k = split(hashes.length);
  return nodeOf(rootOf(hashes.slice(0, k)), rootOf(hashes.slice(k)));
}

/** PATH(m, D[n]) of RFC 6962, section 2.1.1. */
export function inclusionPath(m: number, hashes: readonly Buffer[]): Buffer[] {
  if (hashes.length <= 1) return [];
  const k = split(hashes.length);
  return m < k
    ? [...inclusionPath(m, hashes.slice(0, k)), rootOf(hashes.slice(k))]
    : [...inclusionPath(m - k, hashes.slice(k)), rootOf(hashes.slice(0, k))];
}

/** PROOF(m, D[n]) of RFC 6962, section 2.1.2. */
export const consistencyPath = (m: number, hashes: readonly Buffer[]): Buffer[] =>
  m === 0 ? [] : subProof(m, hashes, true);

function subProof(m: number, hashes: readonly Buffer[], whole: boolean): Buffer[] {
  if (m === hashes.length) return whole ? [] : [rootOf(hashes)];
  const k = split(hashes.length);
  return m <= k
    ? [...subProof(m, hashes.slice(0, k), whole), rootOf(hashes.slice(k))]
    : [...subProof(m - k, hashes.slice(k), false), rootOf(hashes.slice(0, k))];
}

/** Hashes of every tile level: leaves, then subtrees of 256, and so on. */
export function levelsOf(leaves: readonly Buffer[]): Buffer[][] {
  const levels = [[...leaves]];
  for (let below = levels[0] ?? []; below.length >= 256; below = levels.at(-1) ?? []) {
    const above: Buffer[] = [];
    for (let at = 0; at + 256 <= below.length; at += 256) above.push(rootOf(below.slice(at, at + 256)));
    levels.push(above);
  }
  return levels;
}

/** The root of a large tree in linear time, from what `levelsOf` made. */
export function rootByLevels(levels: readonly (readonly Buffer[])[]): Buffer {
  const [leaves = [], subtrees = []] = levels;
  const rest = leaves.slice(subtrees.length * 256);
  return rootOf(rest.length === 0 ? subtrees : [...subtrees, rootOf(rest)]);
}
