/** Single dead letters: sent again without anything else, or taken off the list; the log keeps every entry. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import {
  type AuditSinkView,
  encodeId,
  type Operations,
  type OutputOf,
  type Uuid,
  uuidOf,
} from '@wardroom/contract';
import { codeOf, createWorld, placesIn, secrets, type World } from './world.ts';

type Letters = OutputOf<Operations['audit.sinks.deadLetters']>['letters'];
type Verb = 'replayLetters' | 'dropLetters';
type Changed = OutputOf<Operations['audit.sinks.replayLetters']>;

let world: World;
before(async () => {
  world = await createWorld();
});
after(() => world.close());
beforeEach(async () => {
  world.clock.moveTo(0);
  for (const { id } of await world.sinks(world.acme))
    await world.harness.succeed(world.acme, 'owner', 'audit.sinks.remove', { sinkId: id });
  world.splunk.misbehaviour = null;
  world.splunk.isPoison = () => false;
  world.splunk.events.length = 0;
  world.faults.length = 0;
});

const lettersOf = async (sinkId: string): Promise<Letters> =>
  (
    await world.harness.succeed<{ letters: Letters }>(world.acme, 'auditor', 'audit.sinks.deadLetters', {
      sinkId,
    })
  ).letters;

const change = (verb: Verb, sinkId: string, letters: Letters) =>
  world.harness.succeed<Changed>(world.acme, 'owner', `audit.sinks.${verb}`, {
    ...{ sinkId, entryIds: letters.map(({ entryId }) => entryId) },
  });

const poison = (places: readonly number[]) => {
  world.splunk.isPoison = ({ event }) =>
    places.includes((event['metadata'] as { sequence?: number }).sequence ?? -1);
};

/** A feed that has brought everything but these entries, counted from its place. */
async function refusing(...places: readonly number[]): Promise<{ sink: AuditSinkView; refused: number[] }> {
  const made = await world.create(world.acme, {
    ...{ destination: world.destination('splunk_hec'), secret: secrets.splunk },
  });
  await world.seal(world.acme, 8);
  const refused = places.map((place) => made.nextIndex + place);
  poison(refused);
  await world.drain(world.feeder());
  const sink = await world.find(world.acme, made.id);
  assert.deepEqual([sink.waiting, sink.refused], [0, places.length]);
  poison([]);
  world.splunk.events.length = 0;
  return { sink, refused };
}

const recordsOf = async (type: string) => {
  const { entries } = await world.harness.succeed<{ entries: { metadata: Record<string, unknown> }[] }>(
    ...([world.acme, 'owner', 'audit.list', { type, limit: 100 }] as const),
  );
  return entries.map(({ metadata }) => metadata);
};

test('a refused entry goes again by itself: nothing else arrives twice, and the place stays', async () => {
  const { sink, refused } = await refusing(2, 5);
  const [newest, oldest] = await lettersOf(sink.id);
  assert.ok(newest && oldest);
  assert.deepEqual([oldest.index, newest.index, newest.askedAt], [...refused, null]);
  const before = (await recordsOf('audit.sink_letters_replayed')).length;
  assert.equal((await change('replayLetters', sink.id, [oldest])).letters, 1);
  assert.notEqual((await lettersOf(sink.id)).at(-1)?.askedAt, null);
  // A second press finds nothing to do, and leaves no record.
  assert.equal((await change('replayLetters', sink.id, [oldest])).letters, 0);
  const records = await recordsOf('audit.sink_letters_replayed');
  assert.equal(records.length, before + 1);
  assert.deepEqual([records[0]?.['letters'], records[0]?.['places']], [1, String(oldest.index)]);
  assert.equal(await world.drain(world.feeder()), 1);
  assert.deepEqual(placesIn(world.splunk.events), [oldest.index]);
  const left = await world.find(world.acme, sink.id);
  assert.deepEqual([left.nextIndex, left.refused], [sink.nextIndex, 1]);
  assert.deepEqual(
    (await lettersOf(sink.id)).map(({ index }) => index),
    [newest.index],
  );
});

test('what is refused again stays on the list with what was said then, and is not tried on', async () => {
  const { sink, refused } = await refusing(1, 3);
  const letters = await lettersOf(sink.id);
  poison([refused[0] ?? 0]);
  world.clock.moveTo(60_000);
  assert.equal((await change('replayLetters', sink.id, letters)).letters, 2);
  await world.drain(world.feeder());
  const [letter, ...others] = await lettersOf(sink.id);
  assert.deepEqual([letter?.index, letter?.askedAt, letter?.status, others], [refused[0], null, 400, []]);
  assert.ok((letter?.refusedAt ?? 0) > (letters.at(-1)?.refusedAt ?? 0));
  world.clock.moveTo(3_600_000);
  assert.equal(await world.feeder().step(), 0, 'nothing is due');
});

test('while the destination is away letters wait, with growing pauses, and arrive afterwards', async () => {
  const { sink, refused } = await refusing(4);
  await change('replayLetters', sink.id, await lettersOf(sink.id));
  world.splunk.misbehaviour = 'reset';
  const feeder = world.feeder();
  assert.equal(await feeder.step(), 1);
  assert.equal(await feeder.step(), 0, 'not hammered');
  const away = await world.find(world.acme, sink.id);
  assert.deepEqual([away.failures, away.lastFault?.fault, away.refused], [1, 'unreachable', 1]);
  world.splunk.misbehaviour = null;
  world.clock.moveTo(10_000);
  await world.drain(feeder);
  assert.deepEqual(placesIn(world.splunk.events), refused);
  assert.deepEqual(await lettersOf(sink.id), []);
});

