/** Operators of the deployment: the log of the platform. */
import { family, number, ocsf, text } from './declare.ts';

export const platformEvents = family({
  'operator.created': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('account', 'create') },
    says: 'An operator of the deployment was added.',
  },
  'operator.session_created': {
    ...{ store: 'security', severity: 'low', ocsf: ocsf('authentication', 'logon') },
    says: 'An operator signed in.',
  },
  'operator.session_refused': {
    ...{ store: 'security', severity: 'high', ocsf: ocsf('authentication', 'logon') },
    says: 'A sign-in of an operator was refused.',
    fields: { code: text },
  },
  'operator.session_revoked': {
    ...{ store: 'security', severity: 'low', ocsf: ocsf('authentication', 'logoff') },
    says: 'A session of an operator ended.',
  },
  'operator.credential_issued': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('entity', 'create') },
    says: 'A key of an operator was issued.',
    fields: { expiresInDays: number },
  },
  'operator.credential_revoked': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'delete') },
    says: 'A key of an operator was revoked.',
  },
  'setup.completed': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('entity', 'create') },
    says: 'The deployment was set up: its first operator and workspace exist.',
  },
  'demo.link_issued': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('authentication', 'ticket') },
    says: 'A link was made that signs one person of the demonstration in, once.',
  },
});
