import assert from 'node:assert/strict';
import { test } from 'node:test';

import { coded, signerOf } from '../../test/signers.ts';
import { bytesOf, fromBase64 } from '../../test/tiled-log.ts';
import vectors from '../../vectors/notes.json' with { type: 'json' };
import { ed25519Verify, sha256 } from '../node.ts';
import { formatBoundary, openBoundary, parseBoundary } from './boundary.ts';
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { cosignatureMessage, signedMessage } from './cosignature.ts';
import { formatNote, parseNote } from './note.ts';
import { openNote } from './open.ts';
import { followRotations, formatRotation, parseRotation } from './rotation.ts';
import { cosign, signNote } from './sign.ts';

const origin = 'chat.example/audit/ten_1';
const log = await signerOf(origin, 1);
const next = await signerOf(origin, 2);
const third = await signerOf(origin, 3);
const witness = await signerOf('witness.example/w', 9, 0x04);
const root = new Uint8Array(32).fill(7);
const using = { digest: sha256, verify: ed25519Verify };

test('the checkpoint of the specification is read, and written again', () => {
  const { note, size, root: rootText } = vectors.checkpoint;
  const { text } = parseNote(note);
  const checkpoint = parseCheckpoint(text);
  assert.deepEqual(checkpoint, {
    origin: 'example.com/behind-the-sofa',
    size,
    root: fromBase64(rootText),
    extensions: [],
  });
  assert.equal(formatCheckpoint(checkpoint), text);
  assert.deepEqual(parseCheckpoint(`${text}more\n`).extensions, ['more']);
});

test('what is no checkpoint is refused', () => {
  const rootText = vectors.checkpoint.root;
  const texts = [
    '',
    '\n',
    `\n5\n${rootText}\n`,
    `o\n5\n${rootText}`,
    `o\n05\n${rootText}\n`,
    `o\n+5\n${rootText}\n`,
    `o\n0x5\n${rootText}\n`,
    `o\n5 \n${rootText}\n`,
    `o\n-1\n${rootText}\n`,
    `o\n9007199254740992\n${rootText}\n`,
    `o\n18446744073709551615\n${rootText}\n`,
    `o\n5\n${rootText.slice(0, -4)}\n`,
    `o\n5\n${rootText}=\n`,
    `o\n5\n\n`,
    `o\n5\n${rootText}\n\n`,
    `o\n5\n${rootText}\n\nx\n`,
  ];
  for (const text of texts) assert.throws(() => parseCheckpoint(text), coded('checkpoint_malformed'), text);
  assert.throws(() => formatCheckpoint({ origin: 'a\nb', size: 1, root }), coded('checkpoint_malformed'));
  assert.throws(() => formatCheckpoint({ origin, size: 2 ** 53, root }), coded('out_of_range'));
  assert.throws(() => formatCheckpoint({ origin, size: 1, root: root.slice(1) }), coded('out_of_range'));
});

test('a checkpoint counts only when its own log signed it', async () => {
  const note = await signNote(formatCheckpoint({ origin, size: 5, root }), [log]);
  const keys = [log.key, witness.key];
  const opened = await openCheckpoint(note, { origin, keys }, ed25519Verify);
  assert.deepEqual([opened.size, opened.root], [5, root]);
  const elsewhere = { origin: 'chat.example/audit/ten_2', keys };
  await assert.rejects(openCheckpoint(note, elsewhere, ed25519Verify), coded('checkpoint_malformed'));
  const cosigned = parseNote(await cosign(note, witness, 1_000));
  const onlyWitness = { ...cosigned, signatures: cosigned.signatures.slice(1) };
  await assert.rejects(
    openCheckpoint(formatNote(onlyWitness), { origin, keys }, ed25519Verify),
    coded('note_unsigned'),
  );
});

test('the cosigned message and the time are those of the specification', () => {
  const { note, cosigned, time } = vectors.checkpoint;
  const { text, signatures } = parseNote(note);
  assert.deepEqual(cosignatureMessage(bytesOf(text), time), bytesOf(cosigned));
  const signed = signedMessage(0x04, bytesOf(text), signatures[1]?.signature ?? new Uint8Array());
  assert.equal(signed?.atSeconds, time);
  assert.deepEqual(signed?.message, bytesOf(cosigned));
  const { cosignature, cosignedAt, noCosignature } = vectors.keys;
  const bytes = new Uint8Array();
  assert.equal(signedMessage(0x04, bytes, fromBase64(cosignature).slice(4))?.atSeconds, cosignedAt);
  assert.equal(signedMessage(0x04, bytes, fromBase64(noCosignature).slice(4)), null);
  assert.equal(signedMessage(0x04, bytes, new Uint8Array(72).fill(255)), null);
});

test('a witness cosigns beside the log, anew in place of before, and at its time', async () => {
  const note = await signNote(formatCheckpoint({ origin, size: 5, root }), [log]);
  const first = await cosign(note, witness, 1_000);
  const second = await cosign(first, witness, 2_000);
  assert.equal(parseNote(second).signatures.length, 2);
  const { verified } = await openNote(second, [log.key, witness.key], ed25519Verify);
  assert.deepEqual(
    verified.map(({ name, atSeconds }) => [name, atSeconds]),
    [
      [origin, null],
      ['witness.example/w', 2_000],
    ],
  );
});

test('a cosignature with another time or by another key is refused', async () => {
  const note = await signNote(formatCheckpoint({ origin, size: 5, root }), [log]);
  const { text, signatures } = parseNote(await cosign(note, witness, 1_000));
  const later = signatures.map((one) =>
    one.name === origin ? one : { ...one, signature: one.signature.with(7, 0xff) },
  );
  await assert.rejects(
    openNote(formatNote({ text, signatures: later }), [log.key, witness.key], ed25519Verify),
    coded('cosignature_invalid'),
  );
});

