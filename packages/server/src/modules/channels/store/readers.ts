/** SQL that counts who can read. Grouped by what decides, so that the decision itself stays with the policy. */
import type { Person, Uuid } from '@wardroom/contract';
import { rolesOf } from '../../../kernel/authority/store.ts';
import { query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction } from '../../../kernel/database/transaction.ts';

export interface StandingCount {
  readonly kind: Person['kind'];
  readonly roles: string[];
  readonly count: number;
}

const members = query<StandingCount>(
  'channels.countMembers',
  `select p.kind, ${rolesOf('p')} as roles, count(*) as count
     from tenant.channel_members m
     join tenant.principals p on p.tenant_id = m.tenant_id and p.principal_id = m.principal_id and p.tenant_id = $1
    where m.tenant_id = $1 and m.channel_id = $2 and p.status = 'active'
    group by p.kind, p.role, p.custom_role_id, p.conferred`,
);

/** Members of a channel who can sign in. */
export const countMembers = (tx: ReadTransaction, channelId: Uuid): Promise<StandingCount[]> =>
  tx.query(members, [tx.tenantId, channelId]);

const membersWith = query<{ readonly principal_id: Uuid }>(
  'channels.membersWith',
  `select p.principal_id
     from tenant.channel_members m
     join tenant.principals p on p.tenant_id = m.tenant_id and p.principal_id = m.principal_id and p.tenant_id = $1
    where m.tenant_id = $1 and m.channel_id = $2 and p.status = 'active' and p.kind = 'person'
      and array_to_string(${rolesOf('p')}, ' ') = any ($3::text[])
    order by p.principal_id
    limit $4`,
);

/** The first people of a channel who hold exactly one of these lists of roles. */
export async function listMembersWith(
  tx: ReadTransaction,
  channelId: Uuid,
  roles: readonly (readonly string[])[],
  limit: number,
): Promise<Uuid[]> {
  const lists = roles.map((list) => list.join(' '));
  const rows = await tx.query(membersWith, [tx.tenantId, channelId, lists, limit]);
  return rows.map(({ principal_id }) => principal_id);
}

const people = query<StandingCount>(
  'channels.countPeople',
  `select p.kind, ${rolesOf('p')} as roles, count(*) as count from tenant.principals p
    where p.tenant_id = $1 and p.status = 'active' and p.kind = 'person'
    group by p.kind, p.role, p.custom_role_id, p.conferred`,
);

/** People of the whole tenant who can sign in. */
export const countPeople = (tx: ReadTransaction): Promise<StandingCount[]> => tx.query(people, [tx.tenantId]);
