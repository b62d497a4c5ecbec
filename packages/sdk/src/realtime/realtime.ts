/**
 * The event stream, kept open: connects, resumes exactly where it was, proves that its stream has no hole, and says
 * in every moment how it stands. Calls travel over the same socket.
 */
import type {
  ChannelId,
  Event,
  MessageId,
  OperationName,
  PresenceFrame,
  PresenceState,
  ServerFrame,
  TypingFrame,
} from '@wardroom/contract';
import { type CloseReason, protocolVersion } from '@wardroom/contract/wire';
import { unreachable, WardroomApiError } from '../error.ts';
import { type Call, repeatable, withClientKey } from '../operations.ts';
import { type RetryRules, withRetries } from '../retry.ts';
import type { StepUp } from '../step-up.ts';
import type { Surroundings } from '../surroundings.ts';
import { reconnectDelayMs, verdictOf } from './backoff.ts';
import { Link, type LinkEvents, type ResyncReason } from './link.ts';
import { OutstandingCalls } from './outstanding-calls.ts';

export type RealtimeState =
  | { readonly status: 'connecting' }
  | { readonly status: 'live'; readonly me: string }
  /** Tries again by itself; {@link Realtime.wake} tries at once. */
  | { readonly status: 'waiting'; readonly retryInMs: number }
  /** For good. `closed` by this side, otherwise for the reason the server gave. */
  | { readonly status: 'closed'; readonly reason: CloseReason | 'closed' };

export interface RealtimeHandlers {
  /** Each event once, in order. The stream goes on after it only when this returns. */
  readonly onEvent: (event: Event, cursor: string) => void;
  readonly onState?: (state: RealtimeState) => void;
  /** Somebody is writing; see `withTyping`. */
  readonly onTyping?: (frame: TypingFrame) => void;
  /** Who is there; see `withPresence`. After every welcome a frame with `all` begins anew. */
  readonly onPresence?: (frame: PresenceFrame) => void;
  /** Where to begin: the cursor of a snapshot, or of the last event seen. Absent: now. */
  readonly resume?: string;
  /**
   * The stream cannot go on from where it was. Takes a new snapshot and gives its cursor; without this handler the
   * stream goes on from now, and what was between is lost.
   */
  readonly onResync?: (reason: ResyncReason) => Promise<string>;
}

export interface Realtime {
  readonly state: RealtimeState;
  /** Position up to which everything was seen; undefined before the first welcome. */
  readonly cursor: string | undefined;
  readonly call: Call;
  /** "I am writing here"; may be called with every key that is pressed, most calls say nothing. */
  typing(channelId: ChannelId, threadRootId: MessageId | null): void;
  /** What was being written has left: whoever writes on is told again as soon as the server passes it on. */
  sent(channelId: ChannelId): void;
  /** Whether somebody is at this device; told again after every reconnect. */
  setPresence(state: Exclude<PresenceState, 'offline'>): void;
  /** Ends a waiting time: the network is back, the page is visible again. */
  wake(): void;
  close(): void;
}

export interface RealtimeParts {
  readonly target: { readonly origin: string; readonly credential?: string; readonly timeoutMs: number };
  readonly surroundings: Surroundings;
  readonly retries: RetryRules;
  readonly stepUp: StepUp;
}

/** Little more than what the server lets pass per channel. */
const typingEveryMs = 2_500;

/** "I am writing here" was said in a channel less than {@link typingEveryMs} ago. */
interface Told {
  readonly callOff: () => void;
  /** What was written then has left. */
  sent: boolean;
  /** Something new has been begun since: said at the end of that time. */
  next: { readonly threadRootId: MessageId | null } | null;
}

export const openRealtime = (parts: RealtimeParts, handlers: RealtimeHandlers): Realtime =>
  new Stream(parts, handlers);

class Stream implements Realtime, LinkEvents {
  readonly #parts: RealtimeParts;
  readonly #handlers: RealtimeHandlers;
  readonly #calls: OutstandingCalls;
  #state: RealtimeState = { status: 'connecting' };
  #cursor: string | undefined;
  #link: Link | null = null;
  #failures = 0;
  #callOff: () => void = () => {};
  #presence: Exclude<PresenceState, 'offline'> = 'active';
  readonly #told = new Map<ChannelId, Told>();

  constructor(parts: RealtimeParts, handlers: RealtimeHandlers) {
    this.#parts = parts;
    this.#handlers = handlers;
    this.#calls = new OutstandingCalls(parts.surroundings, parts.target.timeoutMs);
    this.#cursor = handlers.resume;
    this.#connect();
  }

  get state(): RealtimeState {
    return this.#state;
  }

  get cursor(): string | undefined {
    return this.#cursor;
  }

