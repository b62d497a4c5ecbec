/** `wardroom audit sinks …` against a real server whose operator has set a directory aside. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run } from './command.ts';
import { type Deployment, passwords, startDeployment } from './deployment.ts';

let deployment: Deployment;
let olga: readonly string[];
let reader: readonly string[];
const sinks = (...words: string[]) => run(['audit', 'sinks', ...words]);
const own = (...words: string[]) => sinks(...words, ...olga);
const file = '{"kind":"file"}';
const [entry, someFeed] = ['evt_01h2xcejqtf2nbrexx3vqjhp41', 'snk_01h2xcejqtf2nbrexx3vqjhp41'];

async function json(words: readonly string[]) {
  const { code, stdout, stderr } = await run(words);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

before(async () => {
  deployment = await startDeployment((folder) => {
    mkdirSync(join(folder, 'feeds'));
    return { WARDROOM_AUDIT_FEED_DIRECTORY: join(folder, 'feeds') };
  });
  const passwordFile = await deployment.file('sinks.password', `${passwords.owner}\n`);
  const server = ['--server', deployment.addressOf('acme')];
  olga = [...server, '--as', 'olga', '--password-file', passwordFile];
  const { principal } = await json([
    ...['api', 'principals.createBot', 'handle=reader', 'displayName=Reader', 'kind=agent', ...olga],
  ]);
  const input = { principalId: principal.id, description: 'reads', scopes: ['workspace:read'] };
  const { secret } = await json(['api', 'credentials.issue', '--input', JSON.stringify(input), ...olga]);
  reader = [...server, '--key-file', await deployment.file('reader.key', secret)];
});
after(() => deployment.close());

const linesOf = (): string[] => {
  const folder = join(deployment.folder, 'feeds');
  const [tenant = ''] = readdirSync(folder);
  const [name = ''] = readdirSync(join(folder, tenant));
  return readFileSync(join(folder, tenant, name), 'utf8')
    .trimEnd()
    .split('\n');
};

/** Until the node that feeds has come round. */
async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < 100; looks += 1) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail('it did not happen in time');
}

test('a feed is made, tested, paused, resumed, sent again and removed, and the list says how far it is', async () => {
  assert.deepEqual(JSON.parse((await own('list')).stdout).sinks, []);
  const made = await own('create', 'Archive', '--to', file, '--from', '0', '--no-personal');
  assert.equal(made.code, 0, made.stderr);
  const { sink } = JSON.parse(made.stdout);
  assert.deepEqual(
    [sink.name, sink.destination.kind, sink.includesPersonal, sink.state],
    ['Archive', 'file', false, 'active'],
  );
  const tested = await own('test', sink.id);
  assert.equal(tested.code, 0, tested.stderr);
  assert.equal(JSON.parse(tested.stdout).lastTest.fault, null);
  const listed = async () => JSON.parse((await own('list')).stdout).sinks[0];
  await until(async () => (await listed()).deliveredAt !== null);
  assert.equal(JSON.parse((await own('pause', sink.id)).stdout).sink.state, 'paused');
  const again = JSON.parse((await own('replay', sink.id, '--from', '0')).stdout).sink;
  assert.deepEqual([again.nextIndex, again.state], [0, 'paused']);
  assert.ok(again.waiting > 0 && again.lagMs >= 0);
  const before = linesOf().length;
  assert.equal(JSON.parse((await own('resume', sink.id)).stdout).sink.state, 'active');
  await until(() => linesOf().length > before);
  const first = (line: string) => JSON.parse(line).metadata.sequence === 0;
  assert.equal(linesOf().filter(first).length, 2, 'the first entry arrived twice');
  const unasked = await own('remove', sink.id);
  assert.deepEqual([unasked.code, /give --yes/.test(unasked.stderr)], [2, true]);
  assert.equal((await listed()).id, sink.id, 'nothing was removed without --yes');
  assert.equal((await own('remove', sink.id, '--yes')).code, 0);
  assert.deepEqual(JSON.parse((await own('list')).stdout).sinks, []);
});

test('a test entry that does not arrive ends with 1 and says why', async () => {
  const to = JSON.stringify({ kind: 'splunk_hec', address: 'https://localhost:8088' });
  const secretFile = await deployment.file('hec.token', 'b0221cd8-c4b4-465a-9a3c-273e3a75aa29\n');
  const made = await own('create', 'Nowhere', '--to', to, '--secret-file', secretFile);
  assert.equal(made.code, 0, made.stderr);
  assert.ok(!made.stdout.includes('b0221cd8'), 'a secret is written and never read');
  const { id } = JSON.parse(made.stdout).sink;
  const { code, stderr } = await own('test', id);
  assert.deepEqual([code, /unreachable.*\(test_failed\)/.test(stderr)], [1, true], stderr);
  assert.equal((await own('remove', id, '--yes')).code, 0);
});

