import { uuidOf, WardroomError } from '@wardroom/contract';
import { implementCommand } from '../../kernel/implementation.ts';
import { viewerOf } from '../principals/index.ts';
import {
  channelResource,
  found,
  type MemberRow,
  requireOpen,
  requireOwnMembers,
  toMember,
} from './channel.ts';
import { appendChannelEvent } from './events.ts';
import { findChannel } from './store/channels.ts';
import { findCandidate, insertMembers } from './store/members.ts';

export const addMember = implementCommand('channels.addMember', {
  async run(tx, context, input): Promise<MemberRow> {
    const channelId = uuidOf(input.channelId);
    const principalId = uuidOf(input.principalId);
    const [row, candidate] = await Promise.all([
      findChannel(tx, channelId, context.authority.principalId),
      findCandidate(tx, viewerOf(context.authority), channelId, principalId),
    ]);
    const permit = context.authorise('channel.invite', channelResource(row));
    const channel = requireOpen(found(row));
    requireOwnMembers(channel);
    // Unknown, invisible, suspended and never signed in are one answer: none of them can be spoken to here.
    if (candidate === undefined || candidate.status !== 'active') throw new WardroomError('not_found');
    const member = { channel_id: channelId, principal_id: principalId };
    if (candidate.member_role !== null)
      return { ...member, role: candidate.member_role, joined_at: candidate.joined_at ?? context.at };
    await insertMembers(tx, permit, {
      channelId,
      members: [{ principalId, role: 'member' }],
      joinedAt: context.at,
      lastReadSeq: channel.last_seq,
    });
    context.record(channelId, { subjectId: principalId });
    appendChannelEvent(tx, context, 'channel.member_added', { channelId, subjectId: principalId });
    return { ...member, role: 'member', joined_at: context.at };
  },
  present: async (_context, row) => ({ member: toMember(row) }),
});
