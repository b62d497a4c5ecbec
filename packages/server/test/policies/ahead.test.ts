/**
 * A node that does not have the policies which decide makes them ready without standing in anybody's way: no
 * transaction is open meanwhile, no connection is taken, and what waits is decided by what holds when it goes on.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { WardroomError } from '@wardroom/contract';
import type { PresentedCredential } from '../../src/kernel/call.ts';
import type { Kernel } from '../../src/kernel/execute.ts';
import { type CompilePolicies, compileSaved, PolicyShelf } from '../../src/kernel/policies/index.ts';
import { executeSettled } from '../../src/testing/execute-settled.ts';
import type { TenantFixture, Who } from '../../src/testing/fixtures.ts';
import { createHarness, type Harness } from '../../src/testing/harness.ts';
import { activate, enforce } from '../../src/testing/policies.ts';
import { nodesOver } from '../tenants/nodes.ts';

let h: Harness;
before(async () => {
  h = await createHarness();
});
after(async () => {
  await h.close();
  assert.deepEqual(h.bugs, []);
});

const forbidding =
  'forbid(principal, action in [Wardroom::Action::"roles.read", Wardroom::Action::"message.write"], resource) unless { principal.roles.contains("owner") };';

/** A node whose compiling begins and ends when the test says so. */
function slowNode() {
  let begun = 0;
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { promise: started, resolve: start } = Promise.withResolvers<void>();
  const compilePolicies: CompilePolicies = async (tenantId, version, set) => {
    begun += 1;
    start();
    await held;
    return compileSaved(tenantId, version, set);
  };
  const kernel = nodesOver(h, { compilePolicies })();
  return { kernel, started, release: () => release(), begun: () => begun };
}

const ask = async (kernel: Kernel, tenant: TenantFixture, who: Who, operation: string, input: unknown) => {
  const { secret, identity } = tenant.principals[who];
  const { answer } = await executeSettled(kernel, {
    requestId: h.parts.ids.next(),
    edge: 'http',
    host: tenant.host,
    ...{ operation, input, address: '127.0.0.1', device: 'test' },
    credential: { kind: identity.kind, secret } as PresentedCredential,
  });
  return answer.ok ? 'ok' : answer.error.code;
};

/** Transactions of the serving role in this database. */
async function openTransactions(): Promise<number> {
  const { rows } = await h.admin.query(
    `select count(*)::int as open from pg_stat_activity
      where datname = current_database() and usename = 'wardroom_app' and xact_start is not null`,
  );
  return rows[0].open;
}

const writing = (key: string) => ({ channelId: h.acme.general.id, body: 'words', clientKey: `ahead-${key}` });

test('while a node compiles what another has activated, none of its transactions is open, and all who wait are decided by it', async () => {
  const node = slowNode();
  assert.equal(await ask(node.kernel, h.acme, 'member', 'roles.list', {}), 'ok');
  await enforce(h, h.acme, forbidding);
  const waiting = [
    ask(node.kernel, h.acme, 'member', 'roles.list', {}),
    ask(node.kernel, h.acme, 'member', 'messages.send', writing('member')),
    ask(node.kernel, h.acme, 'owner', 'messages.send', writing('owner')),
    ...Array.from({ length: 20 }, () => ask(node.kernel, h.acme, 'developer', 'roles.list', {})),
  ];
  await node.started;
  // Everybody has had the time to begin.
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(await openTransactions(), 0);
  // Neither does anybody else wait: not those of another tenant at this node, nor the same tenant at the other one.
  assert.equal(await ask(node.kernel, h.globex, 'member', 'roles.list', {}), 'ok');
  assert.equal(await ask(h.kernel, h.acme, 'member', 'roles.list', {}), 'forbidden');
  const settled = await Promise.race([Promise.allSettled(waiting), Promise.resolve('nobody has an answer')]);
  assert.equal(settled, 'nobody has an answer');
  node.release();
  const [list, written, ofOwner, ...others] = await Promise.all(waiting);
  assert.deepEqual([list, written, ofOwner], ['forbidden', 'forbidden', 'ok']);
  assert.deepEqual(new Set(others), new Set(['forbidden']));
  assert.equal(node.begun(), 1);
  await activate(h, h.acme, null);
});

test('what waited is decided by what holds when it goes on, not by what it waited for', async () => {
  const node = slowNode();
  await enforce(h, h.acme, forbidding);
  const waiting = ask(node.kernel, h.acme, 'member', 'roles.list', {});
  await node.started;
  await activate(h, h.acme, null);
  node.release();
  assert.equal(await waiting, 'ok');
});

test('a call waits for policies as long as it may, and is refused then; never let through', async () => {
  await enforce(h, h.acme, forbidding);
  const { tenant } = h.acme;
  const shelf = new PolicyShelf({
    ...{ database: h.kernel.database, keyring: h.parts.keyring, onError: () => {} },
    compile: () => new Promise(() => {}),
    ...{ patienceMs: 2_000, maxWaiting: 2 },
  });
  let seen = 0;
  const decide = () =>
    shelf.within(tenant.id, async () => {
      seen += 1;
      const { rows } = await h.admin.query('select policies_version from tenant.heads where tenant_id = $1', [
        tenant.id,
      ]);
      return shelf.at(tenant.id, Number(rows[0].policies_version));
    });
  const codeOf = (error: unknown) => (error instanceof WardroomError ? error.code : String(error));
  const codes = await Promise.all([decide(), decide(), decide()].map((one) => one.then(() => 'ok', codeOf)));
  assert.deepEqual(codes.sort(), ['overloaded', 'unavailable', 'unavailable']);
  assert.equal(seen, 3);
  await activate(h, h.acme, null);
});

test('a set that cannot be compiled now is tried again by the next call', async () => {
  await enforce(h, h.acme, forbidding);
  let attempts = 0;
  const compilePolicies: CompilePolicies = async (tenantId, version, set) => {
    attempts += 1;
    if (attempts === 1) throw new WardroomError('timeout');
    return compileSaved(tenantId, version, set);
  };
  const kernel = nodesOver(h, { compilePolicies })();
  assert.equal(await ask(kernel, h.acme, 'member', 'roles.list', {}), 'unavailable');
  assert.equal(await ask(kernel, h.acme, 'member', 'roles.list', {}), 'forbidden');
  await activate(h, h.acme, null);
});
