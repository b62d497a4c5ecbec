/**
 * `npm start` on an initialised data directory → ready, beside the embedded PostgreSQL alone: with an empty workspace, and
 * with 20,000 messages in it.
 */

import { join } from 'node:path';
import type { NodeClient } from '@wardroom/sdk/node';
import { startEmbeddedPostgres } from '../../packages/server/src/kernel/database/embedded/index.ts';
import { newDirectory, removeDirectory, setUp, startServer } from './server.ts';
import { ms, percentile, type Row, sortedNumbers } from './table.ts';

const rounds = 7;
const port = 8461;

export async function coldStart(): Promise<Row[]> {
  return [await measure('empty workspace', 0), await measure('20,000 messages', 20_000)];
}

async function measure(what: string, messages: number): Promise<Row> {
  const directory = newDirectory();
  try {
    const first = await startServer(directory, port);
    const owner = await setUp(first);
    await fill(owner, messages);
    await owner.end();
    await first.stop();
    const whole: number[] = [];
    const postgres: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      whole.push(await timeServer(directory));
      postgres.push(await timePostgres(directory));
    }
    const figure = percentile(sortedNumbers(whole), 0.5);
    const baseline = percentile(sortedNumbers(postgres), 0.5);
    return {
      measure: `process start → ready, ${what}, median of ${rounds}`,
      figure: ms(figure),
      baseline: `${ms(baseline)} embedded PostgreSQL alone`,
      bar: '≤ 5 s',
      aim: '≤ 2 s',
    };
  } finally {
    removeDirectory(directory);
  }
}

const batch = 500;

async function fill(owner: NodeClient, messages: number): Promise<void> {
  for (let from = 0; from < messages; from += batch) {
    await owner.call('imports.append', {
      channel: { name: 'history' },
      messages: Array.from({ length: batch }, (_, index) => ({
        externalId: `m-${from + index}`,
        author: { handle: `author-${index % 20}`, displayName: `Author ${index % 20}` },
        body: `message ${from + index} about nothing in particular`,
        sentAt: 1_700_000_000_000 + from + index,
        threadRootExternalId: null,
      })),
    });
  }
}

async function timeServer(directory: string): Promise<number> {
  const started = performance.now();
  const server = await startServer(directory, port);
  const elapsed = performance.now() - started;
  await server.stop();
  return elapsed;
}

async function timePostgres(directory: string): Promise<number> {
  const started = performance.now();
  const postgres = await startEmbeddedPostgres({
    directory: join(directory, 'postgres'),
    durability: 'durable',
    log: () => {},
  });
  const elapsed = performance.now() - started;
  await postgres.stop();
  return elapsed;
}
