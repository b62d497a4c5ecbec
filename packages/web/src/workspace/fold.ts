/** Event → state, for what lies beyond the snapshot: timelines, threads, member lists, the outbox. Pure. */
import type { Event, Message } from '@wardroom/contract';
import { insert, replace, withChanged, withReply, withSent } from '../timeline/timeline.ts';
import { put, type WorkspaceState, without } from './state.ts';

export function foldEvent(state: WorkspaceState, event: Event): WorkspaceState {
  switch (event.type) {
    case 'message.sent':
      return foldSent(state, event.message);
    case 'message.edited':
    case 'message.redacted':
      return foldChanged(state, event.message);
    case 'channel.member_added':
    case 'channel.member_role_changed':
      return foldMember(state, event);
    case 'channel.member_removed':
      return foldRemoval(state, event);
    case 'channel.created':
    case 'channel.updated':
    case 'channel.archived':
    case 'channel.restored':
      return state.visited.has(event.channel.id)
        ? { ...state, visited: put(state.visited, event.channel.id, event.channel) }
        : state;
    default:
      return state;
  }
}

export function foldSent(state: WorkspaceState, message: Message): WorkspaceState {
  const me = state.synced?.me.id;
  const outbox =
    message.authorId === me && state.outbox.some(({ clientKey }) => clientKey === message.clientKey)
      ? state.outbox.filter(({ clientKey }) => clientKey !== message.clientKey)
      : state.outbox;
  const next = outbox === state.outbox ? state : { ...state, outbox };
  return message.threadRootId === null ? foldTopLevel(next, message) : foldReply(next, message);
}

function foldTopLevel(state: WorkspaceState, message: Message): WorkspaceState {
  const timeline = state.timelines.get(message.channelId);
  if (timeline === undefined) return state;
  const next = withSent(timeline, message);
  return next === timeline ? state : { ...state, timelines: put(state.timelines, message.channelId, next) };
}

function foldReply(state: WorkspaceState, reply: Message): WorkspaceState {
  const rootId = reply.threadRootId;
  if (rootId === null) return state;
  let { timelines, threads } = state;
  const timeline = timelines.get(reply.channelId);
  const root = timeline?.messages.find(({ id }) => id === rootId);
  if (timeline !== undefined && root !== undefined)
    timelines = put(timelines, reply.channelId, withChanged(timeline, withReply(root, reply)));
  const thread = threads.get(rootId);
  if (thread !== undefined) {
    const replies = thread.hasAfter ? thread.replies : insert(thread.replies, reply);
    threads = put(threads, rootId, { ...thread, root: withReply(thread.root, reply), replies });
  }
  return { ...state, timelines, threads };
}

export function foldChanged(state: WorkspaceState, message: Message): WorkspaceState {
  let { timelines, threads } = state;
  const timeline = timelines.get(message.channelId);
  if (timeline !== undefined) timelines = put(timelines, message.channelId, withChanged(timeline, message));
  const rootId = message.threadRootId ?? message.id;
  const thread = threads.get(rootId);
  if (thread !== undefined) {
    const root = replace([thread.root], message)[0] ?? thread.root;
    threads = put(threads, rootId, { ...thread, root, replies: replace(thread.replies, message) });
  }
  return { ...state, timelines, threads };
}

type MemberEvent = Extract<Event, { type: 'channel.member_added' | 'channel.member_role_changed' }>;

function foldMember(state: WorkspaceState, { channelId, member }: MemberEvent): WorkspaceState {
  const members = state.members.get(channelId);
  if (members === undefined) return state;
  const others = members.filter(({ principalId }) => principalId !== member.principalId);
  return { ...state, members: put(state.members, channelId, [...others, member]) };
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

export function forgetChannel(state: WorkspaceState, channelId: Removal['channelId']): WorkspaceState {
  const threads = new Map([...state.threads].filter(([, { root }]) => root.channelId !== channelId));
  return {
    ...state,
    threads,
    timelines: without(state.timelines, channelId),
    members: without(state.members, channelId),
    visited: without(state.visited, channelId),
    unreadAfter: without(state.unreadAfter, channelId),
    outbox: state.outbox.filter((outgoing) => outgoing.channelId !== channelId),
  };
}

/** The stream has a hole: everything that events kept true is dropped and read again. Drafts and outbox stay. */
export const forgetLoaded = (state: WorkspaceState): WorkspaceState => ({
  ...state,
  timelines: new Map(),
  threads: new Map(),
  members: new Map(),
  visited: new Map(),
  failures: new Map(),
});
