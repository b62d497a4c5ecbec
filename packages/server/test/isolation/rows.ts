/**
 * One row of every table of tenants, written directly. A table that is missing here fails the suites that go through
 * all tables, so a new one cannot be forgotten.
 */
import type pg from 'pg';
import { accessRowsOf } from './access-rows.ts';
import { auditRowsOf } from './audit-rows.ts';
import { policyRowsOf } from './policy-rows.ts';
import type { Row, TableName, WorldIds } from './world.ts';

const bytes = (length: number, fill: number) => Buffer.alloc(length, fill);
const at = '2026-01-01T00:00:00Z';
/** What tokens of that time begin with (docs/search.md). */
const stretch = Math.floor(Date.parse(at) / 2 ** 29) * 2 ** 40;

/** In the order in which foreign keys allow them. `fill` keeps hashes of two tenants apart. */
export const rowsOf = (w: WorldIds, fill: number): readonly (readonly [TableName, Row])[] => [
  ['tenant.heads', { tenant_id: w.tenant }],
  ['tenant.scope_keys', { tenant_id: w.tenant, version: 1, wrapped: bytes(8, 1), created_at: at }],
  [
    'tenant.data_keys',
    { tenant_id: w.tenant, domain: 'messages', epoch: 0, wrapped: bytes(8, 1), created_at: at },
  ],
  ['tenant.principals', principal(w, w.owner, fill)],
  ['tenant.roles', role(w, w.role, fill)],
  ['tenant.groups', group(w, w.group, fill)],
  ['tenant.group_members', groupMember(w, w.owner)],
  ['tenant.break_glass', breakGlass(w, w.access)],
  [
    'tenant.passwords',
    { tenant_id: w.tenant, principal_id: w.owner, password_hash: '$argon2id$', changed_at: at },
  ],
  [
    'tenant.sessions',
    {
      tenant_id: w.tenant,
      session_id: w.session,
      principal_id: w.owner,
      secret_hash: bytes(32, fill),
      created_at: at,
      last_seen_at: at,
      authenticated_at: at,
      idle_expires_at: at,
      expires_at: at,
      sealed: bytes(8, 1),
    },
  ],
  [
    'tenant.sign_in_links',
    {
      tenant_id: w.tenant,
      link_id: w.link,
      principal_id: w.owner,
      secret_hash: bytes(32, fill),
      expires_at: at,
    },
  ],
  [
    'tenant.credentials',
    {
      tenant_id: w.tenant,
      credential_id: w.credential,
      principal_id: w.owner,
      created_by: w.owner,
      secret_hash: bytes(32, fill + 1),
      prefix: 'wr_live_bot_',
      last_four: 'abcd',
      scopes: ['messages:read'],
      sealed: bytes(8, 1),
      created_at: at,
      expires_at: at,
    },
  ],
  ['tenant.domains', domain(w, w.domain, fill)],
  [
    'tenant.signing_keys',
    {
      tenant_id: w.tenant,
      kid: 'k'.repeat(43),
      public_jwk: '{}',
      sealed: bytes(8, 1),
      created_at: at,
      active_at: at,
    },
  ],
  ...accessRowsOf(w, fill),
  ...policyRowsOf(w, fill),
  ['tenant.tokens', token(w, w.token)],
  [
    'tenant.denials',
    { tenant_id: w.tenant, denied_id: w.token, kind: 'token', denied_at: at, expires_at: at },
  ],
  ['tenant.token_uses', { tenant_id: w.tenant, token_id: w.token, used_at: at, expires_at: at }],
  [
    'tenant.invitations',
    {
      tenant_id: w.tenant,
      invitation_id: w.invitation,
      secret_hash: bytes(32, fill),
      role: 'member',
      channel_ids: [],
      created_by: w.owner,
      created_at: at,
      expires_at: at,
      max_uses: 1,
    },
  ],
  [
    'tenant.preferences',
    { tenant_id: w.tenant, principal_id: w.owner, revision: 1, sealed: bytes(8, 1), updated_at: at },
  ],
  ['tenant.channels', channel(w, w.channel, fill)],
  [
    'tenant.channel_members',
    { tenant_id: w.tenant, channel_id: w.channel, principal_id: w.owner, role: 'manager', joined_at: at },
  ],
  ['tenant.messages', message(w, w.message, w.channel, 1)],
  [
    'tenant.mentions',
    {
      tenant_id: w.tenant,
      principal_id: w.owner,
      message_id: w.message,
      channel_id: w.channel,
      channel_seq: 1,
    },
  ],
  ['tenant.reactions', reaction(w, w.owner, fill)],
  ['tenant.search_settings', { tenant_id: w.tenant }],
  ['tenant.search_entries', searchEntry(w, w.message)],
  ['tenant.events', { tenant_id: w.tenant, seq: 1, type: 'message.sent', at, channel_id: w.channel }],
  ...auditRowsOf(w),
  [
    'tenant.job_outbox',
    { tenant_id: w.tenant, job_id: w.job, task: 'sessions.prune', run_at: at, created_at: at },
  ],
];