test('only checkpoints are cosigned, only by a witness, only after 1970', async () => {
  const checkpoint = await signNote(formatCheckpoint({ origin, size: 5, root }), [log]);
  await assert.rejects(cosign(await signNote('text\n', [log]), witness, 1), coded('checkpoint_malformed'));
  await assert.rejects(cosign(checkpoint, log, 1), coded('key_malformed'));
  for (const seconds of [-1, 0.5, Number.NaN, 2 ** 53])
    await assert.rejects(cosign(checkpoint, witness, seconds), coded('out_of_range'));
});

const rotationTo = (key: typeof log, fromSeconds: number) =>
  formatRotation({ origin, next: key.key, fromSeconds });

test('whoever pins the oldest key follows to the newest', async () => {
  const notes = [
    await signNote(rotationTo(next, 100), [log]),
    await signNote(rotationTo(third, 200), [next]),
  ];
  const { keys, rotations } = await followRotations(log.key, notes, using);
  assert.deepEqual(keys, [log.key, next.key, third.key]);
  assert.deepEqual(
    rotations.map(({ fromSeconds }) => fromSeconds),
    [100, 200],
  );
  assert.deepEqual((await followRotations(next.key, notes.slice(1), using)).keys, [next.key, third.key]);
  assert.deepEqual((await followRotations(log.key, [], using)).keys, [log.key]);
});

test('a rotation by another key, out of order, back in time or back to an old key is refused', async () => {
  const first = await signNote(rotationTo(next, 100), [log]);
  const second = await signNote(rotationTo(third, 200), [next]);
  const other = await signerOf('chat.example/audit/ten_2', 4);
  const chains = [
    [await signNote(rotationTo(next, 100), [next])],
    [second, first],
    [first, first],
    [first, await signNote(rotationTo(third, 99), [next])],
    [first, await signNote(rotationTo(log, 200), [next])],
    [await signNote(formatRotation({ origin: other.key.name, next: other.key, fromSeconds: 1 }), [log])],
    [await signNote(formatCheckpoint({ origin, size: 5, root }), [log])],
    [first.replace('\n100\n', '\n101\n')],
    ['x'],
  ];
  for (const notes of chains)
    await assert.rejects(followRotations(log.key, notes, using), coded('rotation_invalid'));
});

test('what is no rotation is refused', async () => {
  const text = rotationTo(next, 100);
  assert.deepEqual(await parseRotation(sha256, text), { origin, next: next.key, fromSeconds: 100 });
  const wrong = [
    text.replace('rotate', 'Rotate'),
    text.replace('100', '0100'),
    `${text}x\n`,
    text.slice(0, -1),
    '',
  ];
  wrong.push(text.replace(/^[^\n]+/, 'elsewhere'));
  for (const one of wrong) await assert.rejects(parseRotation(sha256, one), coded('rotation_invalid'), one);
  assert.throws(
    () => formatRotation({ origin, next: witness.key, fromSeconds: 1 }),
    coded('rotation_invalid'),
  );
  assert.throws(() => rotationTo(next, -1), coded('rotation_invalid'));
});

const boundary = { origin, firstIndex: 512, root, retentionDays: 365, holds: 2, atSeconds: 1_000 };

test('a boundary is read as it was written, signed by its log', async () => {
  const text = formatBoundary(boundary);
  assert.deepEqual(parseBoundary(text), boundary);
  const note = await signNote(text, [log]);
  const keys = [log.key, witness.key];
  assert.deepEqual(await openBoundary(note, { origin, keys }, ed25519Verify), boundary);
  await assert.rejects(
    openBoundary(note, { origin, keys: [next.key] }, ed25519Verify),
    coded('note_unsigned'),
  );
  const forged = note.replace('\n512\n', '\n768\n');
  await assert.rejects(openBoundary(forged, { origin, keys }, ed25519Verify), coded('signature_invalid'));
  const other = await signerOf('chat.example/audit/ten_2', 4);
  const byOther = await signNote(text, [other]);
  await assert.rejects(
    openBoundary(byOther, { origin, keys: [log.key, other.key] }, ed25519Verify),
    coded('note_unsigned'),
  );
  const foreign = await signNote(formatBoundary({ ...boundary, origin: 'elsewhere' }), [log]);
  await assert.rejects(openBoundary(foreign, { origin, keys }, ed25519Verify), coded('boundary_invalid'));
});

test('what is no boundary is refused', () => {
  const text = formatBoundary(boundary);
  const wrong = [
    text.replace('512', '513'),
    text.replace('512', '0512'),
    text.replace('boundary', 'Boundary'),
    text.replace('365', '-1'),
    text.replace('BwcH', 'BwcHBwcH'),
    `${text}1\n`,
    text.slice(0, -1),
    '',
  ];
  for (const one of wrong) assert.throws(() => parseBoundary(one), coded('boundary_invalid'), one);
  for (const change of [{ firstIndex: 100 }, { holds: -1 }, { retentionDays: 1.5 }, { origin: '' }])
    assert.throws(() => formatBoundary({ ...boundary, ...change }), coded('boundary_invalid'));
});

test('no statement of a log passes for another', async () => {
  const texts = [
    formatCheckpoint({ origin, size: 5, root }),
    rotationTo(next, 100),
    formatBoundary(boundary),
  ];
  const readers = [
    (text: string) => parseCheckpoint(text),
    (text: string) => parseRotation(sha256, text),
    (text: string) => parseBoundary(text),
  ];
  for (const [at, text] of texts.entries())
    for (const [by, read] of readers.entries())
      if (at === by) await read(text);
      else await assert.rejects(async () => read(text), text);
});
