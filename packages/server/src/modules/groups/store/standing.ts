/** SQL of who is in which groups, as it is and as it would be. */
import type { Uuid } from '@wardroom/contract';
import { query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction } from '../../../kernel/database/transaction.ts';

/** Everybody who has the same base role and is directly in the same groups, before and after. */
export interface Standing {
  readonly role: string;
  /** Groups give roles to people alone. */
  readonly is_person: boolean;
  readonly before: readonly Uuid[];
  readonly after: readonly Uuid[];
  readonly count: number;
  /** The first of them, by id. */
  readonly first: readonly Uuid[];
}

export interface Changing {
  readonly groupId: Uuid;
  /** Whoever is directly in one of these is asked about, besides those who are added and removed. */
  readonly within: readonly Uuid[];
  readonly added: readonly Uuid[];
  /** By hand: what a directory gives stays. */
  readonly removed: readonly Uuid[];
}

// By combination, not by person: what changes for one changes for all who stand the same.
const standings = query<Standing>(
  'groups.standings',
  `with asked as (
     select m.principal_id from tenant.group_members m where m.tenant_id = $1 and m.group_id = any ($3::uuid[])
     union select a.principal_id from unnest($4::uuid[]) as a (principal_id)
     union select r.principal_id from unnest($5::uuid[]) as r (principal_id)
   ), standing as (
     select p.principal_id, coalesce(p.custom_role_id::text, p.role) as role, p.kind = 'person' as is_person,
            array(select distinct m.group_id from tenant.group_members m
                   where m.tenant_id = $1 and m.principal_id = p.principal_id order by m.group_id) as before,
            array(select m.group_id from tenant.group_members m
                   where m.tenant_id = $1 and m.principal_id = p.principal_id
                     and not (m.group_id = $2 and m.source = 'manual' and m.principal_id = any ($5::uuid[]))
                   union select $2::uuid where p.principal_id = any ($4::uuid[])
                   order by group_id) as after
       from asked join tenant.principals p on p.tenant_id = $1 and p.principal_id = asked.principal_id
   )
   select role, is_person, before, after, count(*) as count,
          (array_agg(principal_id order by principal_id))[1:$6::int] as first
     from standing group by role, is_person, before, after
    order by (array_agg(principal_id order by principal_id))[1]`,
);

/** @param most of those who are named of each */
export const listStandings = (
  tx: ReadTransaction,
  { groupId, within, added, removed }: Changing,
  most: number,
): Promise<Standing[]> => tx.query(standings, [tx.tenantId, groupId, within, added, removed, most]);
