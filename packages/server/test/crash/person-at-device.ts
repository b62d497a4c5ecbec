/** One of the clients: sends, edits, redacts, reads, comes and goes, and writes down what it was told. */
import type { ChannelId, ErrorCode, Event, Message, MessageId, OperationName } from '@wardroom/contract';
import {
  applyEvent,
  type Call,
  type Realtime,
  type Snapshot,
  type State,
  stateFromSnapshot,
  WardroomApiError,
} from '@wardroom/sdk';
import { createNodeClient, type NodeClient } from '@wardroom/sdk/node';
import type { Founded, SignedIn } from './founding.ts';
import type { Seeded } from './seeded.ts';

/** A message that this client has tried to send. `message` is the acknowledgement. */
export interface Sent {
  readonly clientKey: string;
  readonly channelId: ChannelId;
  readonly body: string;
  message: Message | null;
  refused: ErrorCode | null;
}

export interface Seen {
  readonly type: Event['type'];
  readonly channelId: ChannelId;
  readonly messageId: MessageId;
  readonly channelSeq: number;
}

const passing: ReadonlySet<string> = new Set<ErrorCode>([
  ...([
    'unavailable',
    'overloaded',
    'timeout',
    'outcome_unknown',
    'rate_limited',
    'key_unavailable',
  ] as const),
]);
/** Repeating with the same key: short waits, so that a restart is met by retries under way. */
const retries = { attempts: 3, firstDelayMs: 50, longestDelayMs: 400 };
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class PersonAtDevice {
  readonly who: SignedIn;
  readonly sent: Sent[] = [];
  readonly seen: Seen[] = [];
  /** Newest revision of a message that an edit or redaction of this client was answered with. */
  readonly changed = new Map<MessageId, { revision: number; redacted: boolean; body: string | null }>();
  /** Refusals and failures by code, of what was not sent. */
  readonly codes = new Map<string, number>();
  resyncs = 0;
  state: State | null = null;
  readonly #place: Founded;
  readonly #chance: Seeded;
  readonly #client: NodeClient;
  #stream: Realtime | null = null;
  #isWorking = false;

  constructor(place: Founded, who: SignedIn, port: number, chance: Seeded) {
    this.#place = place;
    this.who = who;
    this.#chance = chance;
    const origin = `http://${place.host}:${port}`;
    this.#client = createNodeClient({
      origin,
      retries,
      timeoutMs: 10_000,
      ...(who.key === undefined ? {} : { credential: who.key }),
      ...(who.cookie === undefined ? {} : { headers: { origin, cookie: who.cookie } }),
    });
  }

  get name(): string {
    return `${this.who.handle}/${this.who.device}`;
  }

  snapshot(): Promise<Snapshot> {
    return this.#client.sync.snapshot();
  }

  call<T>(operation: OperationName, input: unknown): Promise<T> {
    return (this.#client.call as (name: OperationName, input: unknown) => Promise<T>)(operation, input);
  }

  async follow(): Promise<void> {
    const snapshot = await this.snapshot();
    this.state = stateFromSnapshot(snapshot);
    this.#stream = this.#client.realtime({
      resume: snapshot.cursor,
      onEvent: (event) => this.#saw(event),
      onResync: async () => {
        this.resyncs += 1;
        const fresh = await this.snapshot();
        this.state = stateFromSnapshot(fresh);
        return fresh.cursor;
      },
    });
  }

  /** The server is back: no reason to wait any longer. */
  wake(): void {
    this.#stream?.wake();
  }

  async work(): Promise<void> {
    this.#isWorking = true;
    while (this.#isWorking) {
      await this.#act();
      await pause(this.#chance.below(60));
    }
  }

  rest(): void {
    this.#isWorking = false;
  }

  async close(): Promise<void> {
    this.#stream?.close();
    await this.#client.end();
  }

  #saw(event: Event): void {
    if (this.state) this.state = applyEvent(this.state, event);
    if (
      event.type === 'message.sent' ||
      event.type === 'message.edited' ||
      event.type === 'message.redacted'
    ) {
      const { channelId, id, channelSeq } = event.message;
      this.seen.push({ type: event.type, channelId, messageId: id, channelSeq });
    }
  }

  /** Over the socket from the first device, over HTTP from the second. */
  get #call(): Call {
    return this.who.device === 0 && this.#stream ? this.#stream.call : this.#client.call;
  }

  #act(): Promise<void> {
    const { handle } = this.who;
    const roams = handle !== 'guest' && handle !== 'bot' && handle !== 'ann';
    const dice = this.#chance.next();
    if (dice < 0.7) return this.#send();
    if (dice < 0.8) return this.#change('messages.edit');
    if (dice < 0.84) return this.#change('messages.redact');
    if (dice < 0.92) return this.#read();
    return roams ? this.#roam() : this.#send();
  }

  async #send(): Promise<void> {
    const { general, projects, lobby } = this.#place;
    const channelId = this.#chance.pick([general, general, projects, lobby]);
    const clientKey = `${this.who.handle}-${this.who.device}-${String(this.sent.length).padStart(6, '0')}`;
    const greeting = this.#chance.pick(['hello', 'hello', 'hello @ben', 'look @eva and @guest', 'well @all']);
    const root = this.#chance.next() < 0.1 ? this.#ownMessage(channelId) : undefined;
    const attempt: Sent = {
      clientKey,
      channelId,
      body: `${greeting} ${clientKey}`,
      message: null,
      refused: null,
    };
    this.sent.push(attempt);
    const input = { channelId, body: attempt.body, clientKey, ...(root ? { threadRootId: root } : {}) };
    while (attempt.message === null && attempt.refused === null) {
      try {
        attempt.message = (await this.#call('messages.send', input)).message;
      } catch (error) {
        const code = this.#note(error);
        if (!passing.has(code)) attempt.refused = code as ErrorCode;
        else await pause(50);
      }
    }
  }

  #ownMessage(channelId?: ChannelId): MessageId | undefined {
    const own = this.sent
      .slice(-30)
      .flatMap(({ message }) => message ?? [])
      .filter(
        (message) => channelId === undefined || (message.channelId === channelId && !message.threadRootId),
      );
    return own.length === 0 ? undefined : this.#chance.pick(own).id;
  }

  async #change(operation: 'messages.edit' | 'messages.redact'): Promise<void> {
    const messageId = this.#ownMessage();
    if (messageId === undefined) return;
    const body = `edited by ${this.name} ${this.#chance.below(1_000_000)}`;
    await this.#try(async () => {
      const input = operation === 'messages.edit' ? { messageId, body } : { messageId };
      const { message } = await this.#call(operation, input as never);
      this.changed.set(messageId, {
        revision: message.revision,
        redacted: message.redactedAt !== null,
        body: message.body,
      });
    });
  }

  #read(): Promise<void> {
    const { general, projects } = this.#place;
    const channelId = this.#chance.pick([general, projects]);
    const lastSeq = this.state?.channels[channelId]?.lastSeq ?? 0;
    const lastReadSeq = Math.max(0, lastSeq - this.#chance.below(4));
    return this.#try(() => this.#call('channels.markRead', { channelId, lastReadSeq }));
  }

  #roam(): Promise<void> {
    const channelId = this.#place.lobby;
    const isIn = this.state?.channels[channelId] !== undefined;
    return this.#try(() => this.#call(isIn ? 'channels.leave' : 'channels.join', { channelId }));
  }

  async #try(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (passing.has(this.#note(error))) await pause(50);
    }
  }

  #note(error: unknown): string {
    if (!(error instanceof WardroomApiError)) throw error;
    this.codes.set(error.code, (this.codes.get(error.code) ?? 0) + 1);
    return error.code;
  }
}
