/** What PostgreSQL refuses to the pruner itself, whoever has its password, and to everybody else. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type pg from 'pg';
import { MovedClock, sealEntries, steppedPruner } from '../../../testing/audit/pruner.ts';
import { createTenantFixture } from '../../../testing/fixtures.ts';
import { createHarness, type Harness } from '../../../testing/harness.ts';
import { dayMs } from './retention.ts';

const root = Buffer.alloc(32, 1);

describe('wardroom_pruner', () => {
  let harness: Harness;
  const clock = new MovedClock();
  before(async () => {
    harness = await createHarness({ clock, implementations: () => [] });
    clock.moveTo(-3 * 365 * dayMs);
    await sealEntries(harness, harness.acme, 600);
    await sealEntries(harness, harness.globex, 300);
    clock.moveTo(2_000 - 3 * 365 * dayMs);
    await sealEntries(harness, harness.acme, 0);
    clock.moveTo(0);
    await sealEntries(harness, harness.acme, 300);
    clock.moveTo(2_000);
    await sealEntries(harness, harness.acme, 0);
    clock.moveTo(0);
  });
  after(() => harness.close());

  /** One transaction as the pruner, which always ends in a rollback. What refused it, or what it gave. */
  async function attempt(work: (client: pg.PoolClient) => Promise<unknown>): Promise<unknown> {
    const client = await harness.poolOf('wardroom_pruner', 1).connect();
    try {
      await client.query('begin');
      return await work(client);
    } catch (error) {
      return Reflect.get(error as object, 'code');
    } finally {
      await client.query('rollback');
      client.release();
    }
  }
  const pidOf = (client: pg.PoolClient) => Number(Reflect.get(client, 'processID'));
  const admission = (
    client: pg.PoolClient,
    lowestIndex: number,
    note = 'a note',
    tenantId = harness.acme.tenant.id,
  ) => harness.signer.admitBoundary({ tenantId, lowestIndex, note }, pidOf(client));
  const declare = async (client: pg.PoolClient, admitted: string, lowestIndex = 256, note = 'a note') => {
    await client.query("select set_config('app.boundary', $1, true)", [admitted]);
    await client.query(
      'insert into tenant.audit_boundaries (tenant_id, lowest_index, note, root, made_at) values ($1, $2, $3, $4, now())',
      [harness.acme.tenant.id, lowestIndex, note, root],
    );
  };
  const removeBelow = async (client: pg.PoolClient, lowestIndex: number) =>
    (
      await client.query('delete from tenant.audit_log where tenant_id = $1 and index < $2', [
        ...[harness.acme.tenant.id, lowestIndex],
      ])
    ).rowCount;
  const settle = (client: pg.PoolClient) => client.query('set constraints all immediate');

  test('declares a boundary that was admitted, and removes what lies before it', async () => {
    const removed = await attempt(async (client) => {
      await declare(client, admission(client, 256));
      const count = await removeBelow(client, 10_000);
      await settle(client);
      return count;
    });
    assert.equal(removed, 256);
  });

  test('without an admission, or with that of another boundary, connection or key, it declares nothing', async () => {
    const forged: Readonly<Record<string, (client: pg.PoolClient) => string>> = {
      none: () => '',
      'made up': (client) => `${admission(client, 256).slice(0, -64)}${'0'.repeat(64)}`,
      'of another index': (client) => admission(client, 512),
      'of another note': (client) => admission(client, 256, 'another note'),
      'of another tenant': (client) => admission(client, 256, 'a note', harness.globex.tenant.id),
      'of another connection': () =>
        harness.signer.admitBoundary(
          { tenantId: harness.acme.tenant.id, lowestIndex: 256, note: 'a note' },
          1,
        ),
      'a tenant context': (client) => harness.signer.sign(harness.acme.tenant.id, pidOf(client)),
    };
    for (const [name, make] of Object.entries(forged))
      assert.equal(await attempt((client) => declare(client, make(client))), '42501', name);
    const shifted = await attempt((client) =>
      declare(client, admission(client, 256).replace('.256.', '.512.'), 512),
    );
    assert.equal(shifted, '42501', 'another index under the same MAC');
  });

  test('an admission is no tenant context', async () => {
    const read = await attempt(async (client) => {
      await client.query("select set_config('app.tenant', $1, true)", [admission(client, 256)]);
      await client.query('select app.tenant_id()');
    });
    assert.equal(read, '42501');
    const app = await harness.poolOf('wardroom_app', 1).connect();
    try {
      await app.query("select set_config('app.tenant', $1, false)", [admission(app, 256)]);
      await assert.rejects(app.query('select app.tenant_id()'), { code: 'WR001' });
    } finally {
      app.release(true);
    }
  });

  test('without a boundary no entry and no opening is a row to it', async () => {
    assert.equal(await attempt((client) => removeBelow(client, 10_000)), 0);
    const openings = await attempt(
      async (client) =>
        (
          await client.query('delete from tenant.audit_openings where tenant_id = $1', [
            harness.acme.tenant.id,
          ])
        ).rowCount,
    );
    assert.equal(openings, 0);
  });

  test('what is younger than a year stays, signed and admitted or not', async () => {
    // The third bundle ends with entries of today.
    const removed = await attempt(async (client) => {
      await declare(client, admission(client, 768), 768);
      await removeBelow(client, 768);
    });
    assert.equal(removed, 'WR002');
  });

  test('a boundary that leaves entries behind, goes back, or lies beyond what was signed is not committed', async () => {
    const behind = await attempt(async (client) => {
      await declare(client, admission(client, 512), 512);
      await removeBelow(client, 511);
      await settle(client);
    });
    assert.equal(behind, 'WR002');
    const beyond = await attempt(async (client) => {
      await declare(client, admission(client, 1_280), 1_280);
      await settle(client);
    });
    assert.equal(beyond, 'WR002');
    const back = await attempt(async (client) => {
      await declare(client, admission(client, 512), 512);
      await removeBelow(client, 512);
      await declare(client, admission(client, 256));
      await settle(client);
    });
    assert.equal(back, 'WR002');
    const partial = await attempt((client) => declare(client, admission(client, 300), 300));
    assert.equal(partial, '23514');
  });

  test('it reads no word of an entry, changes nothing, and says nothing in anybody’s name', async () => {
    const outbox = `insert into tenant.audit_outbox (tenant_id, entry_id, at, type, store, outcome, actor_type, actor_id, action, resource_kind, request_id, sealed)
      values (gen_random_uuid(), gen_random_uuid(), now(), `;
    for (const sql of [
      'select sealed from tenant.audit_log',
      'select type from tenant.audit_log',
      'select sealed from tenant.audit_openings',
      'select * from tenant.audit_outbox',
      'select * from tenant.messages',
      'select * from platform.audit_keys',
      'select key from app.context_keys',
      'update tenant.audit_log set index = 1',
      "update tenant.audit_boundaries set note = 'x'",
      'delete from tenant.audit_boundaries',
      'delete from tenant.audit_tiles',
      'delete from tenant.audit_checkpoints',
      'update tenant.audit_retention set security_days = 365',
      'insert into tenant.audit_retention (tenant_id, security_days) values (gen_random_uuid(), 365)',
      `${outbox} 'channel.created', 'both', 'success', 'system', null, 'x', 'Tenant', gen_random_uuid(), '\\x00')`,
      `${outbox} 'audit.pruned', 'both', 'success', 'person', gen_random_uuid(), 'x', 'Tenant', gen_random_uuid(), '\\x00')`,
    ])
      assert.equal(await attempt((client) => client.query(sql)), '42501', sql);
  });

  test('the clock that was seen last withholds everything until it has settled', async () => {
    const setClock = (seen: string, believed: string) =>
      harness.admin.query(
        `update ops.audit_clock set seen_at = now() + $1::interval, believed_from = now() + $2::interval`,
        [seen, believed],
      );
    const reasonOf = async (options = {}) => {
      const { pruner, kept, pruned, faults } = steppedPruner(harness, options);
      await pruner.round();
      assert.deepEqual([pruned, faults], [[], []]);
      return kept;
    };
    // The server believes itself years ahead, and the database does not.
    assert.deepEqual(await reasonOf({ clock: { now: () => Date.now() + 5 * 365 * dayMs } }), [
      'clocks_differ',
    ]);
    // Both jumped.
    await setClock('-1500 days', '-1500 days');
    assert.deepEqual(await reasonOf(), ['clock_jumped']);
    assert.deepEqual(await reasonOf(), ['clock_settling']);
    await setClock('-1 minute', '-1 minute');
    const { pruner, pruned } = steppedPruner(harness);
    await pruner.round();
    assert.deepEqual(pruned.map(([, { lowestIndex }]) => lowestIndex).sort(), [256, 512]);
  });

  test('a log whose times are ahead of the clock is left alone', async () => {
    await harness.admin.query(
      "update tenant.audit_heads set checkpoint_at = now() + interval '2 years' where tenant_id = $1",
      [harness.acme.tenant.id],
    );
    const { pruner, kept, pruned } = steppedPruner(harness);
    await pruner.round();
    assert.deepEqual([kept, pruned], [['log_ahead'], []]);
  });

  test('tiles that are not those of the entries, or not those of their roots, end it', async () => {
    await harness.admin.query('update tenant.audit_heads set checkpoint_at = now() where tenant_id = $1', [
      harness.acme.tenant.id,
    ]);
    clock.moveTo(-3 * 365 * dayMs);
    const { keyring, ids, random } = harness.parts;
    const tools = { admin: harness.admin, keyring, ids, random, now: clock.now() };
    const other = await createTenantFixture(tools, 'other');
    await sealEntries(harness, other, 300);
    clock.moveTo(0);
    const fresh = other.tenant.id;
    const write = async (set: string, values: readonly unknown[] = []) => {
      await harness.admin.query('alter table tenant.audit_tiles disable trigger user');
      await harness.admin.query(
        `update tenant.audit_tiles set ${set} where tenant_id = $1 and tile = 0 and level = 0`,
        [fresh, ...values],
      );
      await harness.admin.query('alter table tenant.audit_tiles enable trigger user');
    };
    const { rows } = await harness.admin.query(
      'select hashes, root from tenant.audit_tiles where tenant_id = $1 and tile = 0 and level = 0',
      [fresh],
    );
    for (const change of [
      "hashes = decode(repeat('00', 8192), 'hex')",
      "root = decode(repeat('00', 32), 'hex')",
    ]) {
      await write(change);
      const { pruner, pruned, faults } = steppedPruner(harness);
      await pruner.round();
      assert.deepEqual(pruned, []);
      assert.match(String(faults[0]), /a tile is not that of the entries/);
      await write('hashes = $2, root = $3', [rows[0].hashes, rows[0].root]);
    }
    const { pruner, pruned } = steppedPruner(harness);
    await pruner.round();
    assert.deepEqual(pruned, [[fresh, { entries: 256, lowestIndex: 256, hasMore: false }]]);
  });
});
