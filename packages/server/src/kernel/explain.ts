/**
 * What principals may do as if they asked now: the decision of `authorise`, without a credential of theirs. The authority
 * that is made for it never leaves this file, so that nobody acts by it: what comes out answers, and gives no permit.
 */
import type { ActorType, Permission, Scope, Uuid } from '@wardroom/contract';
import { type Decision, decide, type Rights, type RoleBook } from '@wardroom/policy';
import type { AttributeContext } from '@wardroom/policy/attributes';
import { type Answer, answerTo, type ResourceFacts } from './authorise.ts';
import type { Authority } from './authority/authority.ts';
import { roleBookAt } from './authority/role-books.ts';
import { readStandings, type StandingRow } from './authority/store.ts';
import type { ReadTransaction } from './database/transaction.ts';
import {
  type Breaker,
  type PolicyGate,
  type PolicyShelf,
  policyGate,
  readGroupNames,
  readGroupsOf,
  type Verdict,
} from './policies/index.ts';

/** What is taken for granted about the call that is imagined. */
export interface Supposed {
  readonly address: string;
  readonly device: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly operation: string;
  readonly scopes: ReadonlySet<Scope> | 'all';
  /** Of people; what is no person comes with a key, and has proved nothing. */
  readonly method: Authority['method'];
  readonly authenticatedAt: number | null;
  /** Comes before all the others. */
  readonly context: Partial<AttributeContext>;
}

/** One principal as the decision sees them. */
export interface Supposition {
  readonly principalId: Uuid;
  readonly actorType: ActorType;
  /** Suspended, too, when their time is over or nobody answers for them any more. */
  readonly isActive: boolean;
  readonly isOwnerActive: boolean;
  readonly roles: readonly string[];
  readonly rights: Rights;
  readonly book: RoleBook;
  readonly groups: readonly Uuid[];
  readonly segmented: boolean;
  readonly policiesVersion: number;
  readonly policies: { readonly active: number | null; readonly evaluated: number | null };
  /** Exactly what `authorise` would decide. */
  answer(permission: Permission, resource: ResourceFacts): Answer;
  /** What roles and relation say, before policies. */
  decision(permission: Permission, resource: ResourceFacts): Decision;
  /** What policies say, whether or not roles allow it. */
  verdict(permission: Permission, resource: ResourceFacts): Verdict;
}

export interface SupposingParts {
  readonly shelf: Pick<PolicyShelf, 'at'>;
  readonly breaker: Breaker;
}

/** In no order; who does not exist is not among them. Four statements, however many are asked about. */
export async function suppose(
  tx: ReadTransaction,
  parts: SupposingParts,
  principalIds: readonly Uuid[],
  supposed: Supposed,
): Promise<ReadonlyMap<Uuid, Supposition>> {
  const [rows, groups] = await Promise.all([
    readStandings(tx, principalIds, supposed.at),
    readGroupsOf(tx, principalIds),
  ]);
  const book = await roleBookAt(tx, rows[0]?.roles_version ?? 0);
  const { handles } = parts.shelf.at(tx.tenantId, rows[0]?.policies_version ?? 0);
  const names = await readGroupNames(tx, handles);
  const suppositions = new Map<Uuid, Supposition>();
  for (const row of rows) {
    const authority = authorityOf(row, book, supposed);
    const own = groups.get(row.principal_id) ?? [];
    // What is only asked about must not open the circuit for those who act.
    const breaker = { openUntil: (id: Uuid) => parts.breaker.openUntil(id), failed: () => false };
    const gateParts = { shelf: parts.shelf, breaker, onTripped: () => {} };
    const { address, device, at, operation, context } = supposed;
    const circumstances = { ...{ address, device, at, operation }, supposed: context };
    const gate = await policyGate(tx, gateParts, authority, circumstances, { groups: own, names });
    suppositions.set(row.principal_id, toSupposition(tx, { row, authority, gate, groups: own }));
  }
  return suppositions;
}

const authorityOf = (row: StandingRow, book: RoleBook, supposed: Supposed): Authority => ({
  principalId: row.principal_id,
  actorType: row.kind,
  roles: row.roles,
  rights: book.rightsOf(row.roles),
  book,
  grantsInChannels: row.grants_in_channels,
  segmented: row.segmented,
  policiesVersion: row.policies_version,
  method: isPerson(row) ? supposed.method : null,
  scopes: supposed.scopes,
  allowedCidrs: [],
  credential: { kind: isPerson(row) ? 'session' : 'key', id: row.principal_id },
  // Over before it began.
  expiresAt: 0,
  authenticatedAt: isPerson(row) ? supposed.authenticatedAt : null,
  token: null,
});

const isPerson = ({ kind }: Pick<StandingRow, 'kind'>): boolean =>
  kind !== 'bot' && kind !== 'service' && kind !== 'agent';

interface Standing {
  readonly row: StandingRow;
  readonly authority: Authority;
  readonly gate: PolicyGate;
  readonly groups: readonly Uuid[];
}

const toSupposition = (tx: ReadTransaction, { row, authority, gate, groups }: Standing): Supposition => {
  const { principalId, actorType, roles, rights, book, segmented, policiesVersion } = authority;
  const isOwnerActive = row.owner_status === null || row.owner_status === 'active';
  return {
    ...{ principalId, actorType, roles, rights, book, groups, segmented, policiesVersion, isOwnerActive },
    isActive: row.status === 'active',
    policies: {
      active: gate.policies.active?.version ?? null,
      evaluated: gate.policies.evaluated?.version ?? null,
    },
    answer: (permission, resource) => answerTo(tx, authority, gate, permission, resource),
    decision: (permission, resource) => decide(authority, permission, resource.facts),
    verdict: (permission, resource) => gate.ask(permission, resource),
  };
};
