/**
 * What an operator who was let into a tenant by break-glass may not do, whatever their role there. Nothing they do may
 * outlast their time: no credential, no new person, no invitation, no setting by which somebody gets in later. Nothing
 * may hide what they did, and nobody who stands where they stand, the owners above all, is theirs to act on.
 */
import { type AnyOperation, type AuditType, type Permission, WardroomError } from '@wardroom/contract';
import type { Resource } from '@wardroom/policy';
import type { Authority } from './authority/authority.ts';

/** By what they leave in the log. A closed list: what is not here is refused, so a new operation is, too. */
const permitted: ReadonlySet<AuditType> = new Set<AuditType>([
  'break_glass.closed',
  'tenant.updated',
  'session.revoked',
  'token.revoked',
  'credential.revoked',
  'client.revoked',
  'grant.revoked',
  'invitation.revoked',
  'principal.suspended',
  'principal.reactivated',
  'role.assigned',
  // The way out of policies that shut everybody out: to an earlier version, or to none.
  'policy.activated',
  'channel.created',
  'channel.updated',
  'channel.archived',
  'channel.restored',
  'channel.member_added',
  'channel.member_removed',
  'channel.member_role_changed',
  'message.sent',
  'message.reaction_added',
  'message.reaction_removed',
  'message.pinned',
  'message.unpinned',
  'search.configured',
]);

/** Throws `forbidden` for a command that break-glass is not for. */
export function requireWithinBreakGlass(
  { actorType }: Authority,
  { effect, audit }: Pick<AnyOperation, 'effect' | 'audit'>,
): void {
  if (actorType !== 'operator' || effect === 'query') return;
  // What needs no entry concerns nobody but the caller: how far they have read, how they arrange their list.
  if (typeof audit === 'string' && !permitted.has(audit)) throw new WardroomError('forbidden');
}

const readings: ReadonlySet<Permission> = new Set<Permission>(['people.read', 'audit.view_security']);

/** Whether break-glass leaves the decision as it is: it acts only on those who stand below it, and on itself. */
export function mayActOn(authority: Authority, permission: Permission, resource: Resource): boolean {
  if (authority.actorType !== 'operator' || readings.has(permission)) return true;
  if (!('rights' in resource)) return true;
  if ('principalId' in resource && resource.principalId === authority.principalId) return true;
  return !resource.rights.covers(authority.rights);
}
