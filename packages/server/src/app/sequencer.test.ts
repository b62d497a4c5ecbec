import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Log, silentLog } from '../kernel/log/index.ts';
import { createStopStack } from '../kernel/process/index.ts';
import { followSequencer } from './sequencer.ts';

const endingThread = new URL('../testing/audit/thread-that-ends.ts', import.meta.url);

test('a thread of the sequencer that fails is told of and followed by another, which ends when the server stops', async () => {
  const counter = new SharedArrayBuffer(4);
  const faults: string[] = [];
  const sealed: number[] = [];
  const log: Log = { ...silentLog, error: (event) => faults.push(event) };
  const stack = createStopStack((error) => assert.fail(String(error)));
  const door = followSequencer(
    { thread: endingThread, orders: { counter } },
    { log, stack, metrics: { sealed: ({ entries }) => sealed.push(entries) } },
  );
  door.poke();
  while (sealed.length < 2) await pause(20);
  assert.deepEqual(faults, ['audit.failed']);
  assert.deepEqual(sealed, [0, 1]);
  assert.deepEqual(await stack.stop(), []);
  assert.equal(new Int32Array(counter)[0], 2, 'nobody follows a thread that was asked to end');
});

test('a thread that says nothing is taken for one that is behind', async () => {
  const stack = createStopStack(() => {});
  const clock = { now: 0 };
  const door = followSequencer(
    { thread: endingThread, orders: { counter: new SharedArrayBuffer(4) } },
    { log: silentLog, stack, metrics: { sealed: () => {} }, elapsed: () => clock.now },
  );
  assert.equal(door.backlog.lagMs, 0);
  clock.now = 60_000;
  assert.equal(door.backlog.lagMs, 60_000);
  await stack.stop();
});
