import { uuidOf, WardroomError } from '@wardroom/contract';
import { implementCommand } from '../../kernel/implementation.ts';
import { viewerOf } from '../principals/index.ts';
import { channelResource, found, requireOwnMembers } from './channel.ts';
import { depart } from './departure.ts';
import { findChannel } from './store/channels.ts';
import { findCandidate } from './store/members.ts';

/** Also from an archived channel: taking away access must always be possible. Oneself leaves instead (`conflict`). */
export const removeMember = implementCommand('channels.removeMember', {
  async run(tx, context, input) {
    const channelId = uuidOf(input.channelId);
    const principalId = uuidOf(input.principalId);
    const [row, candidate] = await Promise.all([
      findChannel(tx, channelId, context.authority.principalId),
      findCandidate(tx, viewerOf(context.authority), channelId, principalId),
    ]);
    const permit = context.authorise('channel.manage_members', channelResource(row));
    requireOwnMembers(found(row));
    if (principalId === context.authority.principalId) throw new WardroomError('conflict');
    const role = candidate?.member_role;
    if (role === undefined || role === null) throw new WardroomError('not_found');
    await depart(tx, context, permit, { channel: found(row), principalId, role });
    return {};
  },
  present: async () => ({}),
});
