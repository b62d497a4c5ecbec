/**
 * Makes a link with which people join. What must never happen: a role above that of whoever invites, a guest without a
 * channel, a channel that the inviter could not add people to, or the secret anywhere but in this one answer.
 */
import { type RoleRef, type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import { newSecret } from '../../kernel/crypto/index.ts';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementCommand, type RunContext } from '../../kernel/implementation.ts';
import type { Random } from '../../kernel/random.ts';
import { channelResource, findChannel, found, requireOpen } from '../channels/index.ts';
import { baseRole, requireRole } from '../principals/index.ts';
import { hashInvitationSecret, invitationResource, toInvitationView } from './invitation.ts';
import { type InvitationRow, insertInvitation } from './store.ts';

export interface CreateDeps {
  readonly random: Random;
}

const dayMs = 86_400_000;

export const createInvitation = ({ random }: CreateDeps): Implementation =>
  implementCommand('invitations.create', {
    async prepare({ keys, newId }) {
      const secret = newSecret(random);
      return { id: newId(), secret, secretHash: hashInvitationSecret(keys, secret) };
    },
    async run(tx, context, input, { id, secret, secretHash }) {
      const { authority, at } = context;
      const { role, maxUses, expiresInDays } = input;
      const base = baseRole(role);
      const given = { invitation_id: id, role: base.role, custom_role_id: base.custom_role_id };
      const permit = context.authorise('people.invite', invitationResource(authority.book, given));
      requireRole(authority.book, base.roles);
      const channelIds = [...new Set(input.channelIds.map(uuidOf))];
      requireFitting(role, channelIds);
      await requireInvitable(tx, context, channelIds);
      const row: InvitationRow = {
        ...given,
        channel_ids: channelIds,
        created_by: authority.principalId,
        created_at: at,
        expires_at: at + expiresInDays * dayMs,
        max_uses: maxUses,
        uses: 0,
        revoked_at: null,
      };
      await insertInvitation(tx, permit, { row, secretHash });
      context.record(id, { metadata: { role, channels: channelIds.length, maxUses, expiresInDays } });
      return { row, secret };
    },
    present: async (_context, { row, secret }) => ({
      invitation: toInvitationView({ row, channelIds: row.channel_ids }),
      secret,
    }),
  });

/** Links are for people, and a guest is limited to named channels: without one there is nothing to see. */
function requireFitting(role: RoleRef, channelIds: readonly Uuid[]): void {
  const problem =
    role === 'agent'
      ? { path: '/role', message: 'people join by link; agents are created' }
      : role === 'guest' && channelIds.length === 0
        ? { path: '/channelIds', message: 'a guest needs at least one channel' }
        : null;
  if (problem !== null) throw new WardroomError('invalid_input', { problems: [problem] });
}

/** Each named channel as if a person were added to it now. */
async function requireInvitable(
  tx: WriteTransaction,
  { authority, authorise }: RunContext,
  channelIds: readonly Uuid[],
): Promise<void> {
  const rows = await Promise.all(channelIds.map((id) => findChannel(tx, id, authority.principalId)));
  for (const row of rows) {
    authorise('channel.invite', channelResource(row));
    requireOpen(found(row));
  }
}
