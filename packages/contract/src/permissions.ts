/**
 * Permissions: what a role must hold. A permission names one right on one kind of resource. None implies
 * another; the cascades that exist are data in `packages/policy`.
 */
export const permissions = {
  'workspace.read': { resource: 'Tenant', title: 'See the name of the workspace' },
  'workspace.update': { resource: 'Tenant', title: 'Change the name of the workspace' },
  'console.view': { resource: 'Tenant', title: 'See the console' },
  'audit.view': { resource: 'Tenant', title: 'Read the audit log' },
  'import.run': { resource: 'Tenant', title: 'Import conversations' },
  'people.read': { resource: 'Tenant', title: 'See the people of the workspace' },
  'people.invite': { resource: 'Tenant', title: 'Invite people and guests by link' },
  'people.manage': { resource: 'Tenant', title: 'Create, suspend and reactivate people' },
  'roles.read': { resource: 'Tenant', title: 'See roles' },
  'roles.assign': { resource: 'Tenant', title: 'Assign roles, never above one’s own' },
  'bots.manage': { resource: 'Tenant', title: 'Create bots' },
  'credentials.own': { resource: 'Tenant', title: 'Issue and revoke keys of one’s own bots' },
  'credentials.manage': { resource: 'Tenant', title: 'Issue and revoke keys of every bot' },
  'tokens.own': { resource: 'Tenant', title: 'Issue, see and revoke access tokens of one’s own' },
  'tokens.manage': {
    resource: 'Tenant',
    title: 'See and revoke the access tokens of others, and change signing keys',
  },
  'clients.own': { resource: 'Tenant', title: 'Register OAuth clients for services of one’s own' },
  'clients.manage': {
    resource: 'Tenant',
    title: 'Register, admit and revoke every OAuth client, and decide how they are admitted',
  },
  'domains.manage': { resource: 'Tenant', title: 'Claim and give up custom domains' },
  'sessions.own': { resource: 'Tenant', title: 'See and end one’s own sessions' },
  'sessions.manage': { resource: 'Tenant', title: 'See and end sessions of other people' },
  'profile.own': { resource: 'Tenant', title: 'Change one’s own profile and password' },
  'channel.browse': { resource: 'Tenant', title: 'See the directory of public channels and read them' },
  'channel.create': { resource: 'Tenant', title: 'Create channels' },
  'channel.delete': { resource: 'Channel', title: 'Delete an archived channel with everything in it' },
  'direct.open': { resource: 'Tenant', title: 'Open direct and group messages' },
  'channel.join': { resource: 'Channel', title: 'Join public channels' },
  'channel.read': { resource: 'Channel', title: 'Read a channel one is in' },
  'channel.leave': { resource: 'Channel', title: 'Leave a channel' },
  'channel.update': { resource: 'Channel', title: 'Change name and topic of a channel' },
  'channel.archive': { resource: 'Channel', title: 'Archive and restore a channel' },
  'channel.invite': { resource: 'Channel', title: 'Add people to a channel' },
  'channel.manage_members': { resource: 'Channel', title: 'Remove people and name managers' },
  'message.write': { resource: 'Channel', title: 'Write in a channel one is in' },
  'message.edit': { resource: 'Message', title: 'Edit one’s own message' },
  'message.redact': { resource: 'Message', title: 'Redact one’s own message' },
  'message.redact_any': { resource: 'Message', title: 'Redact the messages of others' },
  'message.react': { resource: 'Message', title: 'React to messages' },
  'message.pin': { resource: 'Message', title: 'Pin and unpin messages' },
  'message.search': { resource: 'Tenant', title: 'Search the messages one may read' },
  'message.mention_all': { resource: 'Channel', title: 'Mention everybody in a channel' },
} as const;

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
export type RoleName = (typeof roleNames)[number];

/** Scopes: what a credential must carry. A ceiling, never a right. */
export const scopes = {
  'messages:read': 'Read channels and messages',
  'messages:write': 'Send, edit and redact messages',
  'channels:read': 'See channels and their members',
  'channels:write': 'Create and change channels and memberships',
  'people:read': 'See people',
  'people:write': 'Create, change and suspend people and bots',
  'roles:write': 'Assign roles',
  'credentials:read': 'See keys',
  'credentials:write': 'Issue and revoke keys',
  'tokens:read': 'See access tokens',
  'tokens:write': 'Issue and revoke access tokens',
  'clients:read': 'See OAuth clients',
  'clients:write': 'Register and revoke OAuth clients',
  'sessions:read': 'See sessions',
  'sessions:write': 'End sessions',
  'workspace:read': 'See the workspace',
  'workspace:write': 'Change the workspace',
  'audit:read': 'Read the audit log',
  'imports:write': 'Import conversations',
} as const;

export type Scope = keyof typeof scopes;
export const scopeNames = Object.keys(scopes) as [Scope, ...Scope[]];
