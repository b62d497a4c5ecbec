/**
 * The decision: a pure function of who acts, what is to be done, on what, and with which ceiling. Deny is the
 * default; whatever is unknown denies. It also says whether the resource may be seen at all, because a refusal
 * of something invisible must look exactly like its absence.
 */
import type { Permission, Scope } from '@wardroom/contract';
import type { Rights } from './rights.ts';

export interface Subject {
  readonly principalId: string;
  /** What the roles of the subject give together, everywhere in the tenant. */
  readonly rights: Rights;
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
      readonly rights: Rights;
      readonly ownerId: string | null;
      readonly visible: boolean;
    }
  | { readonly kind: 'Session'; readonly principalId: string; readonly rights: Rights }
  | { readonly kind: 'Credential'; readonly ownerId: string | null }
  /** `ownerId`: who answers for it; null for what has registered itself. */
  | { readonly kind: 'Client'; readonly ownerId: string | null }
  | { readonly kind: 'Invitation'; readonly rights: Rights }
  | { readonly kind: 'Token'; readonly principalId: string; readonly rights: Rights }
  | GroupResource;

export interface ChannelResource {
  readonly kind: 'Channel';
  /** A deleted channel has no members and is not public, so nobody can see it. */
  readonly channelKind: 'public' | 'private' | 'direct' | 'deleted';
  /** The subject's own membership. */
  readonly membership: 'manager' | 'member' | null;
  /** What every member may do here besides what their roles give (`channelGrant`); null: nothing. */
  readonly granted?: Rights | null;
}

export interface GroupResource {
  readonly kind: 'Group';
  readonly visibility: 'public' | 'private' | 'hidden';
  readonly mentionableBy: 'everyone' | 'members' | 'managers' | 'nobody';
  /**
   * The subject's own: `manager` of the group or of one above it, `member` directly or through a subgroup. Whoever is
   * both is a manager.
   */
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
  if (!holds(subject, permission, resource)) return deny(visible, 'role lacks the permission');
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
    case 'Group':
      return decideGroup(subject, permission, resource);
    case 'Invitation':
      if (permission !== 'people.invite') return deny(true, 'not a permission on invitations');
      return subject.rights.covers(resource.rights) ? allow('within own role') : deny(true, 'above own role');
    default:
      return deny(false, 'unknown resource');
  }
}

/** By a role, or in a channel that one is in by what it gives to its members. */
function holds(subject: Subject, permission: Permission, resource: Resource): boolean {
  if (subject.rights.has(permission)) return true;
  const channel = resource.kind === 'Message' ? resource.channel : resource;
  return (
    channel.kind === 'Channel' && channel.membership !== null && channel.granted?.has(permission) === true
  );
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
        (resource.channelKind === 'public' && subject.rights.has('channel.browse'))
      );
    case 'Message':
      return canSee(subject, resource.channel);
    case 'Principal':
      return (
        resource.visible &&
        (subject.rights.has('people.read') || resource.principalId === subject.principalId)
      );
    case 'Session':
      return resource.principalId === subject.principalId || subject.rights.has('sessions.manage');
    case 'Credential':
      return resource.ownerId === subject.principalId || subject.rights.has('credentials.manage');
    case 'Client':
      return resource.ownerId === subject.principalId || subject.rights.has('clients.manage');
    case 'Token':
      return (
        resource.principalId === subject.principalId ||
        subject.rights.has('tokens.manage') ||
        subject.rights.has('audit.view_security')
      );
    case 'Invitation':
      return subject.rights.has('people.invite');
    case 'Group':
      return (
        subject.rights.has('groups.read') &&
        (resource.visibility !== 'hidden' ||
          resource.membership !== null ||
          subject.rights.has('groups.view_hidden'))
      );
    default:
      return false;
  }
}

/** Who is in a group: of a public one everybody who sees groups, else those inside and those who manage groups. */
export const seesGroupMembers = (subject: Subject, resource: GroupResource): boolean =>
  canSee(subject, resource) &&
  (resource.visibility === 'public' ||
    resource.membership !== null ||
    subject.rights.has('groups.manage') ||
    (resource.visibility === 'hidden' && subject.rights.has('groups.view_hidden')));

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
    case 'channel.classify':
      return resource.channelKind === 'direct'
        ? deny(true, 'a direct message is not managed')
        : allow('classifies channels');
    case 'channel.update':
    case 'channel.archive':
    case 'channel.delete':
    case 'channel.manage_members':
      if (resource.channelKind === 'direct') return deny(true, 'a direct message is not managed');
      // Deleting is not for managers: it destroys what others have written, and is a permission of its own.
      if (permission === 'channel.delete') return allow('deletes channels');
      if (resource.membership === 'manager') return allow('manages the channel');
      return subject.rights.has('channel.manage_any')
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
      return subject.rights.has('channel.manage_any')
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
      return subject.rights.covers(resource.rights) ? allow('within own role') : deny(true, 'above own role');
    case 'credentials.own':
      if (resource.ownerId === subject.principalId) return allow('answers for the bot');
      return subject.rights.has('credentials.manage')
        ? allow('manages every key')
        : deny(true, 'somebody else’s bot');
    case 'clients.own':
      if (resource.ownerId === subject.principalId) return allow('answers for the bot');
      return subject.rights.has('clients.manage')
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
  return subject.rights.covers(resource.rights) ? allow('manages sessions') : deny(true, 'above own role');
}

function decideToken(
  subject: Subject,
  permission: Permission,
  resource: Extract<Resource, { kind: 'Token' }>,
): Decision {
  if (permission === 'audit.view_security') return allow('reads the log');
  if (permission !== 'tokens.own') return deny(true, 'not a permission on tokens');
  if (resource.principalId === subject.principalId) return allow('own token');
  return subject.rights.has('tokens.manage') && subject.rights.covers(resource.rights)
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

function decideGroup(subject: Subject, permission: Permission, resource: GroupResource): Decision {
  const { membership, visibility, mentionableBy } = resource;
  switch (permission) {
    case 'groups.read':
      return allow(visibility === 'hidden' && membership === null ? 'sees hidden groups' : 'visible');
    case 'groups.manage':
      return allow('manages every group');
    case 'groups.own':
      if (membership === 'manager') return allow('manages the group');
      return subject.rights.has('groups.manage')
        ? allow('manages every group')
        : deny(true, 'does not manage the group');
    case 'groups.join':
      // Also for leaving: whoever is in it may ask.
      if (membership !== null) return allow('in the group');
      return visibility === 'public' ? allow('public group') : deny(true, 'its managers decide who is in it');
    case 'groups.mention':
      if (mentionableBy === 'everyone') return allow('mentioned by everybody');
      if (mentionableBy === 'members' && membership !== null) return allow('in the group');
      return mentionableBy === 'managers' && membership === 'manager'
        ? allow('manages the group')
        : deny(true, 'not mentionable by them');
    default:
      return deny(true, 'not a permission on groups');
  }
}
