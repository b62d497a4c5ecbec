/** One socket: hello, frames, heartbeat. Tells its stream what came; after `close` it tells nothing. */
import type { Event, PresenceFrame, ServerFrame, TypingFrame } from '@wardroom/contract';
import type { Socket, Surroundings } from '../surroundings.ts';

export type ResyncReason = Extract<ServerFrame, { t: 'resync' }>['reason'];

export interface LinkEvents {
  welcomed(frame: Extract<ServerFrame, { t: 'welcome' }>): void;
  eventCame(event: Event, cursor: string): void;
  beatCame(cursor: string): void;
  replied(frame: Extract<ServerFrame, { t: 'reply' }>): void;
  resyncAsked(reason: ResyncReason): void;
  typingCame(frame: TypingFrame): void;
  presenceCame(frame: PresenceFrame): void;
  /** The socket is gone; `code` as the server gave it, 1006 when nobody gave one. */
  ended(code: number): void;
}

/** Time for the socket to open and be welcomed. */
const welcomeMs = 15_000;
const abnormal = 1006;

const isOpen = 1;

export class Link {
  readonly #surroundings: Surroundings;
  readonly #socket: Socket;
  #events: LinkEvents | null;
  #number = 0;
  #silenceMs = welcomeMs;
  #callOff: () => void = () => {};

  constructor(surroundings: Surroundings, url: string, hello: string, events: LinkEvents) {
    this.#surroundings = surroundings;
    this.#events = events;
    this.#socket = surroundings.openSocket(url);
    this.#socket.addEventListener('open', () => this.send(hello));
    this.#socket.addEventListener('message', ({ data }) => this.#heard(data));
    this.#socket.addEventListener('close', ({ code }) => this.#end(code));
    this.#socket.addEventListener('error', () => {});
    this.#watch();
  }

  send(text: string): void {
    // On its way out it takes nothing any more, and browsers complain where everybody sees it.
    if (this.#events && (this.#socket.readyState ?? isOpen) === isOpen) this.#socket.send(text);
  }

  close(): void {
    this.#events = null;
    this.#callOff();
    this.#socket.close(1000);
  }

  /** Without a sign of the server for long enough, the socket is taken for dead. */
  #watch(): void {
    this.#callOff();
    this.#callOff = this.#surroundings.schedule(() => this.#end(abnormal), this.#silenceMs);
  }

  #end(code: number): void {
    const events = this.#events;
    this.close();
    events?.ended(code);
  }

  #heard(data: unknown): void {
    if (!this.#events) return;
    this.#watch();
    const frame = typeof data === 'string' ? (JSON.parse(data) as ServerFrame) : undefined;
    if (frame?.t === 'event') this.#eventHeard(frame);
    else if (frame) this.#otherHeard(this.#events, frame);
  }

  #eventHeard({ n, prev, cursor, event }: Extract<ServerFrame, { t: 'event' }>): void {
    // A hole in the stream: what is missing is had by resuming from the last cursor.
    if (n !== this.#number + 1 || prev !== this.#number) {
      this.#end(abnormal);
      return;
    }
    this.#number = n;
    this.#events?.eventCame(event, cursor);
  }

  #otherHeard(events: LinkEvents, frame: Exclude<ServerFrame, { t: 'event' }>): void {
    switch (frame.t) {
      case 'welcome':
        this.#silenceMs = 2.5 * frame.heartbeatMs;
        this.#watch();
        events.welcomed(frame);
        return;
      case 'beat':
        this.send('{"t":"beat"}');
        events.beatCame(frame.cursor);
        return;
      case 'reply':
        events.replied(frame);
        return;
      case 'resync':
        events.resyncAsked(frame.reason);
        return;
      case 'typing':
        events.typingCame(frame);
        return;
      case 'presence':
        events.presenceCame(frame);
        return;
      // The close that follows says to come back.
      case 'lag':
    }
  }
}
