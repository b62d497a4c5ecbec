/** An open connection as a hub knows it: who it is for, and the three things that can be done to it. */
import type { CloseReason, EventType, Scope, Uuid } from '@wardroom/contract';
import type { Identity } from '../../kernel/call.ts';

/** What tenant policies let somebody read. */
export interface Sight {
  /** Those that were there when it was read. */
  readonly channels: ReadonlyMap<Uuid, unknown>;
  reads(channelId: Uuid): boolean;
  /** Whether the profile of this principal may be shown, as of the last event about them. */
  seesPerson(principalId: Uuid): boolean;
}

/** Events that carry the profile of whom they are about. */
export const aboutPeople: ReadonlySet<EventType> = new Set<EventType>([
  ...(['principal.created', 'principal.updated', 'principal.suspended'] as const),
  ...(['principal.reactivated', 'role.assigned', 'sight.changed'] as const),
]);

export interface Viewer {
  readonly identity: Identity;
  /** Client address of the connection. */
  readonly address: string;
  /** What the client calls itself. */
  readonly device?: string;
  /** Null or absent: no policy is about reading channels. */
  sight?: Sight | null;
  /** Ceiling of a key; null until authority has been read. */
  readonly scopes: ReadonlySet<Scope> | 'all' | null;
  /** `rest` is an event frame without its beginning: `"cursor":…,"event":…}`. */
  showEvent(rest: string): void;
  /** Left out when much is waiting for this viewer: false. */
  showEphemeral(frame: Buffer): boolean;
  resync(reason: 'window' | 'epoch' | 'cursor'): void;
  end(reason: CloseReason): void;
}

/** A key sees no event that its scopes do not name. */
export const covers = ({ scopes }: Viewer, scope: Scope): boolean =>
  scopes !== null && (scopes === 'all' || scopes.has(scope));

/**
 * Whether something that happened in this place concerns the viewer: a token that is held to a channel hears of nothing
 * else, and nobody of a channel or a person that policies keep from them.
 */
export function hears(
  { identity, sight }: Pick<Viewer, 'identity' | 'sight'>,
  place: {
    readonly type?: EventType;
    readonly subjectId?: Uuid;
    readonly channelId?: Uuid;
    readonly messageId?: Uuid;
  },
): boolean {
  if (sight && place.channelId !== undefined && !sight.reads(place.channelId)) return false;
  if (sight && place.type !== undefined && aboutPeople.has(place.type)) {
    const { subjectId } = place;
    // Whoever it is about is told of themselves, whatever policies say.
    if (subjectId !== undefined && subjectId !== identity.principalId && !sight.seesPerson(subjectId))
      return false;
  }
  const held = identity.kind === 'token' ? identity.token.heldTo : null;
  if (held === null) return true;
  return (
    held.channelId === place.channelId && (held.messageId === null || held.messageId === place.messageId)
  );
}

/** Whether people are shown to be there, which is about no channel. */
export const seesPresence = ({ identity }: Pick<Viewer, 'identity'>): boolean =>
  identity.kind !== 'token' || identity.token.heldTo === null;
