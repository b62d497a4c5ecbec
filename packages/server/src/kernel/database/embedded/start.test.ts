import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { atEnd, nothingRunsIn, processesOf, query, start, temporaryDirectory } from './testing.ts';

test('a restart keeps what was committed, and is quick', async (context) => {
  const directory = temporaryDirectory(context);
  const freshAt = performance.now();
  const first = await start(context, { directory, durability: 'durable' });
  context.diagnostic(`fresh directory: ${Math.round(performance.now() - freshAt)} ms`);
  await query(first.adminUrl, 'create table kept as select 42 as answer');
  await first.stop();
  const againAt = performance.now();
  const second = await start(context, { directory, durability: 'durable' });
  context.diagnostic(`initialised directory: ${Math.round(performance.now() - againAt)} ms`);
  assert.deepEqual(await query(second.adminUrl, 'select answer from kept'), [{ answer: 42 }]);
});

test('a stop leaves no process, no socket and no owner, and may be called twice', async (context) => {
  const directory = temporaryDirectory(context);
  const postgres = await start(context, { directory });
  assert.ok(processesOf(directory).length > 1);
  await Promise.all([postgres.stop(), postgres.stop('immediate')]);
  assert.deepEqual(await postgres.exited, { expected: true, code: 0 });
  await nothingRunsIn(directory);
  assert.deepEqual(readdirSync(join(directory, 's')), []);
  assert.deepEqual(readdirSync(directory).sort(), ['cluster', 'lock', 's', 'superuser-password']);
  assert.ok(!readdirSync(join(directory, 'cluster')).includes('postmaster.pid'));
});

test('a client that stays connected does not hold up a stop', async (context) => {
  const postgres = await start(context, { directory: temporaryDirectory(context) });
  const sleeping = query(postgres.adminUrl, 'select pg_sleep(60)').catch((error: Error) => error);
  while (
    (await query(postgres.adminUrl, "select 1 from pg_stat_activity where wait_event = 'PgSleep'")).length ===
    0
  );
  const from = performance.now();
  await postgres.stop();
  assert.ok(performance.now() - from < 30_000);
  assert.ok((await sleeping) instanceof Error);
});

test('the end of PostgreSQL by itself is told, and a new start recovers', async (context) => {
  const directory = temporaryDirectory(context);
  const postgres = await start(context, { directory, durability: 'durable' });
  await query(postgres.adminUrl, 'create table kept as select 42 as answer');
  process.kill(postgres.postmasterPid, 'SIGKILL');
  assert.deepEqual(await postgres.exited, { expected: false, code: null });
  await postgres.stop();
  const again = await start(context, { directory });
  assert.deepEqual(await query(again.adminUrl, 'select answer from kept'), [{ answer: 42 }]);
});

test('the cluster is UTF-8 with checksums, listens on no network and asks for the password', async (context) => {
  const directory = temporaryDirectory(context);
  const { adminUrl, socketDirectory } = await start(context, { directory });
  const names = [
    'listen_addresses',
    'data_checksums',
    'server_encoding',
    'password_encryption',
    'log_min_error_statement',
  ];
  const shown = await query(
    adminUrl,
    `select name, setting from pg_settings where name in ('${names.join("','")}')`,
  );
  assert.deepEqual(Object.fromEntries(shown.map((row) => [row['name'], row['setting']])), {
    listen_addresses: '',
    data_checksums: 'on',
    server_encoding: 'UTF8',
    password_encryption: 'scram-sha-256',
    log_min_error_statement: 'panic',
  });
  assert.deepEqual(
    await query(
      adminUrl,
      'select datlocprovider::text as provider, datlocale as locale from pg_database where datname = current_database()',
    ),
    [{ provider: 'b', locale: 'C.UTF-8' }],
  );
  await assert.rejects(query(adminUrl.replace(/:[^:@/]+@/, ':guess@'), 'select 1'), { code: '28P01' });
  assert.equal(statSync(join(directory, 'superuser-password')).mode & 0o777, 0o600);
  assert.equal(lstatSync(join(socketDirectory, '.s.PGSQL.5432')).mode & 0o777, 0o700);
});

test('a data directory with a long path works through a short private socket directory, which goes at the end', async (context) => {
  const directory = join(temporaryDirectory(context), 'a'.repeat(120), 'postgres');
  mkdirSync(directory, { recursive: true });
  const postgres = await start(context, { directory });
  assert.ok(Buffer.byteLength(postgres.socketDirectory) <= 90);
  assert.equal(statSync(postgres.socketDirectory).mode & 0o777, 0o700);
  assert.equal((await query(postgres.adminUrl, 'select 1 as one')).length, 1);
  await postgres.stop();
  assert.equal(statSync(postgres.socketDirectory, { throwIfNoEntry: false }), undefined);
});

test('statements and values of tenants do not reach the log', async (context) => {
  const lines: string[] = [];
  const { adminUrl, stop } = await start(context, {
    directory: temporaryDirectory(context),
    log: (line) => lines.push(line),
  });
  await query(adminUrl, 'create table people (name text primary key)');
  await query(adminUrl, "insert into people values ('marked-word')");
  await assert.rejects(query(adminUrl, "insert into people values ('marked-word')"), { code: '23505' });
  await stop();
  assert.ok(lines.some((line) => line.includes('ERROR:')));
  assert.ok(!lines.some((line) => line.includes('marked-word')));
});

test('PostgreSQL gets none of the variables of the server', async (context) => {
  process.env['WARDROOM_MARKED'] = 'marked-word';
  atEnd(context, () => delete process.env['WARDROOM_MARKED']);
  const { postmasterPid } = await start(context, { directory: temporaryDirectory(context) });
  const environment = readFileSync(`/proc/${postmasterPid}/environ`, 'utf8');
  assert.ok(environment.includes('LC_ALL=C'));
  assert.ok(!environment.includes('marked-word'));
});
