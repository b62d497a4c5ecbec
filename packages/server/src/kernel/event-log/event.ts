/** What the tenant log stores: references, never content. */
import type { EventType, Message, Uuid } from '@wardroom/contract';

/**
 * A message as it was just sent, on its way through this process: spares reading back and opening what has been sealed a
 * moment ago. Gone once taken, so that events which are kept keep no text.
 */
export class JustSent {
  #message: Message | null;

  constructor(message: Message) {
    this.#message = message;
  }

  take(): Message | null {
    const message = this.#message;
    this.#message = null;
    return message;
  }
}

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
  /** Of `message.sent`, and only in the process that has sent it. Never stored. */
  readonly justSent?: JustSent;
}

export interface StoredEvent extends LogEvent {
  /** Gapless per tenant, in commit order. */
  readonly seq: number;
}
