import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { openTwoTenants, type TwoTenants } from '../isolation/database.ts';
import { channel, insertRow, message, principal } from '../isolation/rows.ts';
import { type Row, worldIds } from '../isolation/world.ts';
import { freshRows, platformRows, violations } from './violations.ts';

let two: TwoTenants;
const [acme, globex] = [worldIds('a'), worldIds('b')];
const cases = violations(acme, globex);

before(async () => {
  two = await openTwoTenants();
  for (const [table, row] of platformRows(acme)) await insertRow(two.admin, table, row);
  await insertRow(two.admin, 'tenant.principals', principal(acme, acme.other, 0x15));
  // A message that has no entry in the index yet.
  await insertRow(two.admin, 'tenant.messages', message(acme, acme.entry, acme.channel, 9));
  await insertRow(two.admin, 'tenant.channels', channel(acme, acme.channel2, 0x15));
  // A second generation of the key that is there.
  await insertRow(two.admin, 'tenant.credentials', {
    ...freshRows(acme)['tenant.credentials'],
    credential_id: acme.other,
    secret_hash: Buffer.alloc(32, 0x15),
    first_id: acme.credential,
    generation: 2,
  });
});
after(() => two.close());

/** The constraint that refuses a row, or `none`. Nothing stays. */
async function refusedBy(table: string, row: Row): Promise<string> {
  const client = await two.admin.connect();
  await client.query('begin');
  try {
    await insertRow(client, table, row);
    // Those that are asked at commit.
    await client.query('set constraints all immediate');
    return 'none';
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.constraint !== undefined) return error.constraint;
    throw error;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

test('every constraint of the database has a violation here, and every violation a constraint', async () => {
  const { rows } = await two.admin.query<{ name: string }>(
    `select conrelid::regclass || ' ' || conname as name from pg_catalog.pg_constraint
      where contype <> 'n' and conrelid <> 0
        and connamespace in (select oid from pg_catalog.pg_namespace where nspname in ('app', 'tenant', 'directory', 'platform', 'ops'))`,
  );
  assert.deepEqual(Object.keys(cases).sort(), rows.map(({ name }) => name).sort());
});

test('the rows that violations start from are accepted', async () => {
  // These tables hold one row, which is there.
  const single = ['app.context_keys', 'ops.audit_clock', 'ops.audit_sequencer', 'ops.log_epoch'].concat([
    'platform.audit_directory',
  ]);
  for (const [table, row] of Object.entries(freshRows(acme)))
    if (!single.includes(table)) assert.equal(await refusedBy(table, row), 'none', table);
});

/** Constraints that another one always answers for. */
const answeredBy: Readonly<Record<string, string>> = { messages_in_channel_unique: 'messages_key' };

for (const [name, change] of Object.entries(cases)) {
  const [table = '', constraint = ''] = name.split(' ');
  test(`${name} refuses what it forbids`, async () => {
    const fresh = freshRows(acme)[table];
    assert.ok(fresh, `no row of ${table}`);
    assert.equal(await refusedBy(table, { ...fresh, ...change }), answeredBy[constraint] ?? constraint);
  });
}

test('columns that must have a value refuse null, in every table', async () => {
  const { rows } = await two.admin.query<{ table: string; name: string }>(
    `select a.attrelid::regclass::text as "table", a.attname as name from pg_catalog.pg_attribute a
       join pg_catalog.pg_class c on c.oid = a.attrelid
      where a.attnotnull and a.attnum > 0 and not a.attisdropped and c.relkind = 'r'
        and c.relnamespace in ('tenant'::regnamespace, 'directory'::regnamespace, 'platform'::regnamespace)`,
  );
  assert.ok(rows.length > 100);
  for (const { table, name } of rows) {
    const insert = refusedBy(table, { ...freshRows(acme)[table], [name]: null });
    await assert.rejects(insert, { code: '23502', column: name }, `${table}.${name}`);
  }
});
