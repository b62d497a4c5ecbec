/** SQL of versions and settings of policies, of the log of decisions, and of everybody as policies see them. */
import type { ActorType, Uuid } from '@wardroom/contract';
import { rolesOf } from '../../kernel/authority/store.ts';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import { leastIdAt } from '../../kernel/ids.ts';
import type { Permit } from '../../kernel/permit.ts';
import type { SettingsRow } from '../../kernel/policies/index.ts';

export interface VersionRow {
  readonly version: number;
  readonly policy_count: number;
  readonly reason_sealed: Buffer;
  readonly created_by: Uuid;
  readonly created_at: number;
}

/** Since when what decides does, and by whose act. */
export interface Activation {
  readonly activated_at: number;
  readonly activated_by: Uuid;
}

export interface DecisionRow {
  readonly decision_id: Uuid;
  readonly at: number;
  readonly principal_id: Uuid;
  readonly operation: string;
  readonly permission: string;
  readonly resource_kind: string;
  readonly resource_id: Uuid | null;
  readonly allowed: boolean;
  readonly by_policy: boolean;
  readonly policy_version: number | null;
  readonly sealed: Buffer;
}

export interface EverybodyRow {
  readonly principal_id: Uuid;
  readonly kind: ActorType;
  readonly roles: readonly string[];
}

const columns = 'version, policy_count, reason_sealed, created_by, created_at';
const newest = query<{ version: number | null }>(
  'policies.newest',
  'select max(version) as version from tenant.policy_versions where tenant_id = $1',
);
const list = query<VersionRow>(
  'policies.versions',
  `select ${columns} from tenant.policy_versions
    where tenant_id = $1 and version < $2 order by version desc limit $3`,
);
const find = query<VersionRow & { readonly sealed: Buffer }>(
  'policies.version',
  `select ${columns}, sealed from tenant.policy_versions where tenant_id = $1 and version = $2`,
);
const insert = command(
  'policies.insert',
  `insert into tenant.policy_versions (tenant_id, version, sealed, policy_count, reason_sealed, created_by, created_at)
   values ($1, $2, $3, $4, $5, $6, $7)`,
);
const write = command(
  'policies.writeSettings',
  `insert into tenant.policy_settings (tenant_id, time_zone, region, sample_per_mille, active_version, evaluated_version,
                                       evaluated_since, evaluated_denials, evaluated_allowances, revision, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
   on conflict (tenant_id) do update
      set time_zone = excluded.time_zone, region = excluded.region, sample_per_mille = excluded.sample_per_mille,
          active_version = excluded.active_version, evaluated_version = excluded.evaluated_version,
          evaluated_since = excluded.evaluated_since, evaluated_denials = excluded.evaluated_denials,
          evaluated_allowances = excluded.evaluated_allowances, revision = excluded.revision,
          updated_at = excluded.updated_at`,
);
const move = command(
  'policies.moveVersion',
  'update tenant.heads set policies_version = policies_version + 1 where tenant_id = $1',
);
const activation = query<{ [Name in keyof Activation]: Activation[Name] | null }>(
  'policies.activation',
  'select activated_at, activated_by from tenant.policy_settings where tenant_id = $1',
);
const activate = command(
  'policies.activate',
  'update tenant.policy_settings set activated_at = $2, activated_by = $3 where tenant_id = $1',
);
const decisionColumns = `d.decision_id, d.at, d.principal_id, d.operation, d.permission, d.resource_kind, d.resource_id, d.allowed,
          d.by_policy, d.policy_version, d.sealed`;
// One statement for each filter, so that each is read along an index.
const decisions = query<DecisionRow>(
  'decisions.list',
  `select ${decisionColumns} from tenant.decisions d
    where d.tenant_id = $1 and d.decision_id < $2 and ($4::boolean is null or d.allowed = $4)
    order by d.decision_id desc limit $3`,
);
const denials = query<DecisionRow>(
  'decisions.denials',
  `select ${decisionColumns} from tenant.decisions d
    where d.tenant_id = $1 and d.decision_id < $2 and not d.allowed
    order by d.decision_id desc limit $3`,
);
const decisionsOf = query<DecisionRow>(
  'decisions.ofPrincipal',
  `select ${decisionColumns} from tenant.decisions d
    where d.tenant_id = $1 and d.principal_id = $5 and d.decision_id < $2 and ($4::boolean is null or d.allowed = $4)
    order by d.decision_id desc limit $3`,
);
const since = query<DecisionRow>(
  'decisions.since',
  `select ${decisionColumns} from tenant.decisions d
    where d.tenant_id = $1 and d.decision_id >= $2 order by d.decision_id desc limit $3`,
);
const everybody = query<EverybodyRow>(
  'policies.everybody',
  `select p.principal_id, p.kind, ${rolesOf('p')} as roles from tenant.principals p
    where p.tenant_id = $1 and p.principal_id > $2 and p.status = 'active'
    order by p.principal_id limit $3`,
);

