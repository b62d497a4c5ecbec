import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditView } from '@wardroom/contract';
import { filtersToSave, wordsOfView } from './view-words.ts';
import { readWords, type Words } from './words.ts';

const now = Date.UTC(2026, 4, 2, 10);
const olga = 'prn_01m82s264he7r9dfd09j0x713r';
const read = (words: Words) => readWords(words, { now, idOf: () => olga });
const again = (words: Words) =>
  wordsOfView({ filters: filtersToSave(words, read(words).filters) } as AuditView, () => 'olga');

test('a view that was saved is the same words again, people by their handles, spans still moving', () => {
  for (const words of [
    { actor: 'olga', outcome: 'blocked', from: '7d' },
    { token: 'tok_01m82s264he7r9dfd09j0x713r', kind: 'agent', from: '90m' },
    { type: 'role.assigned', from: '2026-05-01T00:00Z', to: '2026-05-02T00:00Z' },
    {},
  ])
    assert.deepEqual(again(words), words);
});

test('a span with an end is kept as the two moments that it was', () => {
  assert.deepEqual(again({ from: '2h', to: '1h' }), { from: '2026-05-02T08:00Z', to: '2026-05-02T09:00Z' });
});
