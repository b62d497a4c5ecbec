import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hintsFor, type Known, withHint, wordAt } from './filters.ts';

const known: Known = {
  people: [
    { handle: 'priya', displayName: 'Priya Raman' },
    { handle: 'tom', displayName: 'Tomás Ferreira' },
  ],
  channels: [
    { name: 'incidents', topic: 'Live incidents only' },
    { name: 'general', topic: '' },
  ],
  today: '2026-03-29',
  words: { from: 'by', in: 'in', before: 'before', after: 'after', has: 'with', me: 'yourself' },
  has: { link: 'a link', code: 'code' },
};
const inserts = (word: string) => hintsFor(word, known).map(({ insert }) => insert);

test('nothing typed offers every filter, a beginning those that begin so', () => {
  assert.deepEqual(inserts(''), ['from:', 'in:', 'before:', 'after:', 'has:']);
  assert.deepEqual(inserts('f'), ['from:']);
  assert.deepEqual(inserts('deploy'), []);
});

test('a filter offers its values by handle, by name and by part of a channel', () => {
  assert.deepEqual(inserts('from:'), ['from:me', 'from:priya', 'from:tom']);
  assert.deepEqual(inserts('from:@ram'), ['from:priya']);
  assert.deepEqual(inserts('in:#dent'), ['in:incidents']);
  assert.deepEqual(inserts('has:l'), ['has:link']);
  assert.deepEqual(inserts('has:link'), []);
  assert.deepEqual(inserts('before:2026'), ['before:2026-03-29']);
  assert.deepEqual(inserts('nobody:x'), []);
});

test('a hint takes the place of the word at the caret and nothing else', () => {
  const query = 'gateway fro 503';
  const word = wordAt(query, 11);
  assert.deepEqual(word, { start: 8, end: 11, text: 'fro' });
  assert.deepEqual(withHint(query, word, 'from:'), { query: 'gateway from: 503', caret: 13 });
  assert.deepEqual(withHint('from:pr', wordAt('from:pr', 7), 'from:priya'), {
    query: 'from:priya ',
    caret: 11,
  });
  assert.deepEqual(wordAt('a  b', 2), { start: 2, end: 2, text: '' });
});
