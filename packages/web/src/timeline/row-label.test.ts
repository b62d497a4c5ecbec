import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTexts, english } from '../i18n/catalogue.ts';
import { message, noon } from '../workspace/testing.ts';
import { rowLabel, shortened } from './row-label.ts';

const texts = createTexts('en', english);
const label = (change: Parameters<typeof message>[1], replies = true) =>
  rowLabel(message(1, change), { author: 'Priya', formats: { time: () => '09:12' }, texts, replies });

test('a row says author, time and text, and what is on it', () => {
  assert.equal(label({ body: 'Ship it' }), 'Priya, 09:12: Ship it');
  const marked = {
    body: 'Ship it',
    replyCount: 2,
    pinnedAt: noon,
    editedAt: noon,
    reactions: [
      { emoji: '👍', principalIds: ['prn_a', 'prn_b'] },
      { emoji: '🎉', principalIds: ['prn_a'] },
    ],
  } satisfies Parameters<typeof message>[1];
  assert.equal(label(marked), 'Priya, 09:12: Ship it. edited, Pinned, 3 reactions, 2 replies');
  assert.equal(label({ ...marked, reactions: [] }, false), 'Priya, 09:12: Ship it. edited, Pinned');
});

test('the row of a removed message says so and nothing of its text', () => {
  assert.equal(label({ body: null, redactedAt: noon }), 'Priya, 09:12: This message was removed.');
});

test('a text that holds placeholders of the catalogue is said as it is', () => {
  assert.equal(label({ body: '{author} $1 $&' }), 'Priya, 09:12: {author} $1 $&');
});

test('a long text is cut, and not through a character', () => {
  const cut = shortened(`${'x'.repeat(599)}😀${'x'.repeat(40_000)}`);
  assert.ok(cut.isWellFormed());
  assert.equal(cut, `${'x'.repeat(599)}…`);
});
