/** What a batch of sends must know, each in one statement for the whole batch, under the head lock. */
import type { Uuid } from '@wardroom/contract';
import { query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction } from '../../../kernel/database/transaction.ts';
import type { ChannelKind, MemberRole } from '../../channels/index.ts';
import type { FoundMessage } from '../message.ts';
import { columns } from './reads.ts';

export interface PlaceRow {
  readonly channel_id: Uuid;
  readonly principal_id: Uuid;
  readonly kind: ChannelKind;
  readonly archived_at: number | null;
  readonly last_seq: number;
  readonly own_role: MemberRole | null;
}

const places = query<PlaceRow>(
  'messages.places',
  `select pair.channel_id, pair.principal_id, c.kind, c.archived_at, c.last_seq, m.role as own_role
     from unnest($2::uuid[], $3::uuid[]) as pair (channel_id, principal_id)
     join tenant.channels c on c.tenant_id = $1 and c.channel_id = pair.channel_id
     left join tenant.channel_members m
       on m.tenant_id = $1 and m.channel_id = pair.channel_id and m.principal_id = pair.principal_id`,
);

/** Channels as these principals stand to them; pairs whose channel does not exist have no row. */
export const readPlaces = (tx: ReadTransaction, channelIds: readonly Uuid[], principalIds: readonly Uuid[]) =>
  tx.query(places, [tx.tenantId, channelIds, principalIds]);

const stored = query<FoundMessage>(
  'messages.stored',
  `select ${columns}, c.kind, c.archived_at, m.role as own_role
     from unnest($2::uuid[], $3::text[]) as pair (author_id, client_key)
     join tenant.messages x
       on x.tenant_id = $1 and x.author_id = pair.author_id and x.client_key = pair.client_key
     join tenant.channels c on c.tenant_id = $1 and c.channel_id = x.channel_id
     left join tenant.channel_members m
       on m.tenant_id = $1 and m.channel_id = x.channel_id and m.principal_id = x.author_id`,
);

/** Messages that were stored under these client keys before. */
export const readStored = (
  tx: ReadTransaction,
  authorIds: readonly Uuid[],
  clientKeys: readonly string[],
): Promise<FoundMessage[]> => tx.query(stored, [tx.tenantId, authorIds, clientKeys]);

export interface RootRow {
  readonly message_id: Uuid;
  readonly channel_id: Uuid;
  readonly thread_root_id: Uuid | null;
}

const roots = query<RootRow>(
  'messages.roots',
  `select x.message_id, x.channel_id, x.thread_root_id from tenant.messages x
    where x.tenant_id = $1 and x.message_id = any ($2::uuid[])`,
);

export const readRoots = (tx: ReadTransaction, ids: readonly Uuid[]): Promise<RootRow[]> =>
  tx.query(roots, [tx.tenantId, ids]);

export interface MentionedRow {
  readonly position: number;
  readonly principal_id: Uuid;
}

const mentioned = query<MentionedRow>(
  'messages.mentioned',
  `select wanted.position, p.principal_id
     from unnest($2::uuid[], $3::bytea[]) with ordinality as wanted (channel_id, handle_lookup, position)
     join tenant.principals p on p.tenant_id = $1 and p.handle_lookup = wanted.handle_lookup
     join tenant.channel_members m
       on m.tenant_id = $1 and m.channel_id = wanted.channel_id and m.principal_id = p.principal_id`,
);

/** Members of channels by handle; `position` counts the wanted pairs from 1. Handles of others have no row. */
export const readMentioned = (
  tx: ReadTransaction,
  channelIds: readonly Uuid[],
  lookups: readonly Buffer[],
): Promise<MentionedRow[]> => tx.query(mentioned, [tx.tenantId, channelIds, lookups]);
