import { encodeId, uuidOf } from '@wardroom/contract';
import { type Filled, fillPage } from '../../kernel/fill-page.ts';
import { implementQuery } from '../../kernel/implementation.ts';
import { unhidden, viewerOf } from '../principals/index.ts';
import { channelResource, found, type MemberRow, toMember } from './channel.ts';
import { findChannel } from './store/channels.ts';
import { listMembers, listShownMembers } from './store/members.ts';

export const channelMembers = implementQuery('channels.members', {
  async run(tx, context, { channelId, after, limit }) {
    const { authority, authorise } = context;
    const id = uuidOf(channelId);
    const channel = await findChannel(tx, id, authority.principalId);
    authorise('channel.read', channelResource(channel));
    const start = after === undefined ? null : uuidOf(after);
    const viewer = viewerOf(authority);
    // Whoever reads it from inside meets everybody in it there.
    const isWhole = viewer.seesEverybody || found(channel).own_role !== null;
    return fillPage<MemberRow>(
      limit,
      (last, most) => {
        const page = { after: last?.principal_id ?? start, limit: most };
        return isWhole ? listMembers(tx, id, page) : listShownMembers(tx, viewer, id, page);
      },
      (rows) => unhidden(tx, context, rows),
    );
  },

  async present(_context, { rows, last }: Filled<MemberRow>) {
    return {
      members: rows.map(toMember),
      next: last === undefined ? null : encodeId('principal', last.principal_id),
    };
  },
});
