/** SQL of reactions and pins. Every change grows marks_revision, in the statement that gives back the message. */
import type { Uuid } from '@wardroom/contract';
import { instant } from '../../../kernel/database/connections.ts';
import { command, query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../../kernel/database/transaction.ts';
import type { Permit } from '../../../kernel/permit.ts';
import type { MessageRow } from '../message.ts';
import { columns } from './reads.ts';

/** What stands on a message before somebody adds to it or takes away. */
export interface ReactionStanding {
  /** Different emoji on the message. */
  readonly kinds: number;
  /** People who reacted with this one, counted up to the bound that was asked for. */
  readonly people: number;
  readonly own: boolean;
}

// Emoji are counted by stepping from one to the next: as many look-ups as there are emoji, whatever the number of people.
const standing = query<ReactionStanding>(
  'reactions.standing',
  `with recursive step (emoji_lookup) as (
     select min(a.emoji_lookup) from tenant.reactions a where a.tenant_id = $1 and a.message_id = $2
     union all
     select (select min(b.emoji_lookup) from tenant.reactions b
              where b.tenant_id = $1 and b.message_id = $2 and b.emoji_lookup > s.emoji_lookup)
       from step s where s.emoji_lookup is not null)
   select (select count(s.emoji_lookup) from step s) as kinds,
          (select count(*) from (select from tenant.reactions c
             where c.tenant_id = $1 and c.message_id = $2 and c.emoji_lookup = $3 limit $5) bounded) as people,
          exists (select from tenant.reactions d where d.tenant_id = $1 and d.message_id = $2
                     and d.emoji_lookup = $3 and d.principal_id = $4) as own`,
);

export interface ReactionPlace {
  readonly messageId: Uuid;
  readonly principalId: Uuid;
  readonly lookup: Buffer;
}

export async function readStanding(
  tx: ReadTransaction,
  { messageId, principalId, lookup }: ReactionPlace,
  mostPeople: number,
): Promise<ReactionStanding> {
  const [row] = await tx.query(standing, [tx.tenantId, messageId, lookup, principalId, mostPeople]);
  return row ?? { kinds: 0, people: 0, own: false };
}

const insert = command(
  'reactions.insert',
  `insert into tenant.reactions (tenant_id, message_id, emoji_lookup, principal_id, sealed_emoji, at)
   values ($1, $2, $3, $4, $5, $6)`,
);

const remove = command(
  'reactions.delete',
  `delete from tenant.reactions r
    where r.tenant_id = $1 and r.message_id = $2 and r.emoji_lookup = $3 and r.principal_id = $4`,
);

const countMark = command<MessageRow>(
  'reactions.countMark',
  `update tenant.messages x set marks_revision = x.marks_revision + 1
    where x.tenant_id = $1 and x.message_id = $2
    returning ${columns}`,
);

/** The message of the permit with one reaction more. */
export function addReaction(
  tx: WriteTransaction,
  permit: Permit,
  added: Omit<ReactionPlace, 'messageId'> & { readonly sealedEmoji: Buffer; readonly at: number },
): Promise<MessageRow[]> {
  const { lookup, principalId, sealedEmoji, at } = added;
  tx.send(permit, insert, [tx.tenantId, permit.resourceId, lookup, principalId, sealedEmoji, instant(at)]);
  return tx.execute(permit, countMark, [tx.tenantId, permit.resourceId]);
}

/** The message of the permit with one reaction less. */
export function removeReaction(
  tx: WriteTransaction,
  permit: Permit,
  { lookup, principalId }: Omit<ReactionPlace, 'messageId'>,
): Promise<MessageRow[]> {
  tx.send(permit, remove, [tx.tenantId, permit.resourceId, lookup, principalId]);
  return tx.execute(permit, countMark, [tx.tenantId, permit.resourceId]);
}

const pin = command<MessageRow>(
  'reactions.setPin',
  `update tenant.messages x
      set pinned_at = $3::timestamptz, pinned_by = $4::uuid, marks_revision = x.marks_revision + 1
    where x.tenant_id = $1 and x.message_id = $2
    returning ${columns}`,
);

/** Pins the message of the permit, or unpins it. */
export const setPin = (
  tx: WriteTransaction,
  permit: Permit,
  by: { readonly at: number; readonly principalId: Uuid } | null,
): Promise<MessageRow[]> =>
  tx.execute(permit, pin, [
    tx.tenantId,
    permit.resourceId,
    by === null ? null : instant(by.at),
    by?.principalId ?? null,
  ]);

// A position that is not pinned here is no position: the list is then empty, whatever the id belongs to.
const pinned = query<MessageRow>(
  'reactions.pinned',
  `select ${columns} from tenant.messages x
    where x.tenant_id = $1 and x.channel_id = $2 and x.pinned_at is not null
      and x.channel_seq < case when $3::uuid is null then 9223372036854775807
          else (select a.channel_seq from tenant.messages a
                 where a.tenant_id = $1 and a.message_id = $3 and a.channel_id = $2 and a.pinned_at is not null) end
    order by x.channel_seq desc limit $4`,
);

export const listPinned = (
  tx: ReadTransaction,
  channelId: Uuid,
  after: Uuid | null,
  limit: number,
): Promise<MessageRow[]> => tx.query(pinned, [tx.tenantId, channelId, after, limit]);

const clearReactions = command(
  'reactions.clear',
  'delete from tenant.reactions r where r.tenant_id = $1 and r.message_id = $2',
);

const clearPin = command(
  'reactions.clearPin',
  `update tenant.messages x set pinned_at = null, pinned_by = null, marks_revision = x.marks_revision + 1
    where x.tenant_id = $1 and x.message_id = $2`,
);

/**
 * A tombstone has no reactions and is not pinned. For the message of the permit, before its text goes; a message that
 * never had a mark needs no statement.
 */
export function clearMarks(
  tx: WriteTransaction,
  permit: Permit,
  message: Pick<MessageRow, 'marks_revision'>,
): void {
  if (message.marks_revision === 0) return;
  tx.send(permit, clearReactions, [tx.tenantId, permit.resourceId]);
  tx.send(permit, clearPin, [tx.tenantId, permit.resourceId]);
}
