/**
 * Defaults of the serving roles, as the migrations give them. PostgreSQL lets a role change its own, and no right
 * withholds that: what injected SQL once changed (`ALTER ROLE … SET statement_timeout = 1`) would outlive every restart.
 */
import type pg from 'pg';
import { loginRoles } from './secrets.ts';

/** How a migration gives a role a default: one statement on one line. */
export const roleSetting = /^alter role wardroom_\w+ set [^;]+;$/gm;

/** Takes back what the roles hold and sets anew what `migrations` (texts, in order) set. One transaction. */
export async function restoreRoleSettings(admin: pg.Client, migrations: readonly string[]): Promise<void> {
  await admin.query('begin');
  for (const role of loginRoles) {
    await admin.query(`alter role ${role} reset all`);
    const { rows } = await admin.query<{ name: string }>(
      `select d.datname as name from pg_catalog.pg_db_role_setting s
         join pg_catalog.pg_database d on d.oid = s.setdatabase where s.setrole = $1::regrole`,
      [role],
    );
    for (const { name } of rows)
      await admin.query(`alter role ${role} in database ${admin.escapeIdentifier(name)} reset all`);
  }
  for (const statement of migrations.flatMap((text) => text.match(roleSetting) ?? []))
    await admin.query(statement);
  await admin.query('commit');
}
