import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { cloneTemplate, testCluster, urlOf } from '../../src/testing/cluster.ts';
import { exemptions } from '../../src/testing/goldens/allowed.ts';
import { type Fault, findFaults } from './faults.ts';

let database: string;
let pool: pg.Pool;

const open = (name: string) => new pg.Pool({ connectionString: urlOf(testCluster().adminUrl, name), max: 2 });

before(async () => {
  database = await cloneTemplate();
  pool = open(database);
});
after(() => pool.end());

test('every table, view, function, role and grant of the live database obeys the rules', async () => {
  const { faults } = await findFaults(pool);
  assert.deepEqual(faults, []);
});

test('every exemption is needed and has a reason', async () => {
  const { unused } = await findFaults(pool);
  assert.deepEqual(unused, []);
  for (const [, object, reason] of exemptions) assert.ok(reason.length > 15, `${object} has no reason`);
});

/** A breach, and the fault that must be named. Everything here is undone by a rollback, changes of roles included. */
interface Breach {
  readonly name: string;
  readonly sql: string;
  readonly rule: Fault['rule'];
  readonly object: string | RegExp;
}

const inTenant = (rest: string) =>
  `create table tenant.planted (tenant_id uuid not null, id uuid not null, other uuid, primary key (tenant_id, id)${rest});
   alter table tenant.planted owner to wardroom_owner; alter table tenant.planted enable row level security, force row level security;
   create policy tenant_isolation on tenant.planted for all to wardroom_app
     using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()));`;
const definer = (options: string) =>
  `create function app.planted() returns integer language sql security definer ${options} as 'select 1';
   revoke all on function app.planted() from public; alter function app.planted() owner to wardroom_lookup;`;

