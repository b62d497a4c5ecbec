import { encodeId, uuidOf } from '@wardroom/contract';
import { implementQuery } from '../../kernel/implementation.ts';
import { viewerOf } from '../principals/index.ts';
import { channelResource, found, type MemberRow, toMember } from './channel.ts';
import { type Page, pageOf } from './page.ts';
import { findChannel } from './store/channels.ts';
import { listMembers, listShownMembers } from './store/members.ts';

export const channelMembers = implementQuery('channels.members', {
  async run(tx, { authority, authorise }, { channelId, after, limit }) {
    const id = uuidOf(channelId);
    const channel = await findChannel(tx, id, authority.principalId);
    authorise('channel.read', channelResource(channel));
    const page = { after: after === undefined ? null : uuidOf(after), limit: limit + 1 };
    const viewer = viewerOf(authority);
    // Whoever reads it from inside meets everybody in it there.
    const isWhole = viewer.seesEverybody || found(channel).own_role !== null;
    const rows = isWhole ? listMembers(tx, id, page) : listShownMembers(tx, viewer, id, page);
    return pageOf(await rows, limit);
  },

  async present(_context, { rows, more }: Page<MemberRow>) {
    const last = rows.at(-1);
    return {
      members: rows.map(toMember),
      next: more && last ? encodeId('principal', last.principal_id) : null,
    };
  },
});
