/**
 * Somebody leaves a channel or is removed. A private channel must not be left without a manager while others are in
 * it: nobody outside could ever see it to mend that. So the longest-standing member who can manage channels takes
 * over; where nobody can (guests, bots), simply the longest-standing one.
 */
import type { Uuid } from '@wardroom/contract';
import type { RoleBook } from '@wardroom/policy';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import type { ChannelRow, MemberRole } from './channel.ts';
import { appendChannelEvent } from './events.ts';
import { deleteMember, listOthers, type StandingRow, setMemberRole } from './store/members.ts';

export async function depart(
  tx: WriteTransaction,
  context: RunContext,
  permit: Permit,
  leaving: { readonly channel: ChannelRow; readonly principalId: Uuid; readonly role: MemberRole },
): Promise<void> {
  const { channel, principalId, role } = leaving;
  const channelId = channel.channel_id;
  const successor =
    channel.kind === 'private' && role === 'manager'
      ? successorAmong(context.authority.book, await listOthers(tx, channelId, principalId))
      : undefined;
  await deleteMember(tx, permit, principalId);
  context.record(channelId, { subjectId: principalId });
  appendChannelEvent(tx, context, 'channel.member_removed', { channelId, subjectId: principalId });
  if (successor === undefined) return;
  await setMemberRole(tx, permit, successor.principal_id, 'manager');
  context.record(channelId, {
    type: 'channel.member_role_changed',
    subjectId: successor.principal_id,
    metadata: { role: 'manager', reason: 'last manager left' },
  });
  appendChannelEvent(tx, context, 'channel.member_role_changed', {
    channelId,
    subjectId: successor.principal_id,
  });
}

/** Nobody when another manager stays, or nobody stays. */
export function successorAmong(book: RoleBook, others: readonly StandingRow[]): StandingRow | undefined {
  if (others.some((other) => other.member_role === 'manager')) return undefined;
  const canManage = ({ status, principal_roles }: StandingRow): boolean =>
    status === 'active' && book.rightsOf(principal_roles).has('channel.manage_members');
  return [...others].sort(
    (a, b) => Number(canManage(b)) - Number(canManage(a)) || (a.joined_at ?? 0) - (b.joined_at ?? 0),
  )[0];
}
