/**
 * The log of decisions: every denial, and of what is allowed the share that the tenant has chosen. Written after the
 * answer, many at once, so that it makes nobody wait; what does not fit is counted, never silently lost.
 */
import type { Permission, ResourceKind, Uuid } from '@wardroom/contract';
import type { AttributeContext, AttributeResource, PrincipalAttributes } from '@wardroom/policy/attributes';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import { instant } from '../database/connections.ts';
import type { TenantDatabase } from '../database/tenant-database.ts';
import type { Ids } from '../ids.ts';
import type { Keyring, ScopeKeys } from '../keyring/index.ts';
import { issuePermit } from '../permit.ts';
import { createGathering, type Gathering } from '../uses/index.ts';
import { countEvaluated, insertDecisions, type NewDecision } from './store.ts';

/** What was asked and answered, as far as policies see it; sealed at rest. */
export interface LoggedRequest {
  readonly principal: PrincipalAttributes;
  readonly resource: AttributeResource | null;
  readonly context: AttributeContext;
  readonly determining: readonly string[];
}

export interface Decided {
  readonly principalId: Uuid;
  readonly operation: string;
  readonly permission: Permission;
  readonly resourceKind: ResourceKind;
  readonly resourceId: Uuid | null;
  readonly allowed: boolean;
  readonly byPolicy: boolean;
  readonly version: number | null;
  readonly evaluated: { readonly version: number; readonly allowed: boolean } | null;
  /** Made only when the decision is kept. */
  readonly request: () => LoggedRequest;
}

export interface DecisionLogOptions {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly onError: (error: unknown) => void;
  /** How many may wait for one write of a tenant. */
  readonly maxWaiting?: number;
}

const cutEveryMs = 6 * 3_600_000;

export class DecisionLog {
  readonly #options: DecisionLogOptions;
  readonly #gathering: Gathering<readonly Decided[]>;
  readonly #dropped = new LRUCache<Uuid, number>({ max: 10_000 });
  readonly #cutAt = new LRUCache<Uuid, number>({ max: 10_000 });

  constructor(options: DecisionLogOptions) {
    this.#options = options;
    this.#gathering = createGathering({
      write: (tenantId, due) => this.#write(tenantId, [...due.values()].flat()),
      onFailed: (_ids, error) => options.onError(error),
    });
  }

  /** Returns at once. */
  note(tenantId: Uuid, decided: readonly Decided[]): void {
    const { maxWaiting = 2_000 } = this.#options;
    if (decided.length === 0) return;
    this.#gathering.add(tenantId, tenantId, (waiting = []) => {
      if (waiting.length + decided.length <= maxWaiting) return [...waiting, ...decided];
      this.#lose(tenantId, decided.length);
      return waiting;
    });
  }

  #lose(tenantId: Uuid, count: number): void {
    this.#dropped.set(tenantId, (this.#dropped.get(tenantId) ?? 0) + count);
  }

  /** How many of this tenant could not be kept on this node. */
  dropped(tenantId: Uuid): number {
    return this.#dropped.get(tenantId) ?? 0;
  }

  settled(): Promise<void> {
    return this.#gathering.settled();
  }

  async #write(tenantId: Uuid, decided: readonly Decided[]): Promise<void> {
    try {
      await this.#insert(tenantId, decided);
    } catch (error) {
      this.#lose(tenantId, decided.length);
      throw error;
    }
  }

  async #insert(tenantId: Uuid, decided: readonly Decided[]): Promise<void> {
    const { database, keyring, clock, ids } = this.#options;
    const keys = await keyring.open({ kind: 'tenant', tenantId });
    const at = clock.now();
    // What grows is cut by what makes it grow: somebody who is only ever refused makes no events.
    const isCut = at - (this.#cutAt.get(tenantId) ?? Number.NEGATIVE_INFINITY) > cutEveryMs;
    const rows = decided.map((one) => toRow(keys, ids.next(), at, one));
    await database.writeAside(tenantId, keys, async (tx) => {
      const facts = { tenantId, operation: 'decisions.log', permission: 'system', resourceId: null };
      const permit = issuePermit({ transaction: tx, ...facts });
      await insertDecisions(tx, permit, rows);
      for (const [version, counted] of countsOf(decided))
        await countEvaluated(tx, permit, { version, ...counted });
      if (isCut) tx.enqueue({ task: 'decisions.expire', principalId: null });
    });
    if (isCut) this.#cutAt.set(tenantId, at);
  }
}

/** Only what differs from what happened. */
function countsOf(decided: readonly Decided[]): Map<number, { denials: number; allowances: number }> {
  const counts = new Map<number, { denials: number; allowances: number }>();
  for (const { evaluated, allowed, byPolicy } of decided) {
    // What roles deny stays denied, whatever policies say.
    if (evaluated === null || evaluated.allowed === allowed || (!allowed && !byPolicy)) continue;
    const counted = counts.get(evaluated.version) ?? { denials: 0, allowances: 0 };
    if (evaluated.allowed) counted.allowances += 1;
    else counted.denials += 1;
    counts.set(evaluated.version, counted);
  }
  return counts;
}

const fieldOf = (decisionId: Uuid) => ({ table: 'decisions', column: 'sealed', row: decisionId });

const toRow = (keys: ScopeKeys, id: Uuid, at: number, one: Decided): NewDecision => ({
  decision_id: id,
  at: instant(at),
  principal_id: one.principalId,
  operation: one.operation,
  permission: one.permission,
  resource_kind: one.resourceKind,
  resource_id: one.resourceId,
  allowed: one.allowed,
  by_policy: one.byPolicy,
  policy_version: one.version,
  sealed: keys.encrypt('policies', fieldOf(id), JSON.stringify(one.request())),
});

export const openRequest = (keys: ScopeKeys, decisionId: Uuid, sealed: Buffer): LoggedRequest =>
  JSON.parse(keys.decryptText('policies', fieldOf(decisionId), sealed)) as LoggedRequest;
