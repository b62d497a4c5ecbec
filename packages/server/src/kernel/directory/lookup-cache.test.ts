import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LookupCache } from './lookup-cache.ts';

interface Found {
  readonly name: string;
}

function arrange(max = 10) {
  const clock = { time: 1_000_000, now: () => clock.time };
  const cache = new LookupCache<Found>({ clock, max, foundMs: 5_000, absentMs: 1_000 });
  let asked = 0;
  const find = (key: string, answer: Found | null) =>
    cache.find(key, async () => {
      asked += 1;
      await new Promise(setImmediate);
      return answer;
    });
  return { clock, cache, find, asked: () => asked };
}
const acme = { name: 'acme' };

test('simultaneous look-ups of one key are one', async () => {
  const { find, asked } = arrange();
  assert.deepEqual(await Promise.all([find('a', acme), find('a', acme), find('a', acme)]), [
    acme,
    acme,
    acme,
  ]);
  assert.equal(asked(), 1);
});

test('what was found is believed for its time from the question on, and what was absent for less', async () => {
  const { clock, find, asked } = arrange();
  await find('a', acme);
  await find('b', null);
  clock.time += 999;
  await Promise.all([find('a', null), find('b', acme)]);
  assert.equal(asked(), 2);
  clock.time += 1;
  assert.equal(await find('b', acme), acme);
  clock.time += 4_000;
  assert.equal(await find('a', null), null);
  assert.equal(asked(), 4);
});

test('an answer that was under way during forgetting is not remembered', async () => {
  const { cache, find, asked } = arrange();
  const old = find('a', acme);
  cache.forget(() => true);
  await old;
  assert.equal(await find('a', null), null);
  assert.equal(asked(), 2);
});

test('forgetting one value keeps the others, and forgets what was absent', async () => {
  const { cache, find, asked } = arrange();
  await Promise.all([find('a', acme), find('g', { name: 'globex' }), find('x', null)]);
  cache.forget(({ name }) => name === 'acme');
  assert.deepEqual(await find('g', null), { name: 'globex' });
  assert.equal(asked(), 3);
  assert.equal(await find('a', null), null);
  assert.equal(await find('x', acme), acme);
});

test('guesses push out nothing that exists', async () => {
  const { find, asked } = arrange(3);
  await find('a', acme);
  for (let guess = 0; guess < 20; guess++) await find(`guess ${guess}`, null);
  assert.equal(await find('a', null), acme);
  assert.equal(asked(), 21);
});

test('a failure is not remembered', async () => {
  const { cache, find } = arrange();
  await assert.rejects(
    cache.find('a', async () => {
      throw new Error('no database');
    }),
    /no database/,
  );
  assert.equal(await find('a', acme), acme);
});
