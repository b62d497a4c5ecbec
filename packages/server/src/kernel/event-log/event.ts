/** What the tenant log stores: references, never content. */
import type { EventType, Uuid } from '@wardroom/contract';

export interface LogEvent {
  readonly type: EventType;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly actorId: Uuid | null;
  /** The principal it happened to. */
  readonly subjectId?: Uuid;
  readonly channelId?: Uuid;
  readonly messageId?: Uuid;
  /** The session or key that was revoked. */
  readonly credentialId?: Uuid;
}

export interface StoredEvent extends LogEvent {
  /** Gapless per tenant, in commit order. */
  readonly seq: number;
}
