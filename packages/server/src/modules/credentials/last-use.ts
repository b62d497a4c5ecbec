/**
 * Writes down when, from where and for which scopes keys are used, and tells when one that has a successor is still in use
 * near the end of its grace (TOK-07). Bookkeeping beside the order of the tenant: it never makes an answer wait, and it is
 * never a write per call.
 */
import type { Scope, Uuid } from '@wardroom/contract';
import { LRUCache } from 'lru-cache';
import type { Identity } from '../../kernel/call.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import { issuePermit, type Permit } from '../../kernel/permit.ts';
import { createGathering } from '../../kernel/uses/index.ts';
import { graceWarningMs, unusedAfterMs, warnEveryMs } from './cadence.ts';
import { sealUse } from './credential.ts';
import { type UsedRow, writeUses, writeWarned } from './store.ts';

const writeEveryMs = 60_000;
/** What was written about scopes is written again after this long, so that stretches of days turn. */
const scopesKnownMs = 86_400_000;

export interface KeyUseDeps {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly ids: Ids;
  /** What failed is tried again with the next use; this is for the log. */
  readonly onError: (error: unknown) => void;
  /** Keys whose writing is remembered; the longest unused are forgotten, and written once too often. */
  readonly maxRemembered?: number;
}

export interface KeyUse {
  /** To be called once a call of this key has been allowed; the scope is that of its operation. Returns at once. */
  used(identity: Identity, address: string, scope?: Scope): void;
  /** Resolves when nothing is being written; for shutting down. */
  settled(): Promise<void>;
}

interface Remembered {
  writtenAt: number;
  readonly scopes: Set<Scope>;
  readonly scopesSince: number;
}

interface Due {
  readonly address: string;
  readonly scopes: ReadonlySet<Scope>;
}

export function createKeyUse(deps: KeyUseDeps): KeyUse {
  const { clock, onError, maxRemembered = 100_000 } = deps;
  const remembered = new LRUCache<Uuid, Remembered>({ max: maxRemembered });
  const gathering = createGathering<Due>({
    write: (tenantId, due) => write(deps, tenantId, due),
    onFailed(ids, error) {
      for (const id of ids) remembered.delete(id);
      onError(error);
    },
  });

  return {
    used({ kind, id, tenantId }, address, scope) {
      if (kind !== 'key') return;
      const now = clock.now();
      let known = remembered.get(id);
      if (known === undefined || now - known.scopesSince >= scopesKnownMs) {
        known = { writtenAt: Number.NEGATIVE_INFINITY, scopes: new Set(), scopesSince: now };
        remembered.set(id, known);
      }
      const isNews = scope !== undefined && !known.scopes.has(scope);
      if (!isNews && now - known.writtenAt < writeEveryMs) return;
      known.writtenAt = now;
      if (scope !== undefined) known.scopes.add(scope);
      gathering.add(tenantId, id, (waiting) => ({
        address,
        scopes: new Set([...(waiting?.scopes ?? []), ...(scope === undefined ? [] : [scope])]),
      }));
    },
    settled: () => gathering.settled(),
  };
}

async function write(deps: KeyUseDeps, tenantId: Uuid, due: ReadonlyMap<Uuid, Due>): Promise<void> {
  const { database, keyring, clock } = deps;
  const keys = await keyring.open({ kind: 'tenant', tenantId });
  const uses = [...due].map(([credentialId, { address, scopes }]) => ({
    credentialId,
    sealed: sealUse(keys, credentialId, address),
    scopes: [...scopes],
  }));
  await database.writeAside(tenantId, keys, async (tx) => {
    const facts = { operation: 'credentials.use', permission: 'system', resourceId: null };
    const permit = issuePermit({ transaction: tx, tenantId, ...facts });
    const at = clock.now();
    for (const row of await writeUses(tx, permit, uses, { at, turnsBefore: at - unusedAfterMs }))
      if (isWorthTelling(row, at))
        await tell(tx, permit, row, {
          at,
          requestId: deps.ids.next(),
          address: due.get(row.credential_id)?.address ?? null,
        });
  });
}

const isWorthTelling = ({ grace_ends_at, still_used_at }: UsedRow, at: number): boolean =>
  grace_ends_at !== null &&
  grace_ends_at - at <= graceWarningMs &&
  (still_used_at === null || at - still_used_at >= warnEveryMs);

async function tell(
  tx: WriteTransaction,
  permit: Permit,
  { credential_id, principal_id, grace_ends_at }: UsedRow,
  { at, requestId, address }: { at: number; requestId: Uuid; address: string | null },
): Promise<void> {
  await writeWarned(tx, permit, credential_id, at);
  tx.record({
    type: 'credential.superseded_used',
    outcome: 'success',
    actorType: 'system',
    actorId: null,
    subjectId: principal_id,
    action: 'credentials.use',
    resourceKind: 'Credential',
    resourceId: credential_id,
    credentialId: credential_id,
    credentialKind: 'credential',
    address,
    requestId,
    metadata: { graceEndsAt: grace_ends_at },
  });
}
