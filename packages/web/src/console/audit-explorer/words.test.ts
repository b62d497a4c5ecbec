import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineOf, readLine, readWords, withWord, writeMoment } from './words.ts';

const now = Date.UTC(2026, 4, 2, 10);
const olga = 'prn_01m82s264he7r9dfd09j0x713r';
const surroundings = { now, idOf: (handle: string) => (handle === 'olga' ? olga : null) };
const read = (words: Record<string, string>) => readWords(words, surroundings);

test('words of the address become the filters of the contract, people by their handles', () => {
  const token = 'tok_01m82s264he7r9dfd09j0x713r';
  const { filters, about, problem } = read({ actor: '@olga', token, kind: 'bot', from: '2h', about: olga });
  assert.deepEqual([problem, about], [null, olga]);
  assert.deepEqual(filters, { actor: olga, credential: token, actorType: 'bot', from: now - 7_200_000 });
});

test('what is no filter, or no value of one, is named', () => {
  const why = (words: Record<string, string>) => read(words).problem?.why;
  assert.deepEqual(
    [why({ colour: 'red' }), why({ outcome: 'perhaps' }), why({ from: 'someday' }), why({ actor: 'nobody' })],
    ['no_filter', 'value', 'time', 'nobody'],
  );
  assert.deepEqual(
    [
      why({ resource: 'harbour' }),
      why({ token: olga }),
      why({ type: 'a b' }),
      why({ since: '1h', from: '2h' }),
    ],
    ['id', 'id', 'name', 'twice'],
  );
  assert.equal(readLine('blocked').problem?.why, 'no_filter');
  assert.equal(readLine('outcome:').problem?.why, 'no_filter');
  assert.equal(readLine('from:1h since:2h').problem?.why, 'twice');
});

test('a line that was read is written back as the same words', () => {
  const { words } = readLine('  until:1h  actor:olga   type:role.assigned ');
  assert.deepEqual(words, { to: '1h', actor: 'olga', type: 'role.assigned' });
  assert.equal(lineOf(words), 'actor:olga type:role.assigned to:1h');
  assert.deepEqual(readLine(lineOf(words)).words, words);
  assert.deepEqual(withWord(words, 'to', ''), { actor: 'olga', type: 'role.assigned' });
});

test('a moment is written as the filters read it', () => {
  for (const at of [now, now + 1_000, now + 1])
    assert.equal(read({ from: writeMoment(at) }).filters.from, at, writeMoment(at));
  assert.equal(writeMoment(now), '2026-05-02T10:00Z');
});
