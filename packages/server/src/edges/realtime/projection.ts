/**
 * What one stored event is to one viewer: nothing, the form that everybody gets, or one of their own. Rules are
 * written per type; a type without a rule does not compile.
 */
import {
  type Event,
  type EventType,
  encodeId,
  type Person,
  type Scope,
  type Uuid,
  uuidOf,
} from '@wardroom/contract';
import type { Rights } from '@wardroom/policy';
import type { StoredEvent } from '../../kernel/event-log/event.ts';
import type { Audience } from './audience.ts';
import { type Content, placeKey } from './content.ts';
import { arrival, deletion, pastDeletion, removal } from './meeting-projection.ts';
import { type Projection, toNobody } from './projected.ts';
import { projectPastSight, projectSight } from './sight-projection.ts';

export type { Projection } from './projected.ts';

/**
 * What a key must carry to be told of events of a type; sessions carry everything. People come with channels, as in
 * the snapshot.
 */
export const scopeOfType: Readonly<Record<EventType, Scope>> = {
  'message.sent': 'messages:read',
  'message.edited': 'messages:read',
  'message.redacted': 'messages:read',
  'message.marked': 'messages:read',
  'channel.deleted': 'channels:read',
  'preferences.updated': 'channels:read',
  'channel.created': 'channels:read',
  'channel.updated': 'channels:read',
  'channel.archived': 'channels:read',
  'channel.restored': 'channels:read',
  'channel.member_added': 'channels:read',
  'channel.member_removed': 'channels:read',
  'channel.member_role_changed': 'channels:read',
  'channel.read': 'channels:read',
  'principal.created': 'channels:read',
  'principal.updated': 'channels:read',
  'principal.suspended': 'channels:read',
  'principal.reactivated': 'channels:read',
  'role.assigned': 'channels:read',
  'rights.changed': 'channels:read',
  'group.changed': 'groups:read',
  'sight.changed': 'channels:read',
  'policy.changed': 'policies:read',
  'tenant.updated': 'workspace:read',
  'break_glass.opened': 'channels:read',
  'break_glass.closed': 'channels:read',
  'session.revoked': 'workspace:read',
  'token.revoked': 'workspace:read',
  'credential.revoked': 'workspace:read',
  'tenant.suspended': 'workspace:read',
};

/** Moves the audience to right after `event`, and says who gets to see it. */
export function projectAndAdvance(event: StoredEvent, content: Content, audience: Audience): Projection {
  const { channelId, subjectId } = event;
  switch (event.type) {
    case 'channel.member_removed': {
      if (!channelId || !subjectId) return toNobody;
      // Judged by who was there. Its subject was, also one whose coming was passed over because they were gone by then:
      // their device may have begun with a snapshot from in between.
      const before = new Set(audience.membersOf(channelId)).add(subjectId);
      audience.remove(channelId, subjectId);
      return removal(event, before, audience);
    }
    case 'channel.deleted':
      if (channelId) audience.delete(channelId);
      break;
    case 'channel.member_added':
      // Removed again since: what was said in between is for nobody who is gone by now.
      if (channelId && subjectId && content.members.has(placeKey({ channelId, principalId: subjectId })))
        audience.add(channelId, subjectId);
      break;
    case 'channel.created': {
      const kind = channelId && content.channels.get(channelId)?.kind;
      if (channelId && kind) audience.setKind(channelId, kind);
      break;
    }
    case 'principal.created':
    case 'role.assigned': {
      const roles = subjectId && content.roles.get(subjectId);
      const isNew = !subjectId || !audience.knows(subjectId);
      const outlook = subjectId && audience.outlook(subjectId);
      const ownerId = subjectId && content.people.get(subjectId)?.ownerId;
      if (subjectId && ownerId) audience.setOwner(subjectId, uuidOf(ownerId));
      if (subjectId && roles) audience.setRoles(subjectId, roles);
      const projection = project(event, content, audience);
      if (isNew || outlook === audience.outlook(subjectId)) return projection;
      return {
        ...projection,
        outlookOf: new Set([subjectId]),
        resync: (viewer) => viewer === subjectId,
      };
    }
    case 'sight.changed':
      return projectSight(event, content, audience);
    case 'rights.changed': {
      if (!content.standings) return toNobody;
      const before = audience.setStandings(content.standings);
      const isAffected = (viewer: Uuid) => !isSame(before.rightsOf(viewer), audience.rightsOf(viewer));
      return {
        ...changeOfRights(audience, isAffected),
        resync: (viewer) => before.outlook(viewer) !== audience.outlook(viewer),
      };
    }
  }
  return project(event, content, audience);
}

