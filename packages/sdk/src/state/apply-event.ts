/** Folds one event into the state. Pure: the same events give the same state, in a page, a test and a proof. */
import type { ChannelId, Event, Message, OwnChannel, Person, PrincipalId } from '@wardroom/contract';
import { withChangedMessage, withSentMessage } from './messages.ts';
import { type State, without } from './state.ts';

export function applyEvent(state: State, event: Event): State {
  switch (event.type) {
    case 'message.sent':
      return sent(state, event.message);
    case 'message.edited':
    case 'message.redacted':
    case 'message.marked':
      return withChangedMessage(state, event.message);
    case 'channel.created':
    case 'channel.updated':
    case 'channel.archived':
    case 'channel.restored': {
      // The number of messages is counted by their own events.
      const { lastSeq: _, ...changed } = event.channel;
      return withChannel(state, changed.id, (known) => ({ ...known, ...changed }));
    }
    case 'channel.member_added':
      return memberAdded(state, event);
    case 'channel.member_removed':
      return memberRemoved(state, event);
    case 'channel.member_role_changed': {
      const { channelId, member } = event;
      if (member.principalId !== state.me.id) return state;
      return withMembership(state, channelId, { role: member.role });
    }
    case 'channel.read': {
      const { channelId, membership, lastSeq } = event;
      // Its numbers may be ahead of the stream: what they count is not counted again.
      return withChannel(state, channelId, (known) => ({
        ...known,
        membership,
        lastSeq: Math.max(known.lastSeq, lastSeq),
      }));
    }
    case 'channel.deleted':
      return withoutChannel(withoutPeople(state, event.peopleHidden), event.channelId);
    case 'preferences.updated': {
      const { preferences, revision } = event;
      // Read when it was delivered: an event may bring what a later one brings again.
      return revision < state.preferencesRevision
        ? state
        : { ...state, preferences, preferencesRevision: revision };
    }
    case 'tenant.updated':
      return { ...state, tenant: event.tenant };
    case 'rights.changed':
      return { ...state, permissions: event.permissions ?? state.permissions };
    case 'sight.changed':
      return sightChanged(state, event);
    // Nothing of these is kept here: whoever shows them reads them anew.
    case 'group.changed':
    case 'policy.changed':
      return state;
    case 'break_glass.opened':
    case 'break_glass.closed': {
      const others = state.breakGlass.filter(({ id }) => id !== event.breakGlass.id);
      const { closedAt } = event.breakGlass;
      return { ...state, breakGlass: closedAt === null ? [...others, event.breakGlass] : others };
    }
    default:
      return personChanged(state, event);
  }
}

function sent(state: State, message: Message): State {
  const channel = state.channels[message.channelId];
  if (!channel) return state;
  const next = withSentMessage(state, message);
  if (message.channelSeq <= channel.lastSeq) return next;
  const { lastReadSeq, mentions } = channel.membership;
  const counts = message.channelSeq > lastReadSeq && names(message, state.me.id);
  return withChannel(next, message.channelId, (known) => ({
    ...known,
    lastSeq: message.channelSeq,
    membership: {
      ...known.membership,
      unread: Math.max(0, message.channelSeq - lastReadSeq),
      mentions: mentions + (counts ? 1 : 0),
    },
  }));
}

const names = (message: Message, me: PrincipalId): boolean =>
  message.mentions.includes(me) || (message.mentionsAll && message.authorId !== me);

function memberAdded(state: State, event: Extract<Event, { type: 'channel.member_added' }>): State {
  const { channel, member, peopleShown = [] } = event;
  const people = withPeople(state.people, peopleShown);
  const next = people === state.people ? state : { ...state, people };
  if (!channel || member.principalId !== state.me.id) return next;
  return { ...next, channels: { ...next.channels, [channel.id]: channel } };
}

function memberRemoved(state: State, event: Extract<Event, { type: 'channel.member_removed' }>): State {
  const { channelId, principalId, peopleHidden } = event;
  const next = withoutPeople(state, peopleHidden);
  return principalId === state.me.id ? withoutChannel(next, channelId) : next;
}

function sightChanged(state: State, event: Extract<Event, { type: 'sight.changed' }>): State {
  const next = withoutPeople(state, event.peopleHidden);
  return { ...next, people: withPeople(next.people, event.peopleShown ?? []) };
}

const withoutPeople = (state: State, hidden: readonly PrincipalId[] = []): State =>
  hidden.length === 0
    ? state
    : { ...state, people: hidden.reduce((known, id) => without(known, id), state.people) };

/** With everything that was in it. */
function withoutChannel(state: State, channelId: ChannelId): State {
  const threads = Object.entries(state.threads).filter(([, thread]) => thread.root.channelId !== channelId);
  return {
    ...state,
    channels: without(state.channels, channelId),
    windows: without(state.windows, channelId),
    threads: Object.fromEntries(threads),
  };
}

function personChanged(state: State, event: Extract<Event, { person: Person }>): State {
  const { person, permissions } = event;
  const me = person.id === state.me.id ? person : state.me;
  const people = { ...state.people, [person.id]: person };
  return { ...state, me, people, permissions: permissions ?? state.permissions };
}

function withPeople(known: State['people'], shown: readonly Person[]): State['people'] {
  if (shown.length === 0) return known;
  return { ...known, ...Object.fromEntries(shown.map((person) => [person.id, person])) };
}

function withChannel(state: State, id: ChannelId, change: (known: OwnChannel) => OwnChannel): State {
  const known = state.channels[id];
  return known ? { ...state, channels: { ...state.channels, [id]: change(known) } } : state;
}

const withMembership = (state: State, id: ChannelId, change: Partial<OwnChannel['membership']>): State =>
  withChannel(state, id, (known) => ({ ...known, membership: { ...known.membership, ...change } }));
