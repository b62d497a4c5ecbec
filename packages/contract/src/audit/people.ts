/** The workspace itself, the principals in it and its domains. */
import { family, flag, id, number, ocsf, text } from './declare.ts';

const account = (activity: Parameters<typeof ocsf<'account'>>[1]) => ocsf('account', activity);

export const peopleEvents = family({
  'tenant.created': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'create') },
    says: 'A workspace was made: reserved first, then opened.',
    fields: { stage: text },
  },
  'tenant.updated': {
    ...{ store: 'compliance', severity: 'low', ocsf: ocsf('entity', 'update') },
    says: 'What a workspace is called, or a setting of it, changed.',
  },
  'tenant.suspended': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('entity', 'other') },
    says: 'A workspace was suspended: nobody in it may do anything.',
  },
  'tenant.resumed': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'other') },
    says: 'A suspended workspace works again.',
  },
  'principal.created': {
    ...{ store: 'both', severity: 'low', ocsf: account('create') },
    says: 'A person, bot, service or agent was added.',
    fields: { kind: text, role: text, invitationId: id },
  },
  'principal.updated': {
    ...{ store: 'compliance', severity: 'informational', ocsf: account('other') },
    says: 'What somebody is called changed.',
  },
  'principal.suspended': {
    ...{ store: 'both', severity: 'medium', ocsf: account('disable') },
    says: 'A principal was suspended; sessions, tokens and keys ended.',
  },
  'principal.reactivated': {
    ...{ store: 'both', severity: 'medium', ocsf: account('enable') },
    says: 'A suspended principal may act again.',
  },
  'principal.password_changed': {
    ...{ store: 'security', severity: 'low', ocsf: account('passwordChange') },
    says: 'Somebody changed their password.',
    fields: { revokedSessions: number },
  },
  'domain.added': {
    ...{ store: 'both', severity: 'low', ocsf: ocsf('entity', 'create') },
    says: 'A workspace claims a domain, and has yet to prove it.',
  },
  'domain.verified': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'update') },
    says: 'A domain was proved: it leads to this workspace.',
  },
  'domain.removed': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'delete') },
    says: 'A domain no longer belongs to a workspace.',
    fields: { verified: flag },
  },
});
