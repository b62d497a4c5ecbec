/** What a witness answers (C2SP tlog-witness), and what it never cosigns. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { type NoteSigner, openNote, type VerifierKey, verifierKey } from '@wardroom/seal';
import { ed25519Key, ed25519Verify, sha256 } from '@wardroom/seal/node';
import { Records, Witness } from '../src/index.ts';
import { bodyOf, entries, origin, signerOf, treeOf } from './log.ts';

describe('a witness', () => {
  let directory: string;
  let log: NoteSigner;
  let witnessKey: VerifierKey;
  let witness: Witness;
  let contradictions: string[];
  const tree = treeOf(entries(600));

  const openWitness = async (keys?: readonly VerifierKey[]) => {
    const { publicKey, sign } = ed25519Key(new Uint8Array(32).fill(9));
    witnessKey = await verifierKey(sha256, { name: 'witness.example/one', type: 0x04, publicKey });
    return new Witness({
      signer: { key: witnessKey, sign },
      logs: keys ?? [log.key],
      records: await Records.open(join(directory, 'records'), [origin]),
      now: () => 1_700_000_000_999,
      onContradiction: ({ note }) => contradictions.push(note),
    });
  };
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'wardroom-witness-'));
    log = await signerOf(1);
    contradictions = [];
    witness = await openWitness();
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const submit = async (from: number, to: number, of = tree, signers: readonly NoteSigner[] = [log]) =>
    witness.addCheckpoint(bodyOf(from, await of.proof(from, to), await of.note(to, signers)));

  test('cosigns what continues, and the cosignature holds over the text and the time', async () => {
    for (const [from, to] of [
      [0, 1],
      [1, 256],
      [256, 257],
      [257, 600],
    ] as const) {
      const { status, body } = await submit(from, to);
      assert.equal(status, 200);
      const note = await tree.note(to, [log]);
      const opened = await openNote(note + body, [log.key, witnessKey], ed25519Verify);
      assert.deepEqual(
        opened.verified.map(({ atSeconds }) => atSeconds),
        [null, 1_700_000_000],
      );
    }
    assert.equal((await submit(600, 600)).status, 200, 'the same one again');
  });

  test('refuses, in the words of the protocol, what does not', async () => {
    assert.equal((await submit(0, 300)).status, 200);
    assert.deepEqual(await submit(0, 400), { status: 409, type: 'text/x.tlog.size', body: '300\n' });
    assert.deepEqual(await submit(200, 400), { status: 409, type: 'text/x.tlog.size', body: '300\n' });
    const other = await signerOf(2);
    assert.equal((await submit(300, 400, tree, [other])).status, 403);
    const elsewhere = await signerOf(1, 'elsewhere.example/audit');
    const foreign = await tree.note(400, [elsewhere], 'elsewhere.example/audit');
    assert.equal((await witness.addCheckpoint(bodyOf(0, [], foreign))).status, 404);
    const smaller = bodyOf(300, [], await tree.note(200, [log]));
    assert.equal((await witness.addCheckpoint(smaller)).status, 400, 'an old size above the new one');
    const unproven = bodyOf(300, [], await tree.note(400, [log]));
    assert.equal((await witness.addCheckpoint(unproven)).status, 422);
    const wrong = (await tree.proof(300, 400)).map((hash, at) => (at === 0 ? sha256(hash) : hash));
    assert.equal((await witness.addCheckpoint(bodyOf(300, wrong, await tree.note(400, [log])))).status, 422);
    assert.equal((await submit(300, 400)).status, 200, 'and goes on afterwards');
  });

  test('a first proof that proves nothing is refused', async () => {
    const note = await tree.note(10, [log]);
    assert.equal((await witness.addCheckpoint(bodyOf(0, [sha256(Buffer.from('x'))], note))).status, 422);
  });

  test('another history of the same length, or a longer one, is refused and kept as proof', async () => {
    const fork = treeOf([...entries(299), ...entries(300, 'forged')]);
    assert.equal((await submit(0, 300)).status, 200);
    assert.equal((await submit(300, 300, fork)).status, 409);
    assert.equal((await submit(300, 500, fork)).status, 422);
    assert.equal(contradictions.length, 2);
  });

  test('during a rotation either key is enough, and a false signature beside a true one is not', async () => {
    const next = await signerOf(2);
    witness = await openWitness([log.key, next.key]);
    assert.equal((await submit(0, 10, tree, [log, next])).status, 200);
    assert.equal((await submit(10, 20, tree, [next])).status, 200);
    const note = await tree.note(30, [log]);
    const [, stolen = ''] = (await tree.note(20, [next])).split('\n\n');
    const body = bodyOf(20, await tree.proof(20, 30), note + stolen);
    assert.equal((await witness.addCheckpoint(body)).status, 403);
  });

  test('what has another form is refused as such', async () => {
    const note = await tree.note(10, [log]);
    const bad = [
      '',
      note,
      `old 00\n\n${note}`,
      `old -1\n\n${note}`,
      `old  0\n\n${note}`,
      `old 0\r\n\n${note}`,
      `old 9007199254740993\n\n${note}`,
      `old 0\nAAAA\n\n${note}`,
      `old 0\n\n${note}x`,
      `old 0\n\n${note.slice(0, -1)}`,
      `old 0\n\n${note.replace('\n10\n', '\n010\n')}`,
      `old 0\n${`${'A'.repeat(43)}=\n`.repeat(64)}\n${note}`,
      'x'.repeat(70_000),
    ];
    for (const text of bad)
      assert.equal((await witness.addCheckpoint(Buffer.from(text))).status, 400, text.slice(0, 40));
    assert.equal((await witness.addCheckpoint(Buffer.from([0xff, 0xfe]))).status, 400);
  });

  test('of two that arrive together one goes through, and the record never goes back', async () => {
    assert.equal((await submit(0, 100)).status, 200);
    const answers = await Promise.all([200, 300, 400, 500].map((size) => submit(100, size)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 409, 409, 409],
    );
    assert.deepEqual(answers[3]?.body, '200\n');
  });

  test('what was seen outlives the process; a record that cannot be read stops it', async () => {
    assert.equal((await submit(0, 300)).status, 200);
    witness = await openWitness();
    assert.equal((await submit(0, 300)).body, '300\n');
    const records = join(directory, 'records');
    const [file = ''] = await readdir(records);
    await writeFile(join(records, file), 'half a rec');
    await assert.rejects(openWitness());
    await rm(join(records, file));
    await mkdir(join(records, file));
    await assert.rejects(openWitness());
  });

  test('what cannot be written is not cosigned', async () => {
    const full = await openWitness();
    await rm(join(directory, 'records'), { recursive: true });
    const note = await tree.note(10, [log]);
    await assert.rejects(full.addCheckpoint(bodyOf(0, [], note)));
    await assert.rejects(full.addCheckpoint(bodyOf(0, [], note)), 'nor taken for seen');
  });
});
