/** Who may call what: the policy itself, asked about representative resources. */
import {
  type AnyOperation,
  type Permission,
  permissions,
  type RoleName,
  roleNames,
  type Scope,
} from '@wardroom/contract';
import {
  type ChannelResource,
  decide,
  type GroupResource,
  type Resource,
  rolePermissions,
  type Subject,
  scopeCovers,
} from '@wardroom/policy';
import { columns } from './columns.ts';
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

const subject = (role: RoleName, scopes: Subject['scopes']): Subject => ({
  principalId: me,
  rights: rolePermissions[role],
  scopes,
});

const allowedOn = (who: Subject, permission: Permission, kind: string): string[] =>
  Object.entries(variants[kind] ?? {})
    .filter(([, resource]) => decide(who, permission, resource).allowed)
    .map(([relation]) => relation);

/** The kind on which the permission is decided: that of the operation, else that of the permission. */
function decidedOn(operation: AnyOperation, permission: Permission): string {
  const anybody = roleNames.some(
    (role) => allowedOn(subject(role, 'all'), permission, operation.resource).length > 0,
  );
  return anybody ? operation.resource : permissions[permission].resource;
}

function cell(operation: AnyOperation, role: RoleName, scopes: Subject['scopes']): string {
  const { permission, scope } = operation;
  if (typeof permission !== 'string' || permission === 'operator') return 'yes';
  const who = subject(role, scopes);
  if (typeof scope === 'string' && !scopeCovers(who, scope as Scope)) return '-';
  const kind = decidedOn(operation, permission);
  const allowed = allowedOn(who, permission, kind);
  if (allowed.length === 0) return '-';
  return allowed.length === Object.keys(variants[kind] ?? {}).length ? 'yes' : allowed.join('+');
}

const legend = `Operation × built-in role × credential. A session has no ceiling; a key here carries exactly the scope of the operation.
Without that scope a key is refused before any row is read. Where not every resource is meant, the relations are named:
manager, member, public (not joined), private (not joined), own, own-left (own message, channel left), own-bot, self, others.
Of groups: manager, member, public, private and hidden (not in it).
For people and sessions, member, auditor and owner name the role of the other person.
`;

export function authorizationMatrixGolden(): string {
  const rows = sorted
    .filter((operation) => operation.realm === 'tenant')
    .flatMap((operation) => {
      const { scope } = operation;
      const scopes = new Set(typeof scope === 'string' ? [scope as Scope] : []);
      return [
        [operation.name, 'session', ...roleNames.map((role) => cell(operation, role, 'all'))],
        [operation.name, 'key', ...roleNames.map((role) => cell(operation, role, scopes))],
      ];
    });
  const operator = sorted.filter(({ realm }) => realm === 'platform');
  const platform = operator.map((one) => [
    one.name,
    typeof one.permission === 'string' ? 'operator' : 'anybody',
  ]);
  return `${legend}\n${columns([['operation', 'credential', ...roleNames], ...rows])}\nPlatform realm\n\n${columns(platform)}`;
}
