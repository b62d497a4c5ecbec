/** `wardroom audit settings`, and what every command of the log says to whoever may not use it. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run, start } from './command.ts';
import { type Deployment, passwords, startDeployment } from './deployment.ts';

let deployment: Deployment;
let olga: readonly string[];
let server: readonly string[];
let reader: readonly string[];
const audit = (...words: string[]) => run(['audit', ...words]);

async function json(words: readonly string[]) {
  const { code, stdout, stderr } = await run(words);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

before(async () => {
  deployment = await startDeployment();
  const passwordFile = await deployment.file('settings.password', `${passwords.owner}\n`);
  server = ['--server', deployment.addressOf('acme')];
  olga = [...server, '--as', 'olga', '--password-file', passwordFile];
  const { principal } = await json([
    ...['api', 'principals.createBot', 'handle=reader', 'displayName=Reader', 'kind=agent', ...olga],
  ]);
  const input = { principalId: principal.id, description: 'reads', scopes: ['workspace:read'] };
  const { secret } = await json(['api', 'credentials.issue', '--input', JSON.stringify(input), ...olga]);
  reader = [...server, '--key-file', await deployment.file('reader.key', secret)];
});
after(() => deployment.close());

test('settings are shown, changed when --yes says so, and changed for one store alone', async () => {
  const shown = await json(['audit', 'settings', ...olga]);
  assert.deepEqual(
    [shown.retention.securityDays, shown.retention.complianceDays, shown.retention.version],
    [730, 730, 0],
  );
  assert.equal(shown.due.entries, 0);
  const unasked = await audit('settings', '--security', '400', ...olga);
  assert.deepEqual([unasked.code, unasked.stdout], [2, ''], unasked.stderr);
  assert.match(unasked.stderr, /due today[\s\S]*due then[\s\S]*give --yes/);
  assert.deepEqual((await json(['audit', 'settings', ...olga])).retention, shown.retention);
  const changed = await json(['audit', 'settings', '--security', '400', '--yes', ...olga]);
  const { securityDays, complianceDays, version } = changed.retention;
  assert.deepEqual([securityDays, complianceDays, version], [400, 730, 1]);
  const { entries } = await json([
    ...['audit', 'list', 'action:audit.settings.set', 'outcome:success', ...olga],
  ]);
  assert.equal(entries.length, 1, 'the change is on record, the question is not');
});

test('days that nobody may choose are refused before anything is sent', async () => {
  for (const days of ['0', '364', '36501', '1.5', 'a-year', '-400']) {
    const { code, stdout, stderr } = await audit('settings', `--compliance=${days}`, '--yes', ...olga);
    assert.deepEqual([code, stdout], [2, ''], `${days}: ${stderr}`);
  }
  assert.equal((await json(['audit', 'settings', ...olga])).retention.version, 1);
});

const id = 'evt_01h2xcejqtf2nbrexx3vqjhp41';
const commands: readonly (readonly string[])[] = [
  ['list'],
  ['tail'],
  ['export', '--to', 'refused.tar'],
  ['proof', id],
  ['checkpoint'],
  ['settings'],
  ['settings', '--security', '500', '--yes'],
  ['sinks', 'list'],
];

test('every command ends with 4 for a key without the scope, for nobody, and for a key of another workspace', async () => {
  const passwordFile = await deployment.file('initech.password', `${passwords.owner}-other\n`);
  const operator = ['--server', deployment.platform, '--key-file', deployment.keyFile];
  await json([
    ...['tenants', 'create', 'initech', '--name', 'Initech', '--owner-handle', 'olga'],
    ...['--owner-name', 'Olga', '--owner-password-file', passwordFile, ...operator],
  ]);
  const [, , ...key] = reader;
  const callers = [
    [reader, 'insufficient_scope'],
    [server, 'unauthenticated'],
    [['--server', deployment.addressOf('initech'), ...key], 'unauthenticated'],
  ] as const;
  for (const words of commands)
    for (const [caller, code] of callers) {
      const placed = words.map((word) => (word.endsWith('.tar') ? join(deployment.folder, word) : word));
      const ended = await audit(...placed, ...caller);
      assert.deepEqual([ended.code, ended.stdout], [4, ''], `${words}: ${ended.stderr}`);
      assert.match(ended.stderr, new RegExp(`\\(${code}[,)]`), words.join(' '));
    }
  for (const left of ['refused.tar', 'refused.tar.part', 'refused.tar.part.json'])
    assert.equal(existsSync(join(deployment.folder, left)), false, left);
});

test('what is malformed ends with 2 and sends nothing', async () => {
  for (const words of [
    ['list', 'outcome:perhaps'],
    ['list', '--limit', '0'],
    ['list', '--limit', 'all'],
    ['tail', 'from:2h'],
    ['tail', 'colour:red'],
    ['export'],
    ['export', '--to', join(deployment.folder, 'x.tar'), '--first', '-1'],
    ['export', '--to', join(deployment.folder, 'x.tar'), '--last', '1e3'],
    ['proof'],
    ['proof', 'prn_01h2xcejqtf2nbrexx3vqjhp41'],
    ['checkpoint', 'everything'],
    ['verify'],
    ['verify', join(deployment.folder, 'x.tar')],
    ['sinks', 'everything'],
    ['everything'],
  ]) {
    const { code, stdout, stderr } = await audit(...words, ...(words[0] === 'verify' ? [] : olga));
    assert.deepEqual([code, stdout], [2, ''], `${words}: ${stderr}`);
  }
});

test('an entry and a range that are not there end with 1', async () => {
  const proof = await audit('proof', id, ...olga);
  assert.deepEqual([proof.code, /not_found/.test(proof.stderr)], [1, true], proof.stderr);
  const to = join(deployment.folder, 'beyond.tar');
  const beyond = await audit('export', '--to', to, '--first', '999999', ...olga);
  assert.equal(beyond.code, 1, beyond.stderr);
  assert.equal(existsSync(to), false);
  const unwritable = await audit('checkpoint', '--to', join(deployment.folder, 'no', 'where'), ...olga);
  assert.equal(unwritable.code, 1, unwritable.stderr);
});

test('the tail ends with 0 at SIGTERM, too, and begins with nothing of the past', async () => {
  const tail = start(['audit', 'tail', ...olga]);
  await tail.says(/Following the audit log/);
  tail.child.kill('SIGTERM');
  const { code, signal } = await tail.ended;
  assert.deepEqual([code, signal], [0, null]);
});
