/**
 * Permissions as people look for them, and what each brings with it. The tables of the contract and the policy again,
 * because theirs come with libraries that no browser needs; a test holds them to be the same.
 */
import type { Permission, PermissionArea } from '@wardroom/contract';

export const areas: Readonly<Record<PermissionArea, readonly Permission[]>> = {
  chat: [
    'channel.read',
    'message.write',
    'message.edit',
    'message.redact',
    'message.react',
    'message.pin',
    'message.search',
    'message.mention_all',
    'message.redact_any',
    'message.export',
    'direct.open',
  ],
  channels: [
    'channel.browse',
    'channel.join',
    'channel.leave',
    'channel.create',
    'channel.invite',
    'channel.update',
    'channel.archive',
    'channel.manage_members',
    'channel.manage_any',
    'channel.delete',
    'channel.classify',
    'directory.manage',
  ],
  people: [
    'people.read',
    'people.read_across',
    'profile.own',
    'people.invite',
    'people.manage',
    'roles.read',
    'roles.assign',
    'roles.manage',
  ],
  groups: [
    'groups.read',
    'groups.join',
    'groups.mention',
    'groups.create',
    'groups.own',
    'groups.manage',
    'groups.view_hidden',
  ],
  developers: ['bots.manage', 'credentials.own', 'credentials.manage', 'clients.own', 'clients.manage'],
  security: [
    'tokens.own',
    'tokens.manage',
    'sessions.own',
    'sessions.manage',
    'authentication.manage',
    'policies.view',
    'policies.manage',
    'access.explain',
    'audit.view',
    'audit.view_security',
    'audit.view_compliance',
    'audit.export',
    'audit.manage',
    'encryption.manage',
  ],
  workspace: [
    'workspace.read',
    'console.view',
    'workspace.update',
    'domains.manage',
    'webchat.manage',
    'analytics.view',
    'updates.manage',
  ],
  data: ['import.run', 'privacy.manage', 'storage.manage', 'backups.manage'],
};
export const areaNames = Object.keys(areas) as readonly PermissionArea[];
/** In the order of the areas. */
export const everyPermission: readonly Permission[] = areaNames.flatMap((area) => areas[area]);

/** Each of them opens the console, too. */
export const administrative: ReadonlySet<Permission> = new Set<Permission>([
  'channel.manage_any',
  'channel.delete',
  'channel.classify',
  'directory.manage',
  'people.read_across',
  'people.invite',
  'people.manage',
  'roles.assign',
  'roles.manage',
  'groups.manage',
  'groups.view_hidden',
  'credentials.manage',
  'clients.manage',
  'tokens.manage',
  'sessions.manage',
  'authentication.manage',
  'policies.view',
  'policies.manage',
  'access.explain',
  'audit.view',
  'audit.view_security',
  'audit.view_compliance',
  'audit.export',
  'audit.manage',
  'encryption.manage',
  'workspace.update',
  'domains.manage',
  'webchat.manage',
  'analytics.view',
  'updates.manage',
  'import.run',
  'privacy.manage',
  'storage.manage',
  'backups.manage',
]);

const brings: { readonly [permission in Permission]?: readonly Permission[] } = {
  'workspace.read': ['sessions.own'],
  'console.view': ['workspace.read'],
  'people.read': ['workspace.read'],
  'roles.read': ['workspace.read'],
  'groups.read': ['workspace.read'],
  'channel.read': ['workspace.read'],
  'channel.browse': ['channel.read'],
  'channel.create': ['channel.read'],
  'direct.open': ['message.write', 'people.read'],
  'message.write': ['channel.read', 'message.edit', 'message.redact'],
  'message.react': ['channel.read'],
  'message.pin': ['channel.read'],
  'message.search': ['channel.read'],
  'message.mention_all': ['message.write'],
  'message.redact_any': ['channel.read'],
  'message.export': ['channel.read'],
  'channel.join': ['channel.browse', 'channel.read'],
  'channel.invite': ['channel.read'],
  'channel.update': ['channel.read'],
  'channel.archive': ['channel.update'],
  'channel.manage_members': ['channel.read'],
  'channel.manage_any': [
    'channel.update',
    'channel.archive',
    'channel.manage_members',
    'message.redact_any',
    'message.pin',
  ],
  'channel.delete': ['channel.archive', 'channel.update', 'channel.join'],
  'channel.classify': ['channel.read'],
  'people.invite': ['people.read'],
  'people.manage': ['people.read'],
  'roles.assign': ['roles.read', 'people.read'],
  'roles.manage': ['roles.read'],
  'groups.join': ['groups.read'],
  'groups.mention': ['groups.read', 'message.write'],
  'groups.create': ['groups.read', 'groups.own'],
  'groups.own': ['groups.read'],
  'groups.manage': ['groups.own', 'groups.join', 'people.read'],
  'groups.view_hidden': ['groups.read'],
  'credentials.manage': ['credentials.own'],
  'clients.manage': ['clients.own'],
  'policies.manage': ['policies.view'],
  'audit.view_security': ['audit.view'],
  'audit.view_compliance': ['audit.view'],
  'audit.export': ['audit.view_security', 'audit.view_compliance'],
  'audit.manage': ['audit.view_security', 'audit.view_compliance'],
  'access.explain': ['people.read', 'roles.read'],
};
const consoleToo: readonly Permission[] = ['console.view'];

/** Directly. */
export const broughtBy = (permission: Permission): readonly Permission[] => [
  ...(brings[permission] ?? []),
  ...(administrative.has(permission) ? consoleToo : []),
];

/** What these bring and do not name, with what brought it, nearest first. */
export function cascadeOf(chosen: readonly Permission[]): ReadonlyMap<Permission, Permission> {
  const held = new Set(chosen);
  const brought = new Map<Permission, Permission>();
  const queue = [...held];
  for (let because = queue.shift(); because !== undefined; because = queue.shift())
    for (const permission of broughtBy(because)) {
      if (held.has(permission)) continue;
      held.add(permission);
      brought.set(permission, because);
      queue.push(permission);
    }
  return brought;
}
