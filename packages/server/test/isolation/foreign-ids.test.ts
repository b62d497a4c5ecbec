/** A foreign id is answered as one that belongs to nothing, by the same statements (foreign-ids.ts). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OperationName } from '@wardroom/contract';
import {
  compareForeignIds,
  idIn,
  neighbour,
  observe,
  requireNoBugs,
  tenantOperations,
  theHarness,
} from './foreign-ids.ts';
import { sampleInput } from './sample-input.ts';

compareForeignIds();

test('inputs made from schemas are accepted by every operation of a tenant', async () => {
  for (const { name, input } of tenantOperations) {
    const made = sampleInput(input, (kind) => idIn(theHarness().acme, kind));
    assert.ok(input.safeParse(made).success, `${name}: ${JSON.stringify(made)}`);
  }
});

test('a difference would be seen: one’s own id gives another answer and other statements', async () => {
  const own = await observe('owner', 'messages.get', { messageId: idIn(theHarness().acme, 'message') });
  const absent = await observe('owner', 'messages.get', {
    messageId: neighbour('message', idIn(theHarness().acme, 'message')),
  });
  assert.notEqual(own.shown, absent.shown);
  assert.notDeepEqual(own.statements, absent.statements);
});

test('an identity of one tenant at the host of another is refused and reported, whatever it asks', async () => {
  const { identity } = theHarness().globex.principals.owner;
  for (const { name, permission, input } of tenantOperations) {
    if (typeof permission !== 'string') continue;
    const before = theHarness().mismatches.length;
    const made = sampleInput(input, (kind) => idIn(theHarness().acme, kind));
    const { answer } = await theHarness().call(theHarness().acme, identity, name as OperationName, made);
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'unauthenticated', name);
    assert.equal(theHarness().mismatches.length, before + 1, name);
  }
});

requireNoBugs();
