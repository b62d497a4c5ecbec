import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeOf, freeId, newTest } from './draft.ts';

const policy = (id: string, text = 'permit(principal, action, resource);') => ({ id, title: id, text });

test('a change names what was added, what was removed and what reads otherwise, and nothing else', () => {
  const before = { policies: [policy('a'), policy('b'), policy('c')], tests: [newTest('one')] };
  const after = { policies: [policy('d'), policy('c'), policy('b', 'x')], tests: [newTest('two')] };
  const change = changeOf(before, after);
  assert.deepEqual(
    change.policies.map((one) => `${one.id} ${one.change}`),
    ['d added', 'b changed', 'a removed'],
  );
  assert.deepEqual([change.testsAdded, change.testsRemoved], [1, 1]);
});

test('an id that is made from a title is one that the contract takes, and nobody has', () => {
  assert.equal(freeId('Gäste & guests!', []), 'g-ste-guests');
  assert.equal(freeId('Guests', [policy('guests')]), 'guests-2');
  assert.equal(freeId('夜', []), 'policy');
});
