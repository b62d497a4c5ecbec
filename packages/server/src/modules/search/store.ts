/** SQL of searching: what the words of a query name, as the caller may see it, and the rows that a rebuild reads. */

import type { Uuid } from '@wardroom/contract';
import { query } from '../../kernel/database/statement.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { ChannelKind, MemberRole } from '../channels/index.ts';
import { type PolicyColumns, policyColumns } from '../channels/index.ts';
import type { MessageRow } from '../messages/index.ts';
import { type Viewer as PeopleViewer, seen, viewerValues } from '../principals/index.ts';

export interface ReadableRow extends PolicyColumns {
  readonly channel_id: Uuid;
  readonly kind: ChannelKind;
  readonly granted: readonly string[];
  readonly own_role: MemberRole | null;
  readonly position: number;
  readonly last_seq: number;
}

const readable = query<ReadableRow>(
  'search.readable',
  `select c.channel_id, c.kind, c.granted, c.archived_at, ${policyColumns('c')}, m.role as own_role, coalesce(array_position($4::bytea[], c.name_lookup), 0) as position, c.last_seq
     from tenant.channel_members m
     join tenant.channels c on c.tenant_id = m.tenant_id and c.channel_id = m.channel_id
    where m.tenant_id = $1 and m.principal_id = $2
   union all
   select c.channel_id, c.kind, c.granted, c.archived_at, ${policyColumns('c')}, null, coalesce(array_position($4::bytea[], c.name_lookup), 0), c.last_seq
     from tenant.channels c
    where $3 and c.tenant_id = $1 and c.kind = 'public'
      and not exists (select from tenant.channel_members m
                where m.tenant_id = $1 and m.channel_id = c.channel_id and m.principal_id = $2)`,
);

export interface Viewer {
  readonly principalId: Uuid;
  /** Public channels count although one is not in them. */
  readonly browses: boolean;
}

/** Channels that the caller may read now; `position`, from 1, is that of the look-up value that names it, else 0. */
export const listReadable = (
  tx: ReadTransaction,
  { principalId, browses }: Viewer,
  names: readonly Buffer[],
): Promise<ReadableRow[]> => tx.query(readable, [tx.tenantId, principalId, browses, names]);

const people = query<{ principal_id: Uuid; position: number }>(
  'search.people',
  `select p.principal_id, wanted.position
     from unnest($2::bytea[]) with ordinality as wanted (handle_lookup, position)
    cross join lateral (select principal_id, owner_id from tenant.principals
           where tenant_id = $1 and handle_lookup = wanted.handle_lookup limit 1) as p
    where ${seen('p', { id: '$3', everybody: '$4', through: '$5' })}`,
);

/** People with these handles, as far as the caller sees them. */
export const findPeople = (tx: ReadTransaction, viewer: PeopleViewer, handles: readonly Buffer[]) =>
  tx.query(people, [tx.tenantId, handles, ...viewerValues(viewer)]);

const position = query<{ channel_id: Uuid; sent_at: number }>(
  'search.position',
  'select x.channel_id, x.sent_at from tenant.messages x where x.tenant_id = $1 and x.message_id = $2',
);

export async function findPosition(
  tx: ReadTransaction,
  messageId: Uuid,
): Promise<{ channel_id: Uuid; sent_at: number } | undefined> {
  return (await tx.query(position, [tx.tenantId, messageId]))[0];
}

const pinned = query<{ message_id: Uuid; sent_at: number }>(
  'search.pinned',
  `select p.message_id, p.sent_at
     from unnest($2::uuid[]) as readable (channel_id)
    cross join lateral (select x.message_id, x.sent_at from tenant.messages x
           where x.tenant_id = $1 and x.channel_id = readable.channel_id and x.pinned_at is not null
             and (x.sent_at, x.message_id) < ($3::timestamptz, $4::uuid)
           order by x.sent_at desc, x.message_id desc limit $5) as p
    order by p.sent_at desc, p.message_id desc limit $5`,
);

/** Pinned messages of these channels, newest first, before a position. */
export const listPinnedIn = (
  tx: ReadTransaction,
  channels: readonly Uuid[],
  before: { readonly at: string; readonly messageId: Uuid },
  limit: number,
) => tx.query(pinned, [tx.tenantId, channels, before.at, before.messageId, limit]);

const ids = query<{ message_id: Uuid }>(
  'search.ids',
  `select x.message_id from tenant.messages x where x.tenant_id = $1 and x.message_id < $2
    order by x.message_id desc limit $3`,
);

/** Messages in the order of ids, downwards from one of them. */
export async function listIds(tx: ReadTransaction, below: Uuid, limit: number): Promise<Uuid[]> {
  return (await tx.query(ids, [tx.tenantId, below, limit])).map((row) => row.message_id);
}

const unchanged = query<{ message_id: Uuid }>(
  'search.unchanged',
  `select x.message_id
     from unnest($2::uuid[], $3::integer[]) as seen (message_id, revision)
    cross join lateral (select message_id, revision, redacted_at from tenant.messages
           where tenant_id = $1 and message_id = seen.message_id limit 1 for key share) as x
    where x.revision = seen.revision and x.redacted_at is null`,
);

/** Which of these messages still have the text that was read. They stay until the transaction ends: an entry needs its message. */
export const readUnchanged = (
  tx: ReadTransaction,
  rows: readonly Pick<MessageRow, 'message_id' | 'revision'>[],
) =>
  tx.query(unchanged, [
    tx.tenantId,
    rows.map(({ message_id }) => message_id),
    rows.map(({ revision }) => revision),
  ]);

const size = query<{ messages: number }>(
  'search.size',
  'select coalesce(sum(c.last_seq), 0)::bigint as messages from tenant.channels c where c.tenant_id = $1',
);

/** About how many messages the tenant has. */
export async function countMessages(tx: ReadTransaction): Promise<number> {
  return (await tx.query(size, [tx.tenantId]))[0]?.messages ?? 0;
}