test('a letter that arrived while its process ended arrives again: none is lost between the two', async () => {
  const { sink, refused } = await refusing(4);
  await change('replayLetters', sink.id, await lettersOf(sink.id));
  const { database } = world.harness.kernel;
  const died = world.feeder({
    leaseMs: 1,
    database: Object.assign(Object.create(database) as typeof database, {
      read: database.read.bind(database),
      writeAside: () => Promise.reject(new Error('the process has ended')),
    }),
  });
  await died.step();
  assert.deepEqual(placesIn(world.splunk.events), refused);
  assert.equal((await lettersOf(sink.id)).length, 1);
  await world.drain(world.feeder());
  assert.deepEqual(placesIn(world.splunk.events), [...refused, ...refused]);
  assert.deepEqual(await lettersOf(sink.id), []);
});

test('a feed that is paused sends no letter until it is resumed', async () => {
  const { sink, refused } = await refusing(0);
  await world.harness.succeed(world.acme, 'owner', 'audit.sinks.pause', { sinkId: sink.id });
  await change('replayLetters', sink.id, await lettersOf(sink.id));
  assert.equal(await world.feeder().step(), 0);
  assert.deepEqual(world.splunk.events, []);
  await world.harness.succeed(world.acme, 'owner', 'audit.sinks.resume', { sinkId: sink.id });
  await world.drain(world.feeder());
  assert.ok(placesIn(world.splunk.events).includes(refused[0] ?? -1));
});

test('an entry that the log no longer has goes nowhere: its letter stays, and the feed goes on', async () => {
  const { sink } = await refusing(0);
  const { admin, acme } = world.harness;
  await admin.query(
    `update tenant.audit_dead_letters set index = 900000 where tenant_id = '${acme.tenant.id}'`,
  );
  const letters = await lettersOf(sink.id);
  assert.equal((await change('replayLetters', sink.id, letters)).letters, 1);
  await world.seal(acme, 1);
  const feeder = world.feeder();
  await world.drain(feeder);
  assert.deepEqual(
    (await lettersOf(sink.id)).map(({ askedAt }) => askedAt),
    [null],
  );
  const after = await world.find(acme, sink.id);
  assert.deepEqual([after.waiting, after.failures], [0, 0]);
  assert.deepEqual(world.faults, []);
  // Behind a boundary nobody can ask for it at all.
  await admin.query(
    'begin; set local session_replication_role = replica; insert into tenant.audit_boundaries (tenant_id, lowest_index, note, root, made_at) ' +
      `values ('${acme.tenant.id}', 1048576, 'x', sha256('x'), now()); commit`,
  );
  assert.equal((await change('replayLetters', sink.id, letters)).letters, 0);
  await admin.query(
    'begin; set local session_replication_role = replica; delete from tenant.audit_boundaries; commit',
  );
});

test('a dropped letter is gone from the list alone, once, on record; other feeds keep theirs', async () => {
  const { sink, refused } = await refusing(2, 5);
  const letters = await lettersOf(sink.id);
  const [newest, oldest] = letters;
  assert.ok(newest && oldest);
  const other = await refusing(0);
  await change('replayLetters', sink.id, [oldest]);
  const dropped = await change('dropLetters', sink.id, [oldest, newest]);
  assert.deepEqual([dropped.letters, dropped.sink.refused], [2, 0]);
  assert.equal((await change('dropLetters', sink.id, letters)).letters, 0);
  const records = await recordsOf('audit.sink_letters_dropped');
  assert.deepEqual(
    records.map(({ letters: count, places }) => [count, places]),
    [[2, refused.join(' ')]],
  );
  await world.drain(world.feeder());
  assert.ok(!placesIn(world.splunk.events).includes(oldest.index), 'it was not sent after all');
  const { entry } = await world.harness.succeed<{ entry: { id: string } }>(
    ...([world.acme, 'owner', 'audit.get', { entryId: oldest.entryId }] as const),
  );
  assert.equal(entry.id, oldest.entryId, 'it stays in the log');
  assert.equal((await lettersOf(other.sink.id)).length, 1);
});

test('who does not manage the log, and other workspaces, change no letter', async () => {
  const { sink } = await refusing(2);
  const letters = await lettersOf(sink.id);
  const input = { sinkId: sink.id, entryIds: letters.map(({ entryId }) => entryId) };
  for (const verb of ['audit.sinks.replayLetters', 'audit.sinks.dropLetters'] as const) {
    const { acme, globex, call } = world.harness;
    assert.equal(codeOf(await call(globex, 'owner', verb, input)), 'not_found');
    for (const who of ['auditor', 'admin', 'member'] as const)
      assert.equal(codeOf(await call(acme, who, verb, input)), 'forbidden', `${verb} by ${who}`);
    world.clock.moveTo(3_600_000);
    assert.equal(codeOf(await world.harness.call(world.acme, 'owner', verb, input)), 'step_up_required');
    world.clock.moveTo(0);
    const [unknown = ''] = input.entryIds.map((id) =>
      encodeId('auditEntry', `${uuidOf(id).slice(0, -4)}0000` as Uuid),
    );
    const among = { ...input, entryIds: [...input.entryIds, unknown] };
    assert.equal(codeOf(await world.harness.call(world.acme, 'owner', verb, among)), 'not_found');
    const many = { ...input, entryIds: Array.from({ length: 101 }, () => input.entryIds[0]) };
    for (const wrong of [many, { ...input, entryIds: [] }])
      assert.equal(codeOf(await world.harness.call(world.acme, 'owner', verb, wrong)), 'invalid_input');
  }
  assert.deepEqual(await lettersOf(sink.id), letters);
});
