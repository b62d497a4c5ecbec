/** Withdraws an invitation. Who has joined by it stays; nobody else does from this commit on. */
import { uuidOf } from '@wardroom/contract';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import { found } from '../channels/index.ts';
import { roleRefOf } from '../principals/index.ts';
import { asSeenBy, invitationResource, toInvitationView } from './invitation.ts';
import { findInvitation, writeRevoked } from './store.ts';

export const revokeInvitation = (): Implementation =>
  implementCommand('invitations.revoke', {
    async run(tx, context, { invitationId }) {
      const row = await findInvitation(tx, uuidOf(invitationId));
      const permit = context.authorise(
        'people.invite',
        row && invitationResource(context.authority.book, row),
      );
      const invitation = found(row);
      const [shown] = await asSeenBy(tx, context.authority, [invitation]);
      if (invitation.revoked_at !== null) return found(shown);
      await writeRevoked(tx, permit, context.at);
      context.record(invitation.invitation_id, {
        metadata: { role: roleRefOf(invitation), uses: invitation.uses },
      });
      return { ...found(shown), row: { ...invitation, revoked_at: context.at } };
    },
    present: async (_context, shown) => ({ invitation: toInvitationView(shown) }),
  });
