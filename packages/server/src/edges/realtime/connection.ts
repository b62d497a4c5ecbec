/**
 * One socket from its first frame to its close. Who it is for is established once; whether that is still worth
 * anything is read with every call, told by the event log, and read again while it is idle.
 */
import type { Duplex } from 'node:stream';
import {
  type ClientFrame,
  type CloseReason,
  closeCodes,
  maxFrameBytes,
  type Scope,
} from '@wardroom/contract';
import type { WebSocket } from 'ws';
import type { Identity } from '../../kernel/call.ts';
import { encodeCursor } from '../../kernel/event-log/cursor.ts';
import { leewayMs } from '../../kernel/tokens/index.ts';
import { answerCall, type CallFrame, refusal } from './calls.ts';
import { FrameBudget } from './frame-budget.ts';
import { closeReasonOf, greet, type Newcomer } from './greeting.ts';
import type { TenantHub } from './hub.ts';
import type { Hubs } from './hubs.ts';
import type { Origins } from './origins.ts';
import { Outbox } from './outbox.ts';
import { parseFrame } from './parse-frame.ts';
import { recordCrowding, recordRefusal } from './refusals.ts';
import { catchUp, type Replaying } from './replay.ts';
import type { RealtimeOptions, RealtimeSettings } from './settings.ts';
import type { Sight } from './viewer.ts';

export interface ConnectionParts extends Omit<RealtimeOptions, 'settings'> {
  readonly hubs: Hubs;
  readonly settings: RealtimeSettings;
  /** It has said who it is for. */
  readonly onKnown: (connection: Connection) => void;
  readonly onEnded: (connection: Connection) => void;
}

const maxEarlyFrames = 64;

export class Connection implements Replaying, Newcomer {
  readonly origins: Origins;
  sight: Sight | null = null;
  readonly #socket: WebSocket;
  readonly #parts: ConnectionParts;
  readonly #outbox: Outbox;
  readonly #budget: FrameBudget;
  #presence: 'active' | 'away' = 'active';
  #state: 'new' | 'greeting' | 'open' | 'ended' = 'new';
  #identity: Identity | null;
  #scopes: ReadonlySet<Scope> | 'all' | null = null;
  #expiresAt = Number.POSITIVE_INFINITY;
  #hub: TenantHub | null = null;
  #early: CallFrame[] = [];
  #inFlight = 0;
  /** Position before which everything has been shown; while live, the hub's own position may be further. */
  #seen = 0;
  #live = false;
  #heardAt: number;
  #beatAt: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, stream: Duplex, parts: ConnectionParts, origins: Origins) {
    const { clock } = parts.kernel;
    const { framesPerSecond, frameBurst, helloMs } = parts.settings;
    this.#socket = socket;
    this.#parts = parts;
    this.origins = origins;
    this.#identity = origins.identity;
    this.#outbox = new Outbox(socket, stream, parts.settings, () => this.end('slow_consumer'));
    this.#budget = new FrameBudget(clock, framesPerSecond, frameBurst);
    this.#heardAt = clock.now();
    this.#beatAt = this.#nextBeat();
    this.#timer = setTimeout(() => this.end('hello_timeout'), helloMs);
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#heard(data, isBinary));
    socket.on('close', () => this.#closed());
    // A protocol error closes the socket with its own code; the client is told, nobody else is concerned.
    socket.on('error', () => {});
  }

