/**
 * Two tenants, each with a principal of every role and two channels, written directly: fixtures must not depend on the
 * operations they are there to test. Every name carries the tenant, so that a leak is visible as text.
 */
import { encodeId, type RoleName, type Uuid } from '@wardroom/contract';
import type { Identity } from '../kernel/call.ts';
import { newApiKey, newSecret } from '../kernel/crypto/index.ts';
import { instant } from '../kernel/database/connections.ts';
import { hashSecret } from '../kernel/directory/secret-hash.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Keyring, ScopeKeys } from '../kernel/keyring/index.ts';
import type { Random } from '../kernel/random.ts';
import type { Tenant } from '../kernel/tenant.ts';
import { emailLookup, handleLookup, sealProfile } from '../modules/principals/profile.ts';

export const people = [
  'owner',
  'admin',
  'developer',
  'member',
  'member2',
  'guest',
  'viewer',
  'auditor',
  'bot',
] as const;
export type Who = (typeof people)[number];

export interface PrincipalFixture {
  readonly uuid: Uuid;
  readonly id: string;
  readonly handle: string;
  readonly identity: Identity;
  /** Session secret, or the API key of the bot. */
  readonly secret: string;
}

export interface ChannelFixture {
  readonly uuid: Uuid;
  readonly id: string;
  readonly name: string;
}

export interface TenantFixture {
  readonly tenant: Tenant;
  readonly host: string;
  readonly keys: ScopeKeys;
  readonly principals: Readonly<Record<Who, PrincipalFixture>>;
  /** Public; members: all but guest, viewer and auditor. */
  readonly general: ChannelFixture;
  /** Private; members: owner (manager), member, guest, bot. */
  readonly secret: ChannelFixture;
}

export interface FixtureTools {
  readonly admin: { query(text: string, values: unknown[]): Promise<unknown> };
  readonly keyring: Pick<Keyring, 'open'>;
  readonly ids: Ids;
  readonly random: Random;
  readonly now: number;
}

/** Session credentials of fixtures are valid for 30 days. */
const lifeMs = 30 * 86_400_000;
const roles: Readonly<Record<Who, RoleName>> = {
  owner: 'owner',
  admin: 'admin',
  developer: 'developer',
  member: 'member',
  member2: 'member',
  guest: 'guest',
  viewer: 'viewer',
  auditor: 'auditor',
  bot: 'agent',
};

export async function createTenantFixture(tools: FixtureTools, slug: string): Promise<TenantFixture> {
  const { admin, keyring, ids, now } = tools;
  const tenant: Tenant = {
    id: ids.next(),
    slug,
    name: `${slug} workspace`,
    status: 'active',
    tier: 'shared',
    region: 'local',
    demo: false,
    createdAt: now,
  };
  const platformKeys = await keyring.open({ kind: 'platform' });
  await admin.query('insert into tenant.heads (tenant_id) values ($1)', [tenant.id]);
  await admin.query(
    `insert into directory.tenants (tenant_id, status, slug_lookup, sealed, region, created_at) values ($1, 'active', $2, $3, 'local', $4)`,
    [
      tenant.id,
      platformKeys.lookup('directory', 'slug', slug),
      platformKeys.encrypt(
        'directory',
        { table: 'tenants', column: 'sealed', row: tenant.id },
        JSON.stringify({ slug, name: tenant.name }),
      ),
      instant(now),
    ],
  );
  const keys = await keyring.open({ kind: 'tenant', tenantId: tenant.id });
  const context = { ...tools, tenant, keys, platformKeys };
  const principals = {} as Record<Who, PrincipalFixture>;
  for (const who of people)
    principals[who] = await insertPrincipal(context, who, principals.owner?.uuid ?? null);
  const general = await insertChannel(context, principals, `${slug}-general`, 'public', [
    'owner',
    'admin',
    'developer',
    'member',
    'member2',
    'bot',
  ]);
  const secret = await insertChannel(context, principals, `${slug}-secret`, 'private', [
    'owner',
    'member',
    'guest',
    'bot',
  ]);
  return { tenant, host: `${slug}.localhost`, keys, principals, general, secret };
}

interface Context extends FixtureTools {
  readonly tenant: Tenant;
  readonly keys: ScopeKeys;
  readonly platformKeys: ScopeKeys;
}

