/** What events say beyond references: read when they are delivered, once per node and batch, as it is by then. */
import type {
  BreakGlassView,
  Channel,
  Member,
  Message,
  OwnChannel,
  Person,
  Preferences,
  TenantView,
  Uuid,
} from '@wardroom/contract';
import type { ResourceFacts } from '../../kernel/authorise.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { StoredEvent } from '../../kernel/event-log/event.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { Audience, AudienceFacts, Standings } from './audience.ts';
import type { DepartmentFacts } from './departments.ts';

/** One principal in one channel. */
export interface Place {
  readonly channelId: Uuid;
  readonly principalId: Uuid;
}

export interface Wanted {
  readonly messages: Uuid[];
  readonly channels: Uuid[];
  readonly members: Place[];
  /** The channel as it appears in this principal's own list. Its numbers come from one snapshot. */
  readonly ownChannels: Place[];
  readonly people: Uuid[];
  /** The roles of everybody. */
  readonly standings: boolean;
  /** Whose arrangement. */
  readonly preferences: Uuid[];
  /** By the principal that acts with it. */
  readonly breakGlass: Uuid[];
  readonly tenant: boolean;
  /** Who is in which departments: everybody, or these. */
  readonly departments: 'everybody' | Uuid[];
}

export interface Arrangement {
  readonly preferences: Preferences;
  readonly revision: number;
}

/** Keyed by id, members and own channels by {@link placeKey}. What no longer exists is absent. */
export interface Content {
  readonly messages: ReadonlyMap<Uuid, Message>;
  readonly channels: ReadonlyMap<Uuid, Channel>;
  readonly members: ReadonlyMap<string, Member>;
  readonly ownChannels: ReadonlyMap<string, OwnChannel>;
  readonly people: ReadonlyMap<Uuid, Person>;
  /** Of the same people: the roles that count. */
  readonly roles: ReadonlyMap<Uuid, readonly string[]>;
  readonly standings: Standings | null;
  readonly preferences: ReadonlyMap<Uuid, Arrangement>;
  /** By the principal that acts with it. */
  readonly breakGlass: ReadonlyMap<Uuid, BreakGlassView>;
  readonly tenant: TenantView | null;
  /** Of everybody; null when only some were asked about. */
  readonly sight: DepartmentFacts | null;
  /** Of those who were asked about. */
  readonly departments: ReadonlyMap<Uuid, readonly Uuid[]>;
}

export const noContent: Content = {
  messages: new Map(),
  channels: new Map(),
  members: new Map(),
  ownChannels: new Map(),
  people: new Map(),
  roles: new Map(),
  standings: null,
  preferences: new Map(),
  breakGlass: new Map(),
  tenant: null,
  sight: null,
  departments: new Map(),
};

/** The modules' side of realtime, handed in by the composition root. */
export interface ContentSource {
  loadAudience(tx: ReadTransaction): Promise<AudienceFacts>;
  /** Every channel, as policies see it. */
  loadChannels(tx: ReadTransaction): Promise<ReadonlyMap<Uuid, ResourceFacts>>;
  /** `host` is one of the tenant's own. */
  read(tx: ReadTransaction, keys: ScopeKeys, wanted: Wanted, host: string): Promise<Content>;
}

/** Beyond this many people in one channel, whoever comes or goes starts anew instead of being told of each. */
export const mostShown = 500;

export const placeKey = ({ channelId, principalId }: Place): string => `${channelId}/${principalId}`;

/**
 * Messages that these events bring along and that need no reading: sent by this process, and not touched again by another
 * of these events. What changes them later is an event of its own, and comes later. Takes them all, shown or not.
 */
export function takeJustSent(events: readonly StoredEvent[]): ReadonlyMap<Uuid, Message> {
  const sent = new Map<Uuid, Message>();
  const touched = new Set<Uuid>();
  for (const { messageId, justSent } of events) {
    if (messageId === undefined) continue;
    const message = justSent?.take();
    if (message) sent.set(messageId, message);
    else touched.add(messageId);
  }
  for (const messageId of touched) sent.delete(messageId);
  return sent;
}

