/**
 * The decision: a pure function of who acts, what is to be done, on what, and with which ceiling. Deny is the
 * default; whatever is unknown denies. It also says whether the resource may be seen at all, because a refusal
 * of something invisible must look exactly like its absence.
 */
import type { Permission, RoleName, Scope } from '@wardroom/contract';
import { actsOnEveryChannel, roleHolds, roleIsWithin } from './roles.ts';

export interface Subject {
  readonly principalId: string;
  readonly role: RoleName;
  /** 'all' for sessions; a key's own list otherwise. */
  readonly scopes: ReadonlySet<Scope> | 'all';
}

export type Resource =
  | { readonly kind: 'Tenant' }
  | ChannelResource
  | { readonly kind: 'Message'; readonly authorId: string; readonly channel: ChannelResource }
  | {
      readonly kind: 'Principal';
      readonly principalId: string;
      readonly role: RoleName;
      readonly ownerId: string | null;
      readonly visible: boolean;
    }
  | { readonly kind: 'Session'; readonly principalId: string; readonly role: RoleName }
  | { readonly kind: 'Credential'; readonly ownerId: string | null }
  /** `ownerId`: who answers for it; null for what has registered itself. */
  | { readonly kind: 'Client'; readonly ownerId: string | null }
  | { readonly kind: 'Invitation'; readonly role: RoleName }
  | { readonly kind: 'Token'; readonly principalId: string; readonly role: RoleName };

export interface ChannelResource {
  readonly kind: 'Channel';
  /** A deleted channel has no members and is not public, so nobody can see it. */
  readonly channelKind: 'public' | 'private' | 'direct' | 'deleted';
  /** The subject's own membership. */
  readonly membership: 'manager' | 'member' | null;
}

export interface Decision {
  readonly allowed: boolean;
  /** May the subject know that the resource exists? Decides between `forbidden` and `not_found`. */
  readonly visible: boolean;
  readonly reason: string;
}

const allow = (reason: string): Decision => ({ allowed: true, visible: true, reason });
const deny = (visible: boolean, reason: string): Decision => ({ allowed: false, visible, reason });

/** Decides one permission on one resource. Total: every input has an answer, and an unknown one is a denial. */
export function decide(subject: Subject, permission: Permission, resource: Resource): Decision {
  const visible = canSee(subject, resource);
  if (!roleHolds(subject.role, permission)) return deny(visible, 'role lacks the permission');
  if (!visible) return deny(false, 'resource is not visible');
  switch (resource.kind) {
    case 'Tenant':
      return allow('role holds the permission');
    case 'Channel':
      return decideChannel(subject, permission, resource);
    case 'Message':
      return decideMessage(subject, permission, resource);
    case 'Principal':
      return decidePrincipal(subject, permission, resource);
    case 'Session':
      return decideSession(subject, permission, resource);
    case 'Credential':
      return decideCredential(subject, permission, resource);
    case 'Client':
      return decideClient(subject, permission, resource);
    case 'Token':
      return decideToken(subject, permission, resource);
    case 'Invitation':
      if (permission !== 'people.invite') return deny(true, 'not a permission on invitations');
      return roleIsWithin(resource.role, subject.role)
        ? allow('within own role')
        : deny(true, 'above own role');
    default:
      return deny(false, 'unknown resource');
  }
}

/** Scope is a ceiling that is asked before any row is read. */
export const scopeCovers = (subject: Subject, scope: Scope): boolean =>
  subject.scopes === 'all' || subject.scopes.has(scope);

function canSee(subject: Subject, resource: Resource): boolean {
  switch (resource.kind) {
    case 'Tenant':
      return true;
    case 'Channel':
      return (
        resource.membership !== null ||
        (resource.channelKind === 'public' && roleHolds(subject.role, 'channel.browse'))
      );
    case 'Message':
      return canSee(subject, resource.channel);
    case 'Principal':
      return (
        resource.visible &&
        (roleHolds(subject.role, 'people.read') || resource.principalId === subject.principalId)
      );
    case 'Session':
      return resource.principalId === subject.principalId || roleHolds(subject.role, 'sessions.manage');
    case 'Credential':
      return resource.ownerId === subject.principalId || roleHolds(subject.role, 'credentials.manage');
    case 'Client':
      return resource.ownerId === subject.principalId || roleHolds(subject.role, 'clients.manage');
    case 'Token':
      return (
        resource.principalId === subject.principalId ||
        roleHolds(subject.role, 'tokens.manage') ||
        roleHolds(subject.role, 'audit.view')
      );
    case 'Invitation':
      return roleHolds(subject.role, 'people.invite');
    default:
      return false;
  }
}

