/**
 * What one connection is sent, with a bound on what may wait: first ephemeral frames are left out, then heartbeats, then
 * events, with a `lag` frame and a close from which the client can resume. Never an unbounded buffer.
 */
import type { Duplex } from 'node:stream';
import type { ServerFrame } from '@wardroom/contract';
import type { WebSocket } from 'ws';

export interface OutboxLimits {
  /** Bytes waiting above which heartbeats are left out, replays pause and no more calls are read. */
  readonly softBytes: number;
  /** Bytes waiting above which the connection counts as too slow. */
  readonly hardBytes: number;
}

const drainPollMs = 20;

export class Outbox {
  readonly #socket: WebSocket;
  readonly #limits: OutboxLimits;
  readonly #onTooSlow: () => void;
  readonly #stream: Duplex;
  #number = 0;
  #lagging = false;
  #holding = false;

  constructor(socket: WebSocket, stream: Duplex, limits: OutboxLimits, onTooSlow: () => void) {
    this.#socket = socket;
    this.#stream = stream;
    this.#limits = limits;
    this.#onTooSlow = onTooSlow;
  }

  get congested(): boolean {
    return this.#socket.bufferedAmount > this.#limits.softBytes;
  }

  /** Events are numbered without gaps; `rest` is shared by all connections that get the same form. */
  event(rest: string): void {
    if (this.#lagging || !this.#hasRoom()) return;
    const previous = this.#number;
    this.#number += 1;
    this.#hold();
    this.#socket.send(`{"t":"event","n":${this.#number},"prev":${previous},${rest}`);
  }

  frame(frame: ServerFrame): void {
    if (this.#lagging || !this.#hasRoom()) return;
    this.#hold();
    this.#socket.send(JSON.stringify(frame));
  }

  /** Left out when much is waiting: whoever reads again gets the next one. */
  beat(cursor: string): void {
    if (!this.congested) this.frame({ t: 'beat', cursor });
  }

  /** Left out first: false when it was. The bytes are shared by all who get the same. */
  ephemeral(frame: Buffer): boolean {
    if (this.#lagging || this.#socket.readyState !== this.#socket.OPEN) return false;
    if (this.#socket.bufferedAmount > this.#limits.softBytes / 2) return false;
    this.#hold();
    this.#socket.send(frame, { binary: false });
    return true;
  }

  async drained(): Promise<void> {
    while (this.congested && !this.#lagging && this.#socket.readyState === this.#socket.OPEN)
      await new Promise((resolve) => setTimeout(resolve, drainPollMs));
  }

  /** What is sent to one connection within a turn of the event loop leaves in one system call: those were a third of the work. */
  #hold(): void {
    if (this.#holding) return;
    this.#holding = true;
    this.#stream.cork();
    setImmediate(() => {
      this.#holding = false;
      this.#stream.uncork();
    });
  }

  #hasRoom(): boolean {
    if (this.#socket.readyState !== this.#socket.OPEN) return false;
    if (this.#socket.bufferedAmount <= this.#limits.hardBytes) return true;
    this.#lagging = true;
    this.#socket.send('{"t":"lag"}');
    this.#onTooSlow();
    return false;
  }
}
