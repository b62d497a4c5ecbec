import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChannelQueues } from './channel-queues.ts';

interface Request {
  readonly channel: string;
  readonly bytes: number;
  readonly number: number;
}

/** Runs that end when the test says so. */
function openRuns() {
  const running: { request: Request; end: () => void; fail: (error: Error) => void }[] = [];
  const run = (request: Request) =>
    new Promise<void>((end, fail) => {
      running.push({ request, end, fail });
    });
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { running, run, settled };
}

const request = (channel: string, number: number, bytes = 1): Request => ({ channel, number, bytes });

test('a channel has one request in flight, several channels go at once, none above the limit', async () => {
  const { running, run, settled } = openRuns();
  const queues = new ChannelQueues<Request>({ channelsAtOnce: 2, maxWaitingBytes: 100 }, run);
  for (const next of [request('a', 1), request('a', 2), request('b', 1), request('c', 1)])
    await queues.add(next);
  assert.deepEqual(
    running.map(({ request: { channel, number } }) => channel + number),
    ['a1', 'b1'],
  );
  running[0]?.end();
  await settled();
  assert.deepEqual(
    running.map(({ request: { channel, number } }) => channel + number),
    ['a1', 'b1', 'a2'],
  );
  running[1]?.end();
  await settled();
  assert.equal(running[3]?.request.channel, 'c');
  for (const { end } of running) end();
  await queues.drain();
});

test('adding waits while too many bytes wait', async () => {
  const { running, run, settled } = openRuns();
  const queues = new ChannelQueues<Request>({ channelsAtOnce: 1, maxWaitingBytes: 10 }, run);
  await queues.add(request('a', 1, 10));
  await queues.add(request('a', 2, 10));
  let added = false;
  const third = queues.add(request('a', 3, 10)).then((taken) => {
    added = taken;
  });
  await settled();
  assert.equal(added, false);
  running[0]?.end();
  await third;
  assert.equal(added, true);
  running[1]?.end();
  await settled();
  running[2]?.end();
  await queues.drain();
});

test('halting lets requests in flight end, drops the rest and takes no more', async () => {
  const { running, run } = openRuns();
  const queues = new ChannelQueues<Request>({ channelsAtOnce: 1, maxWaitingBytes: 10 }, run);
  await queues.add(request('a', 1));
  await queues.add(request('a', 2));
  queues.halt();
  assert.equal(await queues.add(request('b', 1)), false);
  running[0]?.end();
  await queues.drain();
  assert.equal(running.length, 1);
});

test('a failed request stops everything, wakes who waits, and is what draining throws', async () => {
  const { running, run } = openRuns();
  const queues = new ChannelQueues<Request>({ channelsAtOnce: 1, maxWaitingBytes: 1 }, run);
  await queues.add(request('a', 1));
  await queues.add(request('a', 2));
  const waiting = queues.add(request('b', 1));
  running[0]?.fail(new Error('refused'));
  assert.equal(await waiting, false);
  await assert.rejects(queues.drain(), /refused/);
  assert.equal(running.length, 1);
});
