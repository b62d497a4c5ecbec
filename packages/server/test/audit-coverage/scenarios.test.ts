/**
 * What succeeds, and what a scenario says is refused, leaves exactly the declared entries: every operation, called as over
 * HTTP, and through a real socket, where it leaves the same.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AnyOperation, alsoRecorded, type OperationName, operations } from '@wardroom/contract';
import { type EgressRehearsal, rehearseEgress } from '../../src/testing/egress/rehearsal.ts';
import { startRealtimeServer } from '../../src/testing/realtime-server.ts';
import { proveWith } from '../replay/domain-scenarios.ts';
import { type Scenario, scenarios, tenantOperations } from '../replay/scenarios.ts';
import { Stage } from '../replay/stage.ts';
import { calledWith } from './calls.ts';
import { type Called, requireDeclared } from './rules.ts';
import { Sockets } from './sockets.ts';

let stage: Stage;
let sockets: Sockets;
let outside: EgressRehearsal;
before(async () => {
  outside = await rehearseEgress();
  proveWith(outside.names);
  const server = await startRealtimeServer({ maxConnections: 10, egress: outside.guard() });
  stage = new Stage(server, server.harness.acme);
});
const closeStage = async () => {
  await stage.close();
  await stage.server.close();
  assert.deepEqual(stage.harness.bugs, []);
};
after(async () => {
  await sockets?.close();
  await closeStage();
  await outside.close();
});

/** What each call has answered and left, in order. */
type Left = readonly string[];
const overHttp = new Map<OperationName, Left>();
const seen = { success: 0, blocked: 0, failure: 0, entries: 0 };

async function play(name: OperationName, call: (scenario: Scenario) => Promise<Called>): Promise<Left> {
  for (const channelId of [stage.secret.id, stage.general.id])
    await stage.run('owner', 'messages.send', { channelId, ...stage.words(`before ${name} @all`) });
  const played: string[] = [];
  for (const scenario of scenarios[name] ?? []) {
    await scenario.before?.(stage);
    const called = await call(scenario);
    const { answer, entries } = called;
    requireDeclared(called);
    seen[answer.ok ? 'success' : entries.length > 0 ? 'blocked' : 'failure'] += 1;
    seen.entries += entries.length;
    played.push(`${scenario.by}: ${answer.ok ? 'ok' : answer.error.code}, ${summaryOf(called)}`);
  }
  return played;
}

/** How many others a call has consequences for is a matter of what was there. */
function summaryOf({ operation, entries }: Called): string {
  const consequences: readonly string[] = alsoRecorded[operation.name as OperationName] ?? [];
  const own = entries.filter(({ type }) => !consequences.includes(type));
  const others = new Set(entries.filter((entry) => !own.includes(entry)).map(({ type }) => type));
  return (
    [...own.map(({ type, outcome }) => `${type} ${outcome}`), ...others].toSorted().join(', ') || 'nothing'
  );
}

for (const name of tenantOperations)
  test(`${name}: what its calls leave in the log is what the table declares`, async () => {
    const recorded: boolean[] = [];
    const played = await play(name, async ({ by, input, refused }) => {
      const asked = { name, input: input(stage), startedHere: [stage.startedHere] };
      const credential = by === 'nobody' ? ({ kind: 'none' } as const) : stage.identityOf(by);
      const called = await calledWith(stage.harness, stage.tenant, { ...asked, credential });
      const { answer, entries } = called;
      assert.equal(answer.ok ? undefined : answer.error.code, refused, `${name} by ${by}`);
      if (answer.ok) recorded.push(entries.length > 0);
      return called;
    });
    overHttp.set(name, played);
    const isRecorded = typeof operations[name].audit === 'string';
    assert.equal(recorded.includes(true), isRecorded, `${name} is never seen to record`);
  });

/** These go on with what began in a browser, which no socket can say of itself: there is no such request over one. */
const ofBrowsers: readonly string[] = [
  'authorizations.show',
  'authorizations.approve',
  'authorizations.deny',
];
/** Whoever calls these has no credential yet, and a socket is always somebody’s. */
const isPublic = ({ permission }: AnyOperation): boolean => typeof permission !== 'string';

test('the same through sockets', async (t) => {
  await closeStage();
  sockets = await Sockets.start({ maxConnections: 10, egress: outside.guard() });
  stage = new Stage(sockets.server, sockets.server.harness.acme);
  for (const name of tenantOperations)
    await t.test(`${name} leaves the same through a socket`, async () => {
      const isKnown = !isPublic(operations[name]);
      const played = await play(name, ({ by, input }) => {
        const viewer = stage.viewers.get(by === 'nobody' ? 'owner' : by);
        assert.ok(viewer, by);
        assert.ok(by !== 'nobody' || !isKnown, `${name}: nobody opens no socket`);
        return sockets.called(viewer, { name, input: input(stage) });
      });
      if (!isKnown) for (const one of played) assert.match(one, /: unknown_operation, nothing$/, name);
      else if (ofBrowsers.includes(name))
        for (const one of played) assert.match(one, /: not_found, request\.refused blocked$/, name);
      else assert.deepEqual(played, overHttp.get(name));
    });
  assert.deepEqual(sockets.server.errors, []);
});

test('how much has been seen', (t) => {
  t.diagnostic(
    `${tenantOperations.length} operations at two edges: ${seen.success} calls that succeed, ${seen.blocked} blocked, ${seen.failure} that fail; ${seen.entries} entries`,
  );
  assert.ok(seen.success > 400 && seen.blocked > 200 && seen.failure > 30);
});
