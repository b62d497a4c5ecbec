/** SQL of memberships. Effective is who has a row, of whatever source, in the group or in one below it. */
import type { Uuid } from '@wardroom/contract';
import { instant } from '../../../kernel/database/connections.ts';
import { command, query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../../kernel/database/transaction.ts';
import type { Permit } from '../../../kernel/permit.ts';
import { shownTo, type Viewer } from '../../principals/index.ts';
import type { GroupRole } from '../group.ts';

export type Source = 'manual' | 'oidc' | 'scim';

export interface GroupMemberRow {
  readonly principal_id: Uuid;
  readonly role: GroupRole;
  readonly sources: Source[] | null;
  readonly through: Uuid | null;
}

// $3 is the group with those below it whose members the caller may see. A position that is not in the list is no position:
// the list is then empty, whatever the id belongs to.
const listOf = (among: string) => `
   select m.principal_id,
          case when bool_or(m.role = 'manager' and m.group_id = $2) then 'manager' else 'member' end as role,
          array_agg(m.source order by m.source) filter (where m.group_id = $2) as sources,
          case when bool_or(m.group_id = $2) then null
               else (array_agg(m.group_id order by m.group_id))[1] end as through
     from tenant.group_members m${among}
    where m.tenant_id = $1 and m.group_id = any ($3::uuid[])
      and m.principal_id > case when $4::uuid is null then '00000000-0000-0000-0000-000000000000'::uuid
          else (select m.principal_id from tenant.group_members m${among}
                 where m.tenant_id = $1 and m.group_id = any ($3::uuid[]) and m.principal_id = $4 limit 1) end
    group by m.principal_id order by m.principal_id limit $5`;
const countsOf = (among: string) => `
   select above.group_id, count(distinct m.principal_id) as members
     from tenant.group_members m${among}
     join tenant.groups g on g.tenant_id = m.tenant_id and g.group_id = m.group_id
    cross join lateral unnest(g.path) as above (group_id)
    where m.tenant_id = $1 and m.group_id = any ($2::uuid[])
    group by above.group_id`;
const shown = (id: `$${number}`, through: `$${number}`) =>
  `with shown as materialized (${shownTo({ id, through })})`;
const amongShown = `
     join shown s on s.principal_id = m.principal_id`;

const list = query<GroupMemberRow>('groups.members', listOf(''));
const listShown = query<GroupMemberRow>('groups.shownMembers', `${shown('$6', '$7')}${listOf(amongShown)}`);

export interface MemberPage {
  readonly groupId: Uuid;
  readonly within: readonly Uuid[];
  readonly after: Uuid | null;
  readonly limit: number;
  readonly viewer: Viewer;
}

export function listGroupMembers(
  tx: ReadTransaction,
  { groupId, within, after, limit, viewer: { principalId, seesEverybody, through } }: MemberPage,
): Promise<GroupMemberRow[]> {
  const page = [tx.tenantId, groupId, within, after, limit];
  return seesEverybody ? tx.query(list, page) : tx.query(listShown, [...page, principalId, through]);
}

interface CountRow {
  readonly group_id: Uuid;
  readonly members: number;
}
const counts = query<CountRow>('groups.counts', countsOf(''));
const countsShown = query<CountRow>('groups.shownCounts', `${shown('$3', '$4')}${countsOf(amongShown)}`);

/** How many the viewer sees in each group, by the memberships of `within` only. A group without any has no row. */
export const countGroupMembers = (
  tx: ReadTransaction,
  { principalId, seesEverybody, through }: Viewer,
  within: readonly Uuid[],
): Promise<CountRow[]> =>
  seesEverybody
    ? tx.query(counts, [tx.tenantId, within])
    : tx.query(countsShown, [tx.tenantId, within, principalId, through]);

const effective = query<{ principal_id: Uuid }>(
  'groups.effective',
  `select distinct m.principal_id
     from tenant.groups g
     join tenant.group_members m on m.tenant_id = g.tenant_id and m.group_id = g.group_id
    where g.tenant_id = $1 and $2::uuid = any (g.path)
    order by m.principal_id limit $3`,
);

/** At most `limit` of those who are in a group, by id. */
export const listEffective = async (tx: ReadTransaction, groupId: Uuid, limit: number): Promise<Uuid[]> =>
  (await tx.query(effective, [tx.tenantId, groupId, limit])).map((row) => row.principal_id);

const standing = query<{ principal_id: Uuid; source: Source; role: GroupRole }>(
  'groups.standing',
  `select m.principal_id, m.source, m.role from tenant.group_members m
    where m.tenant_id = $1 and m.group_id = $2 and m.principal_id = any ($3::uuid[])`,
);

/** The direct memberships of these principals. */
export const readStanding = (tx: ReadTransaction, groupId: Uuid, ids: readonly Uuid[]) =>
  tx.query(standing, [tx.tenantId, groupId, ids]);

const managed = query<{ managed: boolean }>(
  'groups.managed',
  `select exists (select from tenant.group_members m
            where m.tenant_id = $1 and m.group_id = any ($3::uuid[]) and m.role = 'manager')
       or not exists (select from tenant.group_members m where m.tenant_id = $1 and m.group_id = $2) as managed`,
);

/** Whether somebody manages a group (`path`: with those above it), or nobody is in it. */
export const isManaged = async (
  tx: ReadTransaction,
  groupId: Uuid,
  path: readonly Uuid[],
): Promise<boolean> => (await tx.query(managed, [tx.tenantId, groupId, path]))[0]?.managed === true;

const insert = command<{ principal_id: Uuid }>(
  'groups.insertMembers',
  `insert into tenant.group_members (tenant_id, group_id, principal_id, source, role, added_by, added_at)
   select $1, $2, e.principal_id, $4, $5, $6, $7 from unnest($3::uuid[]) as e (principal_id)
   on conflict on constraint group_members_key do nothing
   returning principal_id`,
);

export interface NewGroupMembers {
  readonly groupId: Uuid;
  readonly ids: readonly Uuid[];
  readonly source: Source;
  readonly role: GroupRole;
  readonly addedBy: Uuid | null;
  readonly at: number;
}

/** Answers with those who were not in it by this source. */
export const insertGroupMembers = async (tx: WriteTransaction, permit: Permit, added: NewGroupMembers) =>
  idsOf(
    await tx.execute(permit, insert, [
      ...[tx.tenantId, added.groupId, added.ids, added.source, added.role, added.addedBy],
      instant(added.at),
    ]),
  );

const remove = command<{ principal_id: Uuid }>(
  'groups.removeMembers',
  `delete from tenant.group_members
    where tenant_id = $1 and group_id = $2 and principal_id = any ($3::uuid[]) and source = $4
    returning principal_id`,
);

export interface Leaving {
  readonly groupId: Uuid;
  readonly ids: readonly Uuid[];
  readonly source: Source;
}

/** Takes back what one source gave. Answers with those to whom it had given something. */
export const deleteGroupMembers = async (
  tx: WriteTransaction,
  permit: Permit,
  { groupId, ids, source }: Leaving,
) => idsOf(await tx.execute(permit, remove, [tx.tenantId, groupId, ids, source]));

const setRole = command(
  'groups.setMemberRole',
  'update tenant.group_members set role = $4 where tenant_id = $1 and group_id = $2 and principal_id = $3',
);

export const writeMemberRole = (tx: WriteTransaction, permit: Permit, principalId: Uuid, role: GroupRole) =>
  tx.execute(permit, setRole, [tx.tenantId, permit.resourceId, principalId, role]);

// Only people: a bot holds its role and nothing on top. What is as it was is not written.
const confer = command<{ principal_id: Uuid }>(
  'groups.confer',
  `update tenant.principals p set conferred = due.conferred
     from (select wanted.principal_id, coalesce((
             select array_agg(distinct given.role order by given.role)
               from tenant.group_members m
               join tenant.groups g on g.tenant_id = m.tenant_id and g.group_id = m.group_id
               join tenant.groups above on above.tenant_id = g.tenant_id and above.group_id = any (g.path)
              cross join lateral unnest(above.confers) as given (role)
              where m.tenant_id = $1 and m.principal_id = wanted.principal_id), '{}') as conferred
             from unnest($2::uuid[]) as wanted (principal_id)) as due
    where p.tenant_id = $1 and p.principal_id = any ($2::uuid[]) and p.principal_id = due.principal_id
      and p.kind = 'person' and p.conferred <> due.conferred
    returning p.principal_id`,
);

/** Brings up to date which roles groups confer to these principals; answers with those to whom it makes a difference. */
export const writeConferred = async (tx: WriteTransaction, permit: Permit, ids: readonly Uuid[]) =>
  idsOf(await tx.execute(permit, confer, [tx.tenantId, ids]));

const idsOf = (rows: readonly { readonly principal_id: Uuid }[]): Uuid[] =>
  rows.map((row) => row.principal_id);
