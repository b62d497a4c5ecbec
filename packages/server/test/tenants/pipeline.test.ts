/** Isolation of the pipeline itself: equal answers, and behind them equal statements. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AnyOperation, operations, uuidOf, WardroomError } from '@wardroom/contract';
import type { Kernel } from '../../src/kernel/execute.ts';
import type { Implementation } from '../../src/kernel/implementation.ts';
import { createHarness, type Harness } from '../../src/testing/harness.ts';
import { furnish } from './arrange.ts';
import { callers, nodesOver, pipelineSide } from './nodes.ts';
import { generateInput, probeDeployment, type Report, unknownLike } from './probe/index.ts';
import { type StatementLog, watchStatements } from './statement-log.ts';

const all: readonly AnyOperation[] = Object.values(operations);
let harness: Harness;
let log: StatementLog;
let newNode: () => Kernel;
before(async () => {
  harness = await createHarness();
  await furnish(harness, harness.acme);
  await furnish(harness, harness.globex);
  newNode = nodesOver(harness);
  log = watchStatements();
});
after(async () => {
  log.stop();
  await harness.close();
});

/** A node that has just started: no tenant, credential or key is known to it. */
const coldNode = () => {
  harness.parts.keyring.purgeAll();
  return newNode();
};

const probe = (kernelOf: () => Kernel, over: readonly AnyOperation[] = all): Promise<Report> =>
  probeDeployment(
    pipelineSide(harness, harness.acme, kernelOf, log),
    pipelineSide(harness, harness.globex, kernelOf),
    over,
  );

/** Every tenant operation with an identifier or position in its input. */
const attackable = all.filter(
  (operation) =>
    operation.realm === 'tenant' &&
    generateInput(operation, ({ kind }) => unknownLike(kind, undefined)).references.length > 0,
);

function requireWhole({ findings, compared }: Report): void {
  assert.deepEqual(findings, []);
  for (const { name } of attackable)
    assert.ok((compared.get(name) ?? 0) >= callers.length, `${name} was not attacked by everybody`);
  assert.ok(attackable.length >= 31, `only ${attackable.length} operations were attacked`);
  assert.deepEqual(harness.bugs, []);
}

test('with cold caches a foreign identifier is answered like a random one, by the same statements', async () => {
  requireWhole(await probe(coldNode));
});

test('with warm caches, which know both tenants, a foreign identifier is answered like a random one, by the same statements', async () => {
  const startedAt = harness.parts.clock.now();
  const node = nodesOver(harness, { directoryClock: { now: () => startedAt } })();
  for (const tenant of [harness.acme, harness.globex]) {
    const side = pipelineSide(harness, tenant, () => node);
    for (const caller of callers) await side.send(caller, operations['sessions.show'], {});
  }
  requireWhole(await probe(() => node));
});

const attacked = attackable.filter(({ name }) => name === 'channels.get' || name === 'sync.snapshot');
/** All queries, so that identifiers are found, and one attack. */
const oneAttack = [
  ...all.filter(({ effect, input }) => effect === 'query' && !attackable.some((one) => one.input === input)),
  ...attacked,
];

/** `channels.get` with a fault in the step before the transaction, where no policy of the database protects it. */
function nodeWith(prepare: (channelId: string) => Promise<void>): () => Kernel {
  return () => {
    const node = newNode();
    const proper = node.table.get('channels.get') as Implementation;
    const faulty = {
      ...proper,
      prepare: async (_context: unknown, input: { channelId: string }) => prepare(uuidOf(input.channelId)),
    } as unknown as Implementation;
    return { ...node, table: new Map([...node.table, ['channels.get', faulty]]) };
  };
}
const exists = async (channelId: string): Promise<boolean> => {
  const { rowCount } = await harness.admin.query('select 1 from tenant.channels where channel_id = $1', [
    channelId,
  ]);
  return rowCount === 1;
};
const isOurs = (channelId: string) =>
  [harness.acme.general.uuid, harness.acme.secret.uuid].includes(channelId as never);

test('a planted fault that tells existing channels of others apart is found', async () => {
  const { findings } = await probe(
    nodeWith(async (channelId) => {
      if ((await exists(channelId)) && !isOurs(channelId)) throw new WardroomError('forbidden');
    }),
    oneAttack,
  );
  assert.deepEqual(
    [...new Set(findings.map(({ operation, reason }) => `${operation} ${reason}`))],
    ['channels.get answers_differ'],
  );
});

test('a planted fault that only asks the database once more is found', async () => {
  const pool = harness.poolOf('wardroom_app', 1);
  const { findings } = await probe(
    nodeWith(async (channelId) => {
      if (await exists(channelId)) await pool.query('select 1');
    }),
    oneAttack,
  );
  assert.equal(findings.length, 2 * callers.length);
});

test('a command that accepts a foreign identifier is found, although it accepts a random one, too', async () => {
  const own = pipelineSide(harness, harness.acme, newNode);
  const report = await probeDeployment(
    {
      callers: ['owner'],
      send: async (caller, operation, input) =>
        operation.effect === 'command'
          ? { ok: true, output: {}, trace: 'accepted' }
          : own.send(caller, operation, input),
    },
    pipelineSide(harness, harness.globex, newNode),
    all,
  );
  assert.ok(report.findings.length > 0);
  assert.ok(report.findings.every(({ reason }) => reason === 'foreign_identifier_accepted'));
});

test('answers that were given before anybody looked at the identifier are no proof', async () => {
  const globex = pipelineSide(harness, harness.globex, newNode);
  const own = pipelineSide(harness, harness.acme, newNode);
  const limited = { ok: false, code: 'rate_limited', trace: 'too fast' };
  const report = await probeDeployment(
    {
      callers: ['owner'],
      send: async (caller, operation, input) =>
        operation.effect === 'command' ? limited : own.send(caller, operation, input),
    },
    globex,
    all,
  );
  assert.ok(report.findings.length > 0);
  assert.deepEqual(
    report.findings.filter(({ reason }) => reason !== 'not_decided'),
    [],
  );
});

test('an answer that a busy machine gave to one of two is asked for again, one that it always gives is found', async () => {
  const globex = pipelineSide(harness, harness.globex, newNode);
  const own = pipelineSide(harness, harness.acme, newNode);
  const busy = { ok: false, code: 'unavailable', trace: 'busy' };
  const probeWhile = (isBusy: (input: Record<string, unknown>) => boolean) =>
    probeDeployment(
      {
        callers: ['owner'],
        send: async (caller, operation, input) =>
          attacked.includes(operation) && isBusy(input) ? busy : own.send(caller, operation, input),
      },
      globex,
      oneAttack,
    );
  let calls = 0;
  const once = await probeWhile(() => {
    calls += 1;
    return calls % 5 === 0;
  });
  assert.deepEqual(once.findings, []);
  assert.ok(calls >= 5);
  const always = await probeWhile(({ channelId }) => !isOurs(uuidOf(String(channelId))));
  assert.ok(always.findings.length > 0);
});
