/** Channels, invitations, messages, search and what is read of the log itself. */
import { family, flag, id, number, ocsf, text, written } from './declare.ts';

const web = (activity: Parameters<typeof ocsf<'web'>>[1]) => ocsf('web', activity);
const compliance = { store: 'compliance', severity: 'informational' } as const;

export const conversationEvents = family({
  'channel.created': {
    ...compliance,
    ...{ ocsf: ocsf('entity', 'create'), says: 'A channel or a direct conversation was made.' },
    fields: { kind: text, people: number },
  },
  'channel.updated': {
    ...compliance,
    ...{ ocsf: ocsf('entity', 'update'), says: 'The name or topic of a channel changed.' },
    fields: { name: flag, topic: flag },
  },
  'channel.archived': {
    ...{ store: 'both', severity: 'low', ocsf: ocsf('entity', 'other') },
    says: 'A channel was archived: it can be read and no longer written.',
  },
  'channel.restored': {
    ...{ store: 'both', severity: 'low', ocsf: ocsf('entity', 'other') },
    says: 'An archived or deleted channel is back.',
  },
  'channel.member_added': {
    ...{ store: 'both', severity: 'informational', ocsf: ocsf('access', 'assign') },
    says: 'Somebody became a member of a channel.',
    fields: { invitationId: id },
  },
  'channel.member_removed': {
    ...{ store: 'both', severity: 'informational', ocsf: ocsf('access', 'revoke') },
    says: 'Somebody is no longer a member of a channel.',
  },
  'channel.member_role_changed': {
    ...{ store: 'both', severity: 'low', ocsf: ocsf('access', 'assign') },
    says: 'Somebody has another role in a channel.',
    fields: { role: text, reason: text },
  },
  'channel.deleted': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'delete') },
    says: 'A channel was deleted; for some days it can be restored.',
  },
  'channel.purged': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'delete') },
    says: 'A deleted channel and its messages were removed for good.',
  },
  'invitation.created': {
    ...{ store: 'both', severity: 'low', ocsf: ocsf('entity', 'create') },
    says: 'A link was made by which people may join.',
    fields: { role: text, channels: number, maxUses: number, expiresInDays: number },
  },
  'invitation.revoked': {
    ...{ store: 'both', severity: 'low', ocsf: ocsf('entity', 'delete') },
    says: 'A link for joining ended.',
    fields: { role: text, uses: number },
  },
  'invitation.accepted': {
    ...{ store: 'both', severity: 'low', ocsf: ocsf('account', 'create') },
    says: 'Somebody joined by a link.',
    fields: { invitedBy: id, role: text, channels: number },
  },
  'search.configured': {
    ...compliance,
    ...{ ocsf: ocsf('entity', 'update'), says: 'How much the search index tells changed.' },
    fields: { mode: text, bits: number },
  },
  'message.sent': {
    ...compliance,
    ...{ ocsf: web('create'), says: 'A message was sent; never what it says.' },
  },
  'message.reaction_added': {
    ...compliance,
    ...{ ocsf: web('update'), says: 'Somebody reacted to a message.' },
  },
  'message.reaction_removed': {
    ...compliance,
    ...{ ocsf: web('update'), says: 'Somebody took a reaction back.' },
  },
  'message.pinned': { ...compliance, ocsf: web('update'), says: 'A message was pinned.' },
  'message.unpinned': { ...compliance, ocsf: web('update'), says: 'A message is no longer pinned.' },
  'message.edited': {
    ...compliance,
    ...{ ocsf: web('update'), says: 'A message was edited; never what it says.' },
    fields: { revision: number },
  },
  'message.redacted': {
    ...{ store: 'both', severity: 'low', ocsf: web('delete') },
    says: 'The text of a message was removed.',
  },
  'conversation.imported': {
    ...{ store: 'both', severity: 'medium', ocsf: web('import') },
    says: 'Messages were taken over from elsewhere.',
    fields: { imported: number, repeated: number, authorsCreated: number, orphaned: number },
  },
  'audit.viewed': {
    ...{ store: 'security', severity: 'informational', ocsf: ocsf('datastore', 'read') },
    says: 'Somebody read the audit log.',
  },
  'audit.exported': {
    ...{ store: 'both', severity: 'high', ocsf: web('export') },
    says: 'Somebody began to take the audit log along with all of its proofs; `from` and `to` are places of entries.',
    fields: { from: number, to: number, reason: written },
  },
  'audit.view_saved': {
    ...{ store: 'compliance', severity: 'informational', ocsf: ocsf('entity', 'update') },
    says: 'Somebody saved filters of the audit log under a name.',
    fields: { isShared: flag },
  },
  'audit.view_removed': {
    ...{ store: 'compliance', severity: 'informational', ocsf: ocsf('entity', 'delete') },
    says: 'Somebody removed a saved view of the audit log.',
  },
});
