import assert from 'node:assert/strict';
import { test } from 'node:test';

import { coded, signerOf } from '../../test/signers.ts';
import { bytesOf, fromBase64 } from '../../test/tiled-log.ts';
import vectors from '../../vectors/notes.json' with { type: 'json' };
import { base64Bytes } from '../bytes.ts';
import { ed25519Key, ed25519Verify, sha256 } from '../node.ts';
import { isKeyName, parseVerifierKey, type VerifierKey, verifierKey, verifierKeyText } from './key.ts';
import { formatNote, parseNote } from './note.ts';
import { openNote } from './open.ts';
import { type NoteSigner, signNote } from './sign.ts';

const { peter } = vectors;
const peterKey = await parseVerifierKey(sha256, peter.key);
const enochKey = await parseVerifierKey(sha256, peter.enochKey);
const [peterLine, enochLine] = [peter.signature, peter.enochSignature];
const open = (note: string, known: VerifierKey[]) => openNote(note, known, ed25519Verify);

async function peterSigner(): Promise<NoteSigner> {
  const raw = fromBase64(peter.privateKey.split('+').slice(4).join('+'));
  return { key: peterKey, sign: ed25519Key(raw.slice(1)).sign };
}

// TestSign of Go's sumdb/note.
test('a note is signed byte for byte as Go signs it', async () => {
  const note = await signNote(peter.text, [await peterSigner()]);
  assert.equal(note, `${peter.text}\n${peterLine}`);
  const stale = { name: 'PeterNeumann', id: 0xc74f20a3, signature: Uint8Array.of(1, 2) };
  assert.equal(await signNote(peter.text, [await peterSigner()], [stale]), note);
  await assert.rejects(signNote('abc', [await peterSigner()]), coded('note_malformed'));
  const other = { name: 'a+b', id: 1, signature: Uint8Array.of(1) };
  await assert.rejects(signNote(peter.text, [], [other]), coded('note_malformed'));
  await assert.rejects(signNote(peter.text, []), coded('note_malformed'));
});

// TestOpen of Go's sumdb/note.
test('signatures of known keys are verified and others are named unknown', async () => {
  const note = `${peter.text}\n${peterLine}${enochLine}`;
  const one = await open(note, [peterKey]);
  assert.equal(one.text, peter.text);
  assert.deepEqual(
    one.verified.map(({ key }) => key),
    [peterKey],
  );
  assert.deepEqual(
    one.unknown.map(({ name, id }) => [name, id]),
    [['EnochRoot', 0xaf0cfe78]],
  );
  const both = await openNote(bytesOf(note), [enochKey, peterKey], ed25519Verify);
  assert.deepEqual(
    both.verified.map(({ name }) => name),
    ['PeterNeumann', 'EnochRoot'],
  );
  await assert.rejects(open(note, []), coded('note_unsigned'));
});

test('a repeated signature counts once, and two known keys with one id are refused where they are asked for', async () => {
  const changed = `${enochLine.slice(0, 60)}ABCD${enochLine.slice(60)}`;
  const repeated = `${peter.text}\n${peterLine}${peterLine}${enochLine}${enochLine}${changed}`;
  const opened = await open(repeated, [peterKey]);
  assert.deepEqual([opened.verified.length, opened.unknown.length], [1, 2]);
  const ambiguous = [enochKey, peterKey, enochKey];
  await assert.rejects(open(`${peter.text}\n${enochLine}`, ambiguous), coded('key_ambiguous'));
  assert.equal((await open(`${peter.text}\n${peterLine}`, ambiguous)).verified.length, 1);
});

test('one wrong signature of a known key spoils the note, whoever else signed', async () => {
  const longer = `${peterLine.slice(0, 60)}ABCD${peterLine.slice(60)}`;
  const wrong = peterLine.replace('/ZJku', '/ZJkv');
  for (const line of [longer, wrong])
    await assert.rejects(
      open(`${peter.text}\n${enochLine}${line}`, [peterKey, enochKey]),
      coded('signature_invalid'),
    );
  await assert.rejects(
    open(`${peter.text.replace('don', 'Don')}\n${peterLine}`, [peterKey]),
    coded('signature_invalid'),
  );
});

test('a signature of a known name with another id is unknown', async () => {
  const { key } = await signerOf('PeterNeumann', 1);
  await assert.rejects(open(`${peter.text}\n${peterLine}`, [key]), coded('note_unsigned'));
});

