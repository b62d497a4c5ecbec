import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { anyEntry, entryOf, origin, sampleProof } from '../../test/sample.ts';
import { coded, signerOf } from '../../test/signers.ts';
import { flipped, TiledLog } from '../../test/tiled-log.ts';
import { parseCanonical } from '../canonical.ts';
import { sha256 } from '../node.ts';
import { formatCheckpoint } from '../note/checkpoint.ts';
import { signNote } from '../note/sign.ts';
import { encodeEntry, leaveOut, timeText } from './entry.ts';
import { type EntryProof, formatEntryProof, parseEntryProof, requireEntryProof } from './entry-proof.ts';

const { proof, reader } = await sampleProof(300, 123);

test('a proof that was downloaded shows its entry, its checkpoint and what was opened', async () => {
  const read = parseEntryProof(formatEntryProof(proof));
  assert.deepEqual(read, proof);
  const { entry, checkpoint } = await requireEntryProof(read, reader);
  assert.equal(entry['id'], 'evt_123');
  assert.equal(checkpoint.size, 300);
  assert.deepEqual(Object.keys(JSON.parse(formatEntryProof(proof))).sort(), [
    ...['checkpoint', 'continuation', 'directory', 'entry', 'inclusion', 'index'],
    ...['keys', 'openings', 'rotations', 'v'],
  ]);
});

test('after the openings were erased the entry is still proved', async () => {
  await requireEntryProof({ ...proof, openings: {} }, reader);
});

test('a flipped bit anywhere in the parts of a proof is refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(), async (bit, which) => {
      const entry = { ...proof, entry: flipped(proof.entry, bit) };
      await assert.rejects(requireEntryProof(entry, reader), coded('inclusion_invalid'));
      const inclusion = proof.inclusion.map((hash, at) =>
        at === which % proof.inclusion.length ? flipped(hash, bit) : hash,
      );
      await assert.rejects(requireEntryProof({ ...proof, inclusion }, reader), coded('inclusion_invalid'));
      const note = Buffer.from(flipped(Buffer.from(proof.checkpoint), bit)).toString('utf8');
      await assert.rejects(requireEntryProof({ ...proof, checkpoint: note }, reader));
    }),
    { numRuns: 200 },
  );
});

test('another index, another value, another log or another key is refused', async () => {
  const refused = (changed: Partial<EntryProof>, code: string) =>
    assert.rejects(requireEntryProof({ ...proof, ...changed }, reader), coded(code));
  await refused({ index: 122 }, 'inclusion_invalid');
  const address = proof.openings['address'] ?? { salt: '', value: null };
  await refused({ openings: { address: { ...address, value: '192.0.2.1' } } }, 'opening_mismatch');
  await refused({ openings: { name: address } }, 'opening_mismatch');
  await refused({ openings: { constructor: address } }, 'opening_mismatch');
  const other = (await signerOf(origin, 2)).key;
  await assert.rejects(requireEntryProof(proof, { ...reader, keys: [other] }), coded('note_unsigned'));
  await assert.rejects(
    requireEntryProof(proof, { ...reader, origin: 'elsewhere' }),
    coded('checkpoint_malformed'),
  );
});

test('a leaf that states another index, or is not canonical, is refused though the log holds it', async () => {
  const signer = await signerOf(origin, 1);
  const spaced = new TextEncoder().encode(`${JSON.stringify(entryOf(0))} `);
  const leaves: [Uint8Array, string][] = [
    [anyEntry({ ...entryOf(7) }), 'entry_malformed'],
    [anyEntry([]), 'entry_malformed'],
    [spaced, 'not_canonical'],
  ];
  for (const [entry, code] of leaves) {
    const log = new TiledLog();
    log.append([entry]);
    const text = formatCheckpoint({ origin, size: 1, root: log.root(1) });
    const checkpoint = await signNote(text, [signer]);
    const claim = { ...proof, entry, index: 0, inclusion: [], checkpoint, openings: {} };
    await assert.rejects(requireEntryProof(claim, reader), coded(code));
  }
});

test('what is no proof is refused', () => {
  const form = JSON.parse(formatEntryProof(proof));
  const directory = { checkpoint: '', index: 0, inclusion: [], salt: '', tenantCheckpoint: '' };
  assert.deepEqual(parseEntryProof(JSON.stringify({ ...form, directory })).directory, directory);
  const forms: unknown[] = [
    null,
    [],
    {},
    { ...form, v: 1 },
    { ...form, v: 3 },
    { ...form, keys: { log: [] } },
    { ...form, keys: { log: [1], witnesses: [] } },
    { ...form, rotations: null },
    { ...form, directory: {} },
    { ...form, directory: { ...directory, index: -1 } },
    { ...form, directory: { ...directory, salt: 1 } },
    { ...form, continuation: ['AA=='] },
    { ...form, more: 1 },
    { ...form, index: -1 },
    { ...form, index: '1' },
    { ...form, entry: 'a' },
    { ...form, entry: 5 },
    { ...form, checkpoint: null },
    { ...form, inclusion: {} },
    { ...form, inclusion: ['AA=='] },
    { ...form, inclusion: Array.from({ length: 65 }, () => form.inclusion[0]) },
    { ...form, openings: [] },
    { ...form, openings: { address: { salt: 'x' } } },
    { ...form, openings: { address: { salt: 5, value: 1 } } },
  ];
  for (const one of forms)
    assert.throws(() => parseEntryProof(JSON.stringify(one)), coded('proof_malformed'));
  for (const text of ['', '{', `${' '.repeat(8_000_001)}1`])
    assert.throws(() => parseEntryProof(text), coded('proof_malformed'));
});

test('an entry is written canonically, and only with an index, a count and times', () => {
  const bytes = encodeEntry(entryOf(5));
  assert.deepEqual(parseCanonical(bytes), entryOf(5));
  for (const change of [
    { index: -1 },
    { index: 0.5 },
    { count: 0 },
    { at: '2026-11-22' },
    { sequencedAt: '' },
  ])
    assert.throws(() => encodeEntry({ ...entryOf(5), ...change }), coded('entry_malformed'));
  const large = { ...entryOf(5), metadata: { text: 'x'.repeat(65_535) } };
  assert.throws(() => encodeEntry(large), coded('not_canonical'));
});

test('what does not fit is named by its hash and length', () => {
  // SHA-256 of "x" in quotation marks, by `printf '"x"' | sha256sum`.
  const found = leaveOut(sha256, 'x');
  assert.deepEqual(found, {
    sha256: 'ba2df4903a2c14e86dc3bcca58911b44ac1d2514b7227bf6eb08cfb978f55a1b',
    bytes: 3,
  });
});

test('times have milliseconds and four digits of a year', () => {
  assert.equal(timeText(Date.UTC(2026, 10, 22, 18, 14, 28, 123)), '2026-11-22T18:14:28.123Z');
  for (const ms of [Number.NaN, 0.5, 8.64e15, -8.64e15, 9e15])
    assert.throws(() => timeText(ms), coded('out_of_range'));
});
