/**
 * Permissions: what a role must hold. A permission names one right on one kind of resource. None implies another; the
 * cascades that exist are data in `packages/policy`. `area` is where people look for it. Administrative ones make the
 * console useful, and cascade to seeing it. Those that no operation asks for yet are listed in `permissions.txt`.
 */
export const permissionAreas = [
  'chat',
  'channels',
  'people',
  'groups',
  'developers',
  'security',
  'workspace',
  'data',
] as const;
export type PermissionArea = (typeof permissionAreas)[number];

interface PermissionEntry {
  readonly resource: 'Tenant' | 'Channel' | 'Message';
  readonly area: PermissionArea;
  readonly title: string;
  readonly administrative?: true;
}
const define = <T extends Record<string, PermissionEntry>>(table: T): Readonly<T> => Object.freeze(table);

export const permissions = define({
  'channel.read': { resource: 'Channel', area: 'chat', title: 'Read channels they are in' },
  'message.write': { resource: 'Channel', area: 'chat', title: 'Write in channels they are in' },
  'message.edit': { resource: 'Message', area: 'chat', title: 'Edit their own messages' },
  'message.redact': { resource: 'Message', area: 'chat', title: 'Remove their own messages' },
  'message.react': { resource: 'Message', area: 'chat', title: 'React to messages' },
  'message.pin': { resource: 'Message', area: 'chat', title: 'Pin and unpin messages' },
  'message.search': { resource: 'Tenant', area: 'chat', title: 'Search messages they may read' },
  'message.mention_all': { resource: 'Channel', area: 'chat', title: 'Mention everybody in a channel' },
  'message.redact_any': { resource: 'Message', area: 'chat', title: 'Remove messages of others' },
  'message.export': { resource: 'Channel', area: 'chat', title: 'Export conversations' },
  'direct.open': { resource: 'Tenant', area: 'chat', title: 'Open direct and group messages' },
  'channel.browse': {
    resource: 'Tenant',
    area: 'channels',
    title: 'Find and read public channels',
  },
  'channel.join': { resource: 'Channel', area: 'channels', title: 'Join public channels' },
  'channel.leave': { resource: 'Channel', area: 'channels', title: 'Leave channels' },
  'channel.create': { resource: 'Tenant', area: 'channels', title: 'Create channels' },
  'channel.invite': { resource: 'Channel', area: 'channels', title: 'Add people to channels' },
  'channel.update': { resource: 'Channel', area: 'channels', title: 'Change names and topics of channels' },
  'channel.archive': { resource: 'Channel', area: 'channels', title: 'Archive and restore channels' },
  'channel.manage_members': {
    resource: 'Channel',
    area: 'channels',
    title: 'Remove people from channels, appoint managers, and decide what members may do',
  },
  'channel.manage_any': {
    resource: 'Channel',
    area: 'channels',
    title: 'Manage every channel they can see',
    administrative: true,
  },
  'channel.delete': {
    resource: 'Channel',
    area: 'channels',
    title: 'Delete archived channels with all messages',
    administrative: true,
  },
  'channel.classify': {
    resource: 'Channel',
    area: 'channels',
    title: 'Set classification and labels of channels',
    administrative: true,
  },
  'directory.manage': {
    resource: 'Tenant',
    area: 'channels',
    title: 'Arrange the channel directory',
    administrative: true,
  },
  'people.read': { resource: 'Tenant', area: 'people', title: 'See people' },
  'people.read_across': {
    resource: 'Tenant',
    area: 'people',
    title: 'See people of all departments',
    administrative: true,
  },
  'profile.own': { resource: 'Tenant', area: 'people', title: 'Change their own profile and password' },
  'people.invite': {
    resource: 'Tenant',
    area: 'people',
    title: 'Invite people and guests by link',
    administrative: true,
  },
  'people.manage': {
    resource: 'Tenant',
    area: 'people',
    title: 'Create, suspend and reactivate people',
    administrative: true,
  },
  'roles.read': { resource: 'Tenant', area: 'people', title: 'See roles' },
  'roles.assign': {
    resource: 'Tenant',
    area: 'people',
    title: 'Assign roles, up to their own',
    administrative: true,
  },
  'roles.manage': {
    resource: 'Tenant',
    area: 'people',
    title: 'Create, change and delete roles, up to their own',
    administrative: true,
  },
  'groups.read': { resource: 'Tenant', area: 'groups', title: 'See groups that are not hidden' },
  'groups.join': { resource: 'Tenant', area: 'groups', title: 'Join and leave public groups' },
  'groups.mention': { resource: 'Tenant', area: 'groups', title: 'Mention groups that allow it' },
  'groups.create': { resource: 'Tenant', area: 'groups', title: 'Create groups' },
  'groups.own': { resource: 'Tenant', area: 'groups', title: 'Manage groups they are a manager of' },
  'groups.manage': {
    resource: 'Tenant',
    area: 'groups',
    title: 'Manage every group they can see, and the roles of groups',
    administrative: true,
  },
  'groups.view_hidden': {
    resource: 'Tenant',
    area: 'groups',
    title: 'See hidden groups',
    administrative: true,
  },
  'bots.manage': { resource: 'Tenant', area: 'developers', title: 'Create bots' },
  'credentials.own': {
    resource: 'Tenant',
    area: 'developers',
    title: 'Issue and revoke keys of their own bots',
  },
  'credentials.manage': {
    resource: 'Tenant',
    area: 'developers',
    title: 'Issue and revoke keys of all bots',
    administrative: true,
  },
  'clients.own': {
    resource: 'Tenant',
    area: 'developers',
    title: 'Register apps for their own services',
  },
  'clients.manage': {
    resource: 'Tenant',
    area: 'developers',
    title: 'Register, approve and revoke all apps',
    administrative: true,
  },
  'tokens.own': {
    resource: 'Tenant',
    area: 'security',
    title: 'Issue, see and revoke their own access tokens',
  },
  'tokens.manage': {
    resource: 'Tenant',
    area: 'security',
    title: 'See and revoke access tokens of others, and change signing keys',
    administrative: true,
  },
  'sessions.own': { resource: 'Tenant', area: 'security', title: 'See their own sessions and sign out' },
  'sessions.manage': {
    resource: 'Tenant',
    area: 'security',
    title: 'See sessions of others and sign them out',
    administrative: true,
  },
  'authentication.manage': {
    resource: 'Tenant',
    area: 'security',
    title: 'Set how people and apps get access and how long keys last',
    administrative: true,
  },
  'policies.view': {
    resource: 'Tenant',
    area: 'security',
    title: 'See policies and decisions',
    administrative: true,
  },
  'policies.manage': {
    resource: 'Tenant',
    area: 'security',
    title: 'Write, test and activate policies',
    administrative: true,
  },
  'access.explain': {
    resource: 'Tenant',
    area: 'security',
    title: 'Ask what somebody may do, and why',
    administrative: true,
  },
  'audit.view': {
    resource: 'Tenant',
    area: 'security',
    title: 'See how the audit log is kept',
    administrative: true,
  },
  'audit.view_security': {
    resource: 'Tenant',
    area: 'security',
    title: 'Read the security store of the audit log',
    administrative: true,
  },
  'audit.view_compliance': {
    resource: 'Tenant',
    area: 'security',
    title: 'Read the compliance store of the audit log',
    administrative: true,
  },
  'audit.export': {
    resource: 'Tenant',
    area: 'security',
    title: 'Export the audit log with its proofs',
    administrative: true,
  },
  'audit.manage': {
    resource: 'Tenant',
    area: 'security',
    title: 'Set how long the audit log is kept and where it is sent',
    administrative: true,
  },
  'encryption.manage': {
    resource: 'Tenant',
    area: 'security',
    title: 'Manage encryption keys',
    administrative: true,
  },
  'workspace.read': { resource: 'Tenant', area: 'workspace', title: 'Open the workspace' },
  'console.view': { resource: 'Tenant', area: 'workspace', title: 'Open the console' },
  'workspace.update': {
    resource: 'Tenant',
    area: 'workspace',
    title: 'Change the name and settings of the workspace',
    administrative: true,
  },
  'domains.manage': {
    resource: 'Tenant',
    area: 'workspace',
    title: 'Add and remove domains',
    administrative: true,
  },
  'webchat.manage': {
    resource: 'Tenant',
    area: 'workspace',
    title: 'Manage web chat for customers',
    administrative: true,
  },
  'analytics.view': { resource: 'Tenant', area: 'workspace', title: 'See analytics', administrative: true },
  'updates.manage': { resource: 'Tenant', area: 'workspace', title: 'Manage updates', administrative: true },
  'import.run': { resource: 'Tenant', area: 'data', title: 'Import conversations', administrative: true },
  'privacy.manage': {
    resource: 'Tenant',
    area: 'data',
    title: 'Manage privacy and personal data',
    administrative: true,
  },
  'storage.manage': {
    resource: 'Tenant',
    area: 'data',
    title: 'Manage stored files and data',
    administrative: true,
  },
  'backups.manage': {
    resource: 'Tenant',
    area: 'data',
    title: 'Make and restore backups',
    administrative: true,
  },
});