const breaches: readonly Breach[] = [
  {
    name: 'row-level security switched off',
    sql: 'alter table tenant.messages disable row level security',
    rule: 'row-security',
    object: 'tenant.messages',
  },
  {
    name: 'row-level security not forced',
    sql: 'alter table tenant.channels no force row level security',
    rule: 'row-security',
    object: 'tenant.channels',
  },
  {
    name: 'a new table without anything',
    sql: 'create table tenant.planted (id integer)',
    rule: 'row-security',
    object: 'tenant.planted',
  },
  {
    name: 'a new table outside the schema of tenants',
    sql: 'create table app.planted (tenant_id uuid primary key)',
    rule: 'tenant-table',
    object: 'app.planted',
  },
  {
    name: 'a foreign key over one column',
    sql: inTenant(', unique (id), foreign key (other) references tenant.planted (id)'),
    rule: 'tenant-first',
    object: 'tenant.planted.planted_other_fkey',
  },
  {
    name: 'a unique index that spans tenants',
    sql: 'create unique index planted on tenant.principals (email_lookup)',
    rule: 'tenant-first',
    object: 'tenant.principals.planted',
  },
  {
    name: 'an index on an expression',
    sql: 'create index planted on tenant.principals (lower(kind))',
    rule: 'tenant-first',
    object: 'tenant.principals.planted',
  },
  {
    name: 'the tenant policy dropped',
    sql: 'drop policy tenant_isolation on tenant.messages',
    rule: 'policy',
    object: 'tenant.messages',
  },
  {
    name: 'the tenant policy outside the sub-select',
    sql: 'alter policy tenant_isolation on tenant.messages using (tenant_id = app.tenant_id())',
    rule: 'policy',
    object: 'tenant.messages.tenant_isolation',
  },
  {
    name: 'the check of the tenant policy widened',
    sql: 'alter policy tenant_isolation on tenant.messages with check (true)',
    rule: 'policy',
    object: 'tenant.messages.tenant_isolation',
  },
  {
    name: 'a second, permissive policy',
    sql: 'create policy planted on tenant.messages to wardroom_app using (true)',
    rule: 'never',
    object: 'tenant.messages.planted',
  },
  {
    name: 'a policy for everybody',
    sql: 'create policy planted on platform.operators using (true)',
    rule: 'never',
    object: 'platform.operators',
  },
  {
    name: 'a materialised view',
    sql: 'create materialized view tenant.planted as select * from tenant.messages',
    rule: 'relation',
    object: 'tenant.planted',
  },
  {
    name: 'a view with the rights of its owner',
    sql: 'create view tenant.planted as select * from tenant.messages',
    rule: 'view',
    object: 'tenant.planted',
  },
  {
    name: 'a function for everybody',
    sql: "create function app.planted() returns integer language sql as 'select 1'",
    rule: 'never',
    object: 'app.planted()',
  },
  {
    name: 'a definer function without a search path',
    sql: definer(''),
    rule: 'search-path',
    object: 'app.planted()',
  },
  {
    name: 'a definer function with pg_temp first',
    sql: definer('set search_path = pg_temp, pg_catalog'),
    rule: 'search-path',
    object: 'app.planted()',
  },
  {
    name: 'a definer function with another owner',
    sql: `${definer('set search_path = pg_catalog, pg_temp')} alter function app.planted() owner to wardroom_owner`,
    rule: 'definer-owner',
    object: 'app.planted()',
  },
  {
    name: 'a table owned by a login role',
    sql: 'alter table tenant.messages owner to wardroom_app',
    rule: 'role',
    object: 'wardroom_app',
  },
  {
    name: 'a login role that bypasses row-level security',
    sql: 'alter role wardroom_worker bypassrls',
    rule: 'role',
    object: 'wardroom_worker bypassrls',
  },
  {
    name: 'a superuser among the login roles',
    sql: 'alter role wardroom_worker superuser',
    rule: 'never',
    object: 'wardroom_worker',
  },
  {
    name: 'membership in another role',
    sql: 'grant wardroom_owner to wardroom_worker',
    rule: 'never',
    object: 'wardroom_worker',
  },
  {
    name: 'an owner that can log in',
    sql: 'alter role wardroom_migrator login',
    rule: 'never',
    object: 'wardroom_migrator',
  },
  { name: 'a role nobody knows', sql: 'create role planted', rule: 'role', object: 'planted' },
  {
    name: 'the right to truncate',
    sql: 'grant truncate on tenant.messages to wardroom_app',
    rule: 'grant',
    object: 'table tenant.messages',
  },
  {
    name: 'the right to maintain',
    sql: 'grant maintain on tenant.events to wardroom_app',
    rule: 'grant',
    object: 'table tenant.events',
  },
  {
    name: 'the right to reference a column',
    sql: 'grant references (tenant_id) on tenant.events to wardroom_app',
    rule: 'grant',
    object: 'column tenant.events.tenant_id',
  },
  {
    name: 'a right that may be passed on',
    sql: 'grant select on tenant.events to wardroom_app with grant option',
    rule: 'grant',
    object: 'table tenant.events',
  },
  {
    name: 'a schema in which a role may create',
    sql: 'grant create on schema app to wardroom_app',
    rule: 'grant',
    object: 'schema app',
  },
  {
    name: 'a right of everybody on a table',
    sql: 'grant select on directory.tenants to public',
    rule: 'never',
    object: 'table directory.tenants',
  },
  {
    name: 'a right of everybody on a column',
    sql: 'grant select (slug_lookup) on directory.tenants to public',
    rule: 'never',
    object: 'column directory.tenants.slug_lookup',
  },
  {
    name: 'DO blocks for everybody',
    sql: 'grant usage on language plpgsql to public',
    rule: 'never',
    object: 'language plpgsql',
  },
  {
    name: 'a dangerous built-in given back',
    sql: 'grant execute on function pg_catalog.pg_sleep(double precision) to wardroom_app',
    rule: 'built-in',
    object: /^pg_sleep\(/,
  },
  {
    name: 'another extension',
    sql: 'create extension pg_trgm with schema extensions',
    rule: 'extension',
    object: 'pg_trgm',
  },
  {
    name: 'a trigger',
    sql: 'create trigger planted before insert on tenant.messages for each row execute function suppress_redundant_updates_trigger()',
    rule: 'trigger',
    object: 'tenant.messages.planted',
  },
  {
    name: 'a rule',
    sql: 'create rule planted as on delete to tenant.events do also nothing',
    rule: 'trigger',
    object: 'tenant.events.planted',
  },
  {
    name: 'the guard of the structure disabled',
    sql: 'alter event trigger structure_by_migrations_only disable',
    rule: 'trigger',
    object: 'structure_by_migrations_only',
  },
];

for (const { name, sql, rule, object } of breaches) {
  test(`a planted breach is named: ${name}`, async () => {
    const client = await pool.connect();
    await client.query('begin');
    try {
      await client.query(sql);
      // The rules ask a pool; here it is one connection that sees its own, uncommitted breach.
      const { faults } = await findFaults(client as unknown as pg.Pool);
      const named = faults.filter(
        (fault) =>
          fault.rule === rule &&
          (typeof object === 'string' ? fault.object === object : object.test(fault.object)),
      );
      assert.ok(named.length > 0, `not named; found ${JSON.stringify(faults)}`);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });
}
