import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runKillRounds } from './rounds.ts';

const rounds = 50;

test('fifty kills of server and PostgreSQL under load lose, double and skip nothing', async (context) => {
  const seed = Number(process.env['WARDROOM_SEED'] ?? 1 + (Date.now() % 1_000_000));
  const tally = await runKillRounds(rounds, seed, (line) => context.diagnostic(line));
  assert.ok(tally.acknowledged > rounds * 10, 'there was load');
  for (const [kind, count] of Object.entries(tally.kills)) assert.ok(count > 0, `${kind} was killed`);
});
