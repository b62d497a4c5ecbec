import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { testCluster } from '../../src/testing/cluster.ts';
import { openTwoTenants, pidOf, type TwoTenants, within } from './database.ts';
import { insertRow, rowsOf } from './rows.ts';

let two: TwoTenants;
let client: pg.Client;
let other: pg.Client;

before(async () => {
  two = await openTwoTenants();
  client = await two.connect();
  other = await two.connect();
});
after(() => two.close());

test('every table of tenants has a row in these suites', () => {
  assert.deepEqual(
    rowsOf(two.acme, 1)
      .map(([table]) => table)
      .sort(),
    [...two.tables].sort(),
  );
});

const minute = 60_000;
const flip = (text: string, place: number) => {
  const at = place < 0 ? text.length + place : place;
  return `${text.slice(0, at)}${text[at] === 'a' ? 'b' : 'a'}${text.slice(at + 1)}`;
};
const genuine = () => two.sign(two.acme.tenant, client);
const replaced = (part: number, value: string) => {
  const parts = genuine().split('.');
  parts[part] = value;
  return parts.join('.');
};
const signedClaims = (claims: string) =>
  `${claims}.${createHmac('sha256', Buffer.from(testCluster().secrets.contextKey, 'base64url')).update(claims).digest('hex')}`;

/** Contexts that nobody signed for this tenant, backend and time. Null: none at all. */
const attacks: Readonly<Record<string, () => string | null>> = {
  'no context': () => null,
  'an empty context': () => '',
  'a context that is only a tenant': () => two.acme.tenant,
  'a malformed context': () => 'v1.a.b.c.d',
  'a context with a part too many': () => `${genuine()}.x`,
  'a forged MAC': () => flip(genuine(), -1),
  'a truncated MAC': () => genuine().slice(0, -2),
  'an empty MAC': () => replaced(4, ''),
  'a MAC in capitals': () => replaced(4, (genuine().split('.')[4] ?? '').toUpperCase()),
  'a MAC under another key': () => {
    const claims = genuine().split('.').slice(0, 4).join('.');
    return `${claims}.${createHmac('sha256', Buffer.alloc(32)).update(claims).digest('hex')}`;
  },
  'another tenant under one’s own MAC': () => replaced(1, two.globex.tenant),
  'a later expiry under the same MAC': () => replaced(3, String(Date.now() + 10 * minute)),
  'another backend’s number under the same MAC': () => replaced(2, String(pidOf(other))),
  'an expired context': () => two.sign(two.acme.tenant, client, Date.now() - minute - 1),
  'a context replayed on another backend': () => two.sign(two.acme.tenant, other),
  'another version, well signed': () =>
    signedClaims(`v2.${two.acme.tenant}.${pidOf(client)}.${Date.now() + minute}`),
  'no expiry, well signed': () => signedClaims(`v1.${two.acme.tenant}.${pidOf(client)}.`),
  'no tenant, well signed': () => signedClaims(`v1..${pidOf(client)}.${Date.now() + minute}`),
};

type Statement = (table: string) => Promise<unknown>;
const statements: Readonly<Record<string, Statement>> = {
  select: (table) => client.query(`select count(*) from ${table}`),
  insert: async (table) => {
    const found = rowsOf(two.acme, 0x10).find(([name]) => name === table);
    await insertRow(client, table, found?.[1] ?? {});
  },
  update: async (table) => {
    const column = await writableColumn(table);
    await client.query(`update ${table} set ${column} = ${column}`);
  },
  delete: (table) => client.query(`delete from ${table}`),
};

async function writableColumn(table: string): Promise<string> {
  const { rows } = await two.admin.query<{ name: string }>(
    `select attname as name from pg_catalog.pg_attribute
      where attrelid = $1::regclass and attnum > 0 and has_column_privilege('wardroom_app', attrelid, attnum, 'update') limit 1`,
    [table],
  );
  return rows[0]?.name ?? 'tenant_id';
}

const granted = async (table: string, privilege: string): Promise<boolean> => {
  const { rows } = await two.admin.query<{ granted: boolean }>(
    `select has_table_privilege('wardroom_app', $1, $2) or ($2 in ('select', 'update') and has_any_column_privilege('wardroom_app', $1, $2)) as granted`,
    [table, privilege],
  );
  return rows[0]?.granted === true;
};

const codeOf = (work: () => Promise<unknown>): Promise<string> =>
  work().then(
    () => 'no error',
    (error: unknown) => String(Reflect.get(error as object, 'code')),
  );

for (const [name, attack] of Object.entries(attacks)) {
  test(`${name} raises for every statement on every table of tenants`, async () => {
    for (const table of two.tables) {
      for (const [kind, statement] of Object.entries(statements)) {
        const context = attack();
        const code = await within(client, context, () => codeOf(() => statement(table)));
        // What the role may not do at all fails before the context is asked.
        const expected = (await granted(table, kind)) ? ['WR001'] : ['42501'];
        // A claim that is well signed and yet no tenant fails as it is read.
        if (name === 'no tenant, well signed' || name === 'no expiry, well signed') expected.push('22P02');
        assert.ok(expected.includes(code), `${kind} on ${table}: ${code}`);
      }
    }
  });
}

test('a genuine context sees the rows of its own tenant in every table, and no other', async () => {
  for (const table of two.tables.filter((name) => name !== 'tenant.job_outbox')) {
    const { rows } = await within(client, genuine(), () =>
      client.query<{ tenant_id: string }>(`select distinct tenant_id from ${table}`),
    );
    assert.deepEqual(rows, [{ tenant_id: two.acme.tenant }], table);
  }
});

test('a row of another tenant cannot be written under a genuine context', async () => {
  for (const [table, row] of rowsOf(two.globex, 0x20)) {
    const code = await within(client, genuine(), () => codeOf(() => insertRow(client, table, row)));
    assert.equal(code, '42501', table);
  }
});

test('a context that outlives its transaction is found by the next one', async () => {
  await client.query("select set_config('app.tenant', $1, false)", [genuine()]);
  const { rows } = await client.query<{ left_over: string }>(
    "select current_setting('app.tenant', true) as left_over",
  );
  assert.match(rows[0]?.left_over ?? '', /^v1\./);
  await client.query("select set_config('app.tenant', '', false)");
});

test('a context within one transaction ends with it', async () => {
  await client.query('begin');
  await client.query("select set_config('app.tenant', $1, true)", [genuine()]);
  await client.query('commit');
  const code = await codeOf(() => client.query('select count(*) from tenant.heads'));
  assert.equal(code, 'WR001');
});

test('missing, forged and expired contexts raise with one text', async () => {
  const texts = new Set<string>();
  for (const attack of Object.values(attacks)) {
    const text = await within(client, attack(), () =>
      client.query('select count(*) from tenant.messages').then(
        () => 'no error',
        (error: Error) => error.message,
      ),
    );
    if (!text.startsWith('invalid input syntax')) texts.add(text);
  }
  assert.deepEqual([...texts], ['tenant context refused']);
});
