/** A version as it is stored and as clients see it. Its policies and the reason for it are sealed. */
import { encodeId, type Operations, type OutputOf, type PolicySet, WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { openSet, sealSet } from '../../kernel/policies/index.ts';
import { findVersion, listVersions, type VersionRow } from './store.ts';

type VersionView = OutputOf<Operations['policies.get']>['version'];
type TenantUuid = Parameters<typeof sealSet>[1];

const reasonField = (tenantId: TenantUuid, version: number) => ({
  table: 'policy_versions',
  column: `reason_sealed/${version}`,
  row: tenantId,
});

/** Sealed to the version that it will be. */
export const sealVersion = (
  keys: ScopeKeys,
  tenantId: TenantUuid,
  version: number,
  { set, reason }: { readonly set: PolicySet; readonly reason: string },
) => ({
  sealed: sealSet(keys, tenantId, version, set),
  reason_sealed: keys.encrypt('policies', reasonField(tenantId, version), reason),
});

export async function toVersionViews(
  keys: ScopeKeys,
  tenantId: TenantUuid,
  rows: readonly VersionRow[],
): Promise<VersionView[]> {
  await keys.ensureEpochs(
    'policies',
    rows.map((row) => row.reason_sealed),
  );
  return rows.map((row) => ({
    version: row.version,
    policies: row.policy_count,
    createdAt: row.created_at,
    createdBy: encodeId('principal', row.created_by),
    reason: keys.decryptText('policies', reasonField(tenantId, row.version), row.reason_sealed),
  }));
}

/** The policies of a version. Throws `not_found` for one that was never saved. */
export async function requireSet(tx: ReadTransaction, keys: ScopeKeys, version: number): Promise<PolicySet> {
  const row = await findVersion(tx, version);
  if (row === null) throw new WardroomError('not_found');
  await keys.ensureEpochs('policies', [row.sealed]);
  return openSet(keys, tx.tenantId, version, row.sealed);
}

/** Beyond every version. */
const beyond = 2_147_483_648;

export const listPolicyVersions = (): Implementation =>
  implementQuery('policies.versions', {
    async run(tx, context, { before, limit }) {
      context.authorise('policies.view', workspace);
      const rows = await listVersions(tx, before ?? beyond, limit + 1);
      const shown = rows.slice(0, limit);
      return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.version ?? null) : null };
    },
    present: async ({ keys, tenant }, { rows, next }) => ({
      versions: await toVersionViews(keys, tenant.id, rows),
      next,
    }),
  });

export const getPolicyVersion = (): Implementation =>
  implementQuery('policies.get', {
    async run(tx, context, { version }) {
      context.authorise('policies.view', workspace);
      const row = await findVersion(tx, version);
      if (row === null) throw new WardroomError('not_found');
      return row;
    },
    async present({ keys, tenant }, row) {
      const [version] = await toVersionViews(keys, tenant.id, [row]);
      if (version === undefined) throw new WardroomError('not_found');
      await keys.ensureEpochs('policies', [row.sealed]);
      return { version, set: openSet(keys, tenant.id, row.version, row.sealed) };
    },
  });
