/**
 * SQL of who sees whom, in two forms of one rule: about few people, each is asked about; about many, those whom the viewer
 * sees are gathered once. Both take the viewer as `viewerValues` gives them, and the tenant as $1. Statements about those
 * who see everybody gather nobody.
 */
import type { Uuid } from '@wardroom/contract';
import { query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction } from '../../../kernel/database/transaction.ts';
import type { Viewer } from '../sight.ts';

/** Where a statement takes its viewer from. */
export interface ViewerPlaces {
  readonly id: `$${number}`;
  readonly everybody: `$${number}`;
  readonly through: `$${number}`;
}

/** For `seen`: id, everybody, through, in this order. */
export const viewerValues = ({ principalId, seesEverybody, through }: Viewer) =>
  [principalId, seesEverybody, through] as const;

/** Departments that somebody is in: marked groups on the way from the root to a group of theirs. */
const departmentsOf = (principal: string): string => `
  select department.group_id
    from tenant.group_members inside
    join tenant.groups place on place.tenant_id = inside.tenant_id and place.group_id = inside.group_id
   cross join lateral unnest(place.path) as above (group_id)
    join tenant.groups department on department.tenant_id = $1 and department.group_id = above.group_id
   where inside.tenant_id = $1 and inside.principal_id = ${principal} and department.department`;

/** Whether the viewer sees the row of tenant.principals under this name. */
export const seen = (person: string, { id, everybody, through }: ViewerPlaces): string => `(
  ${everybody}::boolean or ${person}.principal_id = ${id} or ${person}.owner_id = ${id}
  or ('channel' = any (${through}::text[]) and exists (
    select from tenant.channel_members mine
      join tenant.channel_members theirs
        on theirs.tenant_id = mine.tenant_id and theirs.channel_id = mine.channel_id
     where mine.tenant_id = $1 and mine.principal_id = ${id}
       and theirs.tenant_id = $1 and theirs.principal_id = ${person}.principal_id))
  or ('department' = any (${through}::text[]) and exists (
    select from (${departmentsOf(id)}) as mine
      join (${departmentsOf(`${person}.principal_id`)}) as theirs on theirs.group_id = mine.group_id)))`;

/** Everybody whom a viewer sees who does not see everybody, as `principal_id`; each once. */
export const shownTo = ({ id, through }: Pick<ViewerPlaces, 'id' | 'through'>): string => `
  select ${id}::uuid as principal_id
   union
  select own.principal_id from tenant.principals own where own.tenant_id = $1 and own.owner_id = ${id}
   union
  select theirs.principal_id
    from tenant.channel_members mine
    join tenant.channel_members theirs
      on theirs.tenant_id = mine.tenant_id and theirs.channel_id = mine.channel_id
   where 'channel' = any (${through}::text[])
     and mine.tenant_id = $1 and mine.principal_id = ${id} and theirs.tenant_id = $1
   union
  select theirs.principal_id
    from (${departmentsOf(id)}) as mine
    join tenant.groups below on below.tenant_id = $1 and mine.group_id = any (below.path)
    join tenant.group_members theirs on theirs.tenant_id = below.tenant_id and theirs.group_id = below.group_id
   where 'department' = any (${through}::text[])`;

export interface DepartmentsRow {
  readonly principal_id: Uuid;
  readonly departments: readonly Uuid[];
}

const gathered = `m.principal_id, array_agg(distinct department.group_id order by department.group_id) as departments
     from tenant.group_members m
     join tenant.groups place on place.tenant_id = m.tenant_id and place.group_id = m.group_id
    cross join lateral unnest(place.path) as above (group_id)
     join tenant.groups department on department.tenant_id = $1 and department.group_id = above.group_id and department.department`;

const everybodys = query<DepartmentsRow>(
  'sight.departments',
  `select ${gathered} where m.tenant_id = $1 group by m.principal_id`,
);
const some = query<DepartmentsRow>(
  'sight.departmentsOf',
  `select ${gathered} where m.tenant_id = $1 and m.principal_id = any ($2::uuid[]) group by m.principal_id`,
);

/** Who is in which departments; who is in none has no row. Of everybody, or of these. */
export const readDepartments = (
  tx: ReadTransaction,
  ids: readonly Uuid[] | 'everybody',
): Promise<DepartmentsRow[]> =>
  ids === 'everybody' ? tx.query(everybodys, [tx.tenantId]) : tx.query(some, [tx.tenantId, ids]);

const segmented = query<{ segmented: boolean }>(
  'sight.segmented',
  'select segmented from tenant.heads where tenant_id = $1',
);

/** Whether the workspace keeps people apart. */
export const readSegmented = async (tx: ReadTransaction): Promise<boolean> =>
  (await tx.query(segmented, [tx.tenantId]))[0]?.segmented ?? false;