test('what is no note is refused', async () => {
  const { text } = peter;
  const notes = [
    text,
    `${text}\n`,
    `${text}\n${peterLine.slice(0, -1)}`,
    `\u0001${text}\n${peterLine}`,
    `${text}\r\n${peterLine}`,
    `${text}\n— Bad Name ${peterLine.slice(15)}`,
    `${text}\n${peterLine}Unexpected line.\n`,
    `${text}\n${peterLine.replace('—', '-')}`,
    `${text}\n${peterLine.replace('PeterNeumann', 'Peter+Neumann')}`,
    `${text}\n${peterLine.replace('PeterNeumann', 'Peter\u00a0Neumann')}`,
    `${text}\n${peterLine.replace('PeterNeumann', '')}`,
    `${text}\n${peterLine.replace('M=', 'N=')}`,
    `${text}\n${peterLine.replace('M=', 'M')}`,
    `${text}\n— PeterNeumann x08gow==\n`,
    `${text}\n${peterLine.repeat(101)}`,
    `\ud800${text}\n${peterLine}`,
    `${'x'.repeat(1_000_000)}\n\n${peterLine}`,
    '',
    '\n\n',
  ];
  for (const note of notes) assert.throws(() => parseNote(note), coded('note_malformed'), note.slice(0, 200));
  const bad = bytesOf(`${text}\n${peterLine}`);
  bad[0] = 0xff;
  assert.throws(() => parseNote(bad), coded('note_malformed'));
  assert.equal(parseNote(`${text}\n${peterLine.repeat(100)}`).signatures.length, 100);
});

test('a text may have empty lines: the last one ends it', () => {
  const { text, signatures } = parseNote(vectors.poem);
  assert.ok(text.endsWith('\n\ned è subito sera.\n'));
  assert.equal(signatures[0]?.name, 'quasimodo.example/salvatore');
  assert.equal(formatNote({ text, signatures }), vectors.poem);
});

// TestNewVerifier of Go's sumdb/note, and the keys of transparency-dev/formats.
test('a text of a key leads to the key and back, and no mangling of it does', async () => {
  for (const text of [peter.key, peter.enochKey, vectors.keys.log, vectors.keys.witness])
    assert.equal(verifierKeyText(await parseVerifierKey(sha256, text)), text);
  const refused = (text: string) =>
    assert.rejects(parseVerifierKey(sha256, text), coded('key_malformed'), text);
  for (let from = 0; from <= peter.key.length; from += 1)
    for (let to = from + 1; to <= peter.key.length; to += 1)
      if (from !== 0 || to !== peter.key.length) await refused(peter.key.slice(from, to));
  for (let at = 0; at < peter.key.length; at += 1) {
    const next = String.fromCharCode(peter.key.charCodeAt(at) + 1);
    await refused(`${peter.key.slice(0, at)}${next}${peter.key.slice(at + 1)}`);
  }
  for (const text of [...peter.wrongKeys, ...vectors.keys.wrong, `${peter.key}\n`, ` ${peter.key}`])
    await refused(text);
});

test('a name without spaces, plus and control characters is a name', async () => {
  for (const name of ['a', 'example.com/log', 'é', '—']) assert.ok(isKeyName(name));
  for (const name of ['', ' ', 'a b', 'a\u00a0b', 'a\u0085', 'a\u3000', 'a+b', 'a\nb', '\u0001', '\ud800'])
    assert.ok(!isKeyName(name), name);
  const publicKey = new Uint8Array(31);
  await assert.rejects(verifierKey(sha256, { name: 'a', type: 1, publicKey }), coded('key_malformed'));
});

test('during a rotation both keys sign and each is enough', async () => {
  const [before, after] = [await signerOf('log.example', 1), await signerOf('log.example', 2)];
  assert.notEqual(before.key.id, after.key.id);
  const note = await signNote('text\n', [before, after]);
  for (const keys of [[before.key], [after.key], [before.key, after.key]])
    assert.equal((await open(note, keys)).verified.length, keys.length);
});

test('a signer that fails, or gives what is no signature, signs nothing', async () => {
  const { key } = await signerOf('log.example', 1);
  const broken = new Error('the key service is away');
  const failing: NoteSigner = { key, sign: () => Promise.reject(broken) };
  await assert.rejects(signNote('text\n', [failing]), broken);
  const short: NoteSigner = { key, sign: () => new Uint8Array(63) };
  await assert.rejects(signNote('text\n', [short]), coded('key_malformed'));
  await assert.rejects(signNote('text\n', [await signerOf('w', 1, 0x04)]), coded('key_malformed'));
});

test('the bytes of a signature are those of the note', () => {
  const [signature] = parseNote(`${peter.text}\n${peterLine}`).signatures;
  const whole = base64Bytes(peterLine.split(' ')[2]?.trim() ?? '');
  assert.deepEqual(signature?.signature, whole?.slice(4));
});