/**
 * What has to be read to show these events to these viewers. Messages of channels in which no viewer is, or is
 * about to be, are left out: nobody here would get them.
 */
export function wantedBy(
  events: readonly StoredEvent[],
  audience: Audience,
  viewers: ReadonlyMap<Uuid, unknown>,
  known: ReadonlyMap<Uuid, Message> = new Map(),
): Wanted {
  const sets = { messages: new Set<Uuid>(), channels: new Set<Uuid>(), people: new Set<Uuid>() };
  const breakGlass = new Set<Uuid>();
  const preferences = new Set<Uuid>();
  const members = new Map<string, Place>();
  const ownChannels = new Map<string, Place>();
  const joining = new Set(
    events.map(({ type, channelId }) => (type === 'channel.member_added' ? channelId : undefined)),
  );
  let tenant = false;
  let standings = false;
  for (const event of events) {
    const { type, channelId, messageId, subjectId } = event;
    if (messageId && channelId && type.startsWith('message.')) {
      if (known.has(messageId)) continue;
      if (joining.has(channelId) || hasViewer(audience, channelId, viewers)) sets.messages.add(messageId);
    } else if (type === 'channel.read' && channelId && subjectId) {
      if (viewers.has(subjectId))
        ownChannels.set(placeKey({ channelId, principalId: subjectId }), {
          channelId,
          principalId: subjectId,
        });
    } else if (type.startsWith('channel.member_') && channelId && subjectId) {
      const place = { channelId, principalId: subjectId };
      members.set(placeKey(place), place);
      if (type !== 'channel.member_added') continue;
      sets.people.add(subjectId);
      if (!viewers.has(subjectId)) continue;
      ownChannels.set(placeKey(place), place);
      // Some may leave before the arrival is shown.
      const met = audience.membersOf(channelId);
      if (audience.seesSome(subjectId) && met.size <= 2 * mostShown)
        for (const principalId of met) sets.people.add(principalId);
    } else if (type === 'channel.deleted') continue;
    else if (type.startsWith('channel.') && channelId) sets.channels.add(channelId);
    else if (type === 'preferences.updated' && subjectId) {
      if (viewers.has(subjectId)) preferences.add(subjectId);
    } else if ((type.startsWith('principal.') || type === 'role.assigned') && subjectId)
      sets.people.add(subjectId);
    else if (type === 'sight.changed' && subjectId) sets.people.add(subjectId);
    else if (type === 'rights.changed') standings = true;
    else if (type.startsWith('break_glass.') && subjectId) breakGlass.add(subjectId);
    else if (type === 'tenant.updated') tenant = true;
  }
  return {
    messages: [...sets.messages],
    channels: [...sets.channels],
    people: [...sets.people],
    preferences: [...preferences],
    members: [...members.values()],
    ownChannels: [...ownChannels.values()],
    standings,
    breakGlass: [...breakGlass],
    tenant,
    departments: departmentsWantedBy(events),
  };
}

/** Whose place among departments has changed. */
function departmentsWantedBy(events: readonly StoredEvent[]): Wanted['departments'] {
  const moved = events.filter(({ type }) => type === 'sight.changed').map(({ subjectId }) => subjectId);
  const known = moved.filter((id) => id !== undefined);
  return known.length < moved.length ? 'everybody' : [...new Set(known)];
}

function hasViewer(audience: Audience, channelId: Uuid, viewers: ReadonlyMap<Uuid, unknown>): boolean {
  const members = audience.membersOf(channelId);
  const [few, many] = members.size < viewers.size ? [members.keys(), viewers] : [viewers.keys(), members];
  for (const principalId of few) if (many.has(principalId)) return true;
  return false;
}

export const isEmpty = (wanted: Wanted): boolean => wanted.messages.length === 0 && isOnlyMessages(wanted);

/** What messages say is the same for everybody who may read them; the rest may be somebody's own. */
export const isOnlyMessages = (wanted: Wanted): boolean =>
  !wanted.tenant &&
  !wanted.standings &&
  [
    wanted.channels,
    wanted.members,
    wanted.ownChannels,
    wanted.people,
    wanted.preferences,
    wanted.breakGlass,
    wanted.departments,
  ].every((list) => list.length === 0);
