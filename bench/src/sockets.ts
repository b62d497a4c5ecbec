/** Many authenticated sockets of few keys, which only count what reaches them: the load of fan-out, idle and resume. */
import { readFileSync } from 'node:fs';
import type { NodeClient } from '@wardroom/sdk/node';
import { WebSocket } from 'ws';

export const host = 'bench.localhost';
/** Sockets that this machine lets one process open, less what everything else needs. */
export const socketLimit = (): number => {
  const line = /Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'));
  return Math.max(0, Math.min(Number(line?.[1] ?? 1024), 20_000) - 1_000);
};

export interface Listener {
  readonly socket: WebSocket;
  /** Cursor of the last frame that carried one. */
  cursor: string;
  events: number;
}

/** A bot in `channelId` with a key that reads and writes. */
export async function addBot(owner: NodeClient, channelId: string, handle: string): Promise<string> {
  const { principal } = await owner.call('principals.createBot', { handle, displayName: handle });
  await owner.call('channels.addMember', { channelId: channelId as never, principalId: principal.id });
  const { secret } = await owner.call('credentials.issue', {
    principalId: principal.id,
    description: 'bench',
    scopes: ['messages:read', 'messages:write', 'channels:read', 'workspace:read'],
  });
  return secret;
}

export interface ListenOptions {
  readonly port: number;
  readonly credential: string;
  readonly resume?: string;
  /** Called for each event frame with its bytes; parsing is left to whoever needs it. */
  readonly onEvent?: (data: Buffer) => void;
}

const cursorOf = /"cursor":"([^"]+)"/;

/** Sockets that are opened in one turn: who opens thousands in one says nothing on any of them for seconds. */
const perTurn = 100;
let opened = 0;
let turn: Promise<void> = Promise.resolve();

function nextTurn(): Promise<void> {
  opened += 1;
  if (opened % perTurn === 0) turn = turn.then(() => new Promise((resolve) => setImmediate(resolve)));
  return turn;
}

/** Resolves once the server has welcomed the socket. */
export async function listen(options: ListenOptions): Promise<Listener> {
  await nextTurn();
  return open(options);
}

function open({ port, credential, resume, onEvent }: ListenOptions): Promise<Listener> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/realtime`, {
    headers: { host: `${host}:${port}` },
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
  const listener: Listener = { socket, cursor: resume ?? '', events: 0 };
  const hello = { t: 'hello', protocol: 1, credential, ...(resume === undefined ? {} : { resume }) };
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', (code) => reject(new Error(`the server closed the socket with ${code}`)));
    socket.once('open', () => socket.send(JSON.stringify(hello)));
    socket.on('message', (data: Buffer) => {
      // `{"t":"event"` and `{"t":"welcome"` differ in their seventh byte.
      if (data[6] === 0x65) {
        listener.events += 1;
        onEvent?.(data);
      } else if (data[6] === 0x77) {
        listener.cursor = cursorOf.exec(data.toString('latin1'))?.[1] ?? '';
        resolve(listener);
      }
    });
  });
}

/** Opens `count` sockets, `atOnce` at a time. */
export async function listenMany(
  count: number,
  open: (index: number) => Promise<Listener>,
  atOnce = 200,
): Promise<Listener[]> {
  const listeners: Listener[] = [];
  for (let from = 0; from < count; from += atOnce) {
    const wave = Array.from({ length: Math.min(atOnce, count - from) }, (_, index) => open(from + index));
    listeners.push(...(await Promise.all(wave)));
  }
  return listeners;
}

/** Resident memory of a process in bytes. */
export function residentBytes(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? Number.NaN) * 1024;
}
