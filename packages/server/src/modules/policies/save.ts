/**
 * Saves a version: all of it or nothing. What must never happen: a version that does not type-check or fails its own
 * tests, or one that silently undoes what somebody else has saved meanwhile; the work of checking for somebody who may
 * not save, or while the tenant is locked.
 */
import { operations, type PolicySet, WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { establishAuthority } from '../../kernel/ceilings.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementCommand, type PrepareContext } from '../../kernel/implementation.ts';
import { type Outcome, tryOut } from '../../kernel/policies/index.ts';
import { requireSound, toVerdicts } from './candidate.ts';
import { toTests } from './requests.ts';
import { currentSettings } from './state.ts';
import { insertVersion, newestVersion, type VersionRow } from './store.ts';
import { sealVersion, toVersionViews } from './version.ts';

export interface SaveDeps {
  readonly database: TenantDatabase;
}

export const savePolicies = ({ database }: SaveDeps): Implementation =>
  implementCommand('policies.save', {
    prepare: (context, input) => check(database, context, input),
    async run(tx, context, { set, basedOn, reason }, outcome) {
      const { authority, keys, at, tenant } = context;
      const permit = context.authorise('policies.manage', workspace);
      const newest = await newestVersion(tx);
      requireBasedOn(newest, basedOn);
      // Not checked, because the caller might not save when it was asked.
      if (outcome === null) throw new WardroomError('conflict');
      requireSound(set, outcome, '/set');
      const version = newest + 1;
      const row: VersionRow & { readonly sealed: Buffer } = {
        ...{ version, policy_count: set.policies.length },
        ...sealVersion(keys, tenant.id, version, { set, reason }),
        ...{ created_by: authority.principalId, created_at: at },
      };
      await insertVersion(tx, permit, row);
      context.record(null, {
        metadata: { version, policies: set.policies.length, tests: set.tests.length, reason },
      });
      tx.append({ type: 'policy.changed', at, actorId: authority.principalId });
      return { row, outcome };
    },
    async present({ keys, tenant }, { row, outcome }) {
      const [version] = await toVersionViews(keys, tenant.id, [row]);
      if (version === undefined) throw new WardroomError('not_found');
      return { version, ...toVerdicts(outcome) };
    },
  });

function requireBasedOn(newest: number, basedOn: number): void {
  if (newest === basedOn) return;
  const message = newest === 0 ? 'nothing has been saved yet' : `version ${newest} has been saved meanwhile`;
  throw new WardroomError('conflict', { problems: [{ path: '/basedOn', message }] });
}

/** Null for whoever may not save: the transaction says so, in the words of every refusal. */
async function check(
  database: TenantDatabase,
  context: PrepareContext,
  input: { readonly set: PolicySet },
): Promise<Outcome | null> {
  const operation = operations['policies.save'];
  const place = await asCaller(database, context, { operation, input }, currentSettings);
  return place && tryOut(context.tenant.id, input.set.policies, toTests(input.set.tests, place));
}

/** What is done ahead of the transaction for somebody who may ask for it as it seems; null for anybody else. */
export async function asCaller<T>(
  database: TenantDatabase,
  { tenant, identity, address, at }: PrepareContext,
  asked: Parameters<typeof establishAuthority>[2],
  work: (tx: ReadTransaction) => Promise<T>,
): Promise<T | null> {
  if (identity === null) return null;
  return database.read(tenant.id, async (tx) => {
    try {
      await establishAuthority(tx, { identity, address }, asked, at);
    } catch (error) {
      if (error instanceof WardroomError) return null;
      throw error;
    }
    return work(tx);
  });
}