  readonly call: Call = ((name: OperationName, input: unknown) => {
    const { surroundings, retries, stepUp } = this.#parts;
    const complete = withClientKey(name, input, surroundings);
    const once = () =>
      this.#state.status === 'closed'
        ? Promise.reject(closedError(this.#state.reason))
        : this.#calls.call(name, complete);
    return stepUp(() => (repeatable.has(name) ? withRetries(once, surroundings, retries) : once()));
  }) as Call;

  typing(channelId: ChannelId, threadRootId: MessageId | null): void {
    if (this.#state.status !== 'live') return;
    const told = this.#told.get(channelId);
    if (told !== undefined) {
      if (told.sent) told.next = { threadRootId };
      return;
    }
    const forget = () => {
      const next = this.#told.get(channelId)?.next ?? null;
      this.#told.delete(channelId);
      if (next !== null) this.typing(channelId, next.threadRootId);
    };
    const callOff = this.#parts.surroundings.schedule(forget, typingEveryMs);
    this.#told.set(channelId, { callOff, sent: false, next: null });
    this.#link?.send(JSON.stringify({ t: 'typing', channelId, threadRootId }));
  }

  sent(channelId: ChannelId): void {
    const told = this.#told.get(channelId);
    if (told !== undefined) Object.assign(told, { sent: true, next: null });
  }

  setPresence(state: Exclude<PresenceState, 'offline'>): void {
    if (state === this.#presence) return;
    this.#presence = state;
    if (this.#state.status === 'live') this.#tellPresence();
  }

  wake(): void {
    if (this.#state.status === 'waiting') this.#connect();
  }

  close(): void {
    this.#finish('closed');
  }

  welcomed({ me, cursor, resumed }: Extract<ServerFrame, { t: 'welcome' }>): void {
    this.#failures = 0;
    // A cursor of our own is kept: until a resync has replaced it, it is where the state of the caller stands.
    if (resumed || this.#cursor === undefined) this.#cursor = cursor;
    // A connection starts as active.
    if (this.#presence === 'away') this.#tellPresence();
    this.#become({ status: 'live', me });
    this.#calls.connected((text) => this.#link?.send(text));
  }

  eventCame(event: Event, cursor: string): void {
    this.#handlers.onEvent(event, cursor);
    this.#cursor = cursor;
  }

  beatCame(cursor: string): void {
    this.#cursor = cursor;
  }

  typingCame(frame: TypingFrame): void {
    this.#handlers.onTyping?.(frame);
  }

  presenceCame(frame: PresenceFrame): void {
    this.#handlers.onPresence?.(frame);
  }

  replied(reply: Extract<ServerFrame, { t: 'reply' }>): void {
    this.#calls.replied(reply);
  }

  resyncAsked(reason: ResyncReason): void {
    const { onResync } = this.#handlers;
    if (!onResync) {
      this.#cursor = undefined;
      return;
    }
    this.#unlink();
    this.#become({ status: 'connecting' });
    onResync(reason).then(
      (cursor) => {
        this.#cursor = cursor;
        if (this.#state.status === 'connecting') this.#connect();
      },
      () => this.#retry(false),
    );
  }

  ended(code: number): void {
    this.#unlink();
    const verdict = verdictOf(code);
    if (verdict.reconnect) this.#retry(verdict.later);
    else this.#finish(verdict.reason);
  }

  #connect(): void {
    this.#callOff();
    this.#become({ status: 'connecting' });
    const { target, surroundings } = this.#parts;
    const url = `${target.origin.replace(/^http/, 'ws')}/v1/realtime`;
    const hello = {
      t: 'hello',
      protocol: protocolVersion,
      ...(target.credential === undefined ? {} : { credential: target.credential }),
      ...(this.#cursor === undefined ? {} : { resume: this.#cursor }),
    };
    this.#link = new Link(surroundings, url, JSON.stringify(hello), this);
  }

  #retry(later: boolean): void {
    if (this.#state.status === 'closed') return;
    const { random, schedule } = this.#parts.surroundings;
    const retryInMs = reconnectDelayMs(this.#failures, later, random);
    this.#failures += 1;
    this.#callOff = schedule(() => this.#connect(), retryInMs);
    this.#become({ status: 'waiting', retryInMs });
  }

  #finish(reason: CloseReason | 'closed'): void {
    if (this.#state.status === 'closed') return;
    this.#callOff();
    for (const { callOff } of this.#told.values()) callOff();
    this.#told.clear();
    this.#unlink();
    this.#become({ status: 'closed', reason });
    this.#calls.failAll(closedError(reason));
  }

  #tellPresence(): void {
    this.#link?.send(JSON.stringify({ t: 'presence', state: this.#presence }));
  }

  #unlink(): void {
    const link = this.#link;
    this.#link = null;
    link?.close();
    this.#calls.disconnected();
  }

  #become(state: RealtimeState): void {
    this.#state = state;
    this.#handlers.onState?.(state);
  }
}

function closedError(reason: CloseReason | 'closed'): WardroomApiError {
  if (reason !== 'unauthenticated' && reason !== 'revoked')
    return unreachable(`The stream is closed: ${reason}.`);
  const detail = 'The credential is no longer accepted. Sign in again.';
  return new WardroomApiError('unauthenticated', { status: 401, detail });
}
