/** SQL of groups that a text mentions: how its author stands to each, and whom in the channel it reaches. */
import type { Uuid } from '@wardroom/contract';
import type { GroupResource } from '@wardroom/policy';
import { byteaArray, uuidArray } from '../../../kernel/database/binary-arrays.ts';
import { query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction } from '../../../kernel/database/transaction.ts';

export interface MentionedGroupRow {
  readonly position: number;
  readonly group_id: Uuid;
  readonly visibility: GroupResource['visibility'];
  readonly mentionable_by: GroupResource['mentionableBy'];
  readonly membership: GroupResource['membership'];
  /** One more than a message may reach, at most. */
  readonly people: readonly Uuid[];
}

/** People whom the groups of one message may reach. */
export const mostReached = 200;

// Whom a mention reaches, everybody in the channel gets to know. So it reaches those whose membership is public; all of
// them only where everybody in the channel is in the group: a private channel that mirrors it or one below it.
const mentioned = query<MentionedGroupRow>(
  'messages.mentionedGroups',
  `select wanted.position, g.group_id, g.visibility, g.mentionable_by,
          case when exists (select from tenant.group_members m
                 where m.tenant_id = $1 and m.principal_id = wanted.author_id and m.role = 'manager'
                   and m.group_id = any (g.path)) then 'manager'
               when exists (select from tenant.group_members m
                 join tenant.groups s on s.tenant_id = m.tenant_id and s.group_id = m.group_id
                 where m.tenant_id = $1 and m.principal_id = wanted.author_id and g.group_id = any (s.path))
               then 'member' end as membership,
          array(select distinct m.principal_id
                  from tenant.groups s
                  join tenant.group_members m on m.tenant_id = s.tenant_id and m.group_id = s.group_id
                  join tenant.channel_members x
                    on x.tenant_id = m.tenant_id and x.channel_id = wanted.channel_id and x.principal_id = m.principal_id
                 where s.tenant_id = $1 and g.group_id = any (s.path) and (s.visibility = 'public' or place.mirrors)
                 limit ${mostReached + 1}) as people
     from unnest($2::uuid[], $3::bytea[], $4::uuid[]) with ordinality
       as wanted (channel_id, handle_lookup, author_id, position)
    cross join lateral (select * from tenant.groups
           where tenant_id = $1 and handle_lookup = wanted.handle_lookup limit 1) as g
    cross join lateral (select c.kind = 'private' and exists (select from tenant.groups l
                  where l.tenant_id = $1 and l.group_id = c.group_id and g.group_id = any (l.path)) as mirrors
             from tenant.channels c where c.tenant_id = $1 and c.channel_id = wanted.channel_id limit 1) as place`,
);

/** What may be the handle of a group, in which channel, by whom. */
export interface Mentioning {
  readonly channelId: Uuid;
  readonly lookup: Buffer;
  readonly authorId: Uuid;
}

/** Groups by handle; `position` counts from 1. Other handles have no row. */
export const readMentionedGroups = (tx: ReadTransaction, wanted: readonly Mentioning[]) =>
  tx.query(mentioned, [
    tx.tenantId,
    uuidArray(wanted.map(({ channelId }) => channelId)),
    byteaArray(wanted.map(({ lookup }) => lookup)),
    uuidArray(wanted.map(({ authorId }) => authorId)),
  ]);
