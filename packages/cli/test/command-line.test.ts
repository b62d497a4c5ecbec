import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { operationNames } from '@wardroom/contract';
import { run } from './command.ts';
import { helpText } from './help-text.ts';

/** Nothing listens on port 1. */
const nowhere = ['--server', 'http://localhost:1'];

test('the help is what the golden says; write-golden.ts writes it anew', async () => {
  assert.equal(await helpText(), await readFile(new URL('../golden/help.txt', import.meta.url), 'utf8'));
});

test('what was asked for ends with 0, wrong usage with 2, a failure with 1', async () => {
  const cases: readonly (readonly [number, readonly string[]])[] = [
    [0, ['help']],
    [0, ['--version']],
    [0, ['help', 'import', 'irc']],
    [0, ['catalogue']],
    [2, []],
    [2, ['import']],
    [2, ['nonsense']],
    [2, ['catalogue', '--nonsense']],
    [2, ['catalogue', 'a', 'b']],
    [2, ['api']],
    [2, ['api', 'messages.shout']],
    [2, ['api', 'channels.create', 'name=Not Allowed']],
    [2, ['api', 'sessions.show', '--server', 'acme']],
    [2, ['api', 'sessions.show', '--server', 'http://name:word@localhost:1']],
    [2, ['api', 'sessions.show', '--as', 'olga', ...nowhere]],
    [2, ['credentials', 'revoke', '--reason', 'r', ...nowhere]],
    [2, ['credentials', 'revoke', '--kind', 'key', ...nowhere]],
    [2, ['credentials', 'revoke', '--kind', 'key,all', '--reason', 'r', ...nowhere]],
    [2, ['credentials', 'revoke', '--kind', 'key', '--reason', 'r', '--issued-before', 'soon', ...nowhere]],
    [2, ['credentials', 'revoke', '--kind', 'key', '--reason', 'r', '--scope', 'everything', ...nowhere]],
    [
      2,
      ['credentials', 'revoke', '--kind', 'key', '--reason', 'r', '--reissue-file', '/dev/null', ...nowhere],
    ],
    [1, ['credentials', 'revoke', '--kind', 'key', '--reason', 'r', '--yes', ...nowhere]],
    [2, ['roles', 'show', ...nowhere]],
    [2, ['roles', 'create', 'Desk', ...nowhere]],
    [2, ['roles', 'create', 'Desk', '--permissions', 'message.shout', ...nowhere]],
    [2, ['roles', 'update', 'Desk', ...nowhere]],
    [2, ['roles', 'update', 'Desk', '--remove', 'message.shout', ...nowhere]],
    [2, ['roles', 'assign', 'olga', ...nowhere]],
    [1, ['roles', 'list', ...nowhere]],
    [2, ['policy', 'test', '/dev/null/nothing', ...nowhere]],
    [2, ['policy', 'apply', '/dev/null/nothing', ...nowhere]],
    [2, ['policy', 'activate', 'latest', '--reason', 'r', ...nowhere]],
    [1, ['policy', 'list', ...nowhere]],
    [2, ['groups', 'create', 'crew', ...nowhere]],
    [2, ['groups', 'create', 'crew', '--name', 'Crew', '--visibility', 'secret', ...nowhere]],
    [2, ['groups', 'update', 'crew', ...nowhere]],
    [2, ['groups', 'add', 'crew', ...nowhere]],
    [2, ['groups', 'segmentation', 'closed', ...nowhere]],
    [1, ['groups', 'list', ...nowhere]],
    [2, ['operator', 'end-tokens', '--reason', 'r', ...nowhere]],
    [2, ['operator', 'end-tokens', 'acme', '--all', '--reason', 'r', ...nowhere]],
    [2, ['operator', 'end-tokens', 'acme', ...nowhere]],
    [2, ['serve', '--port', '65536']],
    [2, ['tenants', 'create', 'acme']],
    [2, ['tenants', 'create', 'No', '--name', 'n', '--owner-handle', 'o', '--owner-name', 'n']],
    [2, ['setup']],
    [2, ['setup', '--issue-key-file', '/dev/null']],
    [1, ['api', 'sessions.show', ...nowhere]],
    [1, ['tenants', 'list', ...nowhere]],
  ];
  const runs = await Promise.all(cases.map(([, words]) => run(words)));
  assert.deepEqual(
    runs.map(({ code }, position) => [code, cases[position]?.[1]]),
    cases.map(([code, words]) => [code, words]),
  );
  for (const [position, { code, stdout, stderr }] of runs.entries()) {
    if (code === 0) assert.equal(stderr, '');
    else assert.equal(stdout, '', `${cases[position]?.[1]} fails on stderr`);
    assert.ok(!/\n {4}at |Error:/.test(stderr), stderr);
  }
});

