/**
 * The same for sequences that nobody thought of: random commands by random people, what everybody knows compared after
 * each, some of them done while the node is away and its clients resume. `WARDROOM_SEED` and `WARDROOM_RUNS` replay.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { type RealtimeServer, startRealtimeServer } from '../../src/testing/realtime-server.ts';
import { command, Play, type Step, step } from './play.ts';
import { Stage } from './stage.ts';

let server: RealtimeServer;
before(async () => {
  server = await startRealtimeServer({ maxConnections: 10 });
});
after(async () => {
  await server.close();
  // A client that is told to start anew may ask a node that has just been stopped on purpose.
  const bugs = server.harness.bugs.filter((bug) => !String(bug).includes('the node is stopped'));
  assert.deepEqual(bugs, []);
});

const length = 30;
const commandOrRestart = fc.oneof(
  { weight: 24, arbitrary: command },
  { weight: 1, arbitrary: fc.constant('restart' as const) },
);

const describe = (operation: string, step: Step): string => `${operation} ${JSON.stringify(step)}`;

test('after each of thirty random commands everybody knows what a fresh client is told', async (context) => {
  const seed = Number(process.env['WARDROOM_SEED'] ?? 1 + (Date.now() % 1_000_000));
  const numRuns = Number(process.env['WARDROOM_RUNS'] ?? (process.env['WARDROOM_SOAK'] ? 100 : 3));
  context.diagnostic(`seed ${seed}, ${numRuns} sequences`);
  const play = new Play(new Stage(server, server.harness.acme));
  const { stage } = play;
  const sequence = fc.array(fc.tuple(commandOrRestart, step), { minLength: length, maxLength: length });
  const property = fc.asyncProperty(sequence, async (steps) => {
    await play.renew();
    await stage.requireFresh('the beginning of a sequence');
    await stage.follow();
    let isAway = false;
    for (const [operation, one] of steps) {
      if (operation === 'restart') {
        if (isAway) await server.restart();
        else await server.stop();
        isAway = !isAway;
      } else await play.act(operation, one);
      if (isAway) continue;
      for (const following of stage.followings.values()) following.wake();
      await stage.requireFresh(describe(operation, one));
      await stage.follow();
    }
    if (isAway) await server.restart();
  });
  try {
    await stage.follow();
    // What the tenant has become is not undone between runs, so a failure is replayed by its seed, not shrunk.
    await fc.assert(property, { seed, numRuns, endOnFailure: true });
  } finally {
    await stage.close();
  }
  assert.ok(play.done > numRuns * 5, 'a good part of it was allowed');
});
