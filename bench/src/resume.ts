/**
 * A node is killed under load and started again; all clients come back at once with their cursors. Time from the server
 * being ready to the last client having everything, and whether anything was lost or came twice. No baseline: nothing else
 * resumes.
 */
import { newDirectory, removeDirectory, setUp, startServer } from './server.ts';
import { addBot, type Listener, listen, listenMany, socketLimit } from './sockets.ts';
import { ms, type Row } from './table.ts';

const port = 8470;
const sizes = [5_000, 50_000];

export async function resume(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const wanted of sizes) {
    const size = Math.min(wanted, socketLimit());
    const limited = size < wanted ? ` (${wanted.toLocaleString('en')} is beyond the descriptor limit)` : '';
    const result = await measure(size);
    rows.push({
      measure: `${size.toLocaleString('en')} clients reconnect after kill -9${limited}`,
      figure: `${ms(result.elapsedMs)}, ${result.lost} lost, ${result.doubled} doubled`,
      baseline: '–',
      bar: '≤ 5 s, 0 lost, 0 doubled',
      aim: '≤ 2 s',
    });
  }
  return rows;
}

const frame = /"cursor":"([^"]+)".*?"message":\{"id":"([^"]+)"/;

/** What one client has seen: message ids in order of arrival, over both of its connections. */
interface Client {
  readonly credential: string;
  readonly seen: string[];
  cursor: string;
}

async function measure(size: number): Promise<{ elapsedMs: number; lost: number; doubled: number }> {
  const directory = newDirectory();
  let server = await startServer(directory, port);
  try {
    let owner = await setUp(server);
    const { channel } = await owner.call('channels.create', { name: 'restarted' });
    const keys: string[] = [];
    for (let bot = 0; bot < 20; bot += 1) keys.push(await addBot(owner, channel.id, `bot-${bot}`));
    const clients = Array.from({ length: size }, (_, index): Client => {
      return { credential: keys[index % keys.length] ?? '', seen: [], cursor: '' };
    });
    const open = (client: Client): Promise<Listener> =>
      listen({
        port,
        credential: client.credential,
        ...(client.cursor === '' ? {} : { resume: client.cursor }),
        onEvent: (data) => {
          const found = frame.exec(data.toString('latin1'));
          client.cursor = found?.[1] ?? client.cursor;
          if (found?.[2]) client.seen.push(found[2]);
        },
      });
    const first = await listenMany(size, async (index) => {
      const client = clients[index];
      if (!client) throw new Error('no such client');
      const listener = await open(client);
      client.cursor = listener.cursor;
      listener.socket.removeAllListeners('close');
      return listener;
    });
    const sent: string[] = [];
    const send = async () => {
      const { message } = await owner.call('messages.send', { channelId: channel.id, body: 'still there?' });
      sent.push(message.id);
    };
    for (let count = 0; count < 20; count += 1) await send();
    await server.stop('SIGKILL');
    for (const { socket } of first) socket.terminate();
    await owner.end();
    server = await startServer(directory, port);
    owner = await server.signIn();
    const started = performance.now();
    const second = listenMany(size, (index) => patiently(() => open(clients[index] as Client)), size);
    for (let count = 0; count < 5; count += 1) await send();
    const listeners = await second;
    const limit = performance.now() + 60_000;
    while (performance.now() < limit && clients.some(({ seen }) => seen.length < sent.length))
      await new Promise((resolve) => setTimeout(resolve, 5));
    const elapsedMs = performance.now() - started;
    const lost = sum(clients, ({ seen }) => sent.filter((id) => !seen.includes(id)).length);
    const doubled = sum(clients, ({ seen }) => seen.length - new Set(seen).size);
    for (const { socket } of listeners) socket.removeAllListeners('close').terminate();
    await owner.end();
    return { elapsedMs, lost, doubled };
  } finally {
    await server.stop();
    removeDirectory(directory);
  }
}

/** A server that is full of newcomers refuses more; a client comes back a little later, as the SDK does. */
async function patiently(open: () => Promise<Listener>): Promise<Listener> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await open();
    } catch (error) {
      if (attempt > 60) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(2_000, 50 * 2 ** attempt)));
    }
  }
}

const sum = <T>(list: readonly T[], of: (one: T) => number): number =>
  list.reduce((total, one) => total + of(one), 0);
