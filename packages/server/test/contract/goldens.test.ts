import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operationNames } from '@wardroom/contract';
import { authorizationMatrixGolden } from '../../src/testing/goldens/authorization-matrix.ts';
import { difference } from '../../src/testing/goldens/difference.ts';
import { operationsGolden, unprotected } from '../../src/testing/goldens/operations.ts';
import { idleScopes } from '../../src/testing/goldens/scopes.ts';

/** Adding a name here is a decision about security: it needs a reason in the operation and a reviewer who agrees. */
const pinned = [
  'credentials.reportLeaked',
  'invitations.accept',
  'invitations.show',
  'operators.signIn',
  'sessions.create',
  'sessions.redeem',
  'setup.complete',
  'setup.show',
];

test('the operations without permission can only become fewer', () => {
  const strangers = unprotected()
    .map(({ name }) => name)
    .filter((name) => !pinned.includes(name));
  assert.deepEqual(strangers, []);
});

test('an operation without permission says why', () => {
  for (const { name, permission } of unprotected())
    assert.ok(typeof permission !== 'string' && permission.none.length > 10, name);
});

test('every operation is in the goldens', () => {
  const listed = operationsGolden();
  const matrix = authorizationMatrixGolden();
  for (const name of operationNames) {
    assert.ok(listed.includes(`\n${name} `), `${name} is missing from operations.txt`);
    assert.ok(matrix.includes(`\n${name} `), `${name} is missing from authorization-matrix.txt`);
  }
});

test('no tenant operation is open to every role on every resource unless it is about oneself or the workspace', () => {
  const open = authorizationMatrixGolden()
    .split('\n')
    .filter((line) => /^\S+ +session( +yes){8}$/.test(line))
    .map((line) => line.split(' ')[0]);
  const pinnedOpen = [
    'channels.list',
    'credentials.reportLeaked',
    'invitations.accept',
    'invitations.show',
    'messages.mentions',
    'preferences.get',
    'preferences.update',
    'search.messages',
    'sessions.create',
    'sessions.redeem',
    'sessions.show',
    'sync.snapshot',
    'tenants.show',
  ];
  assert.ok(open.length > 0);
  assert.deepEqual(
    open.filter((name) => !pinnedOpen.includes(name ?? '')),
    [],
  );
});

test('every scope is asked for by an operation', () => {
  assert.deepEqual(idleScopes(), []);
});

test('a difference names what was lost and what was gained, repeated lines included', () => {
  assert.equal(difference('a\nb\nb', 'b\nc'), '- a\n- b\n+ c');
  assert.equal(difference('a', 'a'), '');
});