function decideChannel(subject: Subject, permission: Permission, resource: ChannelResource): Decision {
  switch (permission) {
    case 'channel.read':
      return allow(resource.membership === null ? 'public channel' : 'member');
    case 'channel.join':
      return resource.channelKind === 'public'
        ? allow('public channel')
        : deny(true, 'private channels are joined by invitation');
    case 'channel.leave':
    case 'channel.invite':
      if (resource.channelKind === 'direct') return deny(true, 'the people of a direct message are fixed');
      return resource.membership === null ? deny(true, 'not a member') : allow('member');
    case 'message.write':
    case 'message.mention_all':
      return resource.membership === null ? deny(true, 'not a member') : allow('member');
    case 'channel.update':
    case 'channel.archive':
    case 'channel.delete':
    case 'channel.manage_members':
      if (resource.channelKind === 'direct') return deny(true, 'a direct message is not managed');
      // Deleting is not for managers: it destroys what others have written.
      if (permission === 'channel.delete' && !actsOnEveryChannel(subject.role, permission))
        return deny(true, 'does not act on every channel');
      if (resource.membership === 'manager') return allow('manages the channel');
      return actsOnEveryChannel(subject.role, permission)
        ? allow('acts on every channel')
        : deny(true, 'does not manage the channel');
    default:
      return deny(true, 'not a permission on channels');
  }
}

function decideMessage(
  subject: Subject,
  permission: Permission,
  resource: Extract<Resource, { kind: 'Message' }>,
): Decision {
  const own = resource.authorId === subject.principalId;
  switch (permission) {
    case 'channel.read':
      return decideChannel(subject, permission, resource.channel);
    case 'message.edit':
    case 'message.redact':
      if (!own) return deny(true, 'somebody else’s message');
      return resource.channel.membership === null ? deny(true, 'not a member') : allow('own message');
    case 'message.react':
    case 'message.pin':
      return resource.channel.membership === null ? deny(true, 'not a member') : allow('member');
    case 'message.redact_any':
      // Among themselves, people answer for their own words only.
      if (resource.channel.channelKind === 'direct') return deny(true, 'somebody else’s message');
      if (resource.channel.membership === 'manager') return allow('manages the channel');
      return actsOnEveryChannel(subject.role, permission)
        ? allow('acts on every channel')
        : deny(true, 'does not manage the channel');
    default:
      return deny(true, 'not a permission on messages');
  }
}

function decidePrincipal(
  subject: Subject,
  permission: Permission,
  resource: Extract<Resource, { kind: 'Principal' }>,
): Decision {
  switch (permission) {
    case 'people.read':
      return allow('visible');
    case 'people.manage':
    case 'roles.assign':
      return roleIsWithin(resource.role, subject.role)
        ? allow('within own role')
        : deny(true, 'above own role');
    case 'credentials.own':
      if (resource.ownerId === subject.principalId) return allow('answers for the bot');
      return roleHolds(subject.role, 'credentials.manage')
        ? allow('manages every key')
        : deny(true, 'somebody else’s bot');
    case 'clients.own':
      if (resource.ownerId === subject.principalId) return allow('answers for the bot');
      return roleHolds(subject.role, 'clients.manage')
        ? allow('manages every client')
        : deny(true, 'somebody else’s bot');
    default:
      return deny(true, 'not a permission on principals');
  }
}

function decideSession(
  subject: Subject,
  permission: Permission,
  resource: Extract<Resource, { kind: 'Session' }>,
): Decision {
  if (permission !== 'sessions.own') return deny(true, 'not a permission on sessions');
  if (resource.principalId === subject.principalId) return allow('own session');
  return roleIsWithin(resource.role, subject.role) ? allow('manages sessions') : deny(true, 'above own role');
}

function decideToken(
  subject: Subject,
  permission: Permission,
  resource: Extract<Resource, { kind: 'Token' }>,
): Decision {
  if (permission === 'audit.view') return allow('reads the log');
  if (permission !== 'tokens.own') return deny(true, 'not a permission on tokens');
  if (resource.principalId === subject.principalId) return allow('own token');
  return roleHolds(subject.role, 'tokens.manage') && roleIsWithin(resource.role, subject.role)
    ? allow('manages tokens')
    : deny(true, 'somebody else’s token');
}

function decideCredential(
  subject: Subject,
  permission: Permission,
  resource: Extract<Resource, { kind: 'Credential' }>,
): Decision {
  if (permission !== 'credentials.own') return deny(true, 'not a permission on credentials');
  return resource.ownerId === subject.principalId ? allow('answers for the bot') : allow('manages every key');
}

function decideClient(
  subject: Subject,
  permission: Permission,
  resource: Extract<Resource, { kind: 'Client' }>,
): Decision {
  if (permission === 'clients.manage') return allow('manages every client');
  if (permission !== 'clients.own') return deny(true, 'not a permission on clients');
  return resource.ownerId === subject.principalId
    ? allow('answers for the client')
    : allow('manages every client');
}
