/**
 * Cascades: what a permission brings with it, as data. They are applied once, when a role is saved, and shown before; a
 * release that adds one widens no role that exists.
 */
import { type Permission, permissions } from '@wardroom/contract';
import { Rights } from './rights.ts';

const declared: { readonly [permission in Permission]?: readonly Permission[] } = {
  // Whoever does anything here has to know where they are, and can end their own sessions.
  'workspace.read': ['sessions.own'],
  'console.view': ['workspace.read'],
  'people.read': ['workspace.read'],
  'channel.read': ['workspace.read'],
  'channel.browse': ['channel.read'],
  'channel.delete': ['channel.archive', 'channel.update', 'channel.join'],
  'channel.archive': ['channel.update'],
  'channel.update': ['channel.read'],
  'channel.join': ['channel.browse', 'channel.read'],
  'channel.invite': ['channel.read'],
  'channel.manage_members': ['channel.read'],
  'channel.manage_any': [
    'channel.update',
    'channel.archive',
    'channel.manage_members',
    'message.redact_any',
    'message.pin',
  ],
  'channel.classify': ['channel.read'],
  'message.write': ['channel.read', 'message.edit', 'message.redact'],
  'message.react': ['channel.read'],
  'message.pin': ['channel.read'],
  'message.mention_all': ['message.write'],
  'message.redact_any': ['channel.read'],
  'message.search': ['channel.read'],
  'channel.create': ['channel.read'],
  'direct.open': ['message.write', 'people.read'],
  'message.export': ['channel.read'],
  'people.invite': ['people.read'],
  'people.manage': ['people.read'],
  'roles.read': ['workspace.read'],
  'groups.read': ['workspace.read'],
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
  'access.explain': ['people.read', 'roles.read'],
  'audit.view_security': ['audit.view'],
  'audit.view_compliance': ['audit.view'],
  // An export is the whole tree, and a feed sends all of it: whoever decides about either has both stores.
  'audit.export': ['audit.view_security', 'audit.view_compliance'],
  'audit.manage': ['audit.view_security', 'audit.view_compliance'],
};

/** Every administrative power implies seeing the console. */
const administrative = (Object.keys(permissions) as Permission[]).filter(
  (permission) => 'administrative' in permissions[permission],
);

export const cascades: Readonly<Record<Permission, readonly Permission[]>> = Object.freeze(
  Object.fromEntries(
    (Object.keys(permissions) as Permission[]).map((permission) => [
      permission,
      [...(declared[permission] ?? []), ...(administrative.includes(permission) ? ['console.view'] : [])],
    ]),
  ) as Record<Permission, Permission[]>,
);

export interface Cascaded {
  readonly permission: Permission;
  /** What brought it: a permission that was chosen, or one that another brought. */
  readonly because: Permission;
}

/** What these bring with them and do not name, nearest first. */
export function cascadeOf(chosen: Iterable<Permission>): readonly Cascaded[] {
  const held = new Set(chosen);
  const brought: Cascaded[] = [];
  const queue = [...held];
  for (let because = queue.shift(); because !== undefined; because = queue.shift())
    for (const permission of Object.hasOwn(cascades, because) ? cascades[because] : []) {
      if (held.has(permission)) continue;
      held.add(permission);
      brought.push({ permission, because });
      queue.push(permission);
    }
  return brought;
}

/** The chosen ones with all that they bring. */
export function withCascades(chosen: Iterable<Permission>): Rights {
  const own = [...chosen];
  return Rights.of([...own, ...cascadeOf(own).map(({ permission }) => permission)]);
}
