import { encodeId, uuidOf } from '@wardroom/contract';
import { implementQuery } from '../../kernel/implementation.ts';
import { channelResource, type MemberRow, toMember } from './channel.ts';
import { type Page, pageOf } from './page.ts';
import { findChannel } from './store/channels.ts';
import { listMembers } from './store/members.ts';

export const channelMembers = implementQuery('channels.members', {
  async run(tx, { authority, authorise }, { channelId, after, limit }) {
    const id = uuidOf(channelId);
    authorise('channel.read', channelResource(await findChannel(tx, id, authority.principalId)));
    const start = after === undefined ? null : uuidOf(after);
    return pageOf(await listMembers(tx, id, start, limit + 1), limit);
  },

  async present(_context, { rows, more }: Page<MemberRow>) {
    const last = rows.at(-1);
    return {
      members: rows.map(toMember),
      next: more && last ? encodeId('principal', last.principal_id) : null,
    };
  },
});
