/** Keys, tokens, clients and grants. */
import { family, flag, id, number, ocsf, text, time, words, written } from './declare.ts';

const made = ocsf('entity', 'create');
const changed = ocsf('entity', 'update');
const ended = ocsf('entity', 'delete');
const clientFields = {
  ...{ clientId: id, registration: text, status: text, authentication: text },
  ...{ grantTypes: words, scopes: words, requiresProof: flag },
};

export const credentialEvents = family({
  'credential.issued': {
    ...{ store: 'both', severity: 'medium', ocsf: made },
    says: 'A key was issued.',
    fields: { credentialId: id, scopes: words, cidrs: words, expiresInDays: number },
  },
  'credential.revoked': {
    ...{ store: 'both', severity: 'medium', ocsf: ended },
    says: 'A key was revoked.',
  },
  'credential.rotated': {
    ...{ store: 'both', severity: 'low', ocsf: changed },
    says: 'A key has a successor; for some days both work.',
    fields: { successorId: id, generation: number, graceDays: number },
  },
  'credential.leaked': {
    ...{ store: 'both', severity: 'critical', ocsf: ocsf('finding', 'create') },
    says: 'A key, token or secret was reported as leaked, and is worth nothing from then on.',
    fields: { generation: number },
  },
  'credential.expiring': {
    ...{ store: 'security', severity: 'low', ocsf: ocsf('entity', 'other') },
    says: 'A key or secret soon expires.',
    fields: { daysLeft: number, expiresAt: time },
  },
  'credential.superseded_used': {
    ...{ store: 'security', severity: 'medium', ocsf: ocsf('finding', 'create') },
    says: 'A key that has a successor is still in use.',
    fields: { graceEndsAt: time },
  },
  'credential.emergency_revoked': {
    ...{ store: 'both', severity: 'critical', ocsf: ocsf('remediation', 'evict') },
    says: 'Many sessions, tokens and keys were ended at once.',
    fields: {
      ...{ reason: written, keepOwnSession: flag, reissued: number, kinds: words },
      ...{ issuedBefore: time, issuedAfter: time, scope: text, principalId: id },
      ...{ sessions: number, keys: number, tokens: number, grants: number, clients: number },
    },
  },
  'token.issued': {
    ...{ store: 'security', severity: 'informational', ocsf: ocsf('authentication', 'ticket') },
    says: 'An access token was issued, by itself or out of another one.',
    fields: {
      ...{ parentId: id, depth: number, scopes: words, once: flag, operation: text, channelId: id },
      ...{ clientId: id, actingId: id, bound: flag, expiresInSeconds: number },
    },
  },
  'token.revoked': {
    ...{ store: 'both', severity: 'low', ocsf: ended },
    says: 'A token, and every token made out of it, ended; or all of a workspace.',
    fields: { clientId: id, reason: written, tenants: number, all: flag },
  },
  'token.claims_probed': {
    ...{ store: 'security', severity: 'high', ocsf: ocsf('finding', 'create') },
    says: 'A token was well signed and said what no token of ours says here.',
    fields: { code: text, reason: text },
  },
  'signing_key.rotated': {
    ...{ store: 'both', severity: 'medium', ocsf: changed },
    says: 'Tokens are signed by another key.',
    fields: { kid: text, immediate: flag },
  },
  'client.registered': {
    ...{ store: 'both', severity: 'medium', ocsf: made },
    says: 'A client was registered, by an administrator or by itself.',
    fields: clientFields,
  },
  'client.updated': {
    ...{ store: 'both', severity: 'medium', ocsf: changed },
    says: 'A client changed.',
    fields: { ...clientFields, changed: words, endedTokens: number },
  },
  'client.approved': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('access', 'assign') },
    says: 'A client that registered itself was admitted.',
    fields: { scopes: words },
  },
  'client.secret_rotated': {
    ...{ store: 'both', severity: 'low', ocsf: changed },
    says: 'A client has another secret.',
    fields: { clientId: id, generation: number, graceDays: number },
  },
  'client.revoked': {
    ...{ store: 'both', severity: 'medium', ocsf: ended },
    says: 'A client, its grants and its tokens ended.',
    fields: { grants: number },
  },
  'client.refused': {
    ...{ store: 'security', severity: 'medium', ocsf: ocsf('authentication', 'ticket') },
    says: 'A client was refused a token, a code or a page.',
    fields: { error: text, clientName: written },
  },
  'grant.created': {
    ...{ store: 'both', severity: 'low', ocsf: ocsf('access', 'assign') },
    says: 'Somebody allowed a client to act for them.',
    fields: { clientId: id, scopes: words, isDevice: flag, isLasting: flag },
  },
  'grant.denied': {
    ...{ store: 'security', severity: 'low', ocsf: ocsf('access', 'other') },
    says: 'Somebody did not allow a client to act for them.',
    fields: { clientId: id, isDevice: flag },
  },
  'grant.revoked': {
    ...{ store: 'both', severity: 'low', ocsf: ocsf('access', 'revoke') },
    says: 'A client may no longer act for somebody.',
    fields: { reason: text },
  },
  'grant.replayed': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('finding', 'create') },
    says: 'A code or refresh token was used a second time: the grant and its tokens ended.',
    fields: { reason: text },
  },
  'access.configured': {
    ...{ store: 'both', severity: 'medium', ocsf: changed },
    says: 'How long keys live, or which clients may register, changed.',
    fields: {
      ...{ keyCadence: text, graceDays: number, selfRegistration: text },
      ...{ clientDocuments: text, documentHosts: words },
    },
  },
});
