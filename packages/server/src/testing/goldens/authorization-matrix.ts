/** Who may call what: the policy itself, asked about representative resources. */
import {
  type AnyOperation,
  type Permission,
  permissions,
  type RoleName,
  roleNames,
} from '@wardroom/contract';
import {
  type ChannelResource,
  decide,
  type GroupResource,
  type Resource,
  type Rights,
  rolePermissions,
  type Subject,
} from '@wardroom/policy';
import { columns } from './columns.ts';
import { type CredentialKind, credentialKinds, refusalOf } from './credential-kinds.ts';
import { sorted } from './operations.ts';

const me = 'me';
const somebody = 'somebody';

const channel = (
  channelKind: 'public' | 'private',
  membership: ChannelResource['membership'],
): ChannelResource => ({
  kind: 'Channel',
  channelKind,
  membership,
});
const message = (authorId: string, place: ChannelResource): Resource => ({
  kind: 'Message',
  authorId,
  channel: place,
});
const group = (
  visibility: GroupResource['visibility'],
  membership: GroupResource['membership'],
): GroupResource => ({ kind: 'Group', mentionableBy: 'everyone', visibility, membership });
const person = (principalId: string, role: RoleName, ownerId: string | null = null): Resource => ({
  kind: 'Principal',
  principalId,
  rights: rolePermissions[role],
  ownerId,
  visible: true,
});

/** One resource of every relation that the policy distinguishes, by the name of the relation. */
const variants: Readonly<Record<string, Readonly<Record<string, Resource>>>> = {
  Tenant: { workspace: { kind: 'Tenant' } },
  Channel: {
    manager: channel('private', 'manager'),
    member: channel('private', 'member'),
    public: channel('public', null),
    private: channel('private', null),
  },
  Message: {
    own: message(me, channel('private', 'member')),
    manager: message(somebody, channel('private', 'manager')),
    member: message(somebody, channel('private', 'member')),
    public: message(somebody, channel('public', null)),
    'own-left': message(me, channel('private', null)),
    private: message(somebody, channel('private', null)),
  },
  Principal: {
    self: person(me, 'member'),
    'own-bot': person(somebody, 'agent', me),
    member: person(somebody, 'member'),
    auditor: person(somebody, 'auditor'),
    owner: person(somebody, 'owner'),
  },
  Session: {
    own: { kind: 'Session', principalId: me, rights: rolePermissions.member },
    member: { kind: 'Session', principalId: somebody, rights: rolePermissions.member },
    owner: { kind: 'Session', principalId: somebody, rights: rolePermissions.owner },
  },
  Token: {
    own: { kind: 'Token', principalId: me, rights: rolePermissions.member },
    member: { kind: 'Token', principalId: somebody, rights: rolePermissions.member },
    owner: { kind: 'Token', principalId: somebody, rights: rolePermissions.owner },
  },
  // Whoever may end somebody's tokens may end what they come from.
  Grant: {
    own: { kind: 'Token', principalId: me, rights: rolePermissions.member },
    member: { kind: 'Token', principalId: somebody, rights: rolePermissions.member },
    owner: { kind: 'Token', principalId: somebody, rights: rolePermissions.owner },
  },
  Group: {
    manager: group('private', 'manager'),
    member: group('private', 'member'),
    public: group('public', null),
    private: group('private', null),
    hidden: group('hidden', null),
  },
  Credential: {
    own: { kind: 'Credential', ownerId: me },
    others: { kind: 'Credential', ownerId: somebody },
  },
  Client: {
    own: { kind: 'Client', ownerId: me },
    others: { kind: 'Client', ownerId: somebody },
  },
};

const subject = (rights: Rights): Subject => ({ principalId: me, rights, scopes: 'all' });

/** With another permission that serves as well: on whatever is seen. */
const allowedOn = (who: Subject, permission: Permission, kind: string, isServed = false): string[] =>
  Object.entries(variants[kind] ?? {})
    .filter(([, resource]) => {
      const { allowed, visible } = decide(who, permission, resource);
      return allowed || (isServed && visible);
    })
    .map(([relation]) => relation);

/** The kind on which the permission is decided: that of the operation, else that of the permission. */
function decidedOn(operation: AnyOperation, permission: Permission): string {
  const anybody = roleNames.some(
    (role) => allowedOn(subject(rolePermissions[role]), permission, operation.resource).length > 0,
  );
  return anybody ? operation.resource : permissions[permission].resource;
}

/** What these rights allow by an operation with a credential: every relation on which the answer is yes; `-`: none. */
export function cell(operation: AnyOperation, rights: Rights, kind: CredentialKind): string {
  const { permission } = operation;
  if (typeof permission !== 'string' || permission === 'operator') return 'yes';
  if (refusalOf(kind, rights, operation) !== null) return '-';
  const decided = decidedOn(operation, permission);
  const { orPermission } = operation;
  const isServed = orPermission !== undefined && rights.has(orPermission);
  const allowed = allowedOn(subject(rights), permission, decided, isServed);
  if (allowed.length === 0) return '-';
  return allowed.length === Object.keys(variants[decided] ?? {}).length ? 'yes' : allowed.join('+');
}

/** Credentials by which every role has the same are one row. */
function rowsOf(operation: AnyOperation): string[][] {
  if (typeof operation.permission !== 'string')
    return [[operation.name, 'none', ...roleNames.map(() => 'yes')]];
  const rows = new Map<string, { kinds: CredentialKind[]; cells: string[] }>();
  for (const kind of credentialKinds) {
    const cells = roleNames.map((role) => cell(operation, rolePermissions[role], kind));
    const known = rows.get(cells.join());
    if (known) known.kinds.push(kind);
    else rows.set(cells.join(), { kinds: [kind], cells });
  }
  return [...rows.values()].map(({ kinds, cells }) => [
    operation.name,
    kinds.length === credentialKinds.length ? 'every' : kinds.join('+'),
    ...cells,
  ]);
}

const legend = `Operation × built-in role × credential.

Credentials: a session, which has no ceiling; the key of a bot or service; an access token that comes from a session; an
access token of an OAuth client by its own right. Key and tokens carry exactly the scope of the operation: without it they
are refused before any row is read, whatever the role. \`every\`: all four; \`none\`: none is asked for. Whoever stands
behind a session has proved lately who they are: what else is asked for what is sensitive is in operations.txt.

Where not every resource is meant, the relations are named:
manager, member, public (not joined), private (not joined), own, own-left (own message, channel left), own-bot, self, others.
Of groups: manager, member, public, private and hidden (not in it).
For people and sessions, member, auditor and owner name the role of the other person.
`;

export function authorizationMatrixGolden(): string {
  const rows = sorted.filter((operation) => operation.realm === 'tenant').flatMap(rowsOf);
  const operator = sorted.filter(({ realm }) => realm === 'platform');
  const platform = operator.map((one) => [
    one.name,
    typeof one.permission === 'string' ? 'operator' : 'anybody',
  ]);
  return `${legend}\n${columns([['operation', 'credential', ...roleNames], ...rows])}\nPlatform realm\n\n${columns(platform)}`;
}
