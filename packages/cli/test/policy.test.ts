import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { run } from './command.ts';
import { type Deployment, passwords, startDeployment } from './deployment.ts';

let deployment: Deployment;
before(async () => {
  deployment = await startDeployment();
});
after(() => deployment.close());

test('policies are tested, compared, saved, activated and taken back from files', async () => {
  const passwordFile = await deployment.file('policy.password', `${passwords.owner}\n`);
  const olga = ['--server', deployment.addressOf('acme'), '--as', 'olga', '--password-file', passwordFile];
  const policy = async (...words: string[]) => {
    const { code, stdout, stderr } = await run(['policy', ...words, ...olga]);
    return { code, stderr, said: (code ?? 2) < 2 && stdout !== '' ? JSON.parse(stdout) : null };
  };
  const text = 'forbid(principal, action == Wardroom::Action::"message.export", resource);';
  const test = { title: 'nobody exports', request: { permission: 'message.export' }, expect: 'deny' };
  const written = (policies: object[], tests: object[]) => JSON.stringify({ policies, tests });
  const one = { id: 'exports', title: 'Exports', text };
  const good = await deployment.file('good.json', written([one], [test]));
  const failing = await deployment.file('failing.json', written([one], [{ ...test, expect: 'allow' }]));
  const wrong = await deployment.file('wrong.json', written([{ ...one, text: 'forbid(principal' }], []));
  assert.equal((await policy('test', good)).code, 0);
  assert.equal((await policy('test', failing)).code, 1);
  const { code, said } = await policy('test', wrong);
  assert.deepEqual([code, said.problems[0].policyId, said.problems[0].line], [1, 'exports', 1]);
  const refused = await policy('apply', failing, '--reason', 'r');
  assert.deepEqual([refused.code, /nobody exports/.test(refused.stderr)], [1, true], refused.stderr);
  assert.deepEqual((await policy('diff', good)).said.differences, [
    { id: 'exports', change: 'added' },
    { id: 'tests.json', change: 'changed' },
  ]);
  const applied = await policy('apply', good, '--reason', 'exports are over', '--activate');
  assert.deepEqual([applied.code, applied.said.state.active], [0, 1], applied.stderr);
  assert.equal((await policy('diff', good)).code, 0);
  assert.deepEqual((await policy('show')).said.set.policies, [one]);
  assert.equal((await policy('activate', 'off', '--reason', 'r')).said.state.active, null);
  assert.equal((await policy('list')).said.versions[0].reason, 'exports are over');
  assert.equal((await policy('decisions', '--denied')).code, 0);
});
