/** Everything a signed-in page knows, as one immutable value. */
import type {
  Channel,
  ChannelId,
  Member,
  Message,
  MessageId,
  OwnChannel,
  Person,
  PrincipalId,
  TenantView,
} from '@wardroom/contract';
import type { Timeline } from '../timeline/timeline.ts';
import type { Failure } from './problem.ts';

/** The snapshot with all events folded in. */
export interface Synced {
  readonly me: Person;
  readonly tenant: TenantView;
  readonly permissions: readonly string[];
  readonly channels: ReadonlyMap<ChannelId, OwnChannel>;
  readonly people: ReadonlyMap<PrincipalId, Person>;
}

/** `ended`: this session is over (revoked, expired, workspace suspended); nothing reconnects. */
export type Connection = 'connecting' | 'live' | 'reconnecting' | 'offline' | 'ended';

/** A message on its way. It leaves the outbox when the server has it, by answer or by event. */
export interface Outgoing {
  readonly clientKey: string;
  readonly channelId: ChannelId;
  readonly threadRootId: MessageId | null;
  readonly body: string;
  /** Milliseconds since 1970, by this device's clock. */
  readonly at: number;
  /** null while it is being sent. */
  readonly failure: Failure | null;
}

export interface Thread {
  readonly root: Message;
  readonly replies: readonly Message[];
  readonly hasAfter: boolean;
}

export interface WorkspaceState {
  readonly synced: Synced | null;
  readonly connection: Connection;
  /** Why there is nothing to show. */
  readonly failure: Failure | null;
  readonly timelines: ReadonlyMap<ChannelId, Timeline>;
  readonly threads: ReadonlyMap<MessageId, Thread>;
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
  timelines: new Map(),
  threads: new Map(),
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
