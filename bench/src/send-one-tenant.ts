/**
 * Persisted sends per second of one tenant: 256 sockets, one message in flight each, through the whole pipeline (encrypted,
 * mentions, audited, events, durable commit) and fanned out to the other sockets of the channel. The baseline inserts the
 * same rows with raw SQL in batches on an equal cluster; the 10 × variant sends ten times as long.
 */
import { gather } from './crowd.ts';
import { insertRaw, loadRow, sendFor } from './load.ts';
import { newDirectory, removeDirectory, setUp, startServer } from './server.ts';
import type { Row } from './table.ts';

const port = 8462;
const channels = 64;
const perChannel = 4;
const durations = [5_000, 50_000];
const goals = { bar: '5,000/s, 40 %', aim: '12,000/s' };

export async function sendOneTenant(): Promise<Row[]> {
  const baseline = await insertRaw();
  const directory = newDirectory();
  try {
    const server = await startServer(directory, port);
    const owner = await setUp(server);
    const senders = await gather({ owner, port, host: 'bench.localhost', channels, perChannel });
    await sendFor(senders, 2_000);
    const rows: Row[] = [];
    for (const duration of durations) {
      const measure = `${channels * perChannel} senders, ${duration / 1000} s`;
      rows.push(loadRow(measure, await sendFor(senders, duration), baseline, goals));
    }
    for (const { socket } of senders) socket.terminate();
    await owner.end();
    await server.stop();
    return rows;
  } finally {
    removeDirectory(directory);
  }
}
