/** What the table declares that a call leaves in the log of its tenant: exactly that, no more and no fewer. */
import assert from 'node:assert/strict';
import {
  type AnyOperation,
  type AuditType,
  alsoRecorded,
  auditTypes,
  type OperationName,
  tenantRefusals,
  type Uuid,
} from '@wardroom/contract';
import type { Identity } from '../../src/kernel/call.ts';
import type { Outcome } from '../../src/kernel/execute.ts';
import type { Entry } from './entries.ts';

export interface Called {
  readonly operation: AnyOperation;
  readonly tenantId: Uuid;
  /** Absent: nobody whom this tenant knows. */
  readonly by?: Identity | undefined;
  /** The credential is of another tenant. */
  readonly isForeign: boolean;
  readonly answer: Outcome['answer'];
  readonly entries: readonly Entry[];
  /** By how many the log has grown: what names no request, or another one, is seen here. */
  readonly grown: number;
  /** By how many events the tenant’s log of changes has grown. */
  readonly changes: number;
}

export function requireDeclared(called: Called): void {
  const { operation, entries, grown } = called;
  const about = `${operation.name}: ${entries.map(({ type, outcome }) => `${type} ${outcome}`).join(', ') || 'nothing'}`;
  assert.equal(grown, entries.length, `${about}; entries that do not name the request`);
  for (const entry of entries) requireForm(called, entry, about);
  if (called.answer.ok) requireOfSuccess(called, about);
  else requireOfRefusal(called, called.answer.error.code, about);
}

function requireForm({ operation, tenantId }: Called, entry: Entry, about: string): void {
  assert.equal(entry.tenant_id, tenantId, about);
  assert.equal(entry.action, operation.name, about);
  assert.equal(entry.store, auditTypes[entry.type as AuditType].store, about);
  assert.equal(entry.count, 1, about);
}

/** Other operations leave one entry; these one for each of those whom they are about. */
const perSubject: ReadonlySet<string> = new Set(['groups.addMembers', 'groups.removeMembers']);

function requireOfSuccess({ operation, by, entries, changes }: Called, about: string): void {
  const { audit, effect, name } = operation;
  if (typeof audit !== 'string') {
    assert.deepEqual(entries, [], about);
    return;
  }
  for (const entry of entries) {
    assert.equal(entry.outcome, 'success', about);
    if (by === undefined) continue;
    assert.deepEqual([entry.actor_id, entry.credential_id], [by.principalId, by.id], about);
  }
  const own = entries.filter(({ type }) => type === audit);
  for (const { resource_kind } of own) assert.equal(resource_kind, operation.resource, about);
  const others = new Set(entries.filter((entry) => !own.includes(entry)).map(({ type }) => type));
  const allowed: readonly string[] = alsoRecorded[name as OperationName] ?? [];
  assert.deepEqual(
    [...others].filter((type) => !allowed.includes(type)),
    [],
    about,
  );
  // A command that is repeated, or has nothing to do, changes nothing and records nothing.
  const isIdle = effect === 'command' && entries.length === 0;
  if (isIdle) assert.equal(changes, 0, `${about}; it changed something`);
  else if (!perSubject.has(name)) assert.equal(own.length, 1, about);
  else assert.ok(own.length > 0, about);
}

function requireOfRefusal(
  { operation, by, isForeign, entries }: Called,
  code: keyof typeof tenantRefusals,
  about: string,
): void {
  const type = isForeign && code === 'unauthenticated' ? 'request.tenant_mismatch' : tenantRefusals[code];
  if (typeof type !== 'string') {
    assert.deepEqual(entries, [], `${about} for ${code}`);
    return;
  }
  const [entry] = entries;
  assert.deepEqual(
    [entries.length, entry?.type, entry?.outcome],
    [1, type, 'blocked'],
    `${about} for ${code}`,
  );
  assert.equal(entry?.resource_kind, operation.resource, about);
  assert.deepEqual([entry?.actor_id, entry?.credential_id], [by?.principalId ?? null, by?.id ?? null], about);
}
