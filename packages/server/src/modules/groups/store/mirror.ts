/**
 * SQL that keeps the people of linked channels those of their groups. Written as the difference between what is and what
 * is to be, so that it can be repeated at any time. $2 are channels; $3 the principals it may be about, null: all.
 */
import type { Uuid } from '@wardroom/contract';
import { instant } from '../../../kernel/database/connections.ts';
import { command, query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../../kernel/database/transaction.ts';
import type { Permit } from '../../../kernel/permit.ts';

export interface Mirrored {
  readonly channel_id: Uuid;
  readonly principal_id: Uuid;
}

const linked = query<{ channel_id: Uuid }>(
  'groups.linkedChannels',
  `select c.channel_id from tenant.channels c
    where c.tenant_id = $1 and c.group_id = any ($2::uuid[]) and c.kind <> 'deleted'
    order by c.channel_id`,
);

/** Channels that mirror one of these groups. */
export const listLinked = async (tx: ReadTransaction, groups: readonly Uuid[]): Promise<Uuid[]> =>
  (await tx.query(linked, [tx.tenantId, groups])).map((row) => row.channel_id);

const channelsOf = `tenant.channels c
     join tenant.groups t on t.tenant_id = c.tenant_id and t.group_id = c.group_id`;
const isManager = (principal: string) => `exists (select from tenant.group_members a
            where a.tenant_id = $1 and a.principal_id = ${principal} and a.role = 'manager' and a.group_id = any (t.path))`;

const removeGone = command<Mirrored>(
  'groups.unmirror',
  `delete from tenant.channel_members gone
    using (select x.channel_id, x.principal_id
             from ${channelsOf}
             join tenant.channel_members x on x.tenant_id = c.tenant_id and x.channel_id = c.channel_id
            where c.tenant_id = $1 and c.channel_id = any ($2::uuid[])
              and ($3::uuid[] is null or x.principal_id = any ($3::uuid[]))
              and not exists (select from tenant.group_members m
                     join tenant.groups s on s.tenant_id = m.tenant_id and s.group_id = m.group_id
                    where m.tenant_id = $1 and m.principal_id = x.principal_id and t.group_id = any (s.path))) as extra
    where gone.tenant_id = $1 and gone.channel_id = extra.channel_id and gone.principal_id = extra.principal_id
    returning gone.channel_id, gone.principal_id`,
);

const correctRoles = command<Mirrored>(
  'groups.mirrorRoles',
  `update tenant.channel_members m set role = due.role
     from (select x.channel_id, x.principal_id,
                  case when ${isManager('x.principal_id')} then 'manager' else 'member' end as role
             from ${channelsOf}
             join tenant.channel_members x on x.tenant_id = c.tenant_id and x.channel_id = c.channel_id
            where c.tenant_id = $1 and c.channel_id = any ($2::uuid[])
              and ($3::uuid[] is null or x.principal_id = any ($3::uuid[]))) as due
    where m.tenant_id = $1 and m.channel_id = due.channel_id and m.principal_id = due.principal_id and m.role <> due.role
    returning m.channel_id, m.principal_id`,
);

// What was said before somebody came is not unread.
const addMissing = command<Mirrored>(
  'groups.mirror',
  `insert into tenant.channel_members (tenant_id, channel_id, principal_id, role, joined_at, last_read_seq)
   select $1, due.channel_id, due.principal_id, due.role, $5, due.last_seq
     from (select distinct c.channel_id, m.principal_id, c.last_seq,
                  case when ${isManager('m.principal_id')} then 'manager' else 'member' end as role
             from ${channelsOf}
             join tenant.groups s on s.tenant_id = c.tenant_id and t.group_id = any (s.path)
             join tenant.group_members m on m.tenant_id = s.tenant_id and m.group_id = s.group_id
            where c.tenant_id = $1 and c.channel_id = any ($2::uuid[]) and c.kind <> 'deleted'
              and ($3::uuid[] is null or m.principal_id = any ($3::uuid[]))
              and not exists (select from tenant.channel_members x
                    where x.tenant_id = $1 and x.channel_id = c.channel_id and x.principal_id = m.principal_id)
            order by 1, 2 limit $4) as due
   returning channel_id, principal_id`,
);

export interface Mirroring {
  readonly channels: readonly Uuid[];
  /** null: whoever it concerns. */
  readonly principals: readonly Uuid[] | null;
}

const valuesOf = (tx: WriteTransaction, { channels, principals }: Mirroring) => [
  tx.tenantId,
  channels,
  principals,
];

export const removeFromMirrors = (tx: WriteTransaction, permit: Permit, mirroring: Mirroring) =>
  tx.execute(permit, removeGone, valuesOf(tx, mirroring));
export const correctMirrorRoles = (tx: WriteTransaction, permit: Permit, mirroring: Mirroring) =>
  tx.execute(permit, correctRoles, valuesOf(tx, mirroring));
/** At most `limit` of those who are missing. */
export const addToMirrors = (
  tx: WriteTransaction,
  permit: Permit,
  mirroring: Mirroring,
  { limit, at }: { readonly limit: number; readonly at: number },
) => tx.execute(permit, addMissing, [...valuesOf(tx, mirroring), limit, instant(at)]);