  get identity(): Identity {
    if (!this.#identity) throw new Error('the connection has not said who it is for');
    return this.#identity;
  }

  get address(): string {
    return this.origins.address;
  }

  get device(): string {
    return this.origins.device;
  }

  get scopes(): ReadonlySet<Scope> | 'all' | null {
    return this.#scopes;
  }

  get ended(): boolean {
    return this.#state === 'ended';
  }

  get heardAt(): number {
    return this.#heardAt;
  }

  get busy(): boolean {
    return this.#inFlight > 0;
  }

  showEvent(rest: string): void {
    this.#outbox.event(rest);
  }

  showEphemeral(frame: Buffer): boolean {
    return this.#outbox.ephemeral(frame);
  }

  resync(reason: 'window' | 'epoch' | 'cursor'): void {
    this.#outbox.frame({ t: 'resync', reason });
  }

  drained(): Promise<void> {
    return this.#outbox.drained();
  }

  seenUpTo(position: number): void {
    this.#seen = position;
  }

  /** Closes with a code that says whether to come back. What was sent before still leaves first. */
  end(reason: CloseReason): void {
    if (this.#state === 'ended') return;
    this.#leave();
    this.#close(reason);
  }

  #close(reason: CloseReason): void {
    this.#socket.close(closeCodes[reason].code, reason);
    // A client that does not read would keep its buffer for as long as it likes.
    this.#timer = setTimeout(() => this.#socket.terminate(), this.#parts.settings.closingMs);
  }

  /** Heartbeat and silence; called about once a second. */
  tick(now: number): void {
    if (this.#state !== 'open') return;
    if (this.#isExpired(now)) this.end('revoked');
    else if (now - this.#heardAt > 2 * this.#parts.settings.heartbeatMs) this.end('heartbeat_timeout');
    else if (now >= this.#beatAt) {
      this.#beatAt = this.#nextBeat();
      this.#beat().catch(this.#parts.onError);
    }
  }

  /** Everything ends at its time, to the second; what ends it before is heard, or read. */
  #isExpired(now: number): boolean {
    const identity = this.#identity;
    const leeway = identity?.kind === 'token' ? leewayMs : 0;
    return now > this.#expiresAt + leeway;
  }

  #nextBeat(): number {
    const { kernel, random, settings } = this.#parts;
    const jitter = 0.9 + (random.bytes(2).readUInt16BE() / 65_536) * 0.2;
    return kernel.clock.now() + settings.heartbeatMs * jitter;
  }

  async #beat(): Promise<void> {
    const { feeds, random } = this.#parts;
    const hub = this.#hub;
    const keys = await hub?.keys();
    if (!hub || !keys || this.ended) return;
    const seq = this.#live ? Math.max(this.#seen, hub.position) : this.#seen;
    this.#outbox.beat(encodeCursor(keys, { epoch: feeds.epoch, seq }, random));
  }

  #heard(data: Buffer, isBinary: boolean): void {
    if (this.#state === 'ended') return;
    this.#heardAt = this.#parts.kernel.clock.now();
    const frame = isBinary || data.length > maxFrameBytes ? null : parseFrame(data);
    if (!this.#budget.take()) this.#tooFast();
    else if (data.length > maxFrameBytes) this.end('frame_too_large');
    else if (!frame) this.end('bad_frame');
    else if (frame.t === 'hello') this.#hello(frame);
    else if (frame.t === 'call') this.#called(frame, data.length);
    else if (this.#state === 'new') this.end('bad_frame');
    else this.#ephemeral(frame);
  }

  /** Hears nothing more, is on record, and then told. */
  #tooFast(): void {
    const { kernel, onError } = this.#parts;
    this.#leave();
    recordRefusal(kernel, this.origins, { code: 'rate_limited', identity: this.#identity })
      .catch(onError)
      .finally(() => {
        if (this.#socket.readyState !== this.#socket.CLOSED) this.#close('too_fast');
      });
  }

  #ephemeral(frame: Exclude<ClientFrame, { t: 'hello' | 'call' }>): void {
    if (frame.t === 'presence') {
      this.#presence = frame.state;
      this.#hub?.presence.turned(this, frame.state);
    } else if (frame.t === 'typing' && this.#state === 'open') this.#hub?.typing(this, frame);
  }

  #hello(frame: Extract<ClientFrame, { t: 'hello' }>): void {
    // Two answers to who this is would be one too many.
    if (this.#state !== 'new' || (this.#identity && frame.credential !== undefined)) {
      this.end('bad_frame');
      return;
    }
    this.#state = 'greeting';
    clearTimeout(this.#timer);
    this.#open(frame).catch((error: unknown) => {
      const reason = closeReasonOf(error);
      if (reason === 'restarting') this.#parts.onError(error);
      this.end(reason);
    });
  }

  async #open(frame: Extract<ClientFrame, { t: 'hello' }>): Promise<void> {
    const { hubs } = this.#parts;
    const { tenant } = this.origins;
    const entering = hubs.enter(tenant.id, this.origins.host);
    const hub = await entering.catch((error: unknown) => {
      hubs.leave(tenant.id);
      throw error;
    });
    if (this.ended) {
      hubs.leave(tenant.id);
      return;
    }
    this.#hub = hub;
    const opening = await greet(this.#parts, hub, this, frame);
    if (this.ended || !opening) return;
    this.#scopes = opening.scopes;
    this.#expiresAt = opening.expiresAt;
    this.#seen = opening.from;
    this.#state = 'open';
    this.#parts.onKnown(this);
    this.#parts.touchSession?.(this.identity, this.address);
    this.#outbox.frame(opening.welcome);
    if (opening.resync) this.resync(opening.resync);
    for (const early of this.#early.splice(0)) this.#call(early, 0);
    await catchUp({ ...this.#parts, hub, database: this.#parts.kernel.database }, this, opening.from);
    this.#live = true;
    // Whom it may see follows events from here on.
    if (!this.ended) hub.presence.entered(this, this.identity.kind === 'session' ? this.#presence : 'active');
  }

  /** For the greeting: whose connection this turned out to be. */
  identified(identity: Identity): void {
    this.#identity = identity;
  }

  #called(frame: CallFrame, bytes: number): void {
    if (this.#state === 'open') this.#call(frame, bytes);
    else if (this.#state === 'greeting' && this.#early.length < maxEarlyFrames) this.#early.push(frame);
    else this.end('bad_frame');
  }

  #call(frame: CallFrame, bytes: number): void {
    const { settings } = this.#parts;
    if (this.#inFlight >= settings.maxCallsInFlight) {
      this.#crowded(frame);
      return;
    }
    this.#inFlight += 1;
    answerCall(this.#parts, { ...this.origins, identity: this.identity }, frame, bytes)
      .then((reply) => {
        this.#outbox.frame(reply);
        if (reply.t === 'reply' && reply.ok) this.#parts.touchSession?.(this.identity, this.address);
      })
      .catch(this.#parts.onError)
      .finally(() => {
        this.#inFlight -= 1;
        if (this.#outbox.congested) this.#rest();
      });
  }

  #crowded({ id, op: operation }: CallFrame): void {
    const { kernel, onError } = this.#parts;
    const requestId = kernel.ids.next();
    recordCrowding(kernel, { ...this.origins, identity: this.identity }, { operation, requestId })
      .then((error) => this.#outbox.frame(refusal(id, error, requestId, 1)))
      .catch(onError);
  }

  /** Reads nothing more until the client has read some of what it asked for. */
  #rest(): void {
    if (this.#socket.isPaused) return;
    this.#socket.pause();
    this.#outbox.drained().then(() => this.#socket.resume(), this.#parts.onError);
  }

  #leave(): void {
    this.#state = 'ended';
    clearTimeout(this.#timer);
    this.#early = [];
    const hub = this.#hub;
    this.#hub = null;
    if (hub) {
      if (this.#identity) hub.leave(this);
      this.#parts.hubs.leave(this.origins.tenant.id);
    }
  }

  #closed(): void {
    if (this.#state !== 'ended') this.#leave();
    clearTimeout(this.#timer);
    this.#parts.onEnded(this);
  }
}
