/** Writes the goldens, or with `--check` compares them with what is there and exits 1 on any difference. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import { cloneTemplate, startTestCluster, testCluster, urlOf } from './cluster.ts';
import { difference } from './goldens/difference.ts';
import { goldenDirectory, makeGoldens } from './goldens/index.ts';

const comparing = process.argv.includes('--check');

async function generate(): Promise<ReadonlyMap<string, string>> {
  const stop = await startTestCluster();
  try {
    const database = await cloneTemplate();
    const pool = new pg.Pool({ connectionString: urlOf(testCluster().adminUrl, database), max: 1 });
    try {
      return await makeGoldens(pool);
    } finally {
      await pool.end();
    }
  } finally {
    await stop();
  }
}

function stored(name: string): string {
  try {
    return readFileSync(new URL(name, goldenDirectory), 'utf8');
  } catch {
    return '';
  }
}

const goldens = await generate();
mkdirSync(goldenDirectory, { recursive: true });
const differing = [...goldens].filter(([name, text]) => stored(name) !== text);
const strangers = readdirSync(goldenDirectory).filter((name) => !goldens.has(name));

if (comparing) {
  for (const [name, text] of differing) console.log(`${name}\n${difference(stored(name), text)}`);
  for (const name of strangers) console.log(`${name}: nothing writes this golden`);
  if (differing.length + strangers.length > 0) {
    console.log('Goldens differ. If the change is meant, run `npm run golden` and commit the files.');
    process.exitCode = 1;
  }
} else {
  for (const [name, text] of differing) writeFileSync(new URL(name, goldenDirectory), text);
  console.log(
    differing.length === 0 ? 'goldens unchanged' : `wrote ${differing.map(([name]) => name).join(', ')}`,
  );
}