const first = '00000000-0000-0000-0000-000000000000' as Uuid;
const last = 'ffffffff-ffff-ffff-ffff-ffffffffffff' as Uuid;

/** 0: nothing has been saved. */
export const newestVersion = async (tx: ReadTransaction): Promise<number> =>
  (await tx.query(newest, [tx.tenantId]))[0]?.version ?? 0;

export const listVersions = (tx: ReadTransaction, before: number, limit: number): Promise<VersionRow[]> =>
  tx.query(list, [tx.tenantId, before, limit]);

export async function findVersion(tx: ReadTransaction, version: number) {
  const [row] = await tx.query(find, [tx.tenantId, version]);
  return row ?? null;
}

export const insertVersion = (
  tx: WriteTransaction,
  permit: Permit,
  row: VersionRow & { readonly sealed: Buffer },
) =>
  tx.execute(permit, insert, [
    ...[permit.tenantId, row.version, row.sealed, row.policy_count, row.reason_sealed],
    ...[row.created_by, instant(row.created_at)],
  ]);

/** Writes the settings, and what nodes remember of policies is the truth no longer. */
export async function writeSettings(
  tx: WriteTransaction,
  permit: Permit,
  row: SettingsRow,
  at: number,
): Promise<void> {
  await tx.execute(permit, write, [
    ...[permit.tenantId, row.time_zone, row.region, row.sample_per_mille, row.active_version],
    ...[row.evaluated_version, row.evaluated_since === null ? null : instant(row.evaluated_since)],
    ...[row.evaluated_denials, row.evaluated_allowances, row.revision, instant(at)],
  ]);
  await tx.execute(permit, move, [permit.tenantId]);
}

/** Null: there was none since it is kept. */
export async function readActivation(tx: ReadTransaction): Promise<Activation | null> {
  const [{ activated_at = null, activated_by = null } = {}] = await tx.query(activation, [tx.tenantId]);
  return activated_at === null || activated_by === null ? null : { activated_at, activated_by };
}

/** After the settings, which are there from then on. */
export const writeActivation = (
  tx: WriteTransaction,
  permit: Permit,
  { at, by }: { readonly at: number; readonly by: Uuid },
) => tx.execute(permit, activate, [permit.tenantId, instant(at), by]);

export interface DecisionFilter {
  readonly after: Uuid | null;
  readonly principalId: Uuid | null;
  readonly allowed: boolean | null;
  readonly limit: number;
}

/** Newest first. */
export function listDecisions(
  tx: ReadTransaction,
  { after, principalId, allowed, limit }: DecisionFilter,
): Promise<DecisionRow[]> {
  const before = after ?? last;
  if (principalId !== null) return tx.query(decisionsOf, [tx.tenantId, before, limit, allowed, principalId]);
  if (allowed === false) return tx.query(denials, [tx.tenantId, before, limit]);
  return tx.query(decisions, [tx.tenantId, before, limit, allowed]);
}

/** The newest, not before this moment. */
export const listDecisionsSince = (tx: ReadTransaction, at: number, limit: number): Promise<DecisionRow[]> =>
  tx.query(since, [tx.tenantId, leastIdAt(at), limit]);

const page = 2_500;

/** Everybody who is active, by id; at most so many. */
export async function listEverybody(tx: ReadTransaction, most: number): Promise<EverybodyRow[]> {
  const all: EverybodyRow[] = [];
  for (let after = first; all.length < most; ) {
    const rows = await tx.query(everybody, [tx.tenantId, after, Math.min(page, most - all.length)]);
    all.push(...rows);
    const end = rows.at(-1);
    if (end === undefined) break;
    after = end.principal_id;
  }
  return all;
}
