/**
 * The locked built-in roles as data, and how references to roles become rights. A role is a set of permissions; where the
 * requirement table says "own channels" or "named channels", the relation to the resource decides (see decide.ts).
 */
import { type Permission, type RoleName, roleNames } from '@wardroom/contract';
import { noRights, Rights } from './rights.ts';

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
const viewer = [...reader, ...browser, 'groups.read'] as const satisfies readonly Permission[];
const member = [
  ...reader,
  ...writer,
  ...browser,
  'roles.read',
  'direct.open',
  'message.pin',
  'groups.read',
  'groups.join',
  'groups.mention',
  'groups.create',
  'groups.own',
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
  'people.read_across',
  'people.invite',
  'people.manage',
  'channel.delete',
  'channel.manage_any',
  'channel.classify',
  'directory.manage',
  'roles.assign',
  'roles.manage',
  'groups.manage',
  'groups.view_hidden',
  'authentication.manage',
  'policies.view',
  'policies.manage',
  'access.explain',
  'webchat.manage',
  'analytics.view',
  'updates.manage',
  'credentials.manage',
  'clients.manage',
  'domains.manage',
  'tokens.manage',
  'sessions.manage',
] as const satisfies readonly Permission[];
const owner = [
  ...admin,
  'audit.view',
  'audit.view_security',
  'audit.view_compliance',
  'audit.export',
  'audit.manage',
  'import.run',
  'privacy.manage',
  'storage.manage',
  'backups.manage',
  'encryption.manage',
  'message.export',
] as const satisfies readonly Permission[];

/** What a member of the workspace may hold in addition in one channel, by its setting or by the group behind it. */
export const grantableInChannel = [
  'message.write',
  'message.react',
  'message.pin',
  'message.mention_all',
  'message.redact_any',
  'channel.invite',
  'channel.update',
  'channel.archive',
  'channel.manage_members',
] as const satisfies readonly Permission[];
const grantable = Rights.of(grantableInChannel);

export const rolePermissions: Readonly<Record<RoleName, Rights>> = Object.freeze({
  owner: Rights.of(owner),
  admin: Rights.of(admin),
  developer: Rights.of(developer),
  member: Rights.of(member),
  guest: Rights.of(guest),
  viewer: Rights.of(viewer),
  auditor: Rights.of([
    'workspace.read',
    'sessions.own',
    'tokens.own',
    'profile.own',
    'console.view',
    'audit.view',
    'audit.view_security',
    'audit.view_compliance',
    'audit.export',
    'policies.view',
    'people.read_across',
    'roles.read',
  ]),
  agent: Rights.of([...reader, ...writer]),
});

export const isBuiltIn = (role: string): role is RoleName => (roleNames as readonly string[]).includes(role);

/** A custom role as it decides: what was saved with its cascades. */
export interface CustomRole {
  readonly id: string;
  readonly permissions: readonly string[];
}

/** The roles of one tenant. What refers to no role gives nothing. */
export class RoleBook {
  readonly #custom: ReadonlyMap<string, Rights>;
  readonly #combined = new Map<string, Rights>();

  constructor(custom: readonly CustomRole[]) {
    this.#custom = new Map(custom.map(({ id, permissions }) => [id, Rights.of(permissions)]));
  }

  /** What these roles give together. Bounded: roles of a principal are few, and combinations are cached up to 1,000. */
  rightsOf(roles: readonly string[]): Rights {
    const [first] = roles;
    if (first === undefined) return noRights;
    if (roles.length === 1) return this.#one(first);
    const name = roles.join(' ');
    const known = this.#combined.get(name);
    if (known) return known;
    const rights = roles.reduce((sum, role) => sum.union(this.#one(role)), noRights);
    if (this.#combined.size >= 1_000) this.#combined.clear();
    this.#combined.set(name, rights);
    return rights;
  }

  /** Every role that gives nothing which is not among these rights. */
  within(rights: Rights): string[] {
    return [...roleNames, ...this.#custom.keys()].filter((role) => rights.covers(this.#one(role)));
  }

  /** Whether there is such a role. */
  has(role: string): boolean {
    return isBuiltIn(role) || this.#custom.has(role);
  }

  #one(role: string): Rights {
    return isBuiltIn(role) ? rolePermissions[role] : (this.#custom.get(role) ?? noRights);
  }
}

/** For tenants without custom roles, and where only built-in roles can be. */
export const builtInRoles = new RoleBook([]);

/** What of these permissions a channel may give to its members. */
export const channelGrant = (held: Iterable<string>): Rights =>
  Rights.of([...Rights.of(held)].filter((permission) => grantable.has(permission)));
