/** Everything a signed-in page knows, as one immutable value. */
import type {
  Channel,
  ChannelAccess,
  ChannelId,
  GroupView,
  Member,
  MessageId,
  Operations,
  OutputOf,
  PrincipalId,
  RoleView,
} from '@wardroom/contract';
import type { State } from '@wardroom/sdk';
import type { Change } from './arranging.ts';
import type { Failure } from './problem.ts';

/** The snapshot with all events folded in, and the messages loaded on top of it. */
export type Synced = State;
/** Who can read a channel, in numbers. */
export type Readers = OutputOf<Operations['channels.readers']>;

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
  /** Milliseconds since 1970, by this device's clock: shown, never compared. */
  readonly at: number;
  /**
   * `waiting`: could not be sent for a reason that passes, and is tried again by itself. `sent`: acknowledged; its event
   * is on the way. `failed`: refused; only its author can try again or discard it.
   */
  readonly progress: 'sending' | 'waiting' | 'sent' | 'failed';
  /** Why it waits or failed. */
  readonly failure: Failure | null;
}

/** How much of a member list is loaded: the place to go on from; null when all of it is. */
type MembersNext = PrincipalId | null;

export interface WorkspaceState {
  readonly synced: Synced | null;
  /** Grows with each snapshot: what was asked for before it is dropped when it arrives after it. */
  readonly snapshot: number;
  readonly connection: Connection;
  /** Why there is nothing to show. */
  readonly failure: Failure | null;
  /** Channels of which a page was loaded; others hold at most what events brought. */
  readonly opened: ReadonlySet<ChannelId>;
  readonly pageStarts: ReadonlyMap<ChannelId, ReadonlySet<MessageId>>;
  readonly members: ReadonlyMap<ChannelId, readonly Member[]>;
  readonly membersNext: ReadonlyMap<ChannelId, MembersNext>;
  /** Who can read a channel, as last told by the server. */
  readonly readers: ReadonlyMap<ChannelId, Readers>;
  /** Grows when an event touches who can read: what was asked before is asked again. */
  readonly readersEpoch: number;
  /** null until something showed them. */
  readonly roles: readonly RoleView[] | null;
  /** Grows when an event touches roles: whoever shows them reads them anew. */
  readonly rolesEpoch: number;
  /** The epoch of what was read last. */
  readonly rolesReadAt: number;
  /** Those that one sees; null until something showed them. */
  readonly groups: readonly GroupView[] | null;
  /** Grows when an event touches groups, or what a channel has of them: whoever shows either reads it anew. */
  readonly groupsEpoch: number;
  /** Grows when somebody saves policies or lets others decide: whoever shows them reads them anew. */
  readonly policiesEpoch: number;
  /** What the members of a channel may do in it, and its group, as last told by the server. */
  readonly access: ReadonlyMap<ChannelId, ChannelAccess>;
  /** Public channels that are read without being a member. */
  readonly visited: ReadonlyMap<ChannelId, Channel>;
  /** What could not be loaded, by channel or thread. */
  readonly failures: ReadonlyMap<string, Failure>;
  /** channel_seq that was read when the channel was opened: where the unread line stands. */
  readonly unreadAfter: ReadonlyMap<ChannelId, number>;
  /** In the order of writing. */
  readonly outbox: readonly Outgoing[];
  /** The device gives no more room: what is unsent lives as long as this page. */
  readonly outboxUnkept: boolean;
  /** Changes of the preferences that the server has not confirmed yet, oldest first. */
  readonly arranging: readonly Change[];
  /** The one polite live region. */
  readonly announcement: string;
}

export const initialState: WorkspaceState = {
  synced: null,
  snapshot: 0,
  connection: 'connecting',
  failure: null,
  opened: new Set(),
  pageStarts: new Map(),
  members: new Map(),
  membersNext: new Map(),
  readers: new Map(),
  readersEpoch: 0,
  roles: null,
  rolesEpoch: 0,
  rolesReadAt: -1,
  groups: null,
  groupsEpoch: 0,
  policiesEpoch: 0,
  access: new Map(),
  visited: new Map(),
  failures: new Map(),
  unreadAfter: new Map(),
  outbox: [],
  outboxUnkept: false,
  arranging: [],
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
