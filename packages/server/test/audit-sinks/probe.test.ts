/** Settings of a feed are tried before anybody saves them: through the guard, on record first, and nothing stays. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { uuidOf } from '@wardroom/contract';
import { codeOf, createWorld, names, secrets, type World } from './world.ts';

interface Outcome {
  readonly fault: string | null;
  readonly status: number | null;
}

let world: World;
before(async () => {
  world = await createWorld();
});
after(() => world.close());
beforeEach(() => {
  world.clock.moveTo(0);
  for (const simulator of [world.splunk, world.datadog, world.s3]) simulator.misbehaviour = null;
  world.splunk.onRequest = () => {};
  for (const list of [world.splunk.requests, world.splunk.events, world.rehearsal.signals]) list.length = 0;
});

const probe = (input: object): Promise<Outcome> =>
  world.harness.succeed<Outcome>(world.acme, 'owner', 'audit.sinks.probe', input);
const refusalOf = async (input: object, who: 'owner' | 'auditor' | 'admin' | 'member' = 'owner') =>
  codeOf(await world.harness.call(world.acme, who, 'audit.sinks.probe', input));
const splunkAt = (address: string, more: object = {}) => ({
  destination: world.destination('splunk_hec', { address }),
  ...{ secret: secrets.splunk, ...more },
});
const own = () => splunkAt(`https://${names.splunk}:${world.splunk.port}`);
const recorded = async () => {
  const { rows } = await world.harness.admin.query<{ n: number }>(
    "select count(*)::int as n from tenant.audit_outbox where type = 'audit.sink_probed'",
  );
  return rows[0]?.n ?? 0;
};

test('a test entry arrives at each kind of destination, and no feed is made', async () => {
  for (const [kind, secret] of [
    ['splunk_hec', secrets.splunk],
    ['datadog', secrets.datadog],
    ['s3', secrets.s3],
    ['file', undefined],
  ] as const) {
    const input = { destination: world.destination(kind), ...(secret === undefined ? {} : { secret }) };
    assert.deepEqual(await probe(input), { fault: null, status: null }, kind);
  }
  const codes = world.splunk.events.map(
    ({ event }) => (event['metadata'] as { event_code: string }).event_code,
  );
  assert.deepEqual(codes, ['test']);
  assert.deepEqual(await world.sinks(world.acme), []);
});

test('test lines have a file of their own: none is written into that of a feed', async () => {
  const sink = await world.create(world.acme, { destination: world.destination('file'), from: 0 });
  await probe({ destination: world.destination('file') });
  await probe({ destination: world.destination('file'), sinkId: sink.id });
  const folder = join(world.directory, world.acme.tenant.id);
  const files = await readdir(folder);
  assert.ok(!files.includes(`${uuidOf(sink.id)}.jsonl`), files.join());
  const lines = (await readFile(join(folder, files[0] ?? ''), 'utf8')).trimEnd().split('\n');
  assert.ok(lines.every((line) => JSON.parse(line).metadata.event_code === 'test'));
  await world.harness.succeed(world.acme, 'owner', 'audit.sinks.remove', { sinkId: sink.id });
});

test('what stands in the way is said in the words of a feed', async () => {
  assert.deepEqual(await probe({ ...own(), secret: 'wrong' }), { fault: 'unauthorised', status: 403 });
  world.splunk.misbehaviour = { status: 500, body: 'x' };
  assert.deepEqual(await probe(own()), { fault: 'failed', status: 500 });
  world.splunk.misbehaviour = 'reset';
  assert.deepEqual(await probe(own()), { fault: 'unreachable', status: null });
});

test('it goes nowhere that the guard does not admit, and says no more about it than a feed', async () => {
  world.rehearsal.names.set('inside.example.com', { a: ['10.0.0.7'], aaaa: [] });
  for (const [address, reason] of [
    ['https://inside.example.com:8088', 'address_private'],
    ['https://169.254.169.254', 'address_private'],
    ['https://93.184.216.34:6514', 'port_refused'],
  ] as const) {
    assert.deepEqual(await probe(splunkAt(address)), { fault: 'unreachable', status: null });
    assert.equal(world.rehearsal.signals.at(-1)?.reason, reason);
  }
  assert.equal(world.splunk.requests.length, 0);
});

test('the log says it before anything leaves: who, which kind, which host, and no secret', async () => {
  const before = await recorded();
  let known = 0;
  world.splunk.onRequest = async () => {
    known = await recorded();
  };
  const secret = 'a-token-that-nobody-may-see-0123456789';
  await probe({ ...own(), secret });
  assert.equal(known, before + 1);
  const log = await world.harness.succeed<{ entries: { metadata: object; actor: object }[] }>(
    ...([world.acme, 'owner', 'audit.list', { type: 'audit.sink_probed', limit: 1 }] as const),
  );
  assert.deepEqual(log.entries[0]?.metadata, {
    kind: 'splunk_hec',
    host: `${names.splunk}:${world.splunk.port}`,
  });
  assert.ok(!JSON.stringify(log).includes(secret));
});

test('the secret of a feed is used where it is kept for, and nowhere else', async () => {
  const destination = world.destination('splunk_hec');
  const { id: sinkId } = await world.create(world.acme, { destination, secret: secrets.splunk });
  assert.deepEqual(await probe({ sinkId, destination: { ...destination, index: '' } }), {
    ...{ fault: null, status: null },
  });
  world.splunk.requests.length = 0;
  const before = await recorded();
  for (const more of [
    { address: `https://${names.datadog}:${world.splunk.port}` },
    { authority: null },
    world.destination('datadog'),
  ])
    assert.equal(await refusalOf({ sinkId, destination: { ...destination, ...more } }), 'invalid_input');
  assert.equal(await refusalOf({ destination }), 'invalid_input', 'a new one has none');
  const foreign = { sinkId, destination };
  const { globex } = world.harness;
  assert.equal(codeOf(await world.harness.call(globex, 'owner', 'audit.sinks.probe', foreign)), 'not_found');
  assert.deepEqual([world.splunk.requests.length, await recorded()], [0, before]);
  await world.harness.succeed(world.acme, 'owner', 'audit.sinks.remove', { sinkId });
});

test('whoever may not manage the log, or proved long ago who they are, has nothing sent', async () => {
  for (const who of ['auditor', 'admin', 'member'] as const)
    assert.equal(await refusalOf(own(), who), 'forbidden');
  world.clock.moveTo(3_600_000);
  assert.equal(await refusalOf(own()), 'step_up_required');
  assert.equal(world.splunk.requests.length, 0);
});
