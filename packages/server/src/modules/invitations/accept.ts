/**
 * Somebody joins by a link: person, channels, the used link and the session are one transaction, so that a crash leaves
 * all of it or nothing. What must never happen: more people than uses, a taken name told to somebody without a link,
 * or a role or channel that whoever made the link could not give now.
 */
import { encodeId, WardroomError } from '@wardroom/contract';
import type { AuditEntry } from '../../kernel/audit/entry.ts';
import type { Passwords } from '../../kernel/crypto/index.ts';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementPublic, type PublicRunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import { insertMembers } from '../channels/index.ts';
import { insertPerson, type PrincipalRow, preparePerson, roleRefOf } from '../principals/index.ts';
import { type BeginDeps, beginSession, type Me, makeSessionSecret, presentMe } from '../sessions/index.ts';
import { type OpenInvitation, type ProveDeps, proveLink, requireOpenInvitation } from './prove.ts';
import { writeUsed } from './store.ts';

export interface AcceptDeps extends ProveDeps, BeginDeps {
  readonly passwords: Passwords;
}

export const acceptInvitation = (deps: AcceptDeps): Implementation =>
  implementPublic('invitations.accept', {
    async prepare(context, input) {
      const { secretHash, invitation } = await proveLink(deps, context, input.secret);
      const role = roleRefOf(invitation.row);
      const person = await preparePerson(deps.passwords, context, { ...input, role });
      return { secretHash, person, made: await makeSessionSecret(deps, context) };
    },
    async run(tx, context, _input, { secretHash, person, made }): Promise<Me> {
      const invitation = await requireOpenInvitation(tx, secretHash, context.at);
      const { row: principal } = person.naming;
      const permit = context.permitFor(principal.principal_id);
      // Finding was for the person; only this statement decides who had the last use.
      if (!(await writeUsed(tx, permit, invitation.row.invitation_id, context.at)))
        throw new WardroomError('link_refused');
      await insertPerson(tx, permit, person, { at: context.at, actorId: principal.principal_id });
      await joinChannels(tx, context, permit, { invitation, principal });
      recordJoining(tx, context, { invitation, principal });
      return beginSession(tx, context, permit, { principal, made, action: 'invitations.accept' });
    },
    present: presentMe,
  });

interface Joining {
  readonly invitation: OpenInvitation;
  readonly principal: PrincipalRow;
}

async function joinChannels(
  tx: WriteTransaction,
  { at }: PublicRunContext,
  permit: Permit,
  { invitation, principal: { principal_id: principalId } }: Joining,
): Promise<void> {
  for (const { channel_id: channelId, last_seq } of invitation.channels) {
    await insertMembers(tx, permit, {
      channelId,
      members: [{ principalId, role: 'member' }],
      joinedAt: at,
      lastReadSeq: last_seq,
    });
    tx.append({ type: 'channel.member_added', at, actorId: principalId, channelId, subjectId: principalId });
  }
}

/** By hand: these are several entries, about the link, the person and the channels, of a call without a caller. */
function recordJoining(
  tx: WriteTransaction,
  { address, requestId }: PublicRunContext,
  { invitation: { row, channels }, principal }: Joining,
): void {
  const { principal_id: principalId, kind } = principal;
  const role = roleRefOf(principal);
  const invitationId = encodeId('invitation', row.invitation_id);
  const record = (
    entry: Pick<AuditEntry, 'type' | 'resourceKind' | 'resourceId'>,
    metadata: AuditEntry['metadata'] = {},
  ) =>
    tx.record({
      ...entry,
      outcome: 'success',
      actorType: kind,
      actorId: principalId,
      subjectId: principalId,
      action: 'invitations.accept',
      // They come without any credential; the link they have is what every entry names.
      credentialId: null,
      address,
      requestId,
      metadata,
    });
  record(
    { type: 'invitation.accepted', resourceKind: 'Invitation', resourceId: row.invitation_id },
    { role, channels: channels.length, invitedBy: encodeId('principal', row.created_by) },
  );
  record(
    { type: 'principal.created', resourceKind: 'Principal', resourceId: principalId },
    { kind, role, invitationId },
  );
  for (const { channel_id } of channels)
    record(
      { type: 'channel.member_added', resourceKind: 'Channel', resourceId: channel_id },
      { invitationId },
    );
}
