/**
 * What auditing costs those who send: the load of `send-one-tenant` on the server as it is, on one whose sequencer does
 * nothing, and on one that records nothing, in turn and twice, so that what else happens on the machine meets all three.
 */
import { fileURLToPath } from 'node:url';
import { gather } from './crowd.ts';
import { sendFor } from './load.ts';
import { newDirectory, removeDirectory, setUp, startServer } from './server.ts';
import { perSecond, type Row } from './table.ts';

const port = 8463;
const channels = 64;
const perChannel = 4;
const warmUpMs = 3_000;
const durationMs = 15_000;
const rounds = 2;

const variants = ['as it is', 'without-sequencer', 'without-audit'] as const;
type Variant = (typeof variants)[number];
interface Sum {
  sent: number;
  elapsedMs: number;
}

export async function auditCost(): Promise<Row[]> {
  const sums = new Map<Variant, Sum>(variants.map((variant) => [variant, { sent: 0, elapsedMs: 0 }]));
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of variants) {
      const { sent, elapsedMs } = await measure(variant);
      const sum = sums.get(variant);
      if (sum === undefined) continue;
      sum.sent += sent;
      sum.elapsedMs += elapsedMs;
    }
  }
  const rate = (variant: Variant): number => {
    const { sent, elapsedMs } = sums.get(variant) ?? { sent: 0, elapsedMs: 0 };
    return sent / elapsedMs;
  };
  const row = (measured: string, from: Variant, to: Variant): Row => ({
    measure: measured,
    figure: `${((1 - rate(to) / rate(from)) * 100).toFixed(1)} % of the sends (${perSecond(rate(to), 1)})`,
    baseline: `${perSecond(rate(from), 1)} ${from === 'without-audit' ? 'recording nothing' : 'recording, not sequencing'}`,
    bar: '–',
    aim: '–',
  });
  return [
    row('auditing as a whole', 'without-audit', 'as it is'),
    row('recording, in the transaction of each message', 'without-audit', 'without-sequencer'),
    row('sequencing, behind it', 'without-sequencer', 'as it is'),
  ];
}

async function measure(variant: Variant) {
  const directory = newDirectory();
  const preload =
    variant === 'as it is' ? [] : [fileURLToPath(new URL(`./parts/${variant}.ts`, import.meta.url))];
  try {
    const server = await startServer(directory, port, preload);
    const owner = await setUp(server);
    const senders = await gather({ owner, port, host: 'bench.localhost', channels, perChannel });
    await sendFor(senders, warmUpMs);
    const load = await sendFor(senders, durationMs);
    for (const { socket } of senders) socket.terminate();
    await owner.end();
    await server.stop();
    return load;
  } finally {
    removeDirectory(directory);
  }
}
