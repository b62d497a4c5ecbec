/** All SQL of channels and memberships. Every list is walked by key, never by offset. */

import type { Uuid } from '@wardroom/contract';
import { instant } from '../../../kernel/database/connections.ts';
import { command, query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../../kernel/database/transaction.ts';
import type { Permit } from '../../../kernel/permit.ts';
import type { ChannelKind, ChannelRow, FoundChannel, MemberRow, OwnChannelRow } from '../channel.ts';
import { policyColumns } from './policy-columns.ts';

const columns = `c.channel_id, c.kind, c.participants, c.sealed_name, c.sealed_topic, c.created_at, c.archived_at, c.last_seq, c.group_id, c.granted,
          ${policyColumns('c')}`;

/** Channels with the membership of $3, if there is one. */
const seen = `select ${columns}, m.role as own_role, m.last_read_seq
     from tenant.channels c
     left join tenant.channel_members m
       on m.tenant_id = c.tenant_id and m.channel_id = c.channel_id and m.principal_id = $3`;

const find = query<FoundChannel>('channels.find', `${seen} where c.tenant_id = $1 and c.channel_id = $2`);

/** A channel and the caller's own membership, in one statement. */
export async function findChannel(
  tx: ReadTransaction,
  channelId: Uuid,
  principalId: Uuid,
): Promise<FoundChannel | undefined> {
  return (await tx.query(find, [tx.tenantId, channelId, principalId]))[0];
}

const findByName = query<FoundChannel>(
  'channels.findByName',
  `${seen} where c.tenant_id = $1 and c.name_lookup = $2`,
);

/** Finds by name whether or not the caller may see it: names are unique in the whole tenant. */
export async function findChannelByName(
  tx: ReadTransaction,
  lookup: Buffer,
  principalId: Uuid,
): Promise<FoundChannel | undefined> {
  return (await tx.query(findByName, [tx.tenantId, lookup, principalId]))[0];
}

const hydrate = query<ChannelRow>(
  'channels.hydrate',
  `select ${columns} from tenant.channels c
    where c.tenant_id = $1 and c.channel_id = any ($2::uuid[]) and c.kind <> 'deleted'`,
);

/** Channels by id, in no order; unknown and deleted ones have no row. */
export const hydrateChannels = (tx: ReadTransaction, ids: readonly Uuid[]): Promise<ChannelRow[]> =>
  tx.query(hydrate, [tx.tenantId, ids]);

// A message that names both the member and everybody counts once. Counters follow what was said when the message was
// sent: edits and redactions leave rows of tenant.mentions and mentions_all alone, so nobody's count moves by itself.
const ownColumns = `${columns}, m.role, m.last_read_seq,
  (select count(*) from tenant.mentions n
    where n.tenant_id = $1 and n.principal_id = m.principal_id and n.channel_id = m.channel_id
      and n.channel_seq > m.last_read_seq)
  + (select count(*) from tenant.messages a
      where a.tenant_id = $1 and a.channel_id = m.channel_id and a.mentions_all
        and a.channel_seq > m.last_read_seq and a.author_id <> m.principal_id
        and not exists (select from tenant.mentions n
              where n.tenant_id = $1 and n.principal_id = m.principal_id and n.message_id = a.message_id))
    as mention_count`;

// A position that the caller cannot see is no position: the list is then empty, whatever the id belongs to elsewhere.
const listOwn = query<OwnChannelRow>(
  'channels.listOwn',
  `select ${ownColumns}
     from tenant.channel_members m
     join tenant.channels c on c.tenant_id = m.tenant_id and c.channel_id = m.channel_id
    where m.tenant_id = $1 and m.principal_id = $2
      and m.channel_id > case when $3::uuid is null then '00000000-0000-0000-0000-000000000000'::uuid
          else (select a.channel_id from tenant.channel_members a
                 where a.tenant_id = $1 and a.principal_id = $2 and a.channel_id = $3) end
    order by m.channel_id limit $4`,
);

/** Channels of one principal after one of them (null: from the start), in the order of ids. */
export const listOwnChannels = (
  tx: ReadTransaction,
  principalId: Uuid,
  after: Uuid | null,
  limit: number,
): Promise<OwnChannelRow[]> => tx.query(listOwn, [tx.tenantId, principalId, after, limit]);

/** The memberships of pairs of $2 and $3. */
const memberships = `unnest($2::uuid[], $3::uuid[]) as pair (channel_id, principal_id)
    cross join lateral (select * from tenant.channel_members
           where tenant_id = $1 and channel_id = pair.channel_id and principal_id = pair.principal_id limit 1) as m`;

const hydrateOwn = query<OwnChannelRow & { principal_id: Uuid }>(
  'channels.hydrateOwn',
  `select ${ownColumns}, m.principal_id
     from ${memberships}
    cross join lateral (select * from tenant.channels
           where tenant_id = $1 and channel_id = pair.channel_id limit 1) as c`,
);

/** A channel and a principal in it, or perhaps not in it. */
export interface MemberPair {
  readonly channelId: Uuid;
  readonly principalId: Uuid;
}

/** Channels as these members see them in their own lists; pairs without a membership have no row. */
export const hydrateOwnChannels = (tx: ReadTransaction, pairs: readonly MemberPair[]) =>
  tx.query(hydrateOwn, [tx.tenantId, channelsOf(pairs), principalsOf(pairs)]);

const hydrateMember = query<MemberRow>(
  'channels.hydrateMembers',
  `select m.channel_id, m.principal_id, m.role, m.joined_at from ${memberships}`,
);

export const hydrateMembers = (tx: ReadTransaction, pairs: readonly MemberPair[]): Promise<MemberRow[]> =>
  tx.query(hydrateMember, [tx.tenantId, channelsOf(pairs), principalsOf(pairs)]);

const channelsOf = (pairs: readonly MemberPair[]) => pairs.map(({ channelId }) => channelId);
const principalsOf = (pairs: readonly MemberPair[]) => pairs.map(({ principalId }) => principalId);

export interface DirectoryRow extends ChannelRow {
  readonly joined: boolean;
  readonly member_count: number;
}

const directory = query<DirectoryRow>(
  'channels.directory',
  `select ${columns},
          exists (select from tenant.channel_members m
                   where m.tenant_id = $1 and m.channel_id = c.channel_id and m.principal_id = $2) as joined,
          (select count(*) from tenant.channel_members m
            where m.tenant_id = $1 and m.channel_id = c.channel_id) as member_count
     from tenant.channels c
    where c.tenant_id = $1 and c.kind = 'public' and (c.archived_at is null or $5)
      and c.channel_id > case when $3::uuid is null then '00000000-0000-0000-0000-000000000000'::uuid
          else (select a.channel_id from tenant.channels a
                 where a.tenant_id = $1 and a.channel_id = $3 and a.kind = 'public') end
    order by c.channel_id limit $4`,
);

export const listDirectory = (
  tx: ReadTransaction,
  page: {
    readonly principalId: Uuid;
    readonly after: Uuid | null;
    readonly limit: number;
    readonly archived: boolean;
  },
): Promise<DirectoryRow[]> =>
  tx.query(directory, [tx.tenantId, page.principalId, page.after, page.limit, page.archived]);

const insert = command(
  'channels.insert',
  `insert into tenant.channels (tenant_id, channel_id, kind, name_lookup, sealed_name, sealed_topic, created_by, created_at,
          participants)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);

export interface NewChannel {
  readonly id: Uuid;
  readonly kind: ChannelKind;
  readonly lookup: Buffer;
  readonly sealedName: Buffer;
  readonly sealedTopic: Buffer;
  readonly createdBy: Uuid;
  readonly createdAt: number;
  /** Everybody in a direct or group message; absent for channels. */
  readonly participants?: readonly Uuid[];
}

export const insertChannel = (tx: WriteTransaction, permit: Permit, channel: NewChannel) =>
  tx.execute(permit, insert, [
    tx.tenantId,
    channel.id,
    channel.kind,
    channel.lookup,
    channel.sealedName,
    channel.sealedTopic,
    channel.createdBy,
    instant(channel.createdAt),
    channel.participants ?? [],
  ]);

const update = command<ChannelRow>(
  'channels.update',
  `update tenant.channels c
      set name_lookup = coalesce($3, c.name_lookup), sealed_name = coalesce($4, c.sealed_name),
          sealed_topic = coalesce($5, c.sealed_topic)
    where c.tenant_id = $1 and c.channel_id = $2
    returning ${columns}`,
);

export const updateChannel = (
  tx: WriteTransaction,
  permit: Permit,
  change: {
    readonly lookup: Buffer | null;
    readonly sealedName: Buffer | null;
    readonly sealedTopic: Buffer | null;
  },
): Promise<ChannelRow[]> =>
  tx.execute(permit, update, [
    tx.tenantId,
    permit.resourceId,
    change.lookup,
    change.sealedName,
    change.sealedTopic,
  ]);

const setArchived = command<ChannelRow>(
  'channels.setArchived',
  `update tenant.channels c set archived_at = $3 where c.tenant_id = $1 and c.channel_id = $2 returning ${columns}`,
);

export const setChannelArchived = (
  tx: WriteTransaction,
  permit: Permit,
  at: number | null,
): Promise<ChannelRow[]> =>
  tx.execute(permit, setArchived, [tx.tenantId, permit.resourceId, at === null ? null : instant(at)]);

const markDeleted = command(
  'channels.markDeleted',
  `update tenant.channels c set kind = 'deleted', name_lookup = $3
    where c.tenant_id = $1 and c.channel_id = $2`,
);

/** Nobody sees the channel of the permit any more, and its name is free. */
export const markChannelDeleted = (tx: WriteTransaction, permit: Permit, lookup: Buffer) =>
  tx.execute(permit, markDeleted, [tx.tenantId, permit.resourceId, lookup]);
