import assert from 'node:assert/strict';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { reachableCopy } from './account.ts';
import { findBinaries } from './binaries.ts';
import { atEnd, needsRoot, nothingRunsIn, query, start, startOwner, temporaryDirectory } from './testing.ts';

const NOBODY = 65_534;

for (const runAs of ['user-namespace', 'other-account'] as const) {
  test(`root runs it (${runAs}) in a directory that only root may enter`, {
    skip: needsRoot,
  }, async (context) => {
    const directory = temporaryDirectory(context);
    assert.equal(statSync(dirname(directory)).mode & 0o777, 0o700);
    assert.equal(statSync(dirname(directory)).uid, 0);
    for (const round of [1, 2]) {
      const postgres = await start(context, { directory, durability: 'durable', forTests: { runAs } });
      assert.equal(postgres.runsAs, runAs);
      await query(postgres.adminUrl, `create table round_${round} ()`);
      const user = await query(
        postgres.adminUrl,
        'select count(*)::int as tables from pg_tables where schemaname = $$public$$',
      );
      assert.deepEqual(user, [{ tables: round }]);
      await postgres.stop();
    }
    await nothingRunsIn(directory);
  });
}

test('a cluster made in a namespace goes on as another account where namespaces are forbidden', {
  skip: needsRoot,
}, async (context) => {
  const directory = temporaryDirectory(context);
  const first = await start(context, { directory });
  await query(first.adminUrl, 'create table kept as select 42 as answer');
  await first.stop();
  const second = await start(context, { directory, forTests: { runAs: 'other-account' } });
  assert.deepEqual(await query(second.adminUrl, 'select answer from kept'), [{ answer: 42 }]);
  assert.equal(statSync(join(directory, 'cluster')).uid, NOBODY);
  await second.stop();
  const third = await start(context, { directory });
  assert.equal(third.runsAs, 'other-account');
  assert.deepEqual(await query(third.adminUrl, 'select answer from kept'), [{ answer: 42 }]);
});

test('programs below a directory that only root may enter are copied, and a copy that others can write is refused', {
  skip: needsRoot,
}, async (context) => {
  const directory = temporaryDirectory(context);
  mkdirSync(directory);
  const hidden = { ...findBinaries(), root: join(dirname(directory), 'native'), version: 'test-of-copies' };
  cpSync(findBinaries().root, hidden.root, { recursive: true, verbatimSymlinks: true });
  const copy = reachableCopy(hidden);
  atEnd(context, () => rmSync(copy, { recursive: true, force: true }));
  assert.ok(!copy.startsWith(dirname(directory)));
  const postgres = await start(context, {
    directory,
    forTests: { runAs: 'other-account', binaries: hidden },
  });
  assert.equal((await query(postgres.adminUrl, 'select 1 as one')).length, 1);
  chmodSync(copy, 0o777);
  assert.notEqual(reachableCopy(hidden), copy);
  atEnd(context, () => rmSync(reachableCopy(hidden), { recursive: true, force: true }));
});

test('root runs it as another account below the closed directory of somebody else', {
  skip: needsRoot,
}, async (context) => {
  const directory = temporaryDirectory(context);
  chownSync(dirname(directory), 12_345, 12_345);
  const postgres = await start(context, { directory });
  assert.equal(postgres.runsAs, 'other-account');
  assert.equal((await query(postgres.adminUrl, 'select 1 as one')).length, 1);
});

test('an ordinary account runs it directly, and kill -9 leaves nothing', {
  skip: needsRoot,
}, async (context) => {
  const home = mkdtempSync('/tmp/wardroom-home-');
  atEnd(context, () => rmSync(home, { recursive: true, force: true }));
  chownSync(home, NOBODY, NOBODY);
  const directory = join(home, 'postgres');
  const binaries = { ...findBinaries(), root: reachableCopy(findBinaries()) };
  const owner = await startOwner(
    context,
    directory,
    `globalThis.binaries = ${JSON.stringify(binaries)};
     process.setgroups([]); process.setgid(${NOBODY}); process.setuid(${NOBODY});`,
  );
  assert.equal(statSync(`/proc/${owner.postmasterPid}`).uid, NOBODY);
  assert.equal((await query(owner.adminUrl, 'select 1 as one')).length, 1);
  owner.process.kill('SIGKILL');
  await nothingRunsIn(directory);
});

test('an ordinary account is told when the data directory belongs to somebody else', {
  skip: needsRoot,
}, async (context) => {
  const directory = temporaryDirectory(context);
  mkdirSync(directory, { mode: 0o755 });
  chmodSync(dirname(directory), 0o755);
  process.seteuid?.(NOBODY);
  try {
    await assert.rejects(start(context, { directory }), { code: 'permission_denied' });
  } finally {
    process.seteuid?.(0);
  }
});
