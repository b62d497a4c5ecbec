import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AnyOperation,
  auditTypes,
  operationNames,
  operations,
  permissions,
  roleNames,
} from '@wardroom/contract';
import { rolePermissions } from '@wardroom/policy';
import { authorizationMatrixGolden, cell } from '../../src/testing/goldens/authorization-matrix.ts';
import { credentialKinds } from '../../src/testing/goldens/credential-kinds.ts';
import { difference } from '../../src/testing/goldens/difference.ts';
import { operationsGolden, unprotected } from '../../src/testing/goldens/operations.ts';
import { unasked } from '../../src/testing/goldens/permissions.ts';
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
    .filter((line) => /^\S+ +(every|none|session\S*)( +yes){8}$/.test(line))
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

test('an operation declares permission, resource, sensitivity and audit type, or says why it has none', () => {
  const permissionNames = new Set<unknown>([...Object.keys(permissions), 'operator']);
  for (const name of operationNames) {
    const { permission, resource, sensitivity, audit, scope }: AnyOperation = operations[name];
    const isReason = (value: unknown) =>
      typeof value === 'object' && value !== null && 'none' in value && String(value.none).length > 5;
    assert.ok(permissionNames.has(permission) || isReason(permission), `${name}: permission`);
    assert.ok(resource.length > 0, `${name}: resource`);
    assert.ok(['normal', 'sensitive', 'break-glass'].includes(sensitivity), `${name}: sensitivity`);
    assert.ok(Object.hasOwn(auditTypes, String(audit)) || isReason(audit), `${name}: audit`);
    assert.ok(typeof scope === 'string' || isReason(scope), `${name}: scope`);
    // What changes something that others rely on leaves a trace: nobody declares that away in passing.
    if (operations[name].sensitivity !== 'normal') assert.equal(typeof audit, 'string', `${name}: sensitive`);
  }
});

/** Permissions that are held and asked for by nothing yet: what they are for comes later. */
const waiting = [
  'analytics.view',
  'backups.manage',
  'directory.manage',
  'encryption.manage',
  'message.export',
  'privacy.manage',
  'storage.manage',
  'updates.manage',
  'webchat.manage',
];

test('permissions that nothing asks for can only become fewer', () => {
  assert.deepEqual(
    unasked().filter((permission) => !waiting.includes(permission)),
    [],
  );
});

test('no credential gives more than a session of the same role', () => {
  for (const name of operationNames)
    for (const role of roleNames)
      for (const kind of credentialKinds) {
        const [own, most] = [
          cell(operations[name], rolePermissions[role], kind),
          cell(operations[name], rolePermissions[role], 'session'),
        ];
        assert.ok(own === '-' || own === most, `${name} by ${kind} as ${role}`);
      }
});

test('every scope is asked for by an operation', () => {
  assert.deepEqual(idleScopes(), []);
});

test('a difference names what was lost and what was gained, repeated lines included', () => {
  assert.equal(difference('a\nb\nb', 'b\nc'), '- a\n- b\n+ c');
  assert.equal(difference('a', 'a'), '');
});