test('an error is one sentence with its code; with --json it is one object', async () => {
  const plain = await run(['api', 'sessions.show', ...nowhere]);
  assert.equal(plain.stderr, 'wardroom: No server answers at http://localhost:1. (unreachable)\n');
  const json = await run(['--json', 'api', 'sessions.show', ...nowhere]);
  assert.deepEqual(JSON.parse(json.stderr), {
    error: 'No server answers at http://localhost:1.',
    code: 'unreachable',
    requestId: null,
    problems: [],
  });
  const usage = await run(['api', 'channels.create', 'name=Not Allowed', '--json']);
  const { code, problems } = JSON.parse(usage.stderr);
  assert.deepEqual([code, problems[0].path], ['usage', '/name']);
});

test('the catalogue has every operation, and the schemas of one', async () => {
  const all = JSON.parse((await run(['catalogue'])).stdout);
  assert.deepEqual(
    all.operations.map(({ name }: { name: string }) => name),
    operationNames,
  );
  const { stdout } = await run(['catalogue', 'messages.send']);
  const one = JSON.parse(stdout);
  assert.deepEqual(
    [one.permission, one.scope, one.effect, one.input.required],
    ['message.write', 'messages:write', 'command', ['channelId', 'body', 'clientKey']],
  );
  assert.equal(one.output.properties.message.type, 'object');
});

test('a secret is taken from no argument, and from no file that everybody can read', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wardroom-secret-'));
  try {
    const open = join(folder, 'open');
    await writeFile(open, 'planted-marmalade', { mode: 0o604 });
    const runs = await Promise.all([
      run(['api', 'sessions.create', 'name=olga', 'password=planted-marmalade', ...nowhere]),
      run([
        'api',
        'sessions.create',
        '--input',
        '{"name":"olga","password":"planted-marmalade"}',
        ...nowhere,
      ]),
      run(['api', 'sessions.show', '--key-file', open, ...nowhere]),
      run(['api', 'sessions.show', '--as', 'olga', '--password-file', open, ...nowhere]),
      run(['setup', '--link-file', open]),
    ]);
    for (const { code, stdout, stderr } of runs) {
      assert.equal(code, 2);
      assert.ok(!`${stdout}${stderr}`.includes('planted-marmalade'), stderr);
    }
    const closed = join(folder, 'closed');
    await writeFile(closed, 'planted-marmalade', { mode: 0o600 });
    assert.equal((await run(['api', 'sessions.show', '--key-file', closed, ...nowhere])).code, 1);
    const variable = { environment: { WARDROOM_KEY: 'not a key: planted-marmalade' } };
    const refused = await run(['api', 'sessions.show', ...nowhere], variable);
    assert.deepEqual([refused.code, refused.stderr.includes('marmalade')], [2, false]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('a path without logs is wrong usage, and nothing is asked of the server', async () => {
  const { code, stderr } = await run(['import', 'irc', '/nonexistent', ...nowhere]);
  assert.deepEqual([code, /no file or folder/.test(stderr)], [2, true]);
});
