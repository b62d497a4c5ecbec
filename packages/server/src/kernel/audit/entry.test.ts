import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Uuid } from '@wardroom/contract';
import { type AuditEntry, requireDeclared } from './entry.ts';

const entry = (metadata: AuditEntry['metadata']): AuditEntry => ({
  type: 'role.assigned',
  outcome: 'success',
  actorType: 'person',
  actorId: null,
  action: 'roles.assign',
  resourceKind: 'Principal',
  resourceId: null,
  credentialId: null,
  address: null,
  requestId: 'a' as Uuid,
  ...(metadata ? { metadata } : {}),
});

test('an entry carries what its type declares, or nothing', () => {
  requireDeclared(entry({ from: 'member', to: 'admin' }));
  requireDeclared(entry(undefined));
});

test('an entry that says more than its type declares is not written, and its values are not told', () => {
  const said = { from: 'member', password: 'correct horse' };
  assert.throws(
    () => requireDeclared(entry(said)),
    (error: Error) => /password/.test(error.message) && !/horse/.test(error.message),
  );
});
