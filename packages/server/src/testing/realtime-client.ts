/** A socket of one's own making, for tests that speak the protocol badly on purpose. */
import type { Event, ServerFrame } from '@wardroom/contract';
import { WebSocket } from 'ws';

type Reply = Extract<ServerFrame, { t: 'reply' }>;
export type EventFrame = Extract<ServerFrame, { t: 'event' }>;

export interface RawClient {
  readonly socket: WebSocket;
  readonly frames: ServerFrame[];
  readonly events: Event[];
  /** Close code, or the HTTP status of a refused upgrade. */
  readonly closed: Promise<number>;
  send(frame: unknown): void;
  /** Says hello and waits for the welcome. */
  hello(fields?: Record<string, unknown>): Promise<Extract<ServerFrame, { t: 'welcome' }>>;
  call(op: string, input: unknown): Promise<Reply>;
  /** Resolves once a frame satisfies `matches`; fails when the socket closes without one, and after `timeoutMs`. */
  until<F extends ServerFrame>(matches: (frame: ServerFrame) => frame is F, timeoutMs?: number): Promise<F>;
  /** Resolves once an event of this type has come, counting those before. */
  event(type: Event['type'], timeoutMs?: number): Promise<EventFrame>;
  close(): Promise<void>;
}

export interface RawClientOptions {
  readonly port: number;
  readonly host: string;
  readonly headers?: Record<string, string>;
  readonly path?: string;
}

export function openRawClient({
  port,
  host,
  headers = {},
  path = '/v1/realtime',
}: RawClientOptions): RawClient {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, {
    headers: { host: `${host}:${port}`, ...headers },
    perMessageDeflate: false,
  });
  const frames: ServerFrame[] = [];
  const waiting = new Set<() => void>();
  let calls = 0;
  const opened = new Promise<void>((resolve) => socket.once('open', resolve));
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => resolve(code));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => {});
  });
  socket.on('message', (data) => {
    frames.push(JSON.parse(String(data)) as ServerFrame);
    for (const look of [...waiting]) look();
  });
  const until = waiter(frames, waiting, closed);
  const send = (frame: unknown) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  return {
    socket,
    frames,
    get events() {
      return frames.flatMap((frame) => (frame.t === 'event' ? [frame.event] : []));
    },
    closed,
    send,
    async hello(fields = {}) {
      await opened;
      send({ t: 'hello', protocol: 1, ...fields });
      return until((frame) => frame.t === 'welcome');
    },
    async call(op, input) {
      calls += 1;
      const id = `c${calls}`;
      send({ t: 'call', id, op, input });
      return until((frame): frame is Reply => frame.t === 'reply' && frame.id === id);
    },
    until,
    event: (type, timeoutMs) =>
      until((frame): frame is EventFrame => frame.t === 'event' && frame.event.type === type, timeoutMs),
    async close() {
      socket.terminate();
      await closed;
    },
  };
}

function waiter(
  frames: readonly ServerFrame[],
  waiting: Set<() => void>,
  closed: Promise<number>,
): RawClient['until'] {
  return (matches, timeoutMs = 60_000) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        waiting.delete(look);
        clearTimeout(timer);
      };
      const look = () => {
        const found = frames.find(matches);
        if (!found) return;
        stop();
        resolve(found);
      };
      const fail = (why: string) => {
        stop();
        reject(new Error(`${why}: no such frame among ${frames.map(({ t }) => t).join(' ')}`));
      };
      const timer = setTimeout(() => fail(`${timeoutMs} ms`), timeoutMs);
      waiting.add(look);
      look();
      void closed.then((code) => fail(`closed with ${code}`));
    });
}
