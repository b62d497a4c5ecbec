import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operations } from '../operations/index.ts';
import { actorTypes, auditFamilies } from './registry.ts';
import {
  auditFilterOf,
  auditWordOf,
  auditWords,
  auditWordValues,
  readMoment,
  splitAuditWord,
} from './words.ts';

const isFilter = (name: string) => !['before', 'after', 'limit'].includes(name);

test('every filter of the search has one word, and every word is of a filter of the search', () => {
  const shape = Object.keys(operations['audit.list'].input.shape).filter(isFilter).toSorted();
  assert.deepEqual(auditWords.map((word) => auditFilterOf(word)).toSorted(), shape);
  for (const word of auditWords) assert.equal(auditWordOf(auditFilterOf(word) ?? 'type'), word);
  assert.deepEqual(
    [auditFilterOf('since'), auditFilterOf('until'), auditFilterOf('credential')],
    ['from', 'to', 'credential'],
  );
});

test('a word is a name that is known, a colon and a value; everything else is none', () => {
  assert.deepEqual(splitAuditWord('since:2h'), { typed: 'since', name: 'from', value: '2h' });
  assert.deepEqual(splitAuditWord('from:2026-05-01T09:30Z')?.value, '2026-05-01T09:30Z');
  for (const none of [
    '',
    'blocked',
    'outcome:',
    ':blocked',
    'colour:red',
    'constructor:x',
    'Outcome:blocked',
  ])
    assert.equal(splitAuditWord(none), null, none);
});

test('closed lists are those of the contract', () => {
  assert.deepEqual(auditWordValues.actorType, actorTypes);
  assert.deepEqual(auditWordValues.family?.toSorted(), Object.keys(auditFamilies).toSorted());
  for (const [name, values] of Object.entries(auditWordValues))
    for (const value of values) {
      const given = operations['audit.list'].input.safeParse({ [name]: value });
      assert.ok(given.success, `${name}:${value}`);
    }
});

test('a moment is a span before now, a day, or a time with its zone', () => {
  const now = Date.UTC(2026, 4, 2, 10);
  assert.equal(readMoment('2h', now), now - 7_200_000);
  assert.equal(readMoment('7d', now), now - 604_800_000);
  assert.equal(readMoment('2026-05-01', now), Date.UTC(2026, 4, 1));
  assert.equal(readMoment('2026-05-01T09:30+02:00', now), Date.UTC(2026, 4, 1, 7, 30));
  for (const none of ['someday', '2', '2w', '2026-05-01T09:30', '2026-13-01', ''])
    assert.equal(readMoment(none, now), null, none);
});
