import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './processes.ts';
import {
  launchOwner,
  nothingRunsIn,
  processesOf,
  query,
  start,
  startOwner,
  temporaryDirectory,
} from './testing.ts';

test('kill -9 of the server leaves no process, and what was acknowledged is there at the next start', async (context) => {
  const directory = temporaryDirectory(context);
  const owner = await startOwner(context, directory);
  await query(owner.adminUrl, 'create table kept as select 42 as answer');
  owner.process.kill('SIGKILL');
  await nothingRunsIn(directory);
  const next = await start(context, { directory, durability: 'durable' });
  assert.deepEqual(await query(next.adminUrl, 'select answer from kept'), [{ answer: 42 }]);
});

test('kill -9 at any moment of the first start leaves no process and no obstacle', async (context) => {
  for (const afterMs of [150, 300, 450, 600]) {
    const directory = temporaryDirectory(context);
    const owner = launchOwner(context, directory);
    await sleep(afterMs);
    owner.kill('SIGKILL');
    await nothingRunsIn(directory);
    const next = await start(context, { directory });
    assert.equal((await query(next.adminUrl, 'select 1 as one')).length, 1);
  }
});

test('a start right after kill -9 waits for the end of the old PostgreSQL', async (context) => {
  const directory = temporaryDirectory(context);
  const owner = await startOwner(context, directory);
  await query(owner.adminUrl, 'create table kept as select 42 as answer');
  owner.process.kill('SIGKILL');
  const next = await start(context, { directory, durability: 'durable' });
  assert.ok(!isAlive(owner.postmasterPid));
  assert.deepEqual(await query(next.adminUrl, 'select answer from kept'), [{ answer: 42 }]);
});

test('a postmaster whose server and guard were both killed is stopped, not adopted', async (context) => {
  const directory = temporaryDirectory(context);
  const owner = await startOwner(context, directory);
  await query(owner.adminUrl, 'create table kept as select 42 as answer');
  const guards = processesOf(directory).filter((pid) => commandOf(pid).includes('wardroom-guard'));
  assert.equal(guards.length, 2);
  for (const pid of [...guards, owner.process.pid ?? 0]) process.kill(pid, 'SIGKILL');
  assert.ok(isAlive(owner.postmasterPid));
  const next = await start(context, { directory, durability: 'durable' });
  assert.ok(!isAlive(owner.postmasterPid));
  assert.notEqual(next.postmasterPid, owner.postmasterPid);
  assert.deepEqual(await query(next.adminUrl, 'select answer from kept'), [{ answer: 42 }]);
});

test('a guard that is killed alone takes PostgreSQL with it, and the server is told', async (context) => {
  const directory = temporaryDirectory(context);
  const postgres = await start(context, { directory });
  const guard = Number(
    execFileSync('ps', ['-o', 'ppid=', '-p', String(postgres.postmasterPid)], { encoding: 'utf8' }),
  );
  assert.ok(commandOf(guard).includes('wardroom-guard'));
  process.kill(guard, 'SIGKILL');
  assert.deepEqual(await postgres.exited, { expected: false, code: null });
  await postgres.stop();
  assert.ok(!isAlive(postgres.postmasterPid));
});

test('a stale postmaster.pid whose number belongs to a stranger is removed, and the stranger lives', async (context) => {
  const directory = temporaryDirectory(context);
  const first = await start(context, { directory });
  const recorded = readFileSync(join(directory, 'cluster', 'postmaster.pid'), 'utf8');
  await first.stop('immediate');
  const stranger = await startOwner(context, temporaryDirectory(context));
  for (const pid of [stranger.process.pid, stranger.postmasterPid]) {
    const stale = recorded.replace(/^\d+/, String(pid));
    writeFileSync(join(directory, 'cluster', 'postmaster.pid'), stale, { mode: 0o600 });
    writeFileSync(join(directory, 's', '.s.PGSQL.5432.lock'), stale, { mode: 0o600 });
    const next = await start(context, { directory });
    assert.equal((await query(next.adminUrl, 'select 1 as one')).length, 1);
    await next.stop('immediate');
  }
  assert.ok(isAlive(stranger.postmasterPid));
  assert.equal((await query(stranger.adminUrl, 'select 1 as one')).length, 1);
});

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
}
