/** SQL of what policies decide by, of the groups of whoever asks, and of the log of decisions. */
import type { Uuid } from '@wardroom/contract';
import { command, query } from '../database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../database/transaction.ts';
import type { Permit } from '../permit.ts';

export interface SettingsRow {
  readonly time_zone: string;
  readonly region: string;
  readonly sample_per_mille: number;
  readonly active_version: number | null;
  readonly evaluated_version: number | null;
  readonly evaluated_since: number | null;
  readonly evaluated_denials: number;
  readonly evaluated_allowances: number;
  readonly revision: number;
}

const head = query<{ policies_version: number }>(
  'policies.head',
  'select policies_version from tenant.heads where tenant_id = $1',
);

/** 0: there never was a policy. */
export const readPoliciesVersion = async (tx: ReadTransaction): Promise<number> =>
  (await tx.query(head, [tx.tenantId]))[0]?.policies_version ?? 0;

const settings = query<SettingsRow>(
  'policies.settings',
  `select time_zone, region, sample_per_mille, active_version, evaluated_version, evaluated_since, evaluated_denials,
          evaluated_allowances, revision
     from tenant.policy_settings where tenant_id = $1`,
);

/** Null: nobody has changed them yet. */
export const readSettings = async (tx: ReadTransaction): Promise<SettingsRow | null> =>
  (await tx.query(settings, [tx.tenantId]))[0] ?? null;

const versions = query<{ version: number; sealed: Buffer }>(
  'policies.texts',
  'select version, sealed from tenant.policy_versions where tenant_id = $1 and version = any ($2::bigint[])',
);

export const readVersions = (
  tx: ReadTransaction,
  wanted: readonly number[],
): Promise<{ version: number; sealed: Buffer }[]> => tx.query(versions, [tx.tenantId, wanted]);

const groupsOf = query<{ principal_id: Uuid; group_id: Uuid }>(
  'policies.groupsOf',
  `select distinct m.principal_id, above.group_id
     from tenant.group_members m
     join tenant.groups g on g.tenant_id = m.tenant_id and g.group_id = m.group_id
    cross join lateral unnest(g.path) as above (group_id)
    where m.tenant_id = $1 and m.principal_id = any ($2::uuid[])
    order by m.principal_id, above.group_id`,
);

/** The groups of each of these, those above included. */
export async function readGroupsOf(
  tx: ReadTransaction,
  principalIds: readonly Uuid[],
): Promise<ReadonlyMap<Uuid, readonly Uuid[]>> {
  const rows = await tx.query(groupsOf, [tx.tenantId, principalIds]);
  const groups = new Map<Uuid, Uuid[]>();
  for (const { principal_id, group_id } of rows) {
    const known = groups.get(principal_id);
    if (known) known.push(group_id);
    else groups.set(principal_id, [group_id]);
  }
  return groups;
}

const named = query<{ group_id: Uuid; handle_lookup: Buffer }>(
  'policies.groupsNamed',
  `select group_id, handle_lookup from tenant.groups where tenant_id = $1 and handle_lookup = any ($2::bytea[])`,
);

export const readGroupsNamed = (tx: ReadTransaction, lookups: readonly Buffer[]) =>
  tx.query(named, [tx.tenantId, lookups]);

export interface NewDecision {
  readonly decision_id: Uuid;
  readonly at: string;
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

const insert = command(
  'policies.logDecisions',
  `insert into tenant.decisions (tenant_id, decision_id, at, principal_id, operation, permission, resource_kind,
                                 resource_id, allowed, by_policy, policy_version, sealed)
   select $1, d.decision_id, d.at, d.principal_id, d.operation, d.permission, d.resource_kind, d.resource_id, d.allowed,
          d.by_policy, d.policy_version, d.sealed
     from unnest($2::uuid[], $3::timestamptz[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::boolean[],
                 $10::boolean[], $11::bigint[], $12::bytea[])
       as d (decision_id, at, principal_id, operation, permission, resource_kind, resource_id, allowed, by_policy,
             policy_version, sealed)`,
);

export async function insertDecisions(
  tx: WriteTransaction,
  permit: Permit,
  rows: readonly NewDecision[],
): Promise<void> {
  const column = <K extends keyof NewDecision>(name: K) => rows.map((row) => row[name]);
  await tx.execute(permit, insert, [
    tx.tenantId,
    ...[column('decision_id'), column('at'), column('principal_id'), column('operation')],
    ...[column('permission'), column('resource_kind'), column('resource_id'), column('allowed')],
    ...[column('by_policy'), column('policy_version'), column('sealed')],
  ]);
}

const count = command(
  'policies.countEvaluated',
  `update tenant.policy_settings
      set evaluated_denials = evaluated_denials + $3, evaluated_allowances = evaluated_allowances + $4
    where tenant_id = $1 and evaluated_version = $2`,
);

/** Counts for a version as long as it is the evaluated one. */
export const countEvaluated = (
  tx: WriteTransaction,
  permit: Permit,
  { version, denials, allowances }: { version: number; denials: number; allowances: number },
) => tx.execute(permit, count, [tx.tenantId, version, denials, allowances]);
