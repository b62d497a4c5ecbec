/** Starts the migrating process and waits for its answer. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { MigrationError } from './migrate.ts';
import type { DatabaseSecrets } from './secrets.ts';

type Answer = { ok: true; applied: string[] } | { ok: false; code: MigrationError['code']; sentence: string };

/** Throws MigrationError. Returns the names of the migrations applied now. */
export async function runMigration(adminUrl: string, secrets: DatabaseSecrets): Promise<string[]> {
  const child = spawn(process.execPath, [new URL('main.ts', import.meta.url).pathname], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {},
  });
  child.stdin.end(JSON.stringify({ adminUrl, secrets }));
  const line = await text(child.stdout);
  const answer = parse(line);
  if (answer.ok) return answer.applied;
  throw new MigrationError(answer.code, answer.sentence);
}

function parse(line: string): Answer {
  try {
    return JSON.parse(line) as Answer;
  } catch {
    return { ok: false, code: 'failed', sentence: 'The migrating process ended without an answer.' };
  }
}
