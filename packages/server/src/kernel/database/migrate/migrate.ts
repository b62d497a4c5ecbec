/**
 * Makes a database ready: roles, schema, role passwords, context key, log epoch. Runs with the administrative login in a
 * process of its own that exits; the serving process never holds that login.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import type { Random } from '../../random.ts';
import { connectMs } from '../connections.ts';
import { setLogEpoch } from './log-epoch.ts';
import { restoreRoleSettings } from './role-settings.ts';
import { type DatabaseSecrets, loginRoles, scramVerifier } from './secrets.ts';

export const migrationsDirectory = new URL('../../../../migrations/', import.meta.url);
const oldestVersion = 180_000;

export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly code:
    | 'unreachable'
    | 'wrong_version'
    | 'missing_privilege'
    | 'changed_migration'
    | 'newer_database'
    | 'failed';

  constructor(code: MigrationError['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
  }
}

export interface MigrateOptions {
  readonly adminUrl: string;
  readonly secrets: DatabaseSecrets;
  readonly random: Random;
  /** Makes the job queue's own schema. */
  readonly installQueue?: (admin: pg.Client) => Promise<void>;
}

/** Idempotent. Throws MigrationError with one sentence that says what to do. Returns the names applied now. */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const admin = await connect(options.adminUrl);
  try {
    await requirePrivileges(admin);
    // Two servers may start at once; the second finds everything done.
    await admin.query("select pg_advisory_lock(hashtext('wardroom.migrate'))");
    const applied = await applyFiles(admin);
    await options.installQueue?.(admin);
    await restoreRoleSettings(admin, await migrationTexts());
    await setPasswords(admin, options);
    await setContextKey(admin, options.secrets);
    await setLogEpoch(admin);
    return applied;
  } finally {
    await admin.end();
  }
}

async function connect(adminUrl: string): Promise<pg.Client> {
  const admin = new pg.Client({
    connectionString: adminUrl,
    connectionTimeoutMillis: connectMs,
    application_name: 'wardroom migrate',
  });
  try {
    await admin.connect();
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    const reason = code === '28P01' || code === '28000' ? 'it refused the login' : 'it does not answer';
    throw new MigrationError(
      'unreachable',
      `The database at DATABASE_URL cannot be used: ${reason}. Check address, login and password.`,
      error,
    );
  }
  return admin;
}

async function requirePrivileges(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ version: number; superuser: boolean; login: string }>(
    `select current_setting('server_version_num')::integer as version, rolsuper as superuser, rolname as login
       from pg_catalog.pg_roles where rolname = current_user`,
  );
  const [facts] = rows;
  if (!facts || facts.version < oldestVersion) {
    throw new MigrationError(
      'wrong_version',
      'PostgreSQL 18 or newer is needed. Upgrade the server that DATABASE_URL names.',
    );
  }
  if (!facts.superuser) {
    throw new MigrationError(
      'missing_privilege',
      `The login ${facts.login} lacks SUPERUSER, which makes roles and withdraws built-in functions. Use an administrative login in DATABASE_URL; the server itself never keeps it.`,
    );
  }
}

const migrationFiles = async (): Promise<string[]> =>
  (await readdir(migrationsDirectory)).filter((name) => name.endsWith('.sql')).sort();

const migrationTexts = async (): Promise<string[]> =>
  Promise.all((await migrationFiles()).map((name) => readFile(new URL(name, migrationsDirectory), 'utf8')));

async function applyFiles(admin: pg.Client): Promise<string[]> {
  await admin.query('create schema if not exists migrations');
  await admin.query(`create table if not exists migrations.applied (
    name text primary key, sha256 text not null, applied_at timestamptz not null default now())`);
  await admin.query('alter table migrations.applied enable row level security');
  await admin.query('alter table migrations.applied force row level security');
  const { rows } = await admin.query<{ name: string; sha256: string }>(
    'select name, sha256 from migrations.applied',
  );
  const known = new Map(rows.map((row) => [row.name, row.sha256]));
  const files = await migrationFiles();
  const newer = [...known.keys()].find((name) => !files.includes(name));
  if (newer !== undefined)
    throw new MigrationError(
      'newer_database',
      `The database was migrated by a newer release (${newer}). Start that release.`,
    );
  const applied: string[] = [];
  for (const name of files) {
    const text = await readFile(new URL(name, migrationsDirectory), 'utf8');
    const sha256 = createHash('sha256').update(text).digest('hex');
    if (known.get(name) === sha256) continue;
    if (known.has(name))
      throw new MigrationError(
        'changed_migration',
        `The migration ${name} was changed after it was applied. Restore the file.`,
      );
    await applyFile(admin, name, text, sha256);
    applied.push(name);
  }
  return applied;
}

async function applyFile(admin: pg.Client, name: string, text: string, sha256: string): Promise<void> {
  try {
    await admin.query('begin');
    await admin.query(text);
    await admin.query('insert into migrations.applied (name, sha256) values ($1, $2)', [name, sha256]);
    await admin.query('commit');
  } catch (error) {
    await admin.query('rollback').catch(() => {});
    const reason = error instanceof Error ? error.message : 'unknown';
    throw new MigrationError('failed', `The migration ${name} failed and was undone: ${reason}.`, error);
  }
}

/** Only when they differ from what is stored: a new verifier of the same password would cut nobody off, but write anew. */
async function setPasswords(admin: pg.Client, { secrets, random }: MigrateOptions): Promise<void> {
  for (const role of loginRoles) {
    const verifier = admin.escapeLiteral(scramVerifier(secrets.passwords[role], random));
    await admin.query(`alter role ${admin.escapeIdentifier(role)} password ${verifier}`);
  }
}

async function setContextKey(admin: pg.Client, secrets: DatabaseSecrets): Promise<void> {
  await admin.query(
    `insert into app.context_keys (key) values ($1) on conflict (only_row) do update set key = excluded.key
      where context_keys.key <> excluded.key`,
    [Buffer.from(secrets.contextKey, 'base64url')],
  );
}
