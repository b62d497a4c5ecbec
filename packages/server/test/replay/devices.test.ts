/**
 * Devices of one person agree, however long one of them was shut: what it knew then, and what it is told when it comes
 * back, is what the device that stayed knows, and what a fresh one would be told. `WARDROOM_SEED` and `WARDROOM_RUNS`
 * replay.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { type RealtimeServer, startRealtimeServer } from '../../src/testing/realtime-server.ts';
import { Following } from './following.ts';
import { command, Play, step } from './play.ts';
import { Stage } from './stage.ts';

let server: RealtimeServer;
before(async () => {
  server = await startRealtimeServer({ maxConnections: 10 });
});
after(async () => {
  await server.close();
  assert.deepEqual(server.harness.bugs, []);
});

const owners = ['member', 'guest', 'bot'] as const;
const traffic = fc.array(fc.tuple(command, step), { minLength: 20, maxLength: 90 });
const absence = fc.record({
  traffic,
  /** Others go on while it comes back. */
  meanwhile: fc.array(fc.tuple(command, step), { maxLength: 12 }),
  /** What the log still holds when the device comes back. */
  log: fc.constantFrom('recent', 'recent', 'stored', 'gone'),
  readsAhead: fc.boolean(),
});

/** As after a week: the log begins after everything that has happened. */
async function forgetLog(stage: Stage): Promise<void> {
  const { harness, tenant } = stage;
  await harness.admin.query('delete from tenant.events where tenant_id = $1', [tenant.tenant.id]);
  await server.stop();
  await server.restart();
}

type Steps = typeof traffic extends fc.Arbitrary<infer T> ? T : never;

async function act(play: Play, steps: Steps): Promise<void> {
  for (const [operation, one] of steps) {
    // A suspension ends the session, and with it what this device may know.
    if (operation === 'principals.suspend' && owners.some((name) => name === one.whom)) continue;
    await play.act(operation, one);
  }
}

test('a device that was shut for an hour of traffic knows what the one that stayed knows', async (context) => {
  const seed = Number(process.env['WARDROOM_SEED'] ?? 1 + (Date.now() % 1_000_000));
  const numRuns = Number(process.env['WARDROOM_RUNS'] ?? (process.env['WARDROOM_SOAK'] ? 200 : 6));
  context.diagnostic(`seed ${seed}, ${numRuns} absences`);
  const stage = new Stage(server, server.harness.acme);
  const play = new Play(stage);
  let resyncs = 0;
  const property = fc.asyncProperty(absence, async ({ traffic: hour, meanwhile, log, readsAhead }) => {
    await play.renew();
    const open = (name: string) => {
      const viewer = stage.viewers.get(name);
      if (!viewer) throw new Error(`there is no ${name}`);
      return Following.open(server, stage.tenant, viewer);
    };
    const stayed = await Promise.all(owners.map(open));
    const shut = await Promise.all(owners.map(open));
    try {
      for (const device of shut) device.sleep();
      await act(play, hour);
      if (log === 'stored') await restart(server);
      if (log === 'gone') await forgetLog(stage);
      const pages = readsAhead ? await Promise.all(shut.map((device) => device.readAhead())) : [];
      for (const device of shut) device.reopen();
      for (const device of [...stayed, ...shut]) device.wake();
      // The name of the workspace is not read in the transaction of a snapshot: one taken during a rename may miss it.
      await act(
        play,
        meanwhile.filter(([operation]) => operation !== 'tenants.update'),
      );
      for (const put of pages) put();
      await play.renew();
      for (const device of [...stayed, ...shut]) await device.requireFresh(`an absence, log ${log}`);
      resyncs += shut.filter((device) => device.resyncs > 0).length;
    } finally {
      await Promise.all([...stayed, ...shut].map((device) => device.close()));
    }
  });
  await fc.assert(property, { seed, numRuns, endOnFailure: true });
  context.diagnostic(`${play.done} commands, ${play.seen.size} kinds, ${resyncs} new snapshots`);
  assert.ok(play.done > numRuns * 5, 'a good part of it was allowed');
});

async function restart(node: RealtimeServer): Promise<void> {
  await node.stop();
  await node.restart();
}
