import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPulse } from './pulse.ts';

test('what comes in a burst is one beat, and what comes during a beat has one after it', async () => {
  let beats = 0;
  const pulse = createPulse(
    60_000,
    async () => {
      beats += 1;
      return false;
    },
    30,
  );
  pulse.start();
  await sleep(5);
  assert.equal(beats, 1);
  for (let n = 0; n < 5; n += 1) pulse.poke();
  assert.equal(beats, 1);
  await sleep(120);
  assert.equal(beats, 2);
  pulse.poke();
  await pulse.stop();
  assert.ok(beats <= 3);
});

test('while there is more to do it beats again at once', async () => {
  let beats = 0;
  const pulse = createPulse(60_000, async () => {
    beats += 1;
    return beats < 4;
  });
  pulse.start();
  await sleep(30);
  assert.equal(beats, 4);
  await pulse.stop();
});
