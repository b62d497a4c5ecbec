/** What a client knows of its workspace: the snapshot it started from, with every event since folded in. */
import type {
  BreakGlassView,
  ChannelId,
  Message,
  MessageId,
  Operations,
  OutputOf,
  OwnChannel,
  Person,
  Preferences,
  PrincipalId,
  TenantView,
} from '@wardroom/contract';

export type Snapshot = OutputOf<Operations['sync.snapshot']>;

/** An unbroken stretch of a channel’s messages, oldest first, without thread replies. */
export interface MessageWindow {
  readonly messages: readonly Message[];
  readonly hasBefore: boolean;
  /** false: the window reaches the present, and new messages are added to it. */
  readonly hasAfter: boolean;
}

export interface ThreadWindow {
  readonly root: Message;
  readonly replies: readonly Message[];
  readonly hasAfter: boolean;
}

export interface ReplyCount {
  /** channel_seq of the newest reply that an event has brought. */
  readonly seq: number;
  /** Replies up to there, or null while that cannot be known. */
  readonly count: number | null;
  /** When the newest of those was sent; while the count is not known, all that events have brought. */
  readonly sentAts: readonly number[];
}

export interface State {
  readonly me: Person;
  readonly tenant: TenantView;
  readonly permissions: readonly string[];
  readonly channels: Readonly<Record<ChannelId, OwnChannel>>;
  readonly people: Readonly<Record<PrincipalId, Person>>;
  readonly preferences: Preferences;
  /** What a change of the preferences is made on. */
  readonly preferencesRevision: number;
  /** Access of the operator of the deployment that has not been closed; look at its end before showing it. */
  readonly breakGlass: readonly BreakGlassView[];
  readonly windows: Readonly<Record<ChannelId, MessageWindow>>;
  readonly threads: Readonly<Record<MessageId, ThreadWindow>>;
  /** Per thread, what events have told of its replies; roots are read ahead of them and behind them. */
  readonly counted: Readonly<Record<MessageId, ReplyCount>>;
  /** The newest replies to threads that are not open: the page may have been read before them. */
  readonly lateReplies: readonly Message[];
  /** The newest edits, redactions and marks, by message: a page that was read before them may arrive after them. */
  readonly changes: ReadonlyMap<MessageId, Message>;
}

export function stateFromSnapshot(snapshot: Snapshot): State {
  const { me, tenant, permissions, channels, people, preferences, preferencesRevision, breakGlass } =
    snapshot;
  return {
    me,
    tenant,
    permissions,
    channels: Object.fromEntries(channels.map((channel) => [channel.id, channel])),
    people: Object.fromEntries(people.map((person) => [person.id, person])),
    preferences,
    preferencesRevision,
    breakGlass,
    windows: {},
    threads: {},
    counted: {},
    lateReplies: [],
    changes: new Map(),
  };
}

/** The part of a state that a snapshot shows, in a fixed order: equal to that of a fresh snapshot, or something is wrong. */
export const snapshotView = (from: State | Snapshot) => ({
  me: from.me,
  tenant: from.tenant,
  permissions: [...from.permissions].sort(),
  channels: byId<OwnChannel>(Object.values(from.channels)),
  people: byId<Person>(Object.values(from.people)),
  preferences: from.preferences,
  preferencesRevision: from.preferencesRevision,
  breakGlass: byId(from.breakGlass),
});

const byId = <T extends { readonly id: string }>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => (a.id < b.id ? -1 : 1));

/** A record without one key. */
export function without<K extends string, V>(record: Readonly<Record<K, V>>, key: K): Readonly<Record<K, V>> {
  const rest: Record<K, V> = { ...record };
  delete rest[key];
  return rest;
}