test('settings are tried before they are saved, and changed afterwards; what is not given stays', async () => {
  const tried = await own('test', '--to', file);
  assert.equal(tried.code, 0, tried.stderr);
  assert.deepEqual(JSON.parse(tried.stdout), { fault: null, status: null });
  const secretFile = await deployment.file('probe.token', 'b0221cd8-c4b4-465a-9a3c-273e3a75aa29\n');
  const to = JSON.stringify({ kind: 'splunk_hec', address: 'https://localhost:8088' });
  const away = await own('test', '--to', to, '--secret-file', secretFile);
  assert.deepEqual([away.code, /unreachable\..*\(test_failed\)/.test(away.stderr)], [1, true], away.stderr);
  const bare = await own('test', '--to', to);
  assert.deepEqual([bare.code, /invalid_input/.test(bare.stderr)], [1, true], bare.stderr);
  assert.deepEqual(JSON.parse((await own('list')).stdout).sinks, [], 'nothing was saved');

  const { sink } = JSON.parse(
    (await own('create', 'Nowhere', '--to', to, '--secret-file', secretFile)).stdout,
  );
  const kept = await own('test', sink.id, '--to', to);
  assert.match(kept.stderr, /unreachable/, 'the secret of the feed counts where none is given');
  const update = async (...words: string[]) => {
    const { code, stdout, stderr } = await own('update', sink.id, ...words);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout).sink;
  };
  const named = await update('--name', 'Somewhere');
  assert.deepEqual(
    [named.name, named.includesPersonal, named.destination],
    ['Somewhere', true, sink.destination],
  );
  assert.equal((await update('--no-personal')).includesPersonal, false);
  assert.equal((await update('--name', 'Anywhere')).includesPersonal, false);
  assert.equal((await update('--personal')).includesPersonal, true);
  const index = JSON.stringify({ ...JSON.parse(to), index: 'audit' });
  assert.equal((await update('--to', index, '--secret-file', secretFile)).destination.index, 'audit');
  const elsewhere = JSON.stringify({ ...JSON.parse(to), address: 'https://elsewhere.example.com' });
  const moved = await own('update', sink.id, '--to', elsewhere);
  assert.deepEqual([moved.code, /invalid_input/.test(moved.stderr)], [1, true], moved.stderr);
  assert.equal((await own('remove', sink.id, '--yes')).code, 0);
  const gone = await own('update', sink.id, '--name', 'Nobody');
  assert.deepEqual([gone.code, /not_found/.test(gone.stderr)], [1, true], gone.stderr);
});

test('refused entries are listed, sent again and dropped by their ids; none is dropped unasked', async () => {
  const { sink } = JSON.parse((await own('create', 'Archive', '--to', file)).stdout);
  assert.deepEqual(JSON.parse((await own('dead-letters', sink.id)).stdout), { letters: [], next: null });
  await until(async () => JSON.parse((await own('list')).stdout).size > 0);
  const [sealed] = (await json(['audit', 'list', ...olga])).entries.filter(
    ({ index }: { index: number | null }) => index !== null,
  );
  const again = await own('replay-letters', sink.id, sealed.id);
  assert.deepEqual([again.code, JSON.parse(again.stdout).letters], [0, 0], again.stderr);
  const unknown = await own('replay-letters', sink.id, entry);
  assert.deepEqual([unknown.code, /not_found/.test(unknown.stderr)], [1, true], unknown.stderr);
  const unasked = await own('drop-letters', sink.id, sealed.id);
  assert.deepEqual([unasked.code, /give --yes/.test(unasked.stderr)], [2, true], unasked.stderr);
  assert.equal(JSON.parse((await own('drop-letters', sink.id, sealed.id, '--yes')).stdout).letters, 0);
  assert.equal((await own('remove', sink.id, '--yes')).code, 0);
  for (const words of [['dead-letters'], ['replay-letters', entry], ['drop-letters', entry, '--yes']]) {
    const [verb = '', ...rest] = words;
    const { code, stderr } = await own(verb, sink.id, ...rest);
    assert.deepEqual([code, /not_found/.test(stderr)], [1, true], stderr);
  }
});

