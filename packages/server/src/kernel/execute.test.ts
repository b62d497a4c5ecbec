import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHarness, type Harness } from '../testing/harness.ts';
import { workspace } from './authorise.ts';
import { command, query } from './database/statement.ts';
import { implementCommand, implementQuery } from './implementation.ts';

const countPrincipals = query<{ n: number }>(
  'test.countPrincipals',
  'select count(*)::int8 as n from tenant.principals where tenant_id = $1',
);
const touchHead = command(
  'test.touchPrincipals',
  'update tenant.principals set updated_at = now() where tenant_id = $1',
);

let harness: Harness;
let misbehave: 'none' | 'no-decision' | 'no-record' = 'none';

before(async () => {
  harness = await createHarness({
    implementations: () => [
      implementQuery('roles.list', {
        run: async (tx, context) => {
          if (misbehave !== 'no-decision') context.authorise('roles.read', workspace);
          const [row] = await tx.query(countPrincipals, [tx.tenantId]);
          return row?.n ?? 0;
        },
        present: async (_context, n) => ({ roles: [], count: n }) as never,
      }),
      implementCommand('tenants.update', {
        run: async (tx, context) => {
          const permit = context.authorise('workspace.update', workspace);
          await tx.execute(permit, touchHead, [tx.tenantId]);
          if (misbehave !== 'no-record') context.record(null);
          tx.append({ type: 'tenant.updated', at: context.at, actorId: context.authority.principalId });
          return null;
        },
        present: async () => ({}) as never,
      }),
    ],
  });
});
after(() => harness.close());

test('a query sees its own tenant and nothing else', async () => {
  const { answer } = await harness.call(harness.acme, 'member', 'roles.list', {});
  assert.deepEqual(answer, { ok: true, output: { roles: [], count: 9 } });
});

test('a command whose role holds the permission is recorded and moves the head of the log by one', async () => {
  const before = await head();
  const { answer } = await harness.call(harness.acme, 'owner', 'tenants.update', { name: 'x' });
  assert.equal(answer.ok, true);
  assert.equal(await head(), before + 1);
  assert.equal(await entries('tenant.updated'), 1);
});

test('a command whose role lacks the permission is refused, recorded and changes nothing', async () => {
  const before = await head();
  const { answer } = await harness.call(harness.acme, 'member', 'tenants.update', { name: 'x' });
  assert.equal(!answer.ok && answer.error.code, 'forbidden');
  assert.equal(await head(), before);
  assert.equal(await entries('request.refused'), 1);
});

test('a credential of another tenant is worth as much as none, and the mismatch is reported', async () => {
  const { answer } = await harness.call(
    harness.acme,
    harness.globex.principals.owner.identity,
    'roles.list',
    {},
  );
  assert.equal(!answer.ok && answer.error.code, 'unauthenticated');
  assert.equal(harness.mismatches.length, 1);
});

test('an operation that ends without a decision is a bug and answers nothing', async () => {
  misbehave = 'no-decision';
  const { answer } = await harness.call(harness.acme, 'member', 'roles.list', {});
  misbehave = 'none';
  assert.equal(!answer.ok && answer.error.code, 'internal');
  assert.match(String(harness.bugs.pop()), /without a decision/);
});

test('a command that writes without a record rolls back', async () => {
  misbehave = 'no-record';
  const before = await head();
  const { answer } = await harness.call(harness.acme, 'owner', 'tenants.update', { name: 'x' });
  misbehave = 'none';
  assert.equal(!answer.ok && answer.error.code, 'internal');
  assert.match(String(harness.bugs.pop()), /without a record/);
  assert.equal(await head(), before);
});

async function head(): Promise<number> {
  const { rows } = await harness.admin.query('select seq from tenant.heads where tenant_id = $1', [
    harness.acme.tenant.id,
  ]);
  return Number(rows[0].seq);
}

async function entries(type: string): Promise<number> {
  const { rows } = await harness.admin.query(
    'select count(*) as n from tenant.audit_outbox where tenant_id = $1 and type = $2',
    [harness.acme.tenant.id, type],
  );
  return Number(rows[0].n);
}
