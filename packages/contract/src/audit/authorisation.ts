/** Who may do what: roles, groups, policies, decisions and break-glass. */
import { family, id, number, ocsf, text, time, words, written } from './declare.ts';

const roleFields = { permissions: words, reason: written };

export const authorisationEvents = family({
  'role.assigned': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('access', 'assign') },
    says: 'Somebody was given another role.',
    fields: { from: text, to: text },
  },
  'role.created': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'create') },
    says: 'A custom role was made.',
    fields: roleFields,
  },
  'role.updated': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'update') },
    says: 'What a custom role permits, or its name, changed.',
    fields: { changed: words, added: words, removed: words, reason: written },
  },
  'role.deleted': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'delete') },
    says: 'A custom role was deleted.',
    fields: roleFields,
  },
  'group.created': {
    ...{ store: 'both', severity: 'low', ocsf: ocsf('entity', 'create') },
    says: 'A group was made.',
    fields: { visibility: text },
  },
  'group.updated': {
    ...{ store: 'both', severity: 'low', ocsf: ocsf('entity', 'update') },
    says: 'A group was renamed, moved, or shows itself otherwise.',
    fields: { changed: words },
  },
  'group.deleted': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'delete') },
    says: 'A group was deleted.',
  },
  'group.roles_changed': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('group', 'assign') },
    says: 'The roles that a group gives its members changed.',
    fields: { from: words, to: words, reason: written },
  },
  'group.member_added': {
    ...{ store: 'both', severity: 'low', ocsf: ocsf('group', 'addUser') },
    says: 'Somebody was put into a group, by one source.',
    fields: { role: text, source: text },
  },
  'group.member_removed': {
    ...{ store: 'both', severity: 'low', ocsf: ocsf('group', 'removeUser') },
    says: 'A source no longer puts somebody into a group.',
    fields: { source: text },
  },
  'group.member_role_changed': {
    ...{ store: 'both', severity: 'low', ocsf: ocsf('group', 'other') },
    says: 'Somebody became, or ceased to be, a manager of a group.',
    fields: { role: text },
  },
  'group.channel_linked': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('group', 'assign') },
    says: 'A channel mirrors a group from now on.',
    fields: { channel: id, added: number, removed: number },
  },
  'group.channel_unlinked': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('group', 'revoke') },
    says: 'A channel no longer mirrors a group.',
    fields: { channel: id },
  },
  'channel.access_changed': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('access', 'assign') },
    says: 'What a group may do in a channel changed.',
    fields: { from: words, to: words },
  },
  'channel.classified': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'update') },
    says: 'The classification or the labels of a channel changed.',
    fields: { from: text, to: text, labels: words },
  },
  'policy.saved': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'create') },
    says: 'A version of the policies was saved; it is not in force yet.',
    fields: { version: number, policies: number, tests: number, reason: written },
  },
  'policy.activated': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('entity', 'update') },
    says: 'Another version of the policies is in force, or is evaluated beside; 0 is none.',
    fields: { mode: text, version: number, before: number, reason: written },
  },
  'tenant.segmented': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('entity', 'update') },
    says: 'Departments came to keep people apart, or no longer do.',
    fields: { from: text, to: text, reason: written },
  },
  'policy.configured': {
    ...{ store: 'both', severity: 'medium', ocsf: ocsf('entity', 'update') },
    says: 'Time zone, region or logging of decisions changed.',
    fields: { changed: words, timeZone: text, region: text },
  },
  'policy.tripped': {
    ...{ store: 'both', severity: 'critical', ocsf: ocsf('finding', 'create') },
    says: 'Policies failed so often that what they guard is closed until somebody looks.',
  },
  'decision.viewed': {
    ...{ store: 'security', severity: 'informational', ocsf: ocsf('datastore', 'read') },
    says: 'Somebody read the log of decisions, or simulated on it.',
  },
  'decision.explained': {
    ...{ store: 'security', severity: 'informational', ocsf: ocsf('datastore', 'query') },
    says: 'Somebody asked what somebody may do, and why.',
  },
  'break_glass.opened': {
    ...{ store: 'both', severity: 'critical', ocsf: ocsf('access', 'assign') },
    says: 'An operator of the deployment entered a workspace, for a stated reason and time.',
    fields: { role: text, reason: written, expiresAt: time, minutes: number, breakGlassId: id },
  },
  'break_glass.closed': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('access', 'revoke') },
    says: 'An operator left a workspace, was put out, or the time was over.',
    fields: { closedBy: text, breakGlassId: id },
  },
});
