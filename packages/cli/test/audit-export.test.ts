import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run } from './command.ts';
import { type Deployment, passwords, startDeployment } from './deployment.ts';

let deployment: Deployment;
let olga: readonly string[];
let key = '';
const at = (name: string) => join(deployment.folder, name);
const audit = (...words: string[]) => run(['audit', ...words]);

/** Until the sequencer has sealed and signed what has happened so far. */
async function checkpoint(...words: string[]) {
  for (let attempt = 0; ; attempt += 1) {
    const found = await audit('checkpoint', ...words, ...olga);
    if (found.code === 0 || attempt > 20) return found;
  }
}

before(async () => {
  deployment = await startDeployment();
  const passwordFile = await deployment.file('export.password', `${passwords.owner}\n`);
  olga = ['--server', deployment.addressOf('acme'), '--as', 'olga', '--password-file', passwordFile];
  const { stdout, stderr } = await checkpoint('--to', at('held'));
  [key = ''] = JSON.parse(stdout || `{"keys":{"log":["${stderr}"]}}`).keys.log;
});
after(() => deployment.close());

test('what a server exports verifies offline, with its key and an earlier checkpoint', async () => {
  const { code, stdout, stderr } = await audit(
    'export',
    '--to',
    at('log.tar'),
    '--reason',
    'yearly',
    ...olga,
  );
  assert.equal(code, 0, stderr);
  const { problems, from, to, bytes } = JSON.parse(stdout);
  assert.deepEqual([problems, from], [0, 0]);
  assert.ok(to > 0);
  assert.equal(statSync(at('log.tar')).size, bytes);
  assert.equal(statSync(at('log.tar')).mode & 0o777, 0o600);
  assert.deepEqual([existsSync(at('log.tar.part')), existsSync(at('log.tar.part.json'))], [false, false]);
  const verified = await audit('verify', at('log.tar'), '--key', key, '--held', at('held'));
  assert.equal(verified.code, 0, verified.stdout);
  const again = await audit('export', '--to', at('log.tar'), ...olga);
  assert.equal(again.code, 2);
});

test('an export that broke goes on where it was, and becomes the same archive', async () => {
  const whole = await audit('export', '--to', at('whole.tar'), ...olga);
  assert.equal(whole.code, 0, whole.stderr);
  const { cursor, ...begun } = await (async () => {
    const connection = await deployment.signedIn('acme');
    try {
      return await connection.call('audit.exports.begin', {});
    } finally {
      await connection.close();
    }
  })();
  const state = { v: 1, cursor, ...begun, bytes: 0, open: null, entries: 0, problems: 0, firstProblems: [] };
  const wanted = { server: deployment.addressOf('acme'), from: null, to: null };
  writeFileSync(at('broken.tar.part'), 'bytes of which no note tells');
  writeFileSync(at('broken.tar.part.json'), JSON.stringify({ wanted, state }));
  const other = await audit('export', '--to', at('broken.tar'), '--first', '0', ...olga);
  assert.equal(other.code, 2, other.stdout);
  const { code, stderr } = await audit('export', '--to', at('broken.tar'), ...olga);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Going on/);
  assert.equal((await audit('verify', at('broken.tar'), '--key', key)).code, 0);
});

test('the proof of one entry is kept in a file; an id that is not in the log ends with 1, what is none with 2', async () => {
  const { stdout } = await audit('list', '--limit', '50', ...olga);
  const entry = JSON.parse(stdout).entries.at(-1);
  const { code, stderr } = await audit('proof', entry.id, '--to', at('proof.json'), ...olga);
  assert.equal(code, 0, stderr);
  const proof = JSON.parse(readFileSync(at('proof.json'), 'utf8'));
  assert.equal(JSON.parse(Buffer.from(proof.entry, 'base64').toString()).id, entry.id);
  const verified = await audit('verify', at('proof.json'), '--key', key);
  assert.equal(verified.code, 0, verified.stdout + verified.stderr);
  assert.equal(JSON.parse(verified.stdout).facts.index, proof.index);
  writeFileSync(at('forged.json'), JSON.stringify({ ...proof, index: proof.index + 1 }));
  assert.equal((await audit('verify', at('forged.json'), '--key', key)).code, 1);
  assert.equal((await audit('verify', at('proof.json'))).code, 2);
  assert.equal((await audit('proof', 'evt_01h2xcejqtf2nbrexx3vqjhp41', ...olga)).code, 1);
  assert.equal((await audit('proof', 'evt_nothing', ...olga)).code, 2);
});

test('whoever may not export is refused before anything is written', async () => {
  const { code } = await audit('export', '--to', at('no.tar'), '--server', deployment.addressOf('acme'));
  assert.equal(code, 4);
  assert.equal(existsSync(at('no.tar.part')), false);
  assert.equal((await audit('export', '--to', at('no.tar'), '--first', 'x', ...olga)).code, 2);
});