/**
 * The same for an event of the past, judged by what its viewer may see now. Where the present cannot tell what was
 * visible then, the viewer starts from a new snapshot.
 */
export function projectPast(event: StoredEvent, content: Content, audience: Audience): Projection {
  const { channelId, subjectId } = event;
  if (event.type === 'channel.member_removed' && channelId && subjectId) {
    const viewers = new Set(audience.membersOf(channelId)).add(subjectId);
    const projection = removal(event, viewers, audience);
    return { ...projection, resync: (viewer) => viewer === subjectId && audience.seesSome(viewer) };
  }
  if (event.type === 'channel.deleted' && channelId) return pastDeletion(event, channelId, audience);
  if (event.type === 'sight.changed') return projectPastSight(audience);
  if (event.type === 'rights.changed') return { ...changeOfRights(audience, () => true), resync: () => true };
  const projection = project(event, content, audience);
  if (event.type !== 'role.assigned') return projection;
  return { ...projection, resync: (viewer) => viewer === subjectId };
}

function project(event: StoredEvent, content: Content, audience: Audience): Projection {
  switch (event.type) {
    case 'message.sent':
    case 'message.edited':
    case 'message.redacted':
    case 'message.marked':
      return ofMessage(event, event.type, content, audience);
    case 'channel.created':
    case 'channel.updated':
    case 'channel.archived':
    case 'channel.restored':
      return ofChannel(event, event.type, content, audience);
    case 'channel.member_added':
      return arrival(event, content, audience);
    case 'channel.member_role_changed':
      return newMemberRole(event, content, audience);
    case 'channel.read':
      return readPosition(event, content);
    case 'principal.created':
    case 'principal.updated':
    case 'principal.suspended':
    case 'principal.reactivated':
    case 'role.assigned':
      return ofPerson(event, event.type, content, audience);
    case 'tenant.updated':
      return ofTenant(content, audience);
    case 'break_glass.opened':
    case 'break_glass.closed':
      return ofBreakGlass(event, event.type, content, audience);
    case 'channel.deleted':
      return deletion(event, audience);
    case 'preferences.updated':
      return arrangement(event, content);
    case 'group.changed':
      return ofGroup(event, audience);
    case 'policy.changed':
      return {
        shared: { type: 'policy.changed' },
        isRecipient: (viewer) => audience.holds(viewer, 'policies.view'),
      };
    case 'rights.changed':
    case 'sight.changed':
    case 'channel.member_removed':
    case 'session.revoked':
    case 'credential.revoked':
    case 'token.revoked':
    case 'tenant.suspended':
      return toNobody;
    default:
      return unknownType(event.type);
  }
}

/** With a subject it is about a hidden group, and for its subject and those who see hidden groups alone. */
const ofGroup = ({ subjectId }: StoredEvent, audience: Audience): Projection => ({
  shared: { type: 'group.changed' },
  isRecipient: (viewer) =>
    audience.holds(viewer, 'groups.read') &&
    (subjectId === undefined || viewer === subjectId || audience.holds(viewer, 'groups.view_hidden')),
});

const isSame = (one: Rights, other: Rights): boolean => one.covers(other) && other.covers(one);

