import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emoji as emojiShape } from '../../../contract/src/shapes.ts';
import { emojiFrom } from './emoji-data.ts';
import { findEmoji, readRecent, usual, withRecent } from './emoji-search.ts';

const { default: entries } = await import('emojibase-data/en/compact.json', { with: { type: 'json' } });
const all = emojiFrom(entries as Parameters<typeof emojiFrom>[0]);

test('everything that the picker offers is an emoji for the server', () => {
  assert.ok(all.length > 1_800, `${all.length} emoji`);
  const refused = [...all.map(({ emoji }) => emoji), ...usual].filter(
    (emoji) => !emojiShape.safeParse(emoji).success,
  );
  assert.deepEqual(refused, []);
  assert.equal(new Set(all.map(({ emoji }) => emoji)).size, all.length, 'none is there twice');
});

test('emoji are found by name and by tag, the name first', () => {
  const found = (typed: string) => findEmoji(all, typed).map(({ emoji }) => emoji);
  assert.equal(found('thumbs up')[0], '👍');
  assert.equal(found('rocket')[0], '🚀');
  assert.equal(found(':red_heart:')[0], '❤️');
  assert.ok(found('hear').includes('❤️'));
  assert.deepEqual(found('  '), []);
  assert.deepEqual(found('zzzz'), []);
});

test('what was used last is offered first and once', () => {
  assert.deepEqual(readRecent(null), usual);
  const text = withRecent(withRecent(withRecent(null, '🚀'), '🐟'), '🚀');
  assert.equal(text, '🚀 🐟');
  assert.deepEqual(readRecent(text).slice(0, 3), ['🚀', '🐟', '👍']);
  let long: string | null = null;
  for (const { emoji } of all.slice(0, 50)) long = withRecent(long, emoji);
  assert.equal(readRecent(long).length, 18);
});
