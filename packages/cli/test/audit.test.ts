import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { run, start } from './command.ts';
import { type Deployment, passwords, startDeployment } from './deployment.ts';

let deployment: Deployment;
let olga: readonly string[];
before(async () => {
  deployment = await startDeployment();
  const passwordFile = await deployment.file('audit.password', `${passwords.owner}\n`);
  olga = ['--server', deployment.addressOf('acme'), '--as', 'olga', '--password-file', passwordFile];
});
after(() => deployment.close());

const channel = (name: string) => run(['api', 'channels.create', `name=${name}`, 'kind=public', ...olga]);

test('entries are found by filters as they are typed, and what is no filter is refused before anything is sent', async () => {
  assert.equal((await channel('found')).code, 0);
  const list = async (...words: string[]) => {
    const { code, stdout, stderr } = await run(['audit', 'list', ...words, ...olga]);
    return { code, stderr, entries: code === 0 ? JSON.parse(stdout).entries : [] };
  };
  const made = await list('actor:olga', 'type:channel.created', 'outcome:success', 'since:1h');
  assert.deepEqual([made.code, made.entries.length], [0, 1], made.stderr);
  const [{ actorId, requestId, resourceId }] = made.entries;
  for (const filter of [`actor:${actorId}`, `request:${requestId}`, `resource:${resourceId}`])
    assert.deepEqual((await list(filter, 'action:channels.create')).entries, made.entries, filter);
  assert.deepEqual((await list('type:channel.created', 'until:1h')).entries, []);
  for (const wrong of ['blocked', 'colour:red', 'outcome:perhaps', 'since:someday'])
    assert.equal((await list(wrong)).code, 2, wrong);
  assert.equal((await list('actor:olga', 'actor:olga')).code, 2);
});

test('the tail prints what is sealed, one line each, and ends with 0 when it is stopped', async () => {
  const tail = start(['audit', 'tail', 'type:channel.created', ...olga]);
  await tail.says(/Following the audit log/);
  for (const name of ['first', 'second']) assert.equal((await channel(name)).code, 0);
  await tail.says(/\n.*channel\.created.*\n/);
  tail.child.kill('SIGINT');
  const { code, signal, stdout } = await tail.ended;
  assert.deepEqual([code, signal], [0, null]);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ type }) => type),
    ['channel.created', 'channel.created'],
  );
  assert.deepEqual(lines[1].index > lines[0].index, true);
  const wrong = await run(['audit', 'tail', 'since:2h', ...olga]);
  assert.equal(wrong.code, 2);
});