/** Whoever holds more or less is told what; whoever sees roles, that they are to be read anew. */
const changeOfRights = (audience: Audience, isAffected: (viewer: Uuid) => boolean): Projection => ({
  shared: { type: 'rights.changed' },
  isRecipient: (viewer) => audience.holds(viewer, 'roles.read') || isAffected(viewer),
  own: (viewer) =>
    isAffected(viewer) ? { type: 'rights.changed', permissions: [...audience.rightsOf(viewer)] } : null,
});
function ofTenant({ tenant }: Content, audience: Audience): Projection {
  const shared: Event | null = tenant && { type: 'tenant.updated', tenant };
  return { shared, isRecipient: (viewer) => audience.holds(viewer, 'workspace.read') };
}

function ofBreakGlass(
  { subjectId }: StoredEvent,
  type: 'break_glass.opened' | 'break_glass.closed',
  content: Content,
  audience: Audience,
): Projection {
  const breakGlass = subjectId && content.breakGlass.get(subjectId);
  if (!breakGlass) return toNobody;
  const isRecipient = (viewer: Uuid) => audience.holds(viewer, 'console.view');
  return { shared: { type, breakGlass }, isRecipient };
}

/** A newer node may know types that this one does not; what is unknown is shown to nobody. */
const unknownType = (_type: never): Projection => toNobody;

type MessageType = 'message.sent' | 'message.edited' | 'message.redacted' | 'message.marked';
type ChannelType = 'channel.created' | 'channel.updated' | 'channel.archived' | 'channel.restored';
type PersonType = Extract<Event, { person: Person }>['type'];

function ofMessage(event: StoredEvent, type: MessageType, content: Content, audience: Audience): Projection {
  const { channelId, messageId } = event;
  const message = messageId && content.messages.get(messageId);
  if (!channelId || !message) return toNobody;
  return {
    shared: { type, message },
    among: audience.membersOf(channelId),
    isRecipient: (viewer) => audience.reads(viewer, channelId),
  };
}

function ofChannel(event: StoredEvent, type: ChannelType, content: Content, audience: Audience): Projection {
  const { channelId } = event;
  const channel = channelId && content.channels.get(channelId);
  if (!channelId || !channel) return toNobody;
  return { shared: { type, channel }, isRecipient: (viewer) => audience.sees(viewer, channelId) };
}

function ofPerson(event: StoredEvent, type: PersonType, content: Content, audience: Audience): Projection {
  const { subjectId } = event;
  const person = subjectId && content.people.get(subjectId);
  if (!person) return toNobody;
  return {
    shared: { type, person },
    isRecipient: (viewer) => audience.seesPerson(viewer, subjectId),
    own: (viewer) =>
      viewer === subjectId && type === 'role.assigned'
        ? { type, person, permissions: [...audience.rightsOf(subjectId)] }
        : null,
  };
}

function arrangement({ subjectId }: StoredEvent, { preferences }: Content): Projection {
  const found = subjectId && preferences.get(subjectId);
  if (!found) return toNobody;
  const shared: Event = { type: 'preferences.updated', ...found };
  return { shared, isRecipient: (viewer) => viewer === subjectId };
}

function newMemberRole(event: StoredEvent, content: Content, audience: Audience): Projection {
  const { channelId, subjectId } = event;
  const member =
    channelId && subjectId && content.members.get(placeKey({ channelId, principalId: subjectId }));
  if (!channelId || !member) return toNobody;
  return {
    shared: { type: 'channel.member_role_changed', channelId: encodeId('channel', channelId), member },
    isRecipient: (viewer) => audience.reads(viewer, channelId),
  };
}

function readPosition(event: StoredEvent, content: Content): Projection {
  const { channelId, subjectId } = event;
  const channel =
    channelId && subjectId && content.ownChannels.get(placeKey({ channelId, principalId: subjectId }));
  if (!channelId || !channel) return toNobody;
  const { membership, lastSeq } = channel;
  return {
    shared: { type: 'channel.read', channelId: encodeId('channel', channelId), membership, lastSeq },
    isRecipient: (viewer) => viewer === subjectId,
  };
}
