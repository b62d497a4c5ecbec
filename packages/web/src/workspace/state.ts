/** Everything a signed-in page knows, as one immutable value. */
import type { Channel, ChannelId, Member, MessageId } from '@wardroom/contract';
import type { State } from '@wardroom/sdk';
import type { Failure } from './problem.ts';

/** The snapshot with all events folded in, and the messages loaded on top of it. */
export type Synced = State;

/** The last three are final: nothing reconnects by itself. */
export type Connection =
  | 'connecting'
  | 'live'
  | 'reconnecting'
  | 'offline'
  | 'signed-out'
  | 'suspended'
  | 'closed';

/** A message on its way. It leaves the outbox when its event has come. */
export interface Outgoing {
  readonly clientKey: string;
  readonly channelId: ChannelId;
  readonly threadRootId: MessageId | null;
  readonly body: string;
  /** Milliseconds since 1970, by this device's clock. */
  readonly at: number;
  /** `sent`: acknowledged; its event is on the way. */
  readonly progress: 'sending' | 'sent' | 'failed';
  /** Why it failed. */
  readonly failure: Failure | null;
}

export interface WorkspaceState {
  readonly synced: Synced | null;
  readonly connection: Connection;
  /** Why there is nothing to show. */
  readonly failure: Failure | null;
  /** Channels of which a page was loaded; others hold at most what events brought. */
  readonly opened: ReadonlySet<ChannelId>;
  readonly pageStarts: ReadonlyMap<ChannelId, ReadonlySet<MessageId>>;
  readonly members: ReadonlyMap<ChannelId, readonly Member[]>;
  /** Public channels that are read without being a member. */
  readonly visited: ReadonlyMap<ChannelId, Channel>;
  /** What could not be loaded, by channel or thread. */
  readonly failures: ReadonlyMap<string, Failure>;
  /** channel_seq that was read when the channel was opened: where the unread line stands. */
  readonly unreadAfter: ReadonlyMap<ChannelId, number>;
  readonly outbox: readonly Outgoing[];
  /** The one polite live region. */
  readonly announcement: string;
}

export const initialState: WorkspaceState = {
  synced: null,
  connection: 'connecting',
  failure: null,
  opened: new Set(),
  pageStarts: new Map(),
  members: new Map(),
  visited: new Map(),
  failures: new Map(),
  unreadAfter: new Map(),
  outbox: [],
  announcement: '',
};

export function put<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return map.get(key) === value ? map : new Map(map).set(key, value);
}

export function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!map.has(key)) return map;
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
