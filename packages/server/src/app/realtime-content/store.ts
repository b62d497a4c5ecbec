/** SQL that realtime delivery needs of principals: who they are now, and everybody's role. */
import type { Uuid } from '@wardroom/contract';
import { rolesOf } from '../../kernel/authority/store.ts';
import { query } from '../../kernel/database/statement.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { type PolicyColumns, policyColumns } from '../../modules/channels/index.ts';
import type { PrincipalRow } from '../../modules/principals/index.ts';

const people = query<PrincipalRow>(
  'realtime.people',
  `select p.principal_id, p.kind, p.status, p.role, p.custom_role_id, ${rolesOf('p')} as roles, p.owner_id, p.sealed
     from tenant.principals p where p.tenant_id = $1 and p.principal_id = any ($2::uuid[])`,
);

export const readPeople = (tx: ReadTransaction, ids: readonly Uuid[]): Promise<PrincipalRow[]> =>
  tx.query(people, [tx.tenantId, ids]);

const roles = query<{ principal_id: Uuid; roles: string[] }>(
  'realtime.roles',
  `select p.principal_id, ${rolesOf('p')} as roles from tenant.principals p
    where p.tenant_id = $1 and p.principal_id > $2 order by p.principal_id limit $3`,
);

const owners = query<{ id: Uuid; owner_id: Uuid }>(
  'realtime.owners',
  `select p.principal_id as id, p.owner_id from tenant.principals p
    where p.tenant_id = $1 and p.owner_id is not null`,
);

/** Who answers for whom: bots, services and agents are few. */
export const readOwners = async (tx: ReadTransaction): Promise<{ id: Uuid; ownerId: Uuid }[]> =>
  (await tx.query(owners, [tx.tenantId])).map((row) => ({ id: row.id, ownerId: row.owner_id }));

type ChannelRow = PolicyColumns & {
  readonly channel_id: Uuid;
  readonly kind: 'public' | 'private' | 'direct' | 'deleted';
};
const channels = query<ChannelRow>(
  'realtime.channels',
  `select c.channel_id, c.kind, c.archived_at, ${policyColumns('c')} from tenant.channels c
    where c.tenant_id = $1 and c.channel_id > $2 order by c.channel_id limit $3`,
);

const pageSize = 5_000;
const first = '00000000-0000-0000-0000-000000000000' as Uuid;

/** Roles of the whole tenant, read by key in pages. */
export async function readRoles(tx: ReadTransaction): Promise<{ id: Uuid; roles: readonly string[] }[]> {
  const all: { id: Uuid; roles: readonly string[] }[] = [];
  // Few lists are many people’s: each is kept once.
  const lists = new Map<string, readonly string[]>();
  const one = (roles: readonly string[]) => {
    const name = roles.join(' ');
    const known = lists.get(name) ?? roles;
    lists.set(name, known);
    return known;
  };
  for (let after = first; ; ) {
    const rows = await tx.query(roles, [tx.tenantId, after, pageSize]);
    for (const row of rows) all.push({ id: row.principal_id, roles: one(row.roles) });
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return all;
    after = last.principal_id;
  }
}

/** Those that are there, as policies see them, read by key in pages. */
export async function readChannels(tx: ReadTransaction): Promise<ChannelRow[]> {
  const all: ChannelRow[] = [];
  for (let after = first; ; ) {
    const rows = await tx.query(channels, [tx.tenantId, after, pageSize]);
    all.push(...rows.filter(({ kind }) => kind !== 'deleted'));
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return all;
    after = last.channel_id;
  }
}