test('what is malformed is refused before anything is sent', async () => {
  const text = await deployment.file('text', 'kind: file');
  for (const words of [
    ['create', 'Archive'],
    ['create', 'Archive', '--to', 'file'],
    ['create', 'Archive', '--to', `@${text}`],
    ['create', 'Archive', '--to', `@${text}.nothing`],
    ['create', 'Archive', '--to', '{"kind":"carrier_pigeon"}'],
    ['create', 'Archive', '--to', '{"kind":"syslog","address":"https://collector.example.com"}'],
    ['create', 'Archive', '--to', file, '--from', 'yesterday'],
    ['create', 'Archive', '--to', file, '--secret-file', `${text}.nothing`],
    ['create', '', '--to', file],
    ['pause', 'everything'],
    ['replay', 'snk_nothing', '--from', '0'],
    ['remove', 'nothing', '--yes'],
    ['test'],
    ['test', '--secret-file', text],
    ['test', '--to', 'file'],
    ['update', 'snk_nothing', '--name', 'Other'],
    ['update', someFeed],
    ['update', someFeed, '--name', ''],
    ['update', someFeed, '--to', '{"kind":"carrier_pigeon"}'],
    ['dead-letters', someFeed, '--limit', '0'],
    ['dead-letters', someFeed, '--before', 'yesterday'],
    ['dead-letters', 'snk_nothing'],
    ['replay-letters', someFeed],
    ['replay-letters', someFeed, 'evt_nothing'],
    ['drop-letters', someFeed, '--yes'],
  ]) {
    const { code, stdout, stderr } = await own(...words);
    assert.deepEqual([code, stdout], [2, ''], `${words}: ${stderr}`);
    assert.match(stderr, /^wardroom: .*\(usage\)|^error: /m, words.join(' '));
  }
});

test('a feed without its secret, beyond the log, or of nobody ends with 1 and says what is wrong', async () => {
  const splunk = JSON.stringify({ kind: 'splunk_hec', address: 'https://splunk.example.com' });
  const bare = await own('create', 'Splunk', '--to', splunk);
  assert.deepEqual([bare.code, /invalid_input/.test(bare.stderr)], [1, true], bare.stderr);
  const { sink } = JSON.parse((await own('create', 'Archive', '--to', file)).stdout);
  const beyond = await own('replay', sink.id, '--from', '999999');
  assert.deepEqual([beyond.code, /invalid_input/.test(beyond.stderr)], [1, true], beyond.stderr);
  assert.equal((await own('remove', sink.id, '--yes')).code, 0);
  for (const verb of [['pause'], ['resume'], ['test'], ['replay', '--from', '0'], ['remove', '--yes']]) {
    const [name = '', ...rest] = verb;
    const { code, stderr } = await own(name, sink.id, ...rest);
    assert.deepEqual([code, /not_found/.test(stderr)], [1, true], `${name}: ${stderr}`);
  }
});

test('without the scope, without anybody, and at another workspace: refused with 4, and nothing was made', async () => {
  const passwordFile = await deployment.file('other.password', `${passwords.owner}-other\n`);
  const operator = ['--server', deployment.platform, '--key-file', deployment.keyFile];
  await json([
    ...['tenants', 'create', 'initech', '--name', 'Initech', '--owner-handle', 'olga'],
    ...['--owner-name', 'Olga', '--owner-password-file', passwordFile, ...operator],
  ]);
  const elsewhere = ['--server', deployment.addressOf('initech')];
  const [, , ...keyOfAcme] = reader;
  const [, , ...olgaOfAcme] = olga;
  for (const [caller, code] of [
    [reader, 'insufficient_scope'],
    [['--server', deployment.addressOf('acme')], 'unauthenticated'],
    [[...elsewhere, ...keyOfAcme], 'unauthenticated'],
    [[...elsewhere, ...olgaOfAcme], 'sign_in_failed'],
  ] as const) {
    for (const words of [['list'], ['create', 'Mine', '--to', file]]) {
      const { code: ended, stdout, stderr } = await sinks(...words, ...caller);
      assert.deepEqual([ended, stdout], [4, ''], stderr);
      assert.match(stderr, new RegExp(`\\(${code}[,)]`), `${words} ${caller}`);
    }
  }
  const { sinks: found } = JSON.parse((await own('list')).stdout);
  assert.deepEqual(found, []);
  const other = [...elsewhere, '--as', 'olga', '--password-file', passwordFile];
  const { sink } = JSON.parse((await own('create', 'Archive', '--to', file)).stdout);
  assert.deepEqual(JSON.parse((await sinks('list', ...other)).stdout).sinks, []);
  assert.equal((await sinks('pause', sink.id, ...other)).code, 1, 'of another workspace it is none');
  assert.equal((await own('remove', sink.id, '--yes')).code, 0);
});
