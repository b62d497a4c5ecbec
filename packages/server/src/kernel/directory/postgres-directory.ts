/**
 * The directory over PostgreSQL, as role wardroom_directory. What must never happen: a tenant that is still being made
 * answers, a malformed credential costs a query, or a suspension goes unnoticed for longer than five seconds.
 */
import { WardroomError } from '@wardroom/contract';
import type { Identity, PresentedCredential } from '../call.ts';
import type { Clock } from '../clock.ts';
import { isSecret, parseApiKey } from '../crypto/index.ts';
import type { Pool } from '../database/driver.ts';
import { translateDatabaseError } from '../database/session.ts';
import type { QueryStatement } from '../database/statement.ts';
import type { Keyring, ScopeKeys } from '../keyring/index.ts';
import type { Tenant } from '../tenant.ts';
import type { Directory } from './directory.ts';
import { domainLookup, openTenantEntry, slugLookup } from './entry.ts';
import { customNameOf, slugOfHost } from './host.ts';
import { LookupCache } from './lookup-cache.ts';
import { hashSecret } from './secret-hash.ts';
import {
  type CredentialOwnerRow,
  findCredential,
  findDomain,
  findSession,
  findTenant,
  type TenantRow,
} from './store.ts';

export interface PostgresDirectoryOptions {
  /** Of the role wardroom_directory. */
  readonly pool: Pool;
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** `chat.example.com`: tenants are exactly one label below it, or at a domain of their own. Lower case, without port. */
  readonly baseDomain: string;
  readonly maxTenants?: number;
  readonly maxCredentials?: number;
}

/** How long a tenant's status is believed, and how long an unknown name. */
const tenantMs = 5_000;
const absentMs = 1_000;

type OwnedCredential = Extract<PresentedCredential, { readonly kind: 'session' | 'key' }>;

export function createPostgresDirectory(options: PostgresDirectoryOptions): Directory {
  const { clock, keyring, baseDomain, maxTenants = 10_000, maxCredentials = 100_000 } = options;
  const tenants = new LookupCache<Tenant>({ clock, max: maxTenants, foundMs: tenantMs, absentMs });
  const owners = new LookupCache<Identity>({
    clock,
    max: maxCredentials,
    foundMs: Number.POSITIVE_INFINITY,
    absentMs,
  });
  const platformKeys = () => keyring.openCached({ kind: 'platform' }) ?? keyring.open({ kind: 'platform' });
  return {
    async resolveHost(host) {
      const slug = slugOfHost(host, baseDomain);
      if (slug !== null)
        return tenants.find(slug, async () => {
          const keys = await platformKeys();
          return readTenant(options.pool, keys, findTenant, slugLookup(keys, slug));
        });
      const name = customNameOf(host, baseDomain);
      if (name === null) return null;
      // A name has a dot and a slug has none, so neither is taken for the other.
      return tenants.find(name, async () => {
        const keys = await platformKeys();
        return readTenant(options.pool, keys, findDomain, domainLookup(keys, name));
      });
    },
    async identify(credential) {
      // A token is verified, not looked up (kernel/tokens).
      if (credential.kind === 'none' || credential.kind === 'token' || !isWellFormed(credential)) return null;
      const hash = hashSecret(await platformKeys(), credential.kind, credential.secret);
      const key = `${credential.kind}:${hash.toString('base64')}`;
      return owners.find(key, () => readOwner(options.pool, credential.kind, hash));
    },
    purge(tenantId) {
      tenants.forget(({ id }) => id === tenantId);
    },
  };
}

/** Refused by its form, before any look-up: garbage, keys of operators, and secrets of clients, which are no keys. */
function isWellFormed({ kind, secret }: OwnedCredential): boolean {
  if (kind === 'session') return isSecret(secret);
  const form = parseApiKey(secret);
  return form !== null && form.kind !== 'adm' && form.kind !== 'cls';
}

async function readTenant(
  pool: Pool,
  keys: ScopeKeys,
  statement: QueryStatement<TenantRow>,
  lookup: Buffer,
): Promise<Tenant | null> {
  const [row] = await ask(pool, statement, lookup);
  if (!row || row.status === 'provisioning') return null;
  const entry = await openTenantEntry(keys, row.tenant_id, row.sealed);
  return {
    id: row.tenant_id,
    ...entry,
    status: row.status,
    tier: row.tier,
    region: row.region,
    demo: row.demo,
    createdAt: row.created_at,
  };
}

async function readOwner(pool: Pool, kind: 'session' | 'key', hash: Buffer): Promise<Identity | null> {
  const statement: QueryStatement<CredentialOwnerRow> = kind === 'session' ? findSession : findCredential;
  const [row] = await ask(pool, statement, hash);
  if (!row) return null;
  return { kind, id: row.credential_id, principalId: row.principal_id, tenantId: row.tenant_id };
}

async function ask<Row>(pool: Pool, statement: QueryStatement<Row>, lookup: Buffer): Promise<Row[]> {
  try {
    const { rows } = await pool.query({ name: statement.name, text: statement.text, values: [lookup] });
    return rows as Row[];
  } catch (error) {
    const translated = translateDatabaseError(error);
    throw translated instanceof WardroomError
      ? translated
      : new WardroomError('unavailable', { cause: error });
  }
}
