/**
 * Deliveries per second in one channel: messages are sent through the whole pipeline and reach every socket of the channel.
 * Beside it a bare `ws` server and Socket.IO broadcast a text of the same length to as many sockets; the clients, which
 * only count frames, are the same code on the same machine. The 10 × variant has ten times the sockets.
 */
import { WebSocket } from 'ws';
import { type Rival, startRival } from './rivals/rival.ts';
import { newDirectory, removeDirectory, setUp, startServer } from './server.ts';
import { addBot, type Listener, listen, listenMany, socketLimit } from './sockets.ts';
import { perSecond, type Row } from './table.ts';

const port = 8466;
const rivalPort = 8467;
const sizes = [1_000, 10_000];
const body = 'deploy of 4.2 is through, error rate is flat, the certificate is renewed until Thursday';
/** Deliveries of one measurement. */
const wanted = 600_000;
const inFlight = 64;

export async function fanOut(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of sizes) {
    if (size > socketLimit()) {
      rows.push(missing(size));
      continue;
    }
    const own = await measureOwn(size);
    // A frame of ours on the wire; the others broadcast as many bytes.
    const text = 'x'.repeat(own.frameBytes);
    const bare = await measureRival('ws', size, text);
    const socketIo = await measureRival('socket-io', size, text);
    rows.push({
      measure: `one channel, ${size.toLocaleString('en')} sockets`,
      figure: `${perSecond(own.rate, 1000)} (${Math.round((own.rate / bare) * 100)} % of ws, ${(own.rate / socketIo).toFixed(2)} × Socket.IO; frame ${own.frameBytes} B)`,
      baseline: `ws ${perSecond(bare, 1000)}, Socket.IO ${perSecond(socketIo, 1000)}`,
      bar: '100,000/s; ≥ 60 % of ws; ≥ 1.5 × Socket.IO',
      aim: '200,000/s',
    });
  }
  return rows;
}

const missing = (size: number): Row => ({
  measure: `one channel, ${size.toLocaleString('en')} sockets`,
  figure: 'MISSING',
  baseline: `descriptor limit leaves ${socketLimit()} sockets`,
  bar: '–',
  aim: '–',
});

async function measureOwn(size: number): Promise<{ rate: number; frameBytes: number }> {
  const directory = newDirectory();
  const server = await startServer(directory, port);
  try {
    const owner = await setUp(server);
    const { channel } = await owner.call('channels.create', { name: 'crowded' });
    const keys: string[] = [];
    for (let bot = 0; bot < 10; bot += 1) keys.push(await addBot(owner, channel.id, `bot-${bot}`));
    let frameBytes = 0;
    let received = 0;
    const listeners = await listenMany(size, (index) =>
      listen({
        port,
        credential: keys[index % keys.length] ?? '',
        onEvent: (data) => {
          frameBytes = data.length;
          received += 1;
        },
      }),
    );
    const messages = Math.ceil(wanted / size);
    const send = async (count: number) => {
      let left = count;
      const worker = async () => {
        while (left > 0) {
          left -= 1;
          await owner.call('messages.send', { channelId: channel.id, body });
        }
      };
      await Promise.all(Array.from({ length: inFlight }, worker));
    };
    await send(20);
    await until(() => received >= 20 * size);
    received = 0;
    const started = performance.now();
    await send(messages);
    await until(() => received >= messages * size);
    const elapsed = performance.now() - started;
    close(listeners);
    await owner.end();
    return { rate: (received * 1000) / elapsed, frameBytes };
  } finally {
    await server.stop('SIGKILL');
    removeDirectory(directory);
  }
}

const close = (listeners: readonly Listener[]): void => {
  for (const { socket } of listeners) {
    socket.removeAllListeners('close');
    socket.terminate();
  }
};

async function measureRival(kind: 'ws' | 'socket-io', size: number, text: string): Promise<number> {
  const rival = await startRival(kind, rivalPort);
  const sockets: WebSocket[] = [];
  let received = 0;
  try {
    for (let from = 0; from < size; from += 200) {
      const wave = Array.from({ length: Math.min(200, size - from) }, () =>
        connectRival(kind, () => {
          received += 1;
        }),
      );
      sockets.push(...(await Promise.all(wave)));
    }
    await run(rival, text, 20);
    await until(() => received >= 20 * size);
    received = 0;
    const messages = Math.ceil(wanted / size);
    const started = performance.now();
    await run(rival, text, messages);
    await until(() => received >= messages * size);
    return (received * 1000) / (performance.now() - started);
  } finally {
    for (const socket of sockets) socket.terminate();
    await rival.stop();
  }
}

const run = async (rival: Rival, text: string, times: number): Promise<void> => rival.broadcast(text, times);

function connectRival(kind: 'ws' | 'socket-io', onFrame: () => void): Promise<WebSocket> {
  const path = kind === 'ws' ? '/' : '/socket.io/?EIO=4&transport=websocket';
  const socket = new WebSocket(`ws://127.0.0.1:${rivalPort}${path}`, {
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    if (kind === 'ws') {
      socket.on('message', onFrame);
      socket.once('open', () => resolve(socket));
      return;
    }
    // Engine.IO 4: `0` open, `2` ping, `4` message; Socket.IO 5 inside: `0` connect, `2` event.
    socket.on('message', (data: Buffer) => {
      if (data[0] === 0x34 && data[1] === 0x32) onFrame();
      else if (data[0] === 0x30) socket.send('40');
      else if (data[0] === 0x32) socket.send('3');
      else if (data[0] === 0x34 && data[1] === 0x30) resolve(socket);
    });
  });
}

async function until(done: () => boolean): Promise<void> {
  const limit = performance.now() + 120_000;
  while (!done()) {
    if (performance.now() > limit) throw new Error('deliveries did not arrive within two minutes');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
