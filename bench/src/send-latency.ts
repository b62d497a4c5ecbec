/** One message from one client to another, with 100 messages a second in the background; beside an echo of a bare `ws`. */
import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';
import { conversationLines } from './conversation.ts';
import { gather, type Sender } from './crowd.ts';
import { newDirectory, removeDirectory, setUp, startServer } from './server.ts';
import { ms, percentile, type Row, sortedNumbers } from './table.ts';

const port = 8463;
const samples = 1_000;

export async function sendLatency(): Promise<Row[]> {
  const echo = await measureEcho();
  const directory = newDirectory();
  try {
    const server = await startServer(directory, port);
    const owner = await setUp(server);
    const senders = await gather({ owner, port, host: 'bench.localhost', channels: 11, perChannel: 4 });
    const rows = [await row(senders, 100, echo), await row(senders, 1_000, echo)];
    for (const { socket } of senders) socket.terminate();
    await owner.end();
    await server.stop();
    return rows;
  } finally {
    removeDirectory(directory);
  }
}

async function row(senders: readonly Sender[], background: number, echo: readonly number[]): Promise<Row> {
  const times = await measure(senders, background);
  return {
    measure: `send → received, ${background} msg/s background, ${samples} samples`,
    figure: `p50 ${ms(percentile(times, 0.5))}, p99 ${ms(percentile(times, 0.99))}`,
    baseline: `ws echo p50 ${ms(percentile(echo, 0.5))}, p99 ${ms(percentile(echo, 0.99))}`,
    bar: 'p50 ≤ 10 ms, p99 ≤ 50 ms',
    aim: 'p50 3 ms, p99 20 ms',
  };
}

async function measure(senders: readonly Sender[], perSecond: number): Promise<number[]> {
  const lines = conversationLines();
  const [sender, receiver] = senders;
  if (!sender || !receiver) throw new Error('two sockets of one channel are needed');
  const others = senders.slice(4);
  let turn = 0;
  const background = setInterval(() => {
    for (let index = 0; index < perSecond / 100; index += 1) {
      turn += 1;
      void others[turn % others.length]?.send(lines[turn % lines.length] ?? '').catch(() => {});
    }
  }, 10);
  const times: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const marker = `sample ${sample} of ${perSecond}`;
    const received = new Promise<void>((resolve) => {
      receiver.onEvent = (frame) => {
        if (frame.includes(marker)) resolve();
      };
    });
    const started = performance.now();
    void sender.send(marker);
    await received;
    times.push(performance.now() - started);
  }
  clearInterval(background);
  return sortedNumbers(times);
}

async function measureEcho(): Promise<number[]> {
  const server = new WebSocketServer({ port: 8464, perMessageDeflate: false });
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
  const client = new WebSocket('ws://127.0.0.1:8464', { perMessageDeflate: false });
  await once(client, 'open');
  const times: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const answered = once(client, 'message');
    const started = performance.now();
    client.send('x'.repeat(200));
    await answered;
    times.push(performance.now() - started);
  }
  client.terminate();
  server.close();
  return sortedNumbers(times);
}
