/** Every role tries what it must not do at a shell: a sample, with a key whose scopes cover everything. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { scopeNames } from '@wardroom/contract';
import { type Served, serveOAuth } from '../../src/testing/oauth/served.ts';
import {
  inputFor,
  mustNot,
  refusals,
  type Standing,
  sendOne,
  stand,
  standingsOf,
  stateOf,
} from './standings.ts';

const program = fileURLToPath(new URL('../../../cli/test/many-commands.ts', import.meta.url));

let served: Served;
let standings: Standing[];
let child: ChildProcess;
let folder: string;
let answers: AsyncIterator<string>;
before(async () => {
  served = await serveOAuth();
  folder = mkdtempSync(join(tmpdir(), 'wardroom-escalation-'));
  const { harness } = served;
  await sendOne(harness);
  standings = await standingsOf(harness);
  const { tenant, principals } = harness.acme;
  await harness.admin.query('update tenant.credentials set scopes = $2 where tenant_id = $1', [
    ...[tenant.id, [...scopeNames]],
  ]);
  child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', WARDROOM_KEY: principals.bot.secret },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('the child has no output');
  answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
});
after(async () => {
  child.stdin?.end();
  await once(child, 'exit');
  rmSync(folder, { recursive: true, force: true });
  await served.close();
  assert.deepEqual(served.harness.bugs, []);
});

async function run(...words: string[]) {
  child.stdin?.write(`${JSON.stringify(words)}\n`);
  const { value } = await answers.next();
  return JSON.parse(String(value)) as { code: number; stdout: string; stderr: string };
}

/** By a file: what is secret in it must not be an argument. */
async function call(name: string, input: unknown) {
  const file = join(folder, 'input.json');
  writeFileSync(file, JSON.stringify(input), { mode: 0o600 });
  return run('api', name, '--server', served.origin(), '--json', '--input', `@${file}`);
}

test('the key works for what its role may do', async () => {
  const { code, stderr } = await call('channels.list', {});
  assert.deepEqual([code, stderr], [0, '']);
});

test('every role is refused what it must not do, with 4, and nothing happens', async () => {
  const { harness } = served;
  const before = await stateOf(harness);
  const wrong: string[] = [];
  let count = 0;
  for (const [place, standing] of standings.entries()) {
    await stand(harness, 'bot', standing);
    const share = standing.role === 'custom' ? 40 : 8;
    const tried = mustNot(standing, 'key').filter((_, index) => index % share === place % share);
    for (const operation of tried) {
      const { code, stdout, stderr } = await call(operation.name, inputFor(harness, operation));
      const named = /"code": ?"([a-z_]+)"/.exec(stderr)?.[1] ?? stderr;
      if (code !== 4 || stdout !== '' || !refusals(standing, operation).includes(named))
        wrong.push(`${standing.name}: ${operation.name}: ${code} ${named}`);
    }
    count += tried.length;
  }
  assert.deepEqual(wrong, []);
  assert.ok(count > 150, `only ${count} were tried`);
  assert.deepEqual(await stateOf(harness), before);
});

test('explain says whether somebody may do something, and why', async () => {
  const owner = standings.find(({ name }) => name === 'owner');
  assert.ok(owner);
  await stand(served.harness, 'bot', owner);
  const explain = (...words: string[]) => run('explain', ...words, '--server', served.origin());
  const { code, stdout, stderr } = await explain('@acme-guest', 'message.write', '--channel', 'acme-secret');
  assert.deepEqual([code, stderr], [0, '']);
  const { explanation } = JSON.parse(stdout);
  assert.equal(explanation.allowed, true);
  assert.ok(explanation.steps.some(({ text }: { text: string }) => text === 'The role Guest gives it.'));
  const narrow = await explain('acme-guest', 'message.write', '--scopes', 'messages:read');
  assert.equal(JSON.parse(narrow.stdout).explanation.allowed, false);
  const { id } = served.harness.acme.general;
  const outside = await explain('acme-guest', 'message.write', '--channel', id);
  assert.equal(JSON.parse(outside.stdout).explanation.allowed, false);
  assert.equal((await explain('acme-guest', 'no.permission')).code, 2);
  assert.equal((await explain('nobody', 'message.write')).code, 1);
});
