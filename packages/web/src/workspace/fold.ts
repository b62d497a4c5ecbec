/** Event → state, for what the fold of the SDK does not hold: the outbox, member lists, visited channels. Pure. */
import type { ChannelId, Event, Message } from '@wardroom/contract';
import { applyEvent } from '@wardroom/sdk';
import { touchesReaders } from './readers.ts';
import { touchesRoles } from './roles.ts';
import { put, type WorkspaceState, without } from './state.ts';

export function foldEvent(state: WorkspaceState, event: Event): WorkspaceState {
  const { synced } = state;
  if (synced === null) return state;
  const groupsEpoch = state.groupsEpoch + Number(touchesGroups(event));
  const policiesEpoch = state.policiesEpoch + Number(event.type === 'policy.changed');
  const next = {
    ...state,
    groupsEpoch,
    policiesEpoch,
    synced: withoutOwnUnread(synced, applyEvent(synced, event), event),
  };
  const known = touchesRoles(event) ? staleRoles(next) : next;
  return foldAround(touchesReaders(event) ? staleReaders(known) : known, event);
}

/** Whether groups, or what a channel has of them, may be otherwise after this. */
const touchesGroups = ({ type }: Event): boolean =>
  type === 'group.changed' || type === 'rights.changed' || type === 'channel.updated';

/** What the channel's number of readers was, is asked again by whoever shows it. */
const staleReaders = (state: WorkspaceState): WorkspaceState => ({
  ...state,
  readersEpoch: state.readersEpoch + 1,
});

const staleRoles = (state: WorkspaceState): WorkspaceState => ({
  ...state,
  rolesEpoch: state.rolesEpoch + 1,
});

type Synced = NonNullable<WorkspaceState['synced']>;

/**
 * Nobody has to read what they wrote. Who had read everything has read their own message, too; who had not has as much
 * to read as before.
 */
function withoutOwnUnread(before: Synced, after: Synced, event: Event): Synced {
  if (event.type !== 'message.sent' || event.message.authorId !== before.me.id) return after;
  const { channelId, channelSeq } = event.message;
  const known = before.channels[channelId];
  const channel = after.channels[channelId];
  if (known === undefined || channel === undefined || channelSeq <= known.lastSeq) return after;
  const { membership } = known;
  const all = membership.unread === 0;
  const read = all ? { ...channel.membership, lastReadSeq: channelSeq, unread: 0, mentions: 0 } : membership;
  return { ...after, channels: { ...after.channels, [channelId]: { ...channel, membership: read } } };
}

function foldAround(state: WorkspaceState, event: Event): WorkspaceState {
  switch (event.type) {
    case 'message.sent':
      return withoutArrived(state, [event.message]);
    case 'message.edited':
    case 'message.redacted':
      // What was read out is the former text.
      return silenced(state);
    case 'channel.member_added':
    case 'channel.member_role_changed':
      return foldMember(state, event);
    case 'channel.member_removed':
      return foldRemoval(state, event);
    case 'channel.updated':
    case 'channel.archived':
    case 'channel.restored':
      return state.visited.has(event.channel.id)
        ? { ...state, visited: put(state.visited, event.channel.id, event.channel) }
        : state;
    case 'channel.deleted':
      return forgetChannel(state, event.channelId);
    default:
      return state;
  }
}

/** What is in the list has left the outbox, whether an event or a page brought it. */
export function withoutArrived(state: WorkspaceState, messages: readonly Message[]): WorkspaceState {
  if (state.outbox.length === 0) return state;
  const me = state.synced?.me.id;
  const arrived = new Set(
    messages.flatMap(({ authorId, clientKey }) => (authorId === me ? [clientKey] : [])),
  );
  const outbox = state.outbox.filter(({ clientKey }) => !arrived.has(clientKey));
  if (outbox.length === state.outbox.length) return state;
  return { ...state, outbox, outboxUnkept: state.outboxUnkept && outbox.length > 0 };
}

type MemberEvent = Extract<Event, { type: 'channel.member_added' | 'channel.member_role_changed' }>;

function foldMember(state: WorkspaceState, { channelId, member }: MemberEvent): WorkspaceState {
  const joined = member.principalId === state.synced?.me.id;
  const next = joined ? { ...state, visited: without(state.visited, channelId) } : state;
  const members = next.members.get(channelId);
  if (members === undefined) return next;
  const others = members.filter(({ principalId }) => principalId !== member.principalId);
  return { ...next, members: put(next.members, channelId, [...others, member]) };
}

type Removal = Extract<Event, { type: 'channel.member_removed' }>;

function foldRemoval(state: WorkspaceState, { channelId, principalId }: Removal): WorkspaceState {
  // What a removed member had loaded goes with the membership; the page asks again what it may see.
  if (principalId === state.synced?.me.id) return forgetChannel(state, channelId);
  const members = state.members.get(channelId);
  if (members === undefined) return state;
  const rest = members.filter((member) => member.principalId !== principalId);
  return { ...state, members: put(state.members, channelId, rest) };
}

/** The live region keeps its last words in the page until others take their place. */
const silenced = (state: WorkspaceState): WorkspaceState =>
  state.announcement === '' ? state : { ...state, announcement: '' };

function forgetChannel(state: WorkspaceState, channelId: ChannelId): WorkspaceState {
  return {
    ...silenced(state),
    opened: new Set([...state.opened].filter((id) => id !== channelId)),
    pageStarts: without(state.pageStarts, channelId),
    members: without(state.members, channelId),
    membersNext: without(state.membersNext, channelId),
    readers: without(state.readers, channelId),
    visited: without(state.visited, channelId),
    unreadAfter: without(state.unreadAfter, channelId),
    outbox: state.outbox.filter((outgoing) => outgoing.channelId !== channelId),
  };
}

/**
 * A new snapshot: everything that events kept true is read again. What was not acknowledged stays in the outbox; what
 * was is in the pages that are read now.
 */
export function withSnapshot(
  state: WorkspaceState,
  synced: NonNullable<WorkspaceState['synced']>,
): WorkspaceState {
  return {
    ...state,
    synced,
    snapshot: state.snapshot + 1,
    failure: null,
    opened: new Set(),
    pageStarts: new Map(),
    members: new Map(),
    membersNext: new Map(),
    readers: new Map(),
    readersEpoch: state.readersEpoch + 1,
    rolesEpoch: state.rolesEpoch + 1,
    groupsEpoch: state.groupsEpoch + 1,
    policiesEpoch: state.policiesEpoch + 1,
    visited: new Map(),
    failures: new Map(),
    outbox: state.outbox.filter(({ progress }) => progress !== 'sent'),
  };
}