async function insertPrincipal(context: Context, who: Who, ownerId: Uuid | null): Promise<PrincipalFixture> {
  const { admin, tenant, keys, ids, now } = context;
  const uuid = ids.next();
  const handle = `${tenant.slug}-${who}`;
  const profile = {
    handle,
    displayName: `${tenant.slug} ${who}`,
    emailAddress: `${who}@${tenant.slug}.example`,
  };
  await admin.query(
    `insert into tenant.principals (tenant_id, principal_id, kind, status, role, handle_lookup, email_lookup, sealed, owner_id, created_at, updated_at)
     values ($1, $2, $3, 'active', $4, $5, $6, $7, $8, $9, $9)`,
    [
      tenant.id,
      uuid,
      who === 'bot' ? 'bot' : 'person',
      roles[who],
      handleLookup(keys, handle),
      emailLookup(keys, profile.emailAddress),
      sealProfile(keys, uuid, profile),
      who === 'bot' ? ownerId : null,
      instant(now),
    ],
  );
  const credential =
    who === 'bot' ? await insertKey(context, uuid, ownerId ?? uuid) : await insertSession(context, uuid);
  return { uuid, id: encodeId('principal', uuid), handle, ...credential };
}

async function insertSession(
  context: Context,
  principalId: Uuid,
): Promise<Pick<PrincipalFixture, 'identity' | 'secret'>> {
  const { admin, tenant, keys, platformKeys, ids, random, now } = context;
  const id = ids.next();
  const secret = newSecret(random);
  const sealed = keys.encrypt(
    'sessions',
    { table: 'sessions', column: 'sealed', row: id },
    JSON.stringify({ device: 'fixture', address: '127.0.0.1' }),
  );
  await admin.query(
    `insert into tenant.sessions (tenant_id, session_id, principal_id, secret_hash, created_at, last_seen_at, authenticated_at, idle_expires_at, expires_at, sealed)
     values ($1, $2, $3, $4, $5, $5, $5, $6, $6, $7)`,
    [
      tenant.id,
      id,
      principalId,
      hashSecret(platformKeys, 'session', secret),
      instant(now),
      instant(now + lifeMs),
      sealed,
    ],
  );
  return { secret, identity: { kind: 'session', id, principalId, tenantId: tenant.id } };
}

async function insertKey(
  context: Context,
  principalId: Uuid,
  createdBy: Uuid,
): Promise<Pick<PrincipalFixture, 'identity' | 'secret'>> {
  const { admin, tenant, keys, platformKeys, ids, random, now } = context;
  const id = ids.next();
  const secret = newApiKey(random, { mode: 'live', kind: 'bot' });
  const sealed = keys.encrypt(
    'credentials',
    { table: 'credentials', column: 'sealed', row: id },
    JSON.stringify({ description: 'fixture' }),
  );
  await admin.query(
    `insert into tenant.credentials (tenant_id, credential_id, principal_id, created_by, secret_hash, prefix, last_four, scopes, sealed, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      tenant.id,
      id,
      principalId,
      createdBy,
      hashSecret(platformKeys, 'key', secret),
      secret.slice(0, 12),
      secret.slice(-4),
      ['messages:read', 'messages:write', 'channels:read', 'workspace:read'],
      sealed,
      instant(now),
      instant(now + lifeMs),
    ],
  );
  return { secret, identity: { kind: 'key', id, principalId, tenantId: tenant.id } };
}

async function insertChannel(
  context: Context,
  principals: Record<Who, PrincipalFixture>,
  name: string,
  kind: 'public' | 'private',
  members: readonly Who[],
): Promise<ChannelFixture> {
  const { admin, tenant, keys, ids, now } = context;
  const uuid = ids.next();
  const seal = (column: string, text: string) =>
    keys.encrypt('channels', { table: 'channels', column, row: uuid }, text);
  await admin.query(
    `insert into tenant.channels (tenant_id, channel_id, kind, name_lookup, sealed_name, sealed_topic, created_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      tenant.id,
      uuid,
      kind,
      keys.lookup('channels', 'name', name),
      seal('name', name),
      seal('topic', ''),
      principals.owner.uuid,
      instant(now),
    ],
  );
  for (const who of members) {
    await admin.query(
      'insert into tenant.channel_members (tenant_id, channel_id, principal_id, role, joined_at) values ($1, $2, $3, $4, $5)',
      [tenant.id, uuid, principals[who].uuid, who === 'owner' ? 'manager' : 'member', instant(now)],
    );
  }
  return { uuid, id: encodeId('channel', uuid), name };
}
