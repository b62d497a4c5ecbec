/** What the migrating process makes and the serving process needs: role passwords and the context key. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import type { Random } from '../../random.ts';

export const loginRoles = [
  'wardroom_app',
  'wardroom_directory',
  'wardroom_platform',
  'wardroom_worker',
  'wardroom_sealer',
  'wardroom_pruner',
] as const;
export type LoginRole = (typeof loginRoles)[number];

export interface DatabaseSecrets {
  readonly passwords: Readonly<Record<LoginRole, string>>;
  /** 32 bytes, base64url. Signs tenant contexts. */
  readonly contextKey: string;
}

export function makeDatabaseSecrets(random: Random): DatabaseSecrets {
  const secret = () => random.bytes(32).toString('base64url');
  const passwords = Object.fromEntries(loginRoles.map((role) => [role, secret()])) as Record<
    LoginRole,
    string
  >;
  return { passwords, contextKey: secret() };
}

/** One flat record, as the sealed file keeps it. */
export const toRecord = (secrets: DatabaseSecrets): Record<string, string> => ({
  ...secrets.passwords,
  contextKey: secrets.contextKey,
});

/** Null when the record is not complete: it is then made anew, and every role gets a new password. */
export function fromRecord(record: Readonly<Record<string, string>> | null): DatabaseSecrets | null {
  if (record === null) return null;
  const { contextKey } = record;
  const entries = loginRoles.map((role) => [role, record[role]] as const);
  if (contextKey === undefined || entries.some(([, password]) => password === undefined)) return null;
  return { passwords: Object.fromEntries(entries) as Record<LoginRole, string>, contextKey };
}

/**
 * The SCRAM-SHA-256 verifier of a password as PostgreSQL stores it (RFC 5803), so that no statement, and therefore no
 * log, ever holds the password. 4,096 iterations: the passwords are 256 random bits.
 */
export function scramVerifier(password: string, random: Random): string {
  const iterations = 4096;
  const salt = random.bytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const storedKey = createHash('sha256').update(clientKey).digest('base64');
  const serverKey = createHmac('sha256', salted).update('Server Key').digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
