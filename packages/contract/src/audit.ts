/**
 * The closed registry of audit event types (AUD-01, AUD-02). Each type is assigned to the security store,
 * the compliance store or both; privilege and life-cycle events are in both. An unassigned type does not compile.
 */
export type AuditStore = 'security' | 'compliance' | 'both';

const define = <T extends Record<string, AuditStore>>(table: T): Readonly<T> => Object.freeze(table);

export const auditTypes = define({
  'session.created': 'security',
  'session.refused': 'security',
  'session.revoked': 'security',
  'request.unauthenticated': 'security',
  'request.refused': 'security',
  'request.limited': 'security',
  'request.tenant_mismatch': 'security',
  'request.origin_refused': 'security',
  'tenant.created': 'both',
  'tenant.updated': 'compliance',
  'tenant.suspended': 'both',
  'tenant.resumed': 'both',
  'principal.created': 'both',
  'principal.updated': 'compliance',
  'principal.suspended': 'both',
  'principal.reactivated': 'both',
  'principal.password_changed': 'security',
  'role.assigned': 'both',
  'credential.issued': 'both',
  'credential.revoked': 'both',
  'token.issued': 'security',
  'token.revoked': 'both',
  'signing_key.rotated': 'both',
  'channel.created': 'compliance',
  'channel.updated': 'compliance',
  'channel.archived': 'both',
  'channel.restored': 'both',
  'channel.member_added': 'both',
  'channel.member_removed': 'both',
  'channel.member_role_changed': 'both',
  'channel.deleted': 'both',
  'channel.purged': 'both',
  'invitation.created': 'both',
  'invitation.revoked': 'both',
  'invitation.accepted': 'both',
  'search.configured': 'compliance',
  'message.sent': 'compliance',
  'message.reaction_added': 'compliance',
  'message.reaction_removed': 'compliance',
  'message.pinned': 'compliance',
  'message.unpinned': 'compliance',
  'message.edited': 'compliance',
  'message.redacted': 'both',
  'conversation.imported': 'both',
  'audit.viewed': 'security',
  'operator.created': 'both',
  'operator.session_created': 'security',
  'operator.session_refused': 'security',
  'operator.session_revoked': 'security',
  'operator.credential_issued': 'both',
  'operator.credential_revoked': 'both',
  'setup.completed': 'both',
  'demo.link_issued': 'both',
});

export type AuditType = keyof typeof auditTypes;
export type AuditOutcome = 'success' | 'failure' | 'blocked';
export type ActorType = 'person' | 'bot' | 'service' | 'agent' | 'system' | 'operator' | 'anonymous';
