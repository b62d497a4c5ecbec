/** SQL of memberships. */
import type { Person, Uuid } from '@wardroom/contract';
import { rolesOf } from '../../../kernel/authority/store.ts';
import { instant } from '../../../kernel/database/connections.ts';
import { command, query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../../kernel/database/transaction.ts';
import type { Permit } from '../../../kernel/permit.ts';
import { seen, shownTo, type Viewer, viewerValues } from '../../principals/index.ts';
import type { ChannelKind, MemberRole, MemberRow } from '../channel.ts';

const list = query<MemberRow>(
  'channels.members',
  `select m.channel_id, m.principal_id, m.role, m.joined_at
     from tenant.channel_members m
    where m.tenant_id = $1 and m.channel_id = $2
      and m.principal_id > case when $3::uuid is null then '00000000-0000-0000-0000-000000000000'::uuid
          else (select a.principal_id from tenant.channel_members a
                 where a.tenant_id = $1 and a.channel_id = $2 and a.principal_id = $3) end
    order by m.principal_id limit $4`,
);

export interface MemberPage {
  readonly after: Uuid | null;
  readonly limit: number;
}

export const listMembers = (
  tx: ReadTransaction,
  channelId: Uuid,
  { after, limit }: MemberPage,
): Promise<MemberRow[]> => tx.query(list, [tx.tenantId, channelId, after, limit]);

const listShown = query<MemberRow>(
  'channels.shownMembers',
  `with shown as materialized (${shownTo({ id: '$5', through: '$6' })})
   select m.channel_id, m.principal_id, m.role, m.joined_at
     from tenant.channel_members m
     join shown s on s.principal_id = m.principal_id
    where m.tenant_id = $1 and m.channel_id = $2
      and m.principal_id > case when $3::uuid is null then '00000000-0000-0000-0000-000000000000'::uuid
          else (select a.principal_id from tenant.channel_members a
                  join shown on shown.principal_id = a.principal_id
                 where a.tenant_id = $1 and a.channel_id = $2 and a.principal_id = $3) end
    order by m.principal_id limit $4`,
);

/** Those whom a viewer sees who does not see everybody. */
export const listShownMembers = (
  tx: ReadTransaction,
  { principalId, through }: Viewer,
  channelId: Uuid,
  { after, limit }: MemberPage,
): Promise<MemberRow[]> => tx.query(listShown, [tx.tenantId, channelId, after, limit, principalId, through]);

export interface StandingRow {
  readonly principal_id: Uuid;
  readonly kind: Person['kind'];
  readonly status: 'active' | 'suspended' | 'imported';
  readonly principal_roles: string[];
  readonly member_role: MemberRole | null;
  readonly joined_at: number | null;
}

interface CandidateRow extends StandingRow {
  /** To the one who asks. */
  readonly visible: boolean;
}

const candidate = query<CandidateRow>(
  'channels.candidate',
  `select p.principal_id, p.kind, p.status, ${rolesOf('p')} as principal_roles, m.role as member_role, m.joined_at,
          ${seen('p', { id: '$4', everybody: '$5', through: '$6' })} as visible
     from tenant.principals p
     left join tenant.channel_members m
       on m.tenant_id = p.tenant_id and m.channel_id = $2 and m.principal_id = p.principal_id
    where p.tenant_id = $1 and p.principal_id = $3`,
);

/** A principal and their membership of a channel, if any. Who is out of the viewer’s sight is nobody. */
export async function findCandidate(
  tx: ReadTransaction,
  viewer: Viewer,
  channelId: Uuid,
  principalId: Uuid,
): Promise<StandingRow | undefined> {
  const [row] = await tx.query(candidate, [tx.tenantId, channelId, principalId, ...viewerValues(viewer)]);
  return row?.visible === true ? row : undefined;
}

const remaining = query<StandingRow>(
  'channels.remaining',
  `select p.principal_id, p.kind, p.status, ${rolesOf('p')} as principal_roles, m.role as member_role, m.joined_at
     from tenant.channel_members m
     join tenant.principals p on p.tenant_id = m.tenant_id and p.principal_id = m.principal_id
    where m.tenant_id = $1 and m.channel_id = $2 and m.principal_id <> $3
    order by m.principal_id`,
);

/** Everybody in a channel but one. */
export const listOthers = (tx: ReadTransaction, channelId: Uuid, principalId: Uuid): Promise<StandingRow[]> =>
  tx.query(remaining, [tx.tenantId, channelId, principalId]);

const insert = command(
  'channels.insertMembers',
  `insert into tenant.channel_members (tenant_id, channel_id, principal_id, role, joined_at, last_read_seq)
   select $1, $2, e.principal_id, e.role, $5, $6
     from unnest($3::uuid[], $4::text[]) as e (principal_id, role)`,
);

export interface NewMembers {
  readonly channelId: Uuid;
  readonly members: readonly { readonly principalId: Uuid; readonly role: MemberRole }[];
  readonly joinedAt: number;
  /** What was said before one joined is not unread. */
  readonly lastReadSeq: number;
}

export const insertMembers = (tx: WriteTransaction, permit: Permit, added: NewMembers) =>
  tx.execute(permit, insert, [
    tx.tenantId,
    added.channelId,
    added.members.map(({ principalId }) => principalId),
    added.members.map(({ role }) => role),
    instant(added.joinedAt),
    added.lastReadSeq,
  ]);

const remove = command(
  'channels.deleteMember',
  'delete from tenant.channel_members where tenant_id = $1 and channel_id = $2 and principal_id = $3',
);

export const deleteMember = (tx: WriteTransaction, permit: Permit, principalId: Uuid) =>
  tx.execute(permit, remove, [tx.tenantId, permit.resourceId, principalId]);

const removeAll = command(
  'channels.deleteMembers',
  'delete from tenant.channel_members where tenant_id = $1 and channel_id = $2',
);

export const deleteMembers = (tx: WriteTransaction, permit: Permit) =>
  tx.execute(permit, removeAll, [tx.tenantId, permit.resourceId]);

const setRole = command(
  'channels.setMemberRole',
  'update tenant.channel_members set role = $4 where tenant_id = $1 and channel_id = $2 and principal_id = $3',
);

export const setMemberRole = (tx: WriteTransaction, permit: Permit, principalId: Uuid, role: MemberRole) =>
  tx.execute(permit, setRole, [tx.tenantId, permit.resourceId, principalId, role]);

const setRead = command(
  'channels.setLastRead',
  'update tenant.channel_members set last_read_seq = $4 where tenant_id = $1 and channel_id = $2 and principal_id = $3',
);

/** The read position of one member in one channel. */
export const setLastRead = (
  tx: WriteTransaction,
  permit: Permit,
  place: { readonly channelId: Uuid; readonly principalId: Uuid; readonly seq: number },
) => tx.execute(permit, setRead, [tx.tenantId, place.channelId, place.principalId, place.seq]);

export interface PlacedMemberRow {
  readonly channel_id: Uuid;
  readonly principal_id: Uuid;
}

const placed = query<PlacedMemberRow>(
  'channels.placedMembers',
  `select m.channel_id, m.principal_id from tenant.channel_members m
    where m.tenant_id = $1 and (m.channel_id, m.principal_id) > ($2, $3)
    order by m.channel_id, m.principal_id limit $4`,
);

/** Memberships of the whole tenant in the order of channel and principal, one page. */
export const listPlacedMembers = (
  tx: ReadTransaction,
  after: { readonly channelId: Uuid; readonly principalId: Uuid },
  limit: number,
): Promise<PlacedMemberRow[]> => tx.query(placed, [tx.tenantId, after.channelId, after.principalId, limit]);

const kinds = query<{ channel_id: Uuid; kind: ChannelKind }>(
  'channels.kinds',
  `select c.channel_id, c.kind from tenant.channels c
    where c.tenant_id = $1 and c.channel_id > $2 order by c.channel_id limit $3`,
);

export const listChannelKinds = (tx: ReadTransaction, after: Uuid, limit: number) =>
  tx.query(kinds, [tx.tenantId, after, limit]);
