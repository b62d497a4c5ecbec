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
import { findCandidate, listOthers, setMemberRole } from './store/members.ts';

export const changeMemberRole = implementCommand('channels.setMemberRole', {
  async run(tx, context, input): Promise<MemberRow> {
    const channelId = uuidOf(input.channelId);
    const principalId = uuidOf(input.principalId);
    const { role } = input;
    const [row, candidate] = await Promise.all([
      findChannel(tx, channelId, context.authority.principalId),
      findCandidate(tx, viewerOf(context.authority), channelId, principalId),
    ]);
    const permit = context.authorise('channel.manage_members', channelResource(row));
    const channel = requireOpen(found(row));
    requireOwnMembers(channel);
    if (!candidate?.member_role) throw new WardroomError('not_found');
    const member = { channel_id: channelId, principal_id: principalId, joined_at: candidate.joined_at ?? 0 };
    if (candidate.member_role === role) return { ...member, role };
    if (role === 'member' && channel.kind === 'private') {
      const others = await listOthers(tx, channelId, principalId);
      // A private channel keeps a manager: name another one first.
      if (!others.some((other) => other.member_role === 'manager')) throw new WardroomError('conflict');
    }
    await setMemberRole(tx, permit, principalId, role);
    context.record(channelId, { subjectId: principalId, metadata: { role } });
    appendChannelEvent(tx, context, 'channel.member_role_changed', { channelId, subjectId: principalId });
    return { ...member, role };
  },
  present: async (_context, row) => ({ member: toMember(row) }),
});
