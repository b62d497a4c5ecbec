import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excerpt, termRanges } from './terms.ts';

const marked = (text: string, terms: readonly string[]) =>
  termRanges(text, terms).map(({ start, end }) => text.slice(start, end));

test('words are marked whole, whatever their case, accents and width', () => {
  assert.deepEqual(marked('Café, CAFE and cafeteria', ['cafe']), ['Café', 'CAFE']);
  assert.deepEqual(marked('Die Straße, STRASSE', ['strasse']), ['Straße', 'STRASSE']);
  assert.deepEqual(marked('ＦＵＬＬ width', ['full']), ['ＦＵＬＬ']);
  assert.deepEqual(marked('東京タワー', ['京']), ['京']);
});

test('a phrase is marked as one, and the longer of two terms wins', () => {
  assert.deepEqual(marked('the rate limit; the limit', ['rate limit', 'limit']), ['rate limit', 'limit']);
  assert.deepEqual(marked('rate, not limit', ['rate limit']), []);
  assert.deepEqual(marked('nothing', []), []);
});

test('what is shown of a long text holds the first term, and its pieces are the text', () => {
  const text = `${'lorem ipsum '.repeat(3_000)}needle ${'dolor '.repeat(600)}`;
  const pieces = excerpt(text, ['needle']);
  assert.ok(pieces.some((piece) => piece.marked && piece.text === 'needle'));
  const shown = pieces.map((piece) => piece.text).join('');
  assert.ok(shown.length < 520, `${shown.length} characters`);
  assert.ok(shown.startsWith('… ') && shown.endsWith(' …'));
  assert.ok(text.includes(shown.slice(2, -2)));
  assert.deepEqual(excerpt('short', []), [{ text: 'short', marked: false }]);
});

test('an excerpt does not end in half a character', () => {
  for (let shift = 0; shift < 2; shift += 1)
    for (const { text } of excerpt(`${'x'.repeat(shift)}${'😀'.repeat(2_000)}`, []))
      assert.ok(text.isWellFormed());
});
