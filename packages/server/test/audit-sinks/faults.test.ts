/** Whatever a destination does: nothing is lost, nothing is passed over, and nobody else waits. */
import assert from 'node:assert/strict';
import { mkdir, open, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { type AuditSinkView, uuidOf } from '@wardroom/contract';
import { type EgressTimes, egressTimes } from '../../src/kernel/egress/index.ts';
import { createWorld, placesIn, secrets, upTo, type World } from './world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

let world: World;
before(async () => {
  world = await createWorld();
});
after(() => world.close());
beforeEach(async () => {
  world.clock.moveTo(0);
  for (const { id } of await world.sinks(world.acme)) await manage('remove', id);
  for (const simulator of [world.splunk, world.datadog, world.s3]) simulator.misbehaviour = null;
  for (const list of [world.splunk.events, world.datadog.entries, world.s3.objects]) list.length = 0;
  world.splunk.isPoison = () => false;
  world.splunk.onRequest = () => {};
  world.faults.length = 0;
});

const manage = (verb: 'remove' | 'pause' | 'resume', sinkId: string) =>
  world.harness.succeed(world.acme, 'owner', `audit.sinks.${verb}`, { sinkId });
const toSplunk = (more: object = {}) =>
  world.create(world.acme, {
    ...{ destination: world.destination('splunk_hec'), secret: secrets.splunk, ...more },
  });
const impatient = (ms: number): EgressTimes => ({ ...egressTimes, headersMs: ms, totalMs: ms });

test('a destination that is down for an hour gets everything afterwards, in order, and is not hammered', async () => {
  const { id, nextIndex } = await toSplunk();
  await world.seal(world.acme, 40);
  const feeder = world.feeder();
  world.splunk.misbehaviour = 'reset';
  world.splunk.requests.length = 0;
  for (let ms = 0; ms <= hourMs; ms += 30_000) {
    world.clock.moveTo(ms);
    await feeder.step();
  }
  assert.deepEqual(placesIn(world.splunk.events), []);
  const attempts = world.splunk.requests.length;
  assert.ok(attempts >= 10 && attempts <= 30, `${attempts} attempts in an hour`);
  const down = await world.find(world.acme, id);
  assert.equal(down.lastFault?.fault, 'unreachable');
  assert.ok(down.waiting >= 40 && down.lagMs > 59 * minuteMs, 'the lag is shown in entries and time');
  world.splunk.misbehaviour = null;
  world.clock.moveTo(hourMs + 7 * minuteMs);
  await world.drain(feeder);
  assert.deepEqual(placesIn(world.splunk.events), upTo(nextIndex + down.waiting, nextIndex));
  const up = await world.find(world.acme, id);
  assert.deepEqual([up.waiting, up.failures, up.failingSince], [0, 0, null]);
});

test('a place moves after the delivery: what is cut off between the two arrives again', async () => {
  const { id, nextIndex } = await toSplunk();
  await world.seal(world.acme, 5);
  // The process ends: nothing after the delivery reaches the database, and the lease runs out.
  const { database } = world.harness.kernel;
  const died = world.feeder({
    leaseMs: 1,
    database: Object.assign(Object.create(database) as typeof database, {
      read: database.read.bind(database),
      writeAside: () => Promise.reject(new Error('the process has ended')),
    }),
  });
  await died.step();
  const arrived = placesIn(world.splunk.events);
  assert.ok(arrived.length >= 5);
  assert.equal((await world.find(world.acme, id)).nextIndex, nextIndex);
  await world.drain(world.feeder());
  assert.deepEqual(placesIn(world.splunk.events).slice(arrived.length, arrived.length * 2), arrived);
});

test('of two nodes one works on a feed; one that was given up moves nothing', async () => {
  const { id, nextIndex } = await toSplunk();
  await world.seal(world.acme, 5);
  const [slow, other] = [world.feeder({ leaseMs: 50 }), world.feeder()];
  const arrived = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  world.splunk.onRequest = async () => {
    world.splunk.onRequest = () => {};
    arrived.resolve();
    await goOn.promise;
  };
  const first = slow.step();
  await arrived.promise;
  await new Promise((resolve) => setTimeout(resolve, 100));
  // The lease has run out: the other node takes the feed, delivers and moves it.
  assert.equal(await other.step(), 1);
  const moved = (await world.find(world.acme, id)).nextIndex;
  assert.ok(moved >= nextIndex + 5);
  await world.harness.succeed(world.acme, 'owner', 'audit.sinks.replay', { sinkId: id, from: nextIndex });
  goOn.resolve();
  await first;
  assert.equal((await world.find(world.acme, id)).nextIndex, nextIndex, 'the one given up moved nothing');
  const leased = world.feeder();
  const both = await Promise.all([leased.step(), world.feeder().step()]);
  assert.deepEqual(both.sort(), [0, 1], 'the same feed is not taken twice');
});

test('a busy destination is left alone for as long as it asks', async () => {
  const { id } = await toSplunk();
  await world.seal(world.acme, 1);
  world.splunk.misbehaviour = {
    status: 429,
    headers: { 'retry-after': '120' },
    body: '{"text":"Server is busy","code":9}',
  };
  const feeder = world.feeder();
  await feeder.step();
  const { lastFault, nextAttemptAt } = await world.find(world.acme, id);
  assert.equal(lastFault?.fault, 'throttled');
  assert.ok(nextAttemptAt - lastFault.at >= 120_000);
  world.splunk.misbehaviour = null;
  world.clock.moveTo(119_000);
  assert.equal(await feeder.step(), 0);
  world.clock.moveTo(125_000);
  assert.equal(await feeder.step(), 1);
});

test('silence, drops and a huge answer end in time, and nothing moves', async () => {
  for (const misbehaviour of [
    'silence' as const,
    'drip' as const,
    { status: 200, body: Buffer.alloc(4_000_000, 'x') },
    { status: 200, body: '<html>welcome</html>' },
    { status: 500, body: 'x' },
    { status: 302, headers: { location: 'https://elsewhere.example.com/' }, body: '' },
  ]) {
    const { id, nextIndex } = await toSplunk();
    await world.seal(world.acme, 1);
    world.splunk.misbehaviour = misbehaviour;
    const started = performance.now();
    await world.feeder({ egress: world.guard({}, impatient(400)) }).step();
    assert.ok(performance.now() - started < 60_000);
    const sink = await world.find(world.acme, id);
    assert.equal(sink.nextIndex, nextIndex, JSON.stringify(misbehaviour).slice(0, 60));
    assert.equal(sink.failures, 1);
    world.splunk.misbehaviour = null;
    await manage('remove', id);
  }
});

test('a slow destination holds up neither the others nor other workspaces', async () => {
  const { globex } = world.harness;
  await toSplunk({ name: 'slow' });
  const datadog = { destination: world.destination('datadog'), secret: secrets.datadog };
  const own = await world.create(world.acme, { ...datadog, name: 'own' });
  const foreign = await world.create(globex, { ...datadog, name: 'foreign' });
  await world.seal(world.acme, 2);
  await world.seal(globex, 2);
  world.splunk.misbehaviour = 'silence';
  const feeder = world.feeder({ egress: world.guard({}, impatient(3_000)) });
  const whole = feeder.step();
  let waiting = 2;
  for (let round = 0; round < 100 && waiting > 0; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    waiting = (await world.find(world.acme, own.id)).waiting + (await world.find(globex, foreign.id)).waiting;
  }
  assert.equal(waiting, 0, 'the others have everything while one waits');
  await whole;
  await world.harness.succeed(globex, 'owner', 'audit.sinks.remove', { sinkId: foreign.id });
});

test('no workspace has all places, however many feeds it has', async () => {
  const { globex } = world.harness;
  for (let number = 0; number < 6; number += 1) await toSplunk({ name: `feed ${number}` });
  const foreign = await world.create(globex, {
    ...{ destination: world.destination('splunk_hec'), secret: secrets.splunk, name: 'foreign' },
  });
  await world.seal(world.acme, 1);
  await world.seal(globex, 1);
  assert.equal(await world.feeder({ concurrency: 3, perTenant: 2 }).step(), 3);
  assert.equal((await world.find(globex, foreign.id)).waiting, 0);
  await world.harness.succeed(globex, 'owner', 'audit.sinks.remove', { sinkId: foreign.id });
});

test('an entry that the destination refuses for good is named, and all others arrive', async () => {
  const { id, nextIndex } = await toSplunk();
  await world.seal(world.acme, 20);
  const poison = nextIndex + 13;
  world.splunk.isPoison = ({ event }) => (event['metadata'] as { sequence?: number }).sequence === poison;
  await world.drain(world.feeder());
  const sink = await world.find(world.acme, id);
  assert.deepEqual([sink.waiting, sink.refused], [0, 1]);
  const { letters } = await world.harness.succeed<{ letters: { index: number; status: number }[] }>(
    ...([world.acme, 'auditor', 'audit.sinks.deadLetters', { sinkId: id }] as const),
  );
  assert.deepEqual(
    letters.map(({ index, status }) => [index, status]),
    [[poison, 400]],
  );
  const arrived = placesIn(world.splunk.events);
  assert.deepEqual(
    arrived.filter((place) => place !== undefined),
    upTo(sink.nextIndex, nextIndex).filter((place) => place !== poison),
  );
});

test('a destination that refuses everything is not believed: no entry is given up', async () => {
  const { id, nextIndex } = await toSplunk();
  await world.seal(world.acme, 9);
  world.splunk.isPoison = () => true;
  await world.feeder().step();
  const sink = await world.find(world.acme, id);
  assert.deepEqual([sink.nextIndex, sink.refused, sink.lastFault?.fault], [nextIndex, 0, 'entry_refused']);
});

test('a wrong token and a wrong index are faults of the feed, not of its entries', async () => {
  for (const [input, fault] of [
    [{ secret: 'wrong' }, 'unauthorised'],
    [{ destination: world.destination('splunk_hec', { index: 'absent' }) }, 'refused'],
  ] as const) {
    const { id, nextIndex } = await toSplunk(input);
    await world.seal(world.acme, 2);
    await world.feeder().step();
    const sink = await world.find(world.acme, id);
    assert.deepEqual([sink.nextIndex, sink.refused, sink.lastFault?.fault], [nextIndex, 0, fault]);
    await manage('remove', id);
  }
});

test('nothing but failures for five days stops a feed, which the log says; it goes on where it stood', async () => {
  const { id, nextIndex } = await toSplunk();
  await world.seal(world.acme, 3);
  world.splunk.misbehaviour = { status: 500, body: 'x' };
  const feeder = world.feeder();
  await feeder.step();
  world.clock.moveTo(5 * 24 * hourMs - minuteMs);
  await feeder.step();
  assert.equal((await world.find(world.acme, id)).state, 'active');
  world.clock.moveTo(5 * 24 * hourMs + 10 * minuteMs);
  await feeder.step();
  assert.equal((await world.find(world.acme, id)).state, 'stopped');
  world.clock.moveTo(6 * 24 * hourMs);
  assert.equal(await feeder.step(), 0);
  const { entries } = await world.harness.succeed<{ entries: { type: string; metadata: object }[] }>(
    ...([world.acme, 'auditor', 'audit.list', { type: 'audit.sink_stopped' }] as const),
  );
  assert.equal(entries.length, 1);
  world.splunk.misbehaviour = null;
  // Whoever resumes it has signed in lately.
  world.clock.moveTo(0);
  await manage('resume', id);
  await world.drain(feeder);
  const sink = await world.find(world.acme, id);
  assert.deepEqual([sink.state, sink.waiting], ['active', 0]);
  assert.equal(placesIn(world.splunk.events)[0], nextIndex);
});

test('a full disk takes back what it took: no half line, nothing lost, the lag is seen', async () => {
  const { id } = await world.create(world.acme, { destination: world.destination('file'), from: 0 });
  await world.seal(world.acme, 3);
  await world.drain(world.feeder());
  const path = join(world.directory, world.acme.tenant.id, `${uuidOf(id)}.jsonl`);
  const whole = await readFile(path, 'utf8');
  await world.seal(world.acme, 3);
  world.clock.moveTo(5_000);
  await world.feeder({ openFile: fullAfter(100) }).step();
  assert.equal(await readFile(path, 'utf8'), whole);
  const full = await world.find(world.acme, id);
  assert.equal(full.lastFault?.fault, 'unwritable');
  assert.ok(full.waiting >= 3 && full.lagMs > 0);
  world.clock.moveTo(60_000);
  await world.drain(world.feeder());
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const places = lines.map((line) => (JSON.parse(line) as { unmapped: { index: number } }).unmapped.index);
  assert.deepEqual(places, upTo((await world.find(world.acme, id)).nextIndex));
});

/** A disk that takes so many bytes and no more. */
const fullAfter =
  (bytes: number): typeof open =>
  async (...options) => {
    const file = await open(...options);
    let left = bytes;
    const write = file.write.bind(file) as (...given: unknown[]) => Promise<{ bytesWritten: number }>;
    const limited = async (buffer: Buffer, offset: number, length: number, position: number) => {
      if (left === 0) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      const taken = Math.min(left, length);
      left -= taken;
      return write(buffer, offset, taken, position);
    };
    return Object.assign(file, { write: limited });
  };

test('half a line that a killed process left is taken away before the next one is written', async () => {
  const { id } = await world.create(world.acme, { destination: world.destination('file'), from: 0 });
  await world.drain(world.feeder());
  const path = join(world.directory, world.acme.tenant.id, `${uuidOf(id)}.jsonl`);
  const whole = await readFile(path, 'utf8');
  await writeFile(path, `${whole}{"half`);
  await world.seal(world.acme, 1);
  world.clock.moveTo(5_000);
  await world.drain(world.feeder());
  const text = await readFile(path, 'utf8');
  assert.ok(text.startsWith(whole) && text.length > whole.length);
  for (const line of text.trimEnd().split('\n')) JSON.parse(line);
});

test('a link in the place of a file is not followed, and a directory that is not there is not made', async () => {
  const { id } = await world.create(world.acme, { destination: world.destination('file'), from: 0 });
  const folder = join(world.directory, world.acme.tenant.id);
  const target = join(world.directory, 'elsewhere');
  await mkdir(folder, { recursive: true });
  await writeFile(target, 'mine\n');
  await symlink(target, join(folder, `${uuidOf(id)}.jsonl`));
  await world.feeder().step();
  assert.equal(await readFile(target, 'utf8'), 'mine\n');
  assert.equal((await world.find(world.acme, id)).lastFault?.fault, 'unwritable');
  await rm(join(folder, `${uuidOf(id)}.jsonl`));
  await manage('resume', id);
  await world.feeder({ fileDirectory: join(world.directory, 'not-mounted') }).step();
  assert.equal((await world.find(world.acme, id)).lastFault?.fault, 'unwritable');
});

test('a feed that is paused while it delivers stays paused; what arrived has arrived', async () => {
  const { id } = await toSplunk();
  await world.seal(world.acme, 2);
  const arrived = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  world.splunk.onRequest = async () => {
    arrived.resolve();
    await goOn.promise;
  };
  const feeder = world.feeder();
  const step = feeder.step();
  await arrived.promise;
  const { sink } = await world.harness.succeed<{ sink: AuditSinkView }>(
    ...([world.acme, 'owner', 'audit.sinks.pause', { sinkId: id }] as const),
  );
  assert.equal(sink.state, 'paused');
  goOn.resolve();
  await step;
  assert.equal((await world.find(world.acme, id)).state, 'paused');
});
