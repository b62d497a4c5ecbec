/** kill -9 loses nothing. Fifty rounds of the same are in `crash.soak.test.ts`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runKillRounds } from './rounds.ts';

const rounds = 6;

test('kill -9 of server and PostgreSQL under load: nothing acknowledged is lost, nothing is doubled, no gap', async (context) => {
  const seed = Number(process.env['WARDROOM_SEED'] ?? 1 + (Date.now() % 1_000_000));
  const tally = await runKillRounds(rounds, seed, (line) => context.diagnostic(line));
  assert.ok(tally.acknowledged > rounds * 10, 'there was load');
  assert.ok(Object.values(tally.kills).filter((count) => count > 0).length >= 2, 'something was killed');
});