export const principal = (w: WorldIds, id: string, fill: number): Row => ({
  tenant_id: w.tenant,
  principal_id: id,
  kind: 'person',
  status: 'active',
  role: 'owner',
  handle_lookup: bytes(32, fill),
  email_lookup: bytes(32, fill),
  sealed: bytes(8, 1),
  created_at: at,
  updated_at: at,
});
export const breakGlass = (w: WorldIds, id: string): Row => ({
  tenant_id: w.tenant,
  access_id: id,
  principal_id: w.owner,
  operator_id: w.operator,
  role: 'admin',
  sealed: bytes(8, 1),
  opened_at: at,
  expires_at: '2026-01-01T00:30:00Z',
});
export const role = (w: WorldIds, id: string, fill: number): Row => ({
  tenant_id: w.tenant,
  role_id: id,
  name_lookup: bytes(32, fill),
  sealed: bytes(8, 1),
  chosen: ['message.write'],
  permissions: ['message.write'],
  created_by: w.owner,
  created_at: at,
  updated_at: at,
});
export const group = (w: WorldIds, id: string, fill: number): Row => ({
  tenant_id: w.tenant,
  group_id: id,
  path: [id],
  visibility: 'public',
  mentionable_by: 'everyone',
  handle_lookup: bytes(32, fill + 2),
  sealed: bytes(8, 1),
  created_by: w.owner,
  created_at: at,
  updated_at: at,
});
export const groupMember = (w: WorldIds, principalId: string): Row => ({
  tenant_id: w.tenant,
  group_id: w.group,
  principal_id: principalId,
  source: 'manual',
  role: 'manager',
  added_at: at,
});
export const channel = (w: WorldIds, id: string, fill: number): Row => ({
  tenant_id: w.tenant,
  channel_id: id,
  kind: 'public',
  name_lookup: bytes(32, fill),
  sealed_name: bytes(8, 1),
  sealed_topic: bytes(8, 1),
  created_by: w.owner,
  created_at: at,
});
export const message = (w: WorldIds, id: string, channelId: string, seq: number): Row => ({
  tenant_id: w.tenant,
  message_id: id,
  channel_id: channelId,
  channel_seq: seq,
  author_id: w.owner,
  client_key: `client-key-${seq}`,
  sealed_body: bytes(8, 1),
  sent_at: at,
});

export const domain = (w: WorldIds, id: string, fill: number): Row => ({
  tenant_id: w.tenant,
  domain_id: id,
  name_lookup: bytes(32, fill),
  sealed: bytes(8, 1),
  created_by: w.owner,
  created_at: at,
});

export const token = (w: WorldIds, id: string): Row => ({
  tenant_id: w.tenant,
  token_id: id,
  principal_id: w.owner,
  parent_kind: 'session',
  parent_id: w.session,
  root_id: w.session,
  ancestors: [],
  scopes: ['messages:read'],
  once: false,
  issued_at: at,
  expires_at: '2026-01-01T00:10:00Z',
});

export const reaction = (w: WorldIds, principalId: string, fill: number): Row => ({
  tenant_id: w.tenant,
  message_id: w.message,
  emoji_lookup: bytes(32, fill),
  principal_id: principalId,
  sealed_emoji: bytes(8, 1),
  at,
});

export const searchEntry = (w: WorldIds, messageId: string): Row => ({
  tenant_id: w.tenant,
  message_id: messageId,
  channel_id: w.channel,
  sent_at: at,
  tokens: [1, 2].map((token) => stretch + token),
});

type Queryable = Pick<pg.ClientBase, 'query'>;

export async function insertRow(target: Queryable, table: TableName, row: Row): Promise<void> {
  const columns = Object.keys(row);
  await target.query(
    `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
}

/** Fills every table for one tenant, as superuser. */
export async function insertWorld(admin: Queryable, world: WorldIds, fill: number): Promise<void> {
  for (const [table, row] of rowsOf(world, fill)) await insertRow(admin, table, row);
}
