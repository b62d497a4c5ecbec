/**
 * Memory per idle authenticated socket: resident memory of the server's process before and after, divided by the sockets.
 * The baseline is a bare `ws` server with as many sockets. Ten times 8,000 is more than a process may open here: the larger
 * variant goes to the limit and says so.
 */
import { WebSocket } from 'ws';
import { startRival } from './rivals/rival.ts';
import { newDirectory, removeDirectory, setUp, startServer } from './server.ts';
import { addBot, listen, listenMany, residentBytes, socketLimit } from './sockets.ts';
import type { Row } from './table.ts';

const port = 8468;
const rivalPort = 8469;

export async function idleConnections(): Promise<Row[]> {
  const most = Math.min(80_000, socketLimit());
  const sizes = [8_000, most].filter((size) => size <= socketLimit());
  const rows: Row[] = [];
  for (const size of sizes) {
    const own = await measureOwn(size);
    const bare = await measureBare(size);
    const limited =
      size === most && most < 80_000 ? ' (10 × is 80,000; the descriptor limit stops here)' : '';
    rows.push({
      measure: `${size.toLocaleString('en')} idle sockets${limited}`,
      figure: `${kib(own)} each`,
      baseline: `bare ws ${kib(bare)} each`,
      bar: '≤ 30 KB',
      aim: '≤ 15 KB',
    });
  }
  if (rows.length < 2)
    rows.push({ measure: '10 × sockets', figure: 'MISSING', baseline: '–', bar: '–', aim: '–' });
  return rows;
}

const kib = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KiB`;
/** Long enough for a collection and for what the allocator gives back. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 5_000));

async function measureOwn(size: number): Promise<number> {
  const directory = newDirectory();
  const server = await startServer(directory, port);
  try {
    const owner = await setUp(server);
    const { channel } = await owner.call('channels.create', { name: 'quiet' });
    const keys: string[] = [];
    for (let bot = 0; bot < 20; bot += 1) keys.push(await addBot(owner, channel.id, `bot-${bot}`));
    const open = (index: number) => listen({ port, credential: keys[index % keys.length] ?? '' });
    // The first sockets pay for code and pools, not for themselves.
    const warm = await listenMany(500, open);
    await settle();
    const before = residentBytes(server.pid);
    const listeners = await listenMany(size - warm.length, open);
    await settle();
    const after = residentBytes(server.pid);
    for (const { socket } of [...warm, ...listeners]) socket.removeAllListeners('close').terminate();
    await owner.end();
    return (after - before) / listeners.length;
  } finally {
    await server.stop('SIGKILL');
    removeDirectory(directory);
  }
}

async function measureBare(size: number): Promise<number> {
  const rival = await startRival('ws', rivalPort);
  const sockets: WebSocket[] = [];
  const open = async (count: number) => {
    for (let from = 0; from < count; from += 200)
      sockets.push(...(await Promise.all(Array.from({ length: Math.min(200, count - from) }, connect))));
  };
  try {
    await open(500);
    await settle();
    const before = residentBytes(rival.pid);
    await open(size - 500);
    await settle();
    return (residentBytes(rival.pid) - before) / (size - 500);
  } finally {
    for (const socket of sockets) socket.terminate();
    await rival.stop();
  }
}

const connect = (): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${rivalPort}`, { perMessageDeflate: false });
    socket.once('error', reject);
    socket.once('open', () => resolve(socket));
  });
