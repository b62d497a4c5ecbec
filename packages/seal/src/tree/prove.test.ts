import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { flipped, fromBase64, fromHex, TiledLog } from '../../test/tiled-log.ts';
import argon from '../../vectors/argon2020.json' with { type: 'json' };
import vectors from '../../vectors/tree.json' with { type: 'json' };
import { hex } from '../bytes.ts';
import { SealError } from '../error.ts';
import { sha256 } from '../node.ts';
import { Prover } from './prove.ts';
import {
  type ConsistencyClaim,
  type InclusionClaim,
  requireConsistency,
  requireInclusion,
} from './verify.ts';

const coded = (code: string) => (error: unknown) => error instanceof SealError && error.code === code;
const refusesInclusion = (claim: InclusionClaim) =>
  assert.rejects(requireInclusion(sha256, claim), coded('inclusion_invalid'));
const refusesConsistency = (claim: ConsistencyClaim) =>
  assert.rejects(requireConsistency(sha256, claim), coded('consistency_invalid'));

const large = TiledLog.of(5_000);

const inclusionClaim = async (log: TiledLog, index: number, size: number): Promise<InclusionClaim> => ({
  leaf: log.leaf(index),
  index,
  size,
  root: log.root(size),
  proof: await log.prover(size).inclusion(index),
});

const consistencyClaim = async (log: TiledLog, oldSize: number, size: number): Promise<ConsistencyClaim> => ({
  oldSize,
  oldRoot: log.root(oldSize),
  size,
  root: log.root(size),
  proof: await log.prover(size).consistency(oldSize),
});

test('proofs are those of the certificate transparency vectors', async () => {
  const log = new TiledLog();
  log.append(vectors.leaves.map(fromHex));
  for (const { index, size, proof } of vectors.inclusion) {
    const claim = await inclusionClaim(log, index, size);
    assert.deepEqual(claim.proof.map(hex), proof);
    await requireInclusion(sha256, claim);
  }
  for (const { oldSize, size, proof } of vectors.consistency) {
    const claim = await consistencyClaim(log, oldSize, size);
    assert.deepEqual(claim.proof.map(hex), proof);
    await requireConsistency(sha256, claim);
  }
});

test('a consistency proof of a public log of 961,984,013 entries is accepted, and refused when changed', async () => {
  const claim: ConsistencyClaim = {
    oldSize: argon.oldSize,
    oldRoot: fromBase64(argon.oldRoot),
    size: argon.size,
    root: fromBase64(argon.root),
    proof: argon.consistency.map(fromBase64),
  };
  await requireConsistency(sha256, claim);
  for (let at = 0; at < claim.proof.length; at += 1)
    await refusesConsistency({
      ...claim,
      proof: claim.proof.map((hash, place) => (place === at ? flipped(hash, at) : hash)),
    });
  await refusesConsistency({ ...claim, size: claim.size * 2 });
  await refusesConsistency({ ...claim, oldSize: claim.oldSize * 2 });
});

test('every prefix is consistent with every later size, up to 300', async () => {
  for (let size = 1; size <= 300; size += 1) {
    const prover = large.prover(size);
    for (let oldSize = 1; oldSize <= size; oldSize += 1) {
      const proof = await prover.consistency(oldSize);
      const [oldRoot, root] = [large.root(oldSize), large.root(size)];
      await requireConsistency(sha256, { oldSize, oldRoot, size, root, proof });
    }
  }
});

test('every leaf is provable, up to 100 and around a full tile', async () => {
  const around = [128, 255, 256, 257, 258, 300];
  for (const size of [...Array.from({ length: 100 }, (_, at) => at + 1), ...around]) {
    const prover = large.prover(size);
    for (let index = 0; index < size; index += 1) {
      const claim = { leaf: large.leaf(index), index, size, root: large.root(size) };
      await requireInclusion(sha256, { ...claim, proof: await prover.inclusion(index) });
    }
  }
});

/** size, and something from 1 to size */
const sizes = fc
  .integer({ min: 1, max: 5_000 })
  .chain((size) => fc.tuple(fc.constant(size), fc.integer({ min: 1, max: size })));

test('prefixes are consistent and leaves provable, at random up to 5,000', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, async ([size, some]) => {
      await requireConsistency(sha256, await consistencyClaim(large, some, size));
      await requireInclusion(sha256, await inclusionClaim(large, some - 1, size));
    }),
    { numRuns: 300 },
  );
});