export type Permission = keyof typeof permissions;
export type ResourceKind =
  | 'Tenant'
  | 'Channel'
  | 'Message'
  | 'Principal'
  | 'Session'
  | 'Credential'
  | 'Invitation'
  | 'Token'
  | 'Client'
  | 'Grant'
  | 'Domain'
  | 'Role'
  | 'Group'
  | 'Policy'
  | 'Decision'
  | 'BreakGlass'
  | 'Deployment';

export const roleNames = [
  'owner',
  'admin',
  'developer',
  'member',
  'guest',
  'viewer',
  'auditor',
  'agent',
] as const;
/** Every built-in role. Custom roles have ids. */
export type RoleName = (typeof roleNames)[number];

/** Scopes: what a credential must carry. A ceiling, never a right. */
export const scopes = {
  'messages:read': 'Read channels and messages',
  'messages:write': 'Send, edit and redact messages',
  'channels:read': 'See channels and their members',
  'channels:write': 'Create and change channels and memberships',
  'people:read': 'See people',
  'people:write': 'Create, change and suspend people and bots',
  'roles:read': 'See roles and what they hold',
  'roles:write': 'Create, change and assign roles',
  'groups:read': 'See groups and their members',
  'groups:write': 'Create and change groups and their members',
  'policies:read': 'See policies, decisions and explanations',
  'policies:write': 'Write, test and activate policies',
  'credentials:read': 'See keys',
  'credentials:write': 'Issue and revoke keys',
  'tokens:read': 'See access tokens',
  'tokens:write': 'Issue and revoke access tokens',
  'clients:read': 'See OAuth clients',
  'clients:write': 'Register and revoke OAuth clients',
  'sessions:read': 'See where people are signed in',
  'sessions:write': 'Sign people out',
  'workspace:read': 'See the workspace’s name and settings',
  'workspace:write': 'Change the workspace’s name and settings',
  'audit:read': 'Read the audit log',
  'audit:write': 'Change where the audit log is sent and how long it is kept',
  'imports:write': 'Import conversations',
} as const;

export type Scope = keyof typeof scopes;
export const scopeNames = Object.keys(scopes) as [Scope, ...Scope[]];
