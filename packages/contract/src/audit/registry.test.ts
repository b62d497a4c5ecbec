import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditSeverities, ocsfClasses } from './declare.ts';
import { auditFamilies, auditTypes, undeclaredFields } from './registry.ts';

const entries = Object.entries(auditTypes);

test('no type is declared by two families', () => {
  const declared = Object.values(auditFamilies).flatMap((types) => Object.keys(types));
  assert.deepEqual(
    declared.filter((name, index) => declared.indexOf(name) !== index),
    [],
  );
  assert.equal(entries.length, declared.length);
});

test('every type names an activity that its OCSF class has, a severity and what happened', () => {
  const activities = new Map<number, readonly number[]>(
    Object.values(ocsfClasses).map(({ uid, ...rest }) => [uid, Object.values(rest)]),
  );
  for (const [name, { ocsf, severity, says }] of entries) {
    assert.ok(activities.get(ocsf.class_uid)?.includes(ocsf.activity_id), name);
    assert.ok(auditSeverities.includes(severity), name);
    assert.match(says, /^[A-Z].*\.$/, name);
  }
});

test('privilege and life-cycle events are in both stores (AUD-02)', () => {
  const privilege =
    /^(role|group|policy|break_glass|principal\.(created|suspended|reactivated)|client\.(registered|approved|revoked)|grant\.(created|revoked)|credential\.(issued|revoked|rotated))/;
  for (const [name, { store }] of entries) if (privilege.test(name)) assert.equal(store, 'both', name);
});

test('free text that somebody wrote is personal', () => {
  for (const [name, { fields }] of entries)
    for (const [field, { isPersonal }] of Object.entries(fields))
      if (/^(reason|clientName)$/.test(field) && name !== 'request.unauthenticated')
        assert.ok(isPersonal || systemReasons.has(name), `${name} ${field}`);
});

/** Types whose reason is one of our own words. */
const systemReasons = new Set([
  ...['request.origin_refused', 'token.claims_probed', 'grant.revoked', 'grant.replayed'],
  'channel.member_role_changed',
]);

test('what a type does not declare, and what is of another kind, is named', () => {
  assert.deepEqual(undeclaredFields('role.assigned', { from: 'member', to: 'admin' }), []);
  assert.deepEqual(undeclaredFields('role.assigned', { from: null }), []);
  assert.deepEqual(undeclaredFields('role.assigned', { from: 1, password: 'x' }), ['from', 'password']);
  assert.deepEqual(undeclaredFields('role.assigned', { constructor: 'x' }), ['constructor']);
});
