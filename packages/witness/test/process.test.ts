/** The witness as it runs: a process that is killed, started twice, and asked badly. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { verifierKeyText } from '@wardroom/seal';
import { bodyOf, entries, signerOf, treeOf } from './log.ts';
import { runWitness, startWitness, type WitnessProcess } from './witness-process.ts';

describe('the process of a witness', () => {
  let directory: string;
  let witness: WitnessProcess;
  let logKey: string;
  const tree = treeOf(entries(300));
  const fork = treeOf([...entries(99), ...entries(201, 'forged')]);
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'wardroom-witness-'));
    logKey = verifierKeyText((await signerOf(1)).key);
    const made = await runWitness('init', '--directory', directory, '--name', 'witness.example/one');
    assert.equal(made.code, 0);
    witness = await startWitness(directory, '--log', logKey);
    assert.equal(made.out, `${witness.key}\n`);
  });
  after(async () => {
    await witness.kill();
    await rm(directory, { recursive: true, force: true });
  });

  const post = async (body: Buffer, path = '/add-checkpoint', method = 'POST') => {
    const response = await fetch(`${witness.url}${path}`, {
      method,
      ...(method === 'POST' ? { body: new Uint8Array(body) } : {}),
    });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  };
  const submit = async (from: number, to: number, of = tree) =>
    post(bodyOf(from, await of.proof(from, to), await of.note(to, [await signerOf(1)])));

  test('two readers cannot be shown two histories, also across a kill', async () => {
    assert.equal((await submit(0, 100)).status, 200);
    // Killed without a word; what it has cosigned it still knows.
    await witness.kill('SIGKILL');
    witness = await startWitness(directory, '--log', logKey);
    assert.deepEqual(await submit(0, 200, fork), { status: 409, type: 'text/x.tlog.size', text: '100\n' });
    assert.equal((await submit(100, 100, fork)).status, 409, 'a split view');
    assert.equal((await submit(100, 200, fork)).status, 422, 'a rewritten log');
    const back = await post(bodyOf(50, [], await tree.note(50, [await signerOf(1)])));
    assert.deepEqual([back.status, back.text], [409, '100\n'], 'a roll-back');
    assert.equal((await submit(100, 300)).status, 200);
  });

  test('a second process in the same directory does not start', async () => {
    const options = ['--directory', directory, '--name', 'witness.example/one', '--log', logKey];
    const { code, err } = await runWitness('serve', ...options, '--listen', '127.0.0.1:0');
    assert.equal(code, 2);
    assert.match(err, /works in this directory/);
  });

  test('a key is not made twice, and wrong usage says what is right', async () => {
    assert.equal((await runWitness('init', '--directory', directory, '--name', 'x')).code, 2);
    assert.match((await runWitness('--help')).out, /tlog-witness/);
    assert.equal((await runWitness('serve')).code, 2);
  });

  test('other paths, methods and bodies that are too long are refused', async () => {
    assert.equal((await post(Buffer.of(), '/')).status, 404);
    assert.equal((await post(Buffer.of(), '/add-checkpoint', 'GET')).status, 405);
    const long = await post(Buffer.alloc(1_000_000)).catch(() => ({ status: 413 }));
    assert.equal(long.status, 413);
    assert.equal((await submit(300, 300)).status, 200);
  });
});