test('a flipped bit in leaf, root or proof is refused', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(255), fc.nat(), async ([size, some], bit, which) => {
      const inclusion = await inclusionClaim(large, some - 1, size);
      await refusesInclusion({ ...inclusion, leaf: flipped(inclusion.leaf, bit) });
      await refusesInclusion({ ...inclusion, root: flipped(inclusion.root, bit) });
      const consistency = await consistencyClaim(large, some, size);
      await refusesConsistency({ ...consistency, root: flipped(consistency.root, bit) });
      await refusesConsistency({ ...consistency, oldRoot: flipped(consistency.oldRoot, bit) });
      const flipOne = (proof: readonly Uint8Array[]) =>
        proof.map((hash, at) => (at === which % proof.length ? flipped(hash, bit) : hash));
      if (inclusion.proof.length > 0)
        await refusesInclusion({ ...inclusion, proof: flipOne(inclusion.proof) });
      if (consistency.proof.length > 0)
        await refusesConsistency({ ...consistency, proof: flipOne(consistency.proof) });
    }),
    { numRuns: 150 },
  );
});

test('a proof that is shorter, longer, reordered, or for another place is refused', async () => {
  const inclusion = await inclusionClaim(large, 1_234, 4_321);
  const consistency = await consistencyClaim(large, 1_234, 4_321);
  const changes: ((proof: readonly Uint8Array[]) => readonly Uint8Array[])[] = [
    (proof) => proof.slice(1),
    (proof) => proof.slice(0, -1),
    (proof) => [...proof, large.root(3)],
    (proof) => [large.root(3), ...proof],
    (proof) => proof.toReversed(),
    (proof) => proof.map((hash) => hash.slice(1)),
    () => [],
  ];
  for (const change of changes) {
    await refusesInclusion({ ...inclusion, proof: change(inclusion.proof) });
    await refusesConsistency({ ...consistency, proof: change(consistency.proof) });
  }
  for (const index of [1_233, 1_235, 1_234 ^ 2, 4_321, -1, 1.5, Number.NaN])
    await refusesInclusion({ ...inclusion, index });
  for (const size of [1_000, 2 ** 53, Number.POSITIVE_INFINITY]) {
    await refusesInclusion({ ...inclusion, size });
    await refusesConsistency({ ...consistency, size });
  }
  for (const oldSize of [0, -1, 1_233, 1_235, 4_322]) await refusesConsistency({ ...consistency, oldSize });
});

test('a proof of one size is none of another, though the roots be those it was made for', async () => {
  const second = await inclusionClaim(large, 1, 2);
  await refusesInclusion({ ...second, index: 0, size: 1 });
  await refusesInclusion({ ...(await inclusionClaim(large, 0, 2)), size: 4 });
  const seven = await consistencyClaim(large, 7, 8);
  await refusesConsistency({ ...seven, oldSize: 3, size: 4 });
  await refusesConsistency({ ...(await consistencyClaim(large, 3, 4)), oldSize: 7, size: 8 });
});

test('nothing is consistent with size 0, and nothing is asked of it', async () => {
  const empty = large.root(0);
  for (const size of [0, 1, 8]) {
    await refusesConsistency({ oldSize: 0, oldRoot: empty, size, root: large.root(size), proof: [] });
    await assert.rejects(large.prover(size).consistency(0), coded('out_of_range'));
  }
  await assert.rejects(large.prover(0).inclusion(0), coded('out_of_range'));
  assert.deepEqual(await large.prover(0).root(), empty);
});

test('equal sizes are consistent only with equal roots and without a proof', async () => {
  const [oldRoot, root] = [large.root(7), large.root(7)];
  await requireConsistency(sha256, { oldSize: 7, oldRoot, size: 7, root, proof: [] });
  await refusesConsistency({ oldSize: 7, oldRoot: large.root(6), size: 7, root, proof: [] });
  await refusesConsistency({ oldSize: 7, oldRoot, size: 7, root, proof: [root] });
});

test('a changed hash in any tile changes the root', async () => {
  const log = TiledLog.of(600);
  for (const [path, bytes] of log.tiles) {
    // Full tiles below another are only read for what lies inside them.
    if (path === 'tile/0/000' || path === 'tile/0/001') continue;
    const changed = new Prover(
      {
        digest: sha256,
        read: async (tile) => {
          const found = await log.read(tile);
          return found === bytes ? flipped(found, 77) : found;
        },
      },
      600,
    );
    assert.notDeepEqual(await changed.root(), log.root(600));
  }
});

test('a digest that answers later proves and verifies the same', async () => {
  const later = async (bytes: Uint8Array) =>
    new Uint8Array(await crypto.subtle.digest('SHA-256', Buffer.from(bytes)));
  const proof = await new Prover({ digest: later, read: large.read }, 777).inclusion(333);
  const claim = { leaf: large.leaf(333), index: 333, size: 777, root: large.root(777), proof };
  await requireInclusion(later, claim);
});
