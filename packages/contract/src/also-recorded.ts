/**
 * What else one call of an operation may record, beside the type that it declares: its consequences for others, each by
 * itself. What is not here is recorded by no other operation than the one that declares it.
 */
import type { AuditType } from './audit/index.ts';
import type { OperationName } from './operations/index.ts';

export const alsoRecorded: Readonly<Partial<Record<OperationName, readonly AuditType[]>>> = {
  'channels.openDirect': ['channel.member_added'],
  'channels.leave': ['channel.member_role_changed'],
  'channels.removeMember': ['channel.member_role_changed'],
  'groups.unlinkChannel': ['channel.member_role_changed'],
  'groups.delete': ['channel.member_role_changed'],
  'invitations.accept': ['principal.created', 'channel.member_added', 'session.created'],
  'credentials.rotateNow': ['credential.revoked'],
  'credentials.revokeMany': [
    'credential.revoked',
    'credential.rotated',
    'session.revoked',
    'token.revoked',
    'grant.revoked',
    'client.revoked',
  ],
};
