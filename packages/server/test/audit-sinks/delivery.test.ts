/** What arrives, in which order and form, at simulators of the services (they say so: they are not the services). */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { type AuditSinkView, uuidOf } from '@wardroom/contract';
import { createWorld, placesIn, secrets, upTo, type World } from './world.ts';

let world: World;
before(async () => {
  world = await createWorld();
});
after(() => world.close());
beforeEach(async () => {
  for (const { id } of await world.sinks(world.acme))
    await world.harness.succeed(world.acme, 'owner', 'audit.sinks.remove', { sinkId: id });
  for (const simulator of [world.splunk, world.datadog, world.s3]) simulator.misbehaviour = null;
  for (const list of [world.splunk.events, world.datadog.entries, world.s3.objects]) list.length = 0;
});

const sizeOf = async () =>
  (await world.harness.succeed<{ size: number }>(world.acme, 'owner', 'audit.sinks.list', {})).size;

test('every sealed entry arrives at Splunk once, in the order of the log, in the form of OCSF', async () => {
  await world.seal(world.acme, 30);
  const destination = world.destination('splunk_hec');
  const sink = await world.create(world.acme, { destination, secret: secrets.splunk, from: 0 });
  await world.drain(world.feeder());
  const size = await sizeOf();
  assert.deepEqual(placesIn(world.splunk.events), upTo(size));
  const [first] = world.splunk.events;
  assert.ok(first);
  assert.equal(first.index, 'main');
  assert.equal(first.sourcetype, 'wardroom:audit:ocsf');
  const { event } = first;
  const raw = String(event['raw_data']);
  const unmapped = event['unmapped'] as Record<string, unknown>;
  const leafHash = createHash('sha256')
    .update(Buffer.from([0]))
    .update(raw)
    .digest('base64');
  assert.equal(unmapped['leaf_hash'], leafHash, 'the leaf hash is that of the bytes that came along');
  assert.equal((event['metadata'] as { uid: string }).uid, (JSON.parse(raw) as { id: string }).id);
  assert.deepEqual(
    [event['category_uid'], event['class_uid'], event['type_uid'], event['status_id']],
    [3, 3004, 300_401, 1],
  );
  assert.equal((event['src_endpoint'] as { ip: string }).ip, '192.0.2.0');
  const after = await world.find(world.acme, sink.id);
  assert.deepEqual([after.waiting, after.lagMs, after.failingSince, after.state], [0, 0, null, 'active']);
  assert.deepEqual(world.faults, []);
});

test('what is personal stays where a feed leaves it out', async () => {
  await world.seal(world.acme, 1);
  const from = (await sizeOf()) - 1;
  const destination = world.destination('splunk_hec');
  await world.create(world.acme, { destination, secret: secrets.splunk, from, includesPersonal: false });
  await world.drain(world.feeder());
  assert.equal(world.splunk.events.length, 1);
  assert.ok(!JSON.stringify(world.splunk.events).includes('192.0.2.'));
});

test('Datadog gets at most 1,000 entries and 5 MB at once', async () => {
  await world.seal(world.acme, 1_300);
  const destination = world.destination('datadog');
  await world.create(world.acme, { destination, secret: secrets.datadog, from: 0 });
  world.datadog.requests.length = 0;
  await world.drain(world.feeder());
  const places = world.datadog.entries.map(({ ocsf }) => (ocsf['metadata'] as { sequence: number }).sequence);
  assert.deepEqual(places, upTo(await sizeOf()));
  assert.ok(world.datadog.requests.length >= 2);
  assert.ok(world.datadog.requests.every(({ body }) => body.length <= 5_000_000));
  assert.deepEqual(world.datadog.cut, []);
  assert.equal(world.datadog.entries[0]?.ddtags, 'env:test');
});

test('S3 gets objects of lines, signed, with a checksum, locked until the day that was set', async () => {
  const destination = world.destination('s3');
  await world.create(world.acme, { destination, secret: secrets.s3, from: 0 });
  await world.drain(world.feeder());
  const size = await sizeOf();
  const lines = world.s3.objects.flatMap(({ body }) => body.trimEnd().split('\n'));
  const places = lines.map(
    (line) => (JSON.parse(line) as { metadata: { sequence: number } }).metadata.sequence,
  );
  assert.deepEqual(places, upTo(size));
  const [first] = world.s3.objects;
  assert.ok(first);
  assert.match(first.key, /^audit\/ten_[0-9a-z]{26}\/000000000000000-\d{15}\.jsonl$/);
  assert.equal(first.mode, 'COMPLIANCE');
  const days = (Date.parse(first.retainUntil ?? '') - world.clock.now()) / 86_400_000;
  assert.ok(days > 399.9 && days <= 400);
});

test('a wrong secret of S3 is refused by the signature', async () => {
  const destination = world.destination('s3');
  const { id } = await world.create(world.acme, { destination, secret: 'another-secret', from: 0 });
  await world.drain(world.feeder());
  const sink = await world.find(world.acme, id);
  assert.deepEqual([sink.lastFault?.fault, sink.lastFault?.status], ['unauthorised', 403]);
  assert.deepEqual(world.s3.objects, []);
});

test('a file gets whole lines under names that are made of ids', async () => {
  const { id } = await world.create(world.acme, { destination: world.destination('file'), from: 0 });
  await world.drain(world.feeder());
  const path = join(world.directory, world.acme.tenant.id, `${uuidOf(id)}.jsonl`);
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  assert.equal(lines.length, await sizeOf());
  assert.equal((JSON.parse(lines[3] ?? '') as { unmapped: { index: number } }).unmapped.index, 3);
});

test('a feed begins with what is sealed after it was made, where nothing else is said', async () => {
  const sealed = await sizeOf();
  const destination = world.destination('splunk_hec');
  const sink = await world.create(world.acme, { destination, secret: secrets.splunk });
  assert.equal(sink.nextIndex, sealed);
  await world.seal(world.acme, 3);
  await world.drain(world.feeder());
  const places = placesIn(world.splunk.events);
  assert.equal(places[0], sealed);
  assert.deepEqual(places, upTo(await sizeOf(), sealed));
});

test('what is sent again arrives a second time, from the place on that was named', async () => {
  const destination = world.destination('splunk_hec');
  const { id } = await world.create(world.acme, { destination, secret: secrets.splunk });
  const feeder = world.feeder();
  await world.drain(feeder);
  const size = await sizeOf();
  await world.harness.succeed(world.acme, 'owner', 'audit.sinks.replay', { sinkId: id, from: size - 5 });
  await world.drain(feeder);
  assert.deepEqual(placesIn(world.splunk.events).slice(0, 5), upTo(size, size - 5));
});

test('a test entry is sent when it is asked for, also by a paused feed, and its end is shown', async () => {
  const destination = world.destination('splunk_hec');
  const { id } = await world.create(world.acme, { destination, secret: secrets.splunk });
  const { succeed } = world.harness;
  await succeed(world.acme, 'owner', 'audit.sinks.pause', { sinkId: id });
  const asked = await succeed<{ sink: AuditSinkView }>(world.acme, 'owner', 'audit.sinks.test', {
    sinkId: id,
  });
  assert.equal(asked.sink.isTesting, true);
  await world.feeder().step();
  const ended = await world.find(world.acme, id);
  assert.deepEqual([ended.isTesting, ended.lastTest?.fault, ended.state], [false, null, 'paused']);
  assert.deepEqual(
    world.splunk.events.map(({ event }) => (event['metadata'] as { event_code: string }).event_code),
    ['test'],
  );
});
