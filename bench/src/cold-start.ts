/** `npm start` on an initialised data directory → ready, beside the embedded PostgreSQL alone. */
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../packages/server/src/kernel/database/embedded/index.ts';
import { newDirectory, removeDirectory, setUp, startServer } from './server.ts';
import { ms, percentile, type Row, sortedNumbers } from './table.ts';

const rounds = 7;
const port = 8461;

export async function coldStart(): Promise<Row[]> {
  const directory = newDirectory();
  try {
    const first = await startServer(directory, port);
    const owner = await setUp(first);
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
    return [
      {
        measure: `process start → ready, median of ${rounds}`,
        figure: ms(figure),
        baseline: `${ms(baseline)} embedded PostgreSQL alone`,
        bar: '≤ 5 s',
        aim: '≤ 2 s',
      },
    ];
  } finally {
    removeDirectory(directory);
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
