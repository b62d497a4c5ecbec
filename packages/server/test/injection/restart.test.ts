import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import pg from 'pg';
import { migrationsDirectory } from '../../src/kernel/database/migrate/migrate.ts';
import { restoreRoleSettings, roleSetting } from '../../src/kernel/database/migrate/role-settings.ts';
import { cloneTemplate, testCluster, urlOf } from '../../src/testing/cluster.ts';

const migrations = [
  "alter role wardroom_worker set statement_timeout = '15s';\n-- alter role wardroom_app set x;\n",
];

test('what a role changed in its own defaults does not survive a start', async () => {
  const { adminUrl } = testCluster();
  const database = await cloneTemplate();
  const admin = new pg.Client({ connectionString: urlOf(adminUrl, database) });
  await admin.connect();
  const settings = async () => {
    const { rows } = await admin.query<{ settings: string }>(
      `select string_agg(array_to_string(s.setconfig, ','), ';') as settings from pg_catalog.pg_db_role_setting s
        where s.setrole = 'wardroom_worker'::regrole`,
    );
    return rows[0]?.settings;
  };
  // Roles belong to the cluster that other suites share: nothing of this is committed.
  const { query } = admin;
  await admin.query('begin');
  Object.assign(admin, {
    query: (text: string, values?: unknown[]) =>
      Reflect.apply(query, admin, [['begin', 'commit'].includes(text) ? 'select 1' : text, values]),
  });
  await admin.query('set local role wardroom_worker');
  await admin.query('alter role wardroom_worker set statement_timeout = 1');
  await admin.query(`alter role wardroom_worker in database ${database} set lock_timeout = 1`);
  await admin.query('reset role');
  assert.match((await settings()) ?? '', /statement_timeout=1(,|;|$)/);
  await restoreRoleSettings(admin, migrations);
  assert.equal(await settings(), 'statement_timeout=15s');
  await admin.query('rollback');
  await admin.end();
});

test('every default that a migration gives a serving role is written so that a start restores it', () => {
  const files = readdirSync(migrationsDirectory).filter((name) => name.endsWith('.sql'));
  const text = files.map((name) => readFileSync(new URL(name, migrationsDirectory), 'utf8')).join('\n');
  const given = text.match(/alter\s+role\s+\w+\s+(in\s+database\s+\S+\s+)?set\b/gi)?.length;
  assert.ok(given !== undefined && given > 15);
  assert.equal(text.match(roleSetting)?.length, given);
});
