import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findBinaries } from './binaries.ts';
import { atEnd, needsRoot, nothingRunsIn, query, start, startOwner, temporaryDirectory } from './testing.ts';

test('a second server in one data directory is refused by name of the first, which goes on', async (context) => {
  const directory = temporaryDirectory(context);
  const owner = await startOwner(context, directory);
  await assert.rejects(start(context, { directory }), {
    name: 'EmbeddedPostgresError',
    code: 'data_directory_in_use',
    message: new RegExp(
      `^The data directory ${directory} is in use by another Wardroom \\(process ${owner.process.pid}\\)`,
    ),
  });
  assert.equal((await query(owner.adminUrl, 'select 1 as one')).length, 1);
});

test('of many simultaneous starts in one data directory exactly one succeeds', async (context) => {
  const directory = temporaryDirectory(context);
  const results = await Promise.allSettled([1, 2, 3, 4].map(() => start(context, { directory })));
  assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
  for (const result of results) {
    if (result.status === 'rejected')
      assert.equal((result.reason as { code: string }).code, 'data_directory_in_use');
  }
});

test('a cluster of another PostgreSQL version is refused and left untouched', async (context) => {
  const directory = temporaryDirectory(context);
  await (await start(context, { directory })).stop();
  writeFileSync(join(directory, 'cluster', 'PG_VERSION'), '17\n');
  await assert.rejects(start(context, { directory }), {
    code: 'postgres_wrong_version',
    message: /was written by PostgreSQL 17, but this Wardroom brings PostgreSQL 18/,
  });
  writeFileSync(join(directory, 'cluster', 'PG_VERSION'), '18\n');
  await start(context, { directory });
});

test('a durable start with a weakened setting is refused and nothing goes on running', async (context) => {
  const directory = temporaryDirectory(context);
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    await assert.rejects(start(context, { directory, durability: 'durable', settings: { [name]: 'off' } }), {
      code: 'not_durable',
      message: new RegExp(`${name}=off`),
    });
    await nothingRunsIn(directory);
  }
});

test('a setting that PostgreSQL does not know is refused with its own words', async (context) => {
  const directory = temporaryDirectory(context);
  await assert.rejects(start(context, { directory, settings: { no_such_setting: '1' } }), {
    code: 'postgres_start_failed',
    message: /unrecognized configuration parameter "no_such_setting"/,
  });
  await nothingRunsIn(directory);
  await start(context, { directory });
});

test('a lost or foreign password ends the start instead of waiting', async (context) => {
  const directory = temporaryDirectory(context);
  await (await start(context, { directory })).stop();
  writeFileSync(join(directory, 'superuser-password'), 'another\n');
  await assert.rejects(start(context, { directory }), { code: 'postgres_start_failed', message: /password/ });
  rmSync(join(directory, 'superuser-password'));
  await assert.rejects(start(context, { directory }), {
    code: 'postgres_start_failed',
    message: /is missing/,
  });
});

test('what a kill during initdb left is removed, and the cluster is made', async (context) => {
  const directory = temporaryDirectory(context);
  mkdirSync(join(directory, 'cluster.new-0123', 'base'), { recursive: true });
  const postgres = await start(context, { directory });
  assert.equal((await query(postgres.adminUrl, 'select 1 as one')).length, 1);
});

test('a disk that is full at initdb is named', { skip: needsRoot }, async (context) => {
  const directory = smallDisk(context, 16);
  await assert.rejects(start(context, { directory }), {
    code: 'disk_full',
    message: /is full; free some space/,
  });
  await nothingRunsIn(directory);
});

test('a disk that is full at the start of a cluster is named, and space helps', {
  skip: needsRoot,
}, async (context) => {
  const directory = smallDisk(context, 128);
  await (await start(context, { directory })).stop();
  const filler = join(dirname(directory), 'filler');
  assert.throws(() => writeFileSync(filler, Buffer.alloc(128 * 2 ** 20)), { code: 'ENOSPC' });
  await assert.rejects(start(context, { directory }), { code: 'disk_full' });
  await nothingRunsIn(directory);
  rmSync(filler);
  const postgres = await start(context, { directory });
  assert.equal((await query(postgres.adminUrl, 'select 1 as one')).length, 1);
});

test('a platform without programs is refused with the way out', () => {
  assert.throws(() => findBinaries('sunos', 'sparc'), {
    code: 'platform_unsupported',
    message: /sunos-sparc .*DATABASE_URL/,
  });
});

function smallDisk(context: TestContext, megabytes: number): string {
  const parent = dirname(temporaryDirectory(context));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', parent]);
  atEnd(context, () => execFileSync('umount', [parent]));
  return join(parent, 'postgres');
}
