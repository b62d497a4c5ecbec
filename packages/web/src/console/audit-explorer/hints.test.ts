import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hintsHere } from './hints.ts';

const known = {
  people: [
    { handle: 'olga', displayName: 'Olga Ivanova' },
    { handle: 'tom', displayName: 'Tom Adeyemi' },
  ],
  types: [
    { type: 'audit.viewed', count: 9 },
    { type: 'role.assigned', count: 2 },
  ],
  actions: ['roles.assign'],
  stores: ['security'],
  about: (word: string) => `about ${word}`,
  times: { '1h': 'the last hour', '7d': 'the last week' },
};
const inserts = (text: string) => hintsHere(text, known).map(({ insert }) => insert);

test('names are completed, then values: of closed lists, of people by any name, of what is counted', () => {
  assert.deepEqual(inserts('s'), ['subject:', 'severity:', 'store:']);
  assert.ok(inserts('').includes('token:') && !inserts('').includes('since:'));
  assert.deepEqual(inserts('outcome:'), ['outcome:success', 'outcome:failure', 'outcome:blocked']);
  assert.deepEqual(inserts('actor:iva'), ['actor:olga']);
  assert.deepEqual(inserts('type:assign'), ['type:role.assigned']);
  assert.deepEqual(inserts('since:7'), ['since:7d']);
  assert.deepEqual(inserts('store:'), ['store:security']);
});

test('what is complete, or no filter, is offered nothing', () => {
  for (const text of ['outcome:blocked', 'actor:olga', 'colour:', 'zebra'])
    assert.deepEqual(inserts(text), [], text);
});
