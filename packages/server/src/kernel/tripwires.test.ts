/** What stops a mistake of our own: proofs bound to their transaction, decisions that were forgotten, silent rollbacks. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeId } from '@wardroom/contract';
import { createHarness, type Harness } from '../testing/harness.ts';
import { workspace } from './authorise.ts';
import { command, query } from './database/statement.ts';
import type { WriteTransaction } from './database/transaction.ts';
import { implementBatched, implementCommand } from './implementation.ts';
import { issuePermit, Permit } from './permit.ts';
import { issuePlatformPermit, PlatformPermit } from './platform/permit.ts';

const touchTenant = command(
  'test.touchTenant',
  'update tenant.principals set updated_at = now() where tenant_id = $1',
);
const divide = query('test.divide', 'select 1 / $1::integer as n');

let harness: Harness;
let decides = true;

before(async () => {
  harness = await createHarness({
    implementations: () => [
      implementCommand('tenants.update', {
        run: async (_tx, context) => {
          if (decides) context.authorise('workspace.update', workspace);
          return null;
        },
        present: async () => ({}) as never,
      }),
      implementCommand('channels.archive', {
        run: async (_tx, context) => {
          context.authorise('channel.archive', null);
          return null;
        },
        present: async () => ({}) as never,
      }),
      implementBatched('messages.send', {
        prepare: async () => null,
        readFacts: async () => null,
        runBatch: async (_tx, items) =>
          items.map(({ context, input }) => {
            const facts = { kind: 'Channel', channelKind: 'public', membership: 'member' } as const;
            // Only this one forgets: its neighbours must not suffer.
            if (input.body !== 'forgets') context.authorise('message.write', { id: null, facts });
            return { ok: true, result: null };
          }),
        present: async () => ({}) as never,
      }),
    ],
  });
});
after(() => harness.close());

const write = <T>(work: (tx: WriteTransaction) => Promise<T>): Promise<T> =>
  harness.kernel.database.write(harness.acme.tenant.id, harness.acme.keys, work);
const permitOf = (transaction: object, tenantId = harness.acme.tenant.id): Permit =>
  issuePermit({ transaction, tenantId, operation: 'test', permission: 'system', resourceId: null });

test('a permit serves the transaction that it was issued in, and no other', async () => {
  const kept = await write(async (tx) => {
    const permit = permitOf(tx);
    await tx.execute(permit, touchTenant, [tx.tenantId]);
    return permit;
  });
  await assert.rejects(
    write((tx) => tx.execute(kept, touchTenant, [tx.tenantId])),
    /without a permit of this transaction/,
  );
  await assert.rejects(
    write((tx) => tx.execute(Object.create(Permit.prototype), touchTenant, [tx.tenantId])),
    /without a permit/,
  );
});

test('a permit of another tenant writes nothing', async () => {
  await assert.rejects(
    write((tx) => tx.execute(permitOf(tx, harness.globex.tenant.id), touchTenant, [tx.tenantId])),
    /of another tenant/,
  );
});

test('a platform permit serves the transaction that it was issued in, and no other', () => {
  const [one, other] = [{}, {}];
  const permit = issuePlatformPermit({ transaction: one, operation: 'test' });
  PlatformPermit.require(permit, one);
  assert.throws(() => PlatformPermit.require(permit, other), /without a permit of this transaction/);
});

test('a command that ends without a decision is a bug and answers nothing', async () => {
  const call = () => harness.call(harness.acme, 'owner', 'tenants.update', { name: 'x' });
  assert.equal((await call()).answer.ok, true);
  decides = false;
  const { answer } = await call();
  decides = true;
  assert.equal(!answer.ok && answer.error.code, 'internal');
  assert.match(String(harness.bugs.pop()), /without a decision/);
});

test('an item of a batch that ends without a decision is a bug; its neighbours are answered', async () => {
  let sent = 0;
  const send = async (body: string) => {
    sent += 1;
    const input = { channelId: harness.acme.general.id, body, clientKey: `tripwire-${sent}` };
    const { answer } = await harness.call(harness.acme, 'member', 'messages.send', input);
    return answer.ok ? 'sent' : answer.error.code;
  };
  const answers = await Promise.all(['decides', 'forgets', 'decides'].map(send));
  assert.deepEqual(answers, ['sent', 'internal', 'sent']);
  assert.match(String(harness.bugs.pop()), /without a decision/);
});

test('a role without the permission learns nothing about what exists: the answer comes before any row', async () => {
  const channelIds = [harness.acme.general.id, encodeId('channel', harness.parts.ids.next())];
  for (const channelId of channelIds) {
    const { answer } = await harness.call(harness.acme, 'viewer', 'channels.archive', { channelId });
    assert.equal(!answer.ok && answer.error.code, 'forbidden');
  }
  const { answer } = await harness.call(harness.acme, 'member', 'channels.archive', {
    channelId: channelIds[1],
  });
  assert.equal(!answer.ok && answer.error.code, 'not_found', 'a role with the permission gets to the row');
});

test('a transaction that PostgreSQL has given up is never taken for committed', async () => {
  await assert.rejects(
    write((tx) => tx.query(divide, [0]).catch(() => {})),
    /commit answered ROLLBACK/,
  );
  await write((tx) => tx.query(divide, [1]));
});

test('nothing is written for a tenant that has no log', async () => {
  const nobody = harness.parts.ids.next();
  const written = harness.kernel.database.write(nobody, harness.acme.keys, async () => 'done');
  await assert.rejects(written, { code: 'unavailable' });
});
