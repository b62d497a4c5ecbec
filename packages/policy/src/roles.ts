/**
 * The locked built-in roles as data. A role is a set of permissions; where the requirement table says "own
 * channels" or "named channels", the relation to the resource decides (see decide.ts), not the role.
 */
import { type Permission, permissions, type RoleName, roleNames } from '@wardroom/contract';

const reader = [
  'workspace.read',
  'sessions.own',
  'tokens.own',
  'channel.read',
  'channel.leave',
  'message.search',
] as const satisfies readonly Permission[];
const writer = [
  'message.write',
  'message.edit',
  'message.redact',
  'message.react',
] as const satisfies readonly Permission[];
const browser = [
  'people.read',
  'profile.own',
  'channel.browse',
  'channel.join',
] as const satisfies readonly Permission[];

const guest = [
  ...reader,
  ...writer,
  'people.read',
  'profile.own',
  'direct.open',
] as const satisfies readonly Permission[];
const viewer = [...reader, ...browser] as const satisfies readonly Permission[];
const member = [
  ...reader,
  ...writer,
  ...browser,
  'roles.read',
  'direct.open',
  'message.pin',
  'channel.create',
  'channel.invite',
  'channel.update',
  'channel.archive',
  'channel.manage_members',
  'message.redact_any',
] as const satisfies readonly Permission[];
const developer = [
  ...member,
  'message.mention_all',
  'bots.manage',
  'credentials.own',
  'clients.own',
  'console.view',
] as const satisfies readonly Permission[];
const admin = [
  ...developer,
  'workspace.update',
  'people.invite',
  'people.manage',
  'channel.delete',
  'roles.assign',
  'credentials.manage',
  'clients.manage',
  'domains.manage',
  'tokens.manage',
  'sessions.manage',
] as const satisfies readonly Permission[];
const owner = [...admin, 'audit.view', 'import.run'] as const satisfies readonly Permission[];

export const rolePermissions: Readonly<Record<RoleName, ReadonlySet<Permission>>> = Object.freeze({
  owner: new Set<Permission>(owner),
  admin: new Set<Permission>(admin),
  developer: new Set<Permission>(developer),
  member: new Set<Permission>(member),
  guest: new Set<Permission>(guest),
  viewer: new Set<Permission>(viewer),
  auditor: new Set<Permission>([
    'workspace.read',
    'sessions.own',
    'tokens.own',
    'profile.own',
    'console.view',
    'audit.view',
    'roles.read',
  ]),
  agent: new Set<Permission>([...reader, ...writer]),
});

/** Permissions that act on every channel of the workspace only for these roles; others need to manage the channel. */
const channelWide: readonly Permission[] = [
  'channel.update',
  'channel.archive',
  'channel.delete',
  'channel.manage_members',
  'message.redact_any',
];
export const actsOnEveryChannel = (role: RoleName, permission: Permission): boolean =>
  (role === 'owner' || role === 'admin') && channelWide.includes(permission);

const order = Object.keys(permissions) as Permission[];
const bitOf = new Map(order.map((permission, index) => [permission, 1n << BigInt(index)]));
const bits = new Map(
  roleNames.map((role) => [
    role,
    [...rolePermissions[role]].reduce((sum, permission) => sum | (bitOf.get(permission) ?? 0n), 0n),
  ]),
);

/** False for a role that does not exist, whatever a database or a caller says. */
export const roleHolds = (role: RoleName, permission: Permission): boolean =>
  Object.hasOwn(rolePermissions, role) && rolePermissions[role].has(permission);

/** True when `candidate` holds nothing that `holder` lacks: nobody grants what they do not hold. */
export function roleIsWithin(candidate: RoleName, holder: RoleName): boolean {
  const granted = bits.get(candidate);
  const held = bits.get(holder);
  if (granted === undefined || held === undefined) return false;
  // The auditor’s audit.view is not admin’s to give; guests, viewers and agents are within member.
  return (granted & ~held) === 0n;
}
