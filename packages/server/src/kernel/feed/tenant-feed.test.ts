import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Uuid } from '@wardroom/contract';
import fc from 'fast-check';
import type { StoredEvent } from '../event-log/event.ts';
import { EventRing } from './ring.ts';
import { TenantFeed } from './tenant-feed.ts';

const tenantId = '01890000-0000-7000-8000-000000000001' as Uuid;
const event = (seq: number): StoredEvent => ({ seq, type: 'message.sent', at: seq, actorId: null });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const settle = () => new Promise((resolve) => setImmediate(resolve));

function arrange({ start = 0, capacity = 64, oldest = 1 } = {}) {
  const world = { head: start, now: 0, oldest, reads: 0, asked: 0, reachable: true };
  const delivered: number[] = [];
  const arrived: number[] = [];
  const errors: unknown[] = [];
  let lost = 0;
  const feed = new TenantFeed({
    tenantId,
    seq: start,
    readAt: 0,
    clock: { now: () => world.now },
    capacity,
    staleMs: 750,
    askForHead: () => {
      world.asked += 1;
    },
    onError: (error) => errors.push(error),
    read: async (after, limit) => {
      world.reads += 1;
      await settle();
      if (!world.reachable) throw new Error('unreachable');
      return range(Math.max(after + 1, world.oldest), Math.min(world.head, after + limit)).map(event);
    },
    listener: {
      arrived: (events) => arrived.push(...events.map(({ seq }) => seq)),
      deliver: (events) => delivered.push(...events.map(({ seq }) => seq)),
      lost: () => {
        lost += 1;
      },
    },
  });
  return { feed, world, delivered, arrived, errors, lost: () => lost };
}

test('whatever hints come, in whatever order, each event is delivered once, in order, without a hole', async () => {
  const hint = fc.record({
    first: fc.integer({ min: 1, max: 60 }),
    size: fc.integer({ min: 1, max: 8 }),
    poll: fc.boolean(),
    wait: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(hint, { maxLength: 40 }),
      fc.integer({ min: 2, max: 80 }),
      async (hints, capacity) => {
        const { feed, world, delivered, arrived } = arrange({ capacity });
        for (const { first, size, poll, wait } of hints) {
          // A hint tells of what is committed, and so is everything before it.
          world.head = Math.max(world.head, first + size - 1);
          feed.hint(range(first, first + size - 1).map(event));
          if (poll) feed.headSeen(world.head, world.now);
          if (wait) await settle();
        }
        feed.headSeen(world.head, world.now);
        for (let turn = 0; turn < 60 && feed.delivered < world.head; turn += 1) await settle();
        assert.deepEqual(delivered, range(1, world.head));
        assert.deepEqual(arrived, delivered);
      },
    ),
    { numRuns: 300, seed: 7 },
  );
});

test('a lost hint costs a reading, never an event', async () => {
  const { feed, world, delivered } = arrange();
  world.head = 5;
  feed.headSeen(5, 0);
  await settle();
  await settle();
  assert.deepEqual(delivered, [1, 2, 3, 4, 5]);
  assert.equal(world.reads, 1);
});

test('a stale feed delivers nothing until it has caught up, and tells of what arrived meanwhile', async () => {
  const { feed, world, delivered, arrived } = arrange();
  world.now = 751;
  world.head = 2;
  feed.hint([event(1), event(2)]);
  assert.deepEqual(delivered, []);
  assert.deepEqual(arrived, [1, 2], 'what ends access acts although nothing is shown');
  assert.ok(world.asked > 0);
  world.head = 3;
  feed.headSeen(3, 751);
  assert.deepEqual(delivered, [], 'a head that has not been reached proves nothing');
  await settle();
  await settle();
  assert.deepEqual(delivered, [1, 2, 3]);
});

test('a reading that fails leaves the feed silent, and the next head mends it', async () => {
  const { feed, world, delivered, errors } = arrange();
  world.reachable = false;
  world.head = 2;
  feed.headSeen(2, 0);
  await settle();
  await settle();
  assert.deepEqual(delivered, []);
  assert.equal(errors.length, 1);
  world.reachable = true;
  feed.headSeen(2, 10);
  await settle();
  await settle();
  assert.deepEqual(delivered, [1, 2]);
});

test('when the log has moved on past the feed, listeners hear of it instead of getting a hole', async () => {
  const { feed, world, delivered, lost } = arrange({ oldest: 8 });
  world.head = 9;
  feed.headSeen(9, 0);
  await settle();
  await settle();
  assert.equal(lost(), 1);
  assert.deepEqual(delivered, []);
  world.head = 10;
  feed.hint([event(10)]);
  assert.deepEqual(delivered, [10]);
});

test('delivery that rested for longer than the ring is long is given up aloud, not with a hole', async () => {
  const { feed, world, delivered, lost } = arrange({ capacity: 4 });
  world.now = 10_000;
  world.head = 20;
  feed.hint(range(1, 20).map(event));
  assert.deepEqual(delivered, []);
  feed.headSeen(20, 10_000);
  assert.equal(lost(), 1);
  world.head = 21;
  feed.hint([event(21)]);
  assert.deepEqual(delivered, [21]);
});

test('the ring refuses an event that does not follow, and knows what it no longer holds', () => {
  const ring = new EventRing(4, 10);
  ring.append(event(11));
  assert.throws(() => ring.append(event(13)));
  assert.throws(() => ring.append(event(11)));
  for (const seq of [12, 13, 14, 15]) ring.append(event(seq));
  assert.equal(ring.after(10, 10), null);
  assert.deepEqual(
    ring.after(11, 2)?.map(({ seq }) => seq),
    [12, 13],
  );
  assert.deepEqual(ring.after(15, 2), []);
});
