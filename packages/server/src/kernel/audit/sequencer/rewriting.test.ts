/** What the database itself refuses, and what shows when its owner does it all the same. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { leafHash } from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';
import { readLog, requireWhole } from '../../../testing/audit/sealed-log.ts';
import { entryOf, recordAll, steppedSequencer } from '../../../testing/audit/sequencer.ts';
import { createHarness, type Harness } from '../../../testing/harness.ts';
import { loginRoles } from '../../database/migrate/secrets.ts';
import { leafBytes } from './leaf.ts';

const sealedTables = ['audit_log', 'audit_tiles', 'audit_checkpoints'];
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'allowed',
    (error: unknown) => String(Reflect.get(error as object, 'code')),
  );

/** Where the pruner may delete, no row is one to it before a boundary lets it go: as good as refused. */
const removing = async (work: Promise<{ rowCount: number | null }>): Promise<void> => {
  const { rowCount } = await work;
  if (rowCount === 0) throw Object.assign(new Error('no row'), { code: '42501' });
};

describe('rewriting the log', () => {
  let harness: Harness;
  before(async () => {
    harness = await createHarness({ implementations: () => [] });
    const entries = Array.from({ length: 260 }, (_, number) => entryOf(harness.acme, number));
    await recordAll(harness, harness.acme, entries);
    const { drain, sequencer } = steppedSequencer(harness);
    await drain();
    await sequencer.stop();
  });
  after(() => harness.close());

  test('no role that serves changes or removes anything sealed', async () => {
    for (const role of loginRoles) {
      const pool = harness.poolOf(role, 1);
      for (const table of [...sealedTables, 'audit_openings', 'audit_heads'])
        for (const sql of [`delete from tenant.${table}`, `truncate tenant.${table}`])
          assert.equal(
            await codeOf(role === 'wardroom_pruner' ? removing(pool.query(sql)) : pool.query(sql)),
            '42501',
            `${role}: ${sql}`,
          );
      for (const table of [...sealedTables, 'audit_openings', 'audit_outbox'])
        for (const column of ['tenant_id', table === 'audit_checkpoints' ? 'note' : 'tenant_id'])
          assert.equal(
            await codeOf(pool.query(`update tenant.${table} set ${column} = ${column}`)),
            '42501',
            `${role}: ${table}.${column}`,
          );
    }
  });

  test('requests read their own log and reach neither the row of the sequencer nor the keys', async () => {
    const pool = harness.poolOf('wardroom_app', 1);
    for (const sql of [
      'select * from ops.audit_sequencer',
      'select * from platform.audit_keys',
      'insert into tenant.audit_log (tenant_id, index) values (gen_random_uuid(), 0)',
      "insert into tenant.audit_checkpoints values (gen_random_uuid(), 1, 'x', now())",
    ])
      assert.equal(await codeOf(pool.query(sql)), '42501', sql);
    const sealer = harness.poolOf('wardroom_sealer', 1);
    for (const sql of [
      'select sealed from tenant.audit_log',
      'select * from tenant.audit_openings',
      'select * from platform.audit_keys',
      'select * from tenant.messages',
      "update tenant.audit_heads set origin = 'x'",
      // It says that a key was followed, and nothing that anybody did.
      madeUp('channel.created', 'system'),
      madeUp('audit.key_rotated', 'person'),
    ])
      assert.equal(await codeOf(sealer.query(sql)), '42501', sql);
  });

  test('triggers refuse the owner of the tables, and the superuser who does not switch them off', async () => {
    const client = await harness.admin.connect();
    try {
      for (const role of ['wardroom_owner', 'none'])
        for (const table of sealedTables)
          for (const sql of [
            `update tenant.${table} set tenant_id = tenant_id`,
            `delete from tenant.${table}`,
            `truncate tenant.${table}`,
          ]) {
            await client.query(`set role ${role}`);
            assert.equal(await codeOf(client.query(sql)), 'WR002', `${role}: ${sql}`);
          }
      await client.query('set role none');
      assert.equal(await codeOf(client.query("update tenant.audit_openings set field = 'x'")), 'WR002');
      assert.equal(await codeOf(client.query("update tenant.audit_outbox set type = 'a.b'")), 'WR002');
    } finally {
      client.release(true);
    }
  });

  /** Whoever owns the database switches the trigger off. */
  const rewrite = async (sql: string, values: readonly unknown[] = []) => {
    await harness.admin.query('alter table tenant.audit_log disable trigger user');
    await harness.admin.query(sql, [...values]);
    await harness.admin.query('alter table tenant.audit_log enable trigger user');
  };

  const changes: Readonly<Record<string, string>> = {
    index: '1000',
    entry_id: "'0197a000-0000-7000-8000-000000000001'",
    at: "at - interval '1 second'",
    sequenced_at: "sequenced_at + interval '1 second'",
    type: "'channel.deleted'",
    store: "'security'",
    outcome: "'failure'",
    actor_type: "'bot'",
    actor_id: 'request_id',
    subject_id: 'request_id',
    action: "'channels.delete'",
    resource_kind: "'Message'",
    resource_id: 'null',
    credential_id: 'request_id',
    request_id: 'actor_id',
    count: 'count + 1',
    sealed: '(select sealed from tenant.audit_log where index = 8)',
  };

  test('every column that a reader sees is in its leaf: a changed one no longer fits', async () => {
    const { rows } = await harness.admin.query<{ name: string }>(
      "select attname as name from pg_attribute where attrelid = 'tenant.audit_log'::regclass and attnum > 0",
    );
    const covered = [...Object.keys(changes), 'tenant_id', 'leaf_hash'];
    assert.deepEqual(rows.map(({ name }) => name).sort(), covered.sort());
    for (const [column, value] of Object.entries(changes)) {
      const { rows: kept } = await harness.admin.query('select * from tenant.audit_log where index = 7');
      await rewrite(`update tenant.audit_log set ${column} = ${value} where index = 7`);
      await assert.rejects(requireWhole(harness, harness.acme), (error) => error instanceof Error, column);
      await rewrite('delete from tenant.audit_log where index in (7, 1000)');
      await rewrite(
        'insert into tenant.audit_log select * from jsonb_populate_record(null::tenant.audit_log, $1)',
        [JSON.stringify({ ...kept[0], sealed: hexOf(kept[0].sealed), leaf_hash: hexOf(kept[0].leaf_hash) })],
      );
      await requireWhole(harness, harness.acme);
    }
  });

  test('a rewritten row with a leaf that fits it is another tree than the one that was signed', async () => {
    await rewrite("update tenant.audit_log set outcome = 'failure' where index = 9");
    const entry = (await readLog(harness, harness.acme))[9];
    assert.ok(entry);
    const leaf = Buffer.from(leafHash(sha256, leafBytes(entry.row, entry.part)));
    await rewrite('update tenant.audit_log set leaf_hash = $1 where index = 9', [leaf]);
    await assert.rejects(requireWhole(harness, harness.acme));
  });
});

const hexOf = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;

const madeUp = (type: string, actorType: string): string =>
  `insert into tenant.audit_outbox (tenant_id, entry_id, at, type, store, outcome, actor_type, action, resource_kind, request_id, sealed)
   values (gen_random_uuid(), gen_random_uuid(), now(), '${type}', 'both', 'success', '${actorType}', 'x', 'Tenant', gen_random_uuid(), '\\x00')`;
