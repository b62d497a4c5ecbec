/**
 * Snapshot + events = fresh snapshot, after every operation of the table, for a viewer of every role: people, channels,
 * unread counts, timelines and threads. Over real sockets, folded by the SDK.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { OperationName } from '@wardroom/contract';
import { type EgressRehearsal, rehearseEgress } from '../../src/testing/egress/rehearsal.ts';
import { enforce } from '../../src/testing/policies.ts';
import { startRealtimeServer } from '../../src/testing/realtime-server.ts';
import { proveWith } from './domain-scenarios.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { Stage } from './stage.ts';

export interface Run {
  readonly names: readonly OperationName[];
  /** Decides from the beginning to the end. */
  readonly policy?: string;
}

/** Declares the tests of a file. Gives the stage, which is there once they run. */
export function replayEach({ names, policy }: Run): () => Stage {
  let stage: Stage;
  let outside: EgressRehearsal;
  before(async () => {
    outside = await rehearseEgress();
    proveWith(outside.names);
    const server = await startRealtimeServer({ maxConnections: 10, egress: outside.guard() });
    stage = new Stage(server, server.harness.acme);
    if (policy !== undefined) await enforce(server.harness, server.harness.acme, policy);
  });
  after(async () => {
    await stage.close();
    await stage.server.close();
    await outside.close();
    assert.deepEqual([stage.harness.bugs, stage.server.errors], [[], []]);
  });
  for (const name of names) {
    test(`${name}: what everybody knows is what a fresh client is told`, async () => {
      for (const channelId of [stage.secret.id, stage.general.id])
        await stage.run('owner', 'messages.send', { channelId, ...stage.words(`before ${name} @all`) });
      for (const [index, scenario] of (scenarios[name] ?? []).entries())
        await play(stage, name, scenario, `${name}, scenario ${index + 1} by ${scenario.by}`);
    });
  }
  return () => stage;
}

async function play(stage: Stage, name: OperationName, scenario: Scenario, title: string): Promise<void> {
  await scenario.before?.(stage);
  await stage.follow();
  await stage.requireFresh(`the beginning of ${title}`);
  const resyncs = new Map([...stage.followings].map(([who, { resyncs: count }]) => [who, count]));
  const { answer } = await stage.run(scenario.by, name, scenario.input(stage));
  assert.equal(answer.ok ? undefined : answer.error.code, scenario.refused, title);
  await stage.requireFresh(title);
  for (const [who, following] of stage.followings) {
    const wanted = scenario.resync?.includes(who) ?? false;
    assert.equal(following.resyncs - (resyncs.get(who) ?? 0), wanted ? 1 : 0, `resync of ${who} by ${title}`);
  }
}
