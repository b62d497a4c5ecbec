/** Sessions, and calls that were refused before or instead of doing something. */
import { family, id, number, ocsf, text } from './declare.ts';

const login = ocsf('authentication', 'logon');
const api = ocsf('api', 'other');

export const signInEvents = family({
  'session.created': {
    ...{ store: 'security', severity: 'informational', ocsf: login },
    says: 'Somebody signed in.',
  },
  'session.refused': {
    ...{ store: 'security', severity: 'medium', ocsf: login },
    says: 'A sign-in was refused.',
    fields: { code: text },
  },
  'session.reauthenticated': {
    ...{ store: 'security', severity: 'informational', ocsf: ocsf('authentication', 'renewal') },
    says: 'Somebody proved again who they are, before something sensitive.',
  },
  'session.revoked': {
    ...{ store: 'security', severity: 'low', ocsf: ocsf('authentication', 'logoff') },
    says: 'A session, or all of somebody, ended.',
    fields: { revoked: number },
  },
  'session.listed': {
    ...{ store: 'security', severity: 'informational', ocsf: ocsf('entity', 'read') },
    says: 'Somebody looked at the sessions of somebody else.',
  },
  'request.unauthenticated': {
    ...{ store: 'security', severity: 'low', ocsf: ocsf('authentication', 'other') },
    says: 'A call came without a credential that is valid.',
    fields: { code: text, reason: text },
  },
  'request.refused': {
    ...{ store: 'security', severity: 'medium', ocsf: api },
    says: 'A call was refused: rights, scope, delegation, a policy, or there is no such thing.',
    fields: { code: text, permission: text, policyVersion: number },
  },
  'request.limited': {
    ...{ store: 'security', severity: 'low', ocsf: api },
    says: 'A call was refused because of too many.',
    fields: { code: text },
  },
  'request.tenant_mismatch': {
    ...{ store: 'security', severity: 'high', ocsf: ocsf('finding', 'create') },
    says: 'A credential of one workspace was used at another.',
    fields: { code: text, hostTenantId: id, credentialTenantId: id, credentialKind: text, edge: text },
  },
  'request.origin_refused': {
    ...{ store: 'security', severity: 'medium', ocsf: api },
    says: 'A browser called from a page that is not of this workspace.',
    fields: { reason: text },
  },
});
