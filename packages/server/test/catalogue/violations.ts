/**
 * One violation of every constraint: a row that would be accepted, with the one change that the constraint forbids.
 * Foreign keys are given ids that exist, in the other tenant.
 */
import { channel, message, principal, type Row, type WorldIds } from '../isolation/rows.ts';

const at = '2026-02-02T00:00:00Z';
const bytes = (length: number, fill: number) => Buffer.alloc(length, fill);
const short = bytes(31, 1);

/** Rows that every table accepts beside those of `insertWorld(…, 0x10)`. */
export function freshRows(w: WorldIds): Readonly<Record<string, Row>> {
  const tenant_id = w.tenant;
  const audit = {
    entry_id: w.fresh,
    at,
    type: 'channel.created',
    store: 'both',
    outcome: 'success',
    actor_type: 'person',
    action: 'channels.create',
    resource_kind: 'Channel',
    request_id: w.fresh,
    sealed: bytes(4, 1),
  };
  const secret = { secret_hash: bytes(32, 0x70), created_at: at, expires_at: at };
  const life = { ...secret, last_seen_at: at, idle_expires_at: at, sealed: bytes(4, 1) };
  const key = { ...secret, prefix: 'wr_', last_four: 'abcd', sealed: bytes(4, 1) };
  return {
    'tenant.heads': { tenant_id: w.fresh },
    'tenant.scope_keys': { tenant_id, version: 2, wrapped: bytes(4, 1), created_at: at },
    'tenant.data_keys': { tenant_id, domain: 'messages', epoch: 1, wrapped: bytes(4, 1), created_at: at },
    'tenant.principals': principal(w, w.fresh, 0x70),
    'tenant.passwords': { tenant_id, principal_id: w.other, password_hash: 'x', changed_at: at },
    'tenant.sessions': { tenant_id, session_id: w.fresh, principal_id: w.owner, ...life },
    'tenant.sign_in_links': {
      tenant_id,
      link_id: w.fresh,
      principal_id: w.owner,
      secret_hash: bytes(32, 0x70),
      expires_at: at,
    },
    'tenant.credentials': {
      tenant_id,
      credential_id: w.fresh,
      principal_id: w.owner,
      created_by: w.owner,
      scopes: [],
      ...key,
    },
    'tenant.channels': channel(w, w.fresh, 0x70),
    'tenant.channel_members': {
      tenant_id,
      channel_id: w.channel,
      principal_id: w.other,
      role: 'member',
      joined_at: at,
    },
    'tenant.messages': message(w, w.fresh, w.channel, 2),
    'tenant.mentions': {
      tenant_id,
      principal_id: w.other,
      message_id: w.message,
      channel_id: w.channel,
      channel_seq: 1,
    },
    'tenant.events': { tenant_id, seq: 2, type: 'message.sent', at },
    'tenant.audit_outbox': { tenant_id, ...audit },
    'tenant.job_outbox': { tenant_id, job_id: w.fresh, task: 'sessions.prune', run_at: at, created_at: at },
    'directory.tenants': {
      tenant_id: w.fresh,
      status: 'active',
      slug_lookup: bytes(32, 0x70),
      sealed: bytes(4, 1),
      region: 'local',
      created_at: at,
    },
    'platform.operators': {
      operator_id: w.fresh,
      name_lookup: bytes(32, 0x70),
      sealed: bytes(4, 1),
      password_hash: 'x',
      created_at: at,
    },
    'platform.operator_sessions': { session_id: w.fresh, operator_id: w.owner, ...secret },
    'platform.operator_credentials': { credential_id: w.fresh, operator_id: w.owner, ...key },
    'platform.setup_links': { link_id: w.fresh, ...secret },
    'platform.audit_outbox': audit,
    'platform.scope_keys': { version: 2, wrapped: bytes(4, 1), created_at: at },
    'platform.data_keys': { domain: 'x', epoch: 1, wrapped: bytes(4, 1), created_at: at },
    'app.context_keys': { only_row: true, key: bytes(32, 1) },
    'ops.log_epoch': { only_row: true, system_identifier: '1', timeline: 1 },
  };
}

/** Rows that exist beforehand outside the schema of tenants, so that there is something to collide with. */
export const platformRows = (w: WorldIds): readonly (readonly [string, Row])[] => {
  const secret = { secret_hash: bytes(32, 0x10), created_at: at, expires_at: at };
  const fresh = freshRows(w);
  return [
    [
      'directory.tenants',
      { ...fresh['directory.tenants'], tenant_id: w.tenant, slug_lookup: bytes(32, 0x10) },
    ],
    [
      'platform.operators',
      { ...fresh['platform.operators'], operator_id: w.owner, name_lookup: bytes(32, 0x10) },
    ],
    [
      'platform.operator_sessions',
      { ...fresh['platform.operator_sessions'], session_id: w.session, ...secret },
    ],
    [
      'platform.operator_credentials',
      { ...fresh['platform.operator_credentials'], credential_id: w.credential, ...secret },
    ],
    ['platform.setup_links', { ...fresh['platform.setup_links'], link_id: w.link, ...secret }],
    ['platform.audit_outbox', { ...fresh['platform.audit_outbox'], entry_id: w.entry }],
    ['platform.scope_keys', { ...fresh['platform.scope_keys'], version: 1 }],
    ['platform.data_keys', { ...fresh['platform.data_keys'], epoch: 0 }],
  ];
};

type Violations = Readonly<Record<string, Row>>;

/** By `table constraint`: what to change in the fresh row. */
export const violations = (w: WorldIds, foreign: WorldIds): Violations => ({
  'app.context_keys context_keys_key_check': { key: short },
  'app.context_keys context_keys_only_row_check': { only_row: false },
  'app.context_keys context_keys_pkey': {},
  'directory.tenants tenants_pkey': { tenant_id: w.tenant },
  'directory.tenants tenants_slug_lookup_check': { slug_lookup: short },
  'directory.tenants tenants_slug_unique': { slug_lookup: bytes(32, 0x10) },
  'directory.tenants tenants_status_check': { status: 'gone' },
  'directory.tenants tenants_tier_check': { tier: 'other' },
  'ops.log_epoch log_epoch_only_row_check': { only_row: false },
  'ops.log_epoch log_epoch_pkey': {},
  'platform.audit_outbox audit_outbox_count_check': { count: 0 },
  'platform.audit_outbox audit_outbox_outcome_check': { outcome: 'maybe' },
  'platform.audit_outbox audit_outbox_pkey': { entry_id: w.entry },
  'platform.audit_outbox audit_outbox_store_check': { store: 'other' },
  'platform.data_keys data_keys_epoch_check': { epoch: -1 },
  'platform.data_keys data_keys_pkey': { epoch: 0 },
  'platform.operator_credentials operator_credentials_operator': { operator_id: w.other },
  'platform.operator_credentials operator_credentials_pkey': { credential_id: w.credential },
  'platform.operator_credentials operator_credentials_secret_hash_check': { secret_hash: short },
  'platform.operator_credentials operator_credentials_secret_unique': { secret_hash: bytes(32, 0x10) },
  'platform.operator_sessions operator_sessions_operator': { operator_id: w.other },
  'platform.operator_sessions operator_sessions_pkey': { session_id: w.session },
  'platform.operator_sessions operator_sessions_secret_hash_check': { secret_hash: short },
  'platform.operator_sessions operator_sessions_secret_unique': { secret_hash: bytes(32, 0x10) },
  'platform.operators operators_name_lookup_check': { name_lookup: short },
  'platform.operators operators_name_unique': { name_lookup: bytes(32, 0x10) },
  'platform.operators operators_pkey': { operator_id: w.owner },
  'platform.scope_keys scope_keys_pkey': { version: 1 },
  'platform.setup_links setup_links_pkey': { link_id: w.link },
  'platform.setup_links setup_links_secret_hash_check': { secret_hash: short },
  'platform.setup_links setup_links_secret_unique': { secret_hash: bytes(32, 0x10) },
  'tenant.audit_outbox audit_outbox_count_check': { count: 0 },
  'tenant.audit_outbox audit_outbox_key': { entry_id: w.entry },
  'tenant.audit_outbox audit_outbox_outcome_check': { outcome: 'maybe' },
  'tenant.audit_outbox audit_outbox_store_check': { store: 'other' },
  'tenant.channel_members channel_members_channel': { channel_id: foreign.channel },
  'tenant.channel_members channel_members_key': { principal_id: w.owner },
  'tenant.channel_members channel_members_last_read_seq_check': { last_read_seq: -1 },
  'tenant.channel_members channel_members_principal': { principal_id: foreign.owner },
  'tenant.channel_members channel_members_role_check': { role: 'owner' },
  'tenant.channels channels_creator': { created_by: foreign.owner },
  'tenant.channels channels_key': { channel_id: w.channel },
  'tenant.channels channels_kind_check': { kind: 'secret' },
  'tenant.channels channels_last_seq_check': { last_seq: -1 },
  'tenant.channels channels_name_lookup_check': { name_lookup: short },
  'tenant.channels channels_name_unique': { name_lookup: bytes(32, 0x10) },
  'tenant.credentials credentials_creator': { created_by: foreign.owner },
  'tenant.credentials credentials_key': { credential_id: w.credential },
  'tenant.credentials credentials_principal': { principal_id: foreign.owner },
  'tenant.credentials credentials_secret_hash_check': { secret_hash: short },
  'tenant.credentials credentials_secret_unique': { secret_hash: bytes(32, 0x11) },
  'tenant.data_keys data_keys_epoch_check': { epoch: -1 },
  'tenant.data_keys data_keys_key': { epoch: 0 },
  'tenant.events events_key': { seq: 1 },
  'tenant.events events_seq_check': { seq: 0 },
  'tenant.heads heads_key': { tenant_id: w.tenant },
  'tenant.heads heads_seq_check': { seq: -1 },
  'tenant.job_outbox job_outbox_key': { job_id: w.job },
  'tenant.job_outbox job_outbox_task_check': { task: 'drop table' },
  'tenant.mentions mentions_key': { principal_id: w.owner },
  'tenant.mentions mentions_message': { message_id: foreign.message, channel_id: foreign.channel },
  'tenant.mentions mentions_principal': { principal_id: foreign.owner },
  'tenant.messages messages_author': { author_id: foreign.owner },
  'tenant.messages messages_channel': { channel_id: foreign.channel },
  'tenant.messages messages_channel_seq_check': { channel_seq: 0 },
  'tenant.messages messages_client_key_check': { client_key: 'k'.repeat(65) },
  'tenant.messages messages_client_key_unique': { client_key: 'client-key-1' },
  // Whatever violates this one violates the primary key as well; it is there to be referenced.
  'tenant.messages messages_in_channel_unique': { message_id: w.message },
  'tenant.messages messages_key': { message_id: w.message, channel_id: w.channel2 },
  'tenant.messages messages_place_unique': { channel_seq: 1 },
  'tenant.messages messages_reply_count_check': { reply_count: -1 },
  'tenant.messages messages_revision_check': { revision: 0 },
  'tenant.messages messages_thread_root': { channel_id: w.channel2, thread_root_id: w.message },
  'tenant.messages messages_tombstone_is_empty': { redacted_at: at },
  'tenant.passwords passwords_key': { principal_id: w.owner },
  'tenant.passwords passwords_principal': { principal_id: foreign.owner },
  'tenant.principals principals_email_lookup_check': { email_lookup: short },
  'tenant.principals principals_email_unique': { email_lookup: bytes(32, 0x10) },
  'tenant.principals principals_handle_lookup_check': { handle_lookup: short },
  'tenant.principals principals_handle_unique': { handle_lookup: bytes(32, 0x10) },
  'tenant.principals principals_key': { principal_id: w.owner },
  'tenant.principals principals_kind_check': { kind: 'robot' },
  'tenant.principals principals_owner': { owner_id: foreign.owner },
  'tenant.principals principals_role_check': { role: 'superuser' },
  'tenant.principals principals_status_check': { status: 'gone' },
  'tenant.scope_keys scope_keys_key': { version: 1 },
  'tenant.sessions sessions_key': { session_id: w.session },
  'tenant.sessions sessions_principal': { principal_id: foreign.owner },
  'tenant.sessions sessions_secret_hash_check': { secret_hash: short },
  'tenant.sessions sessions_secret_unique': { secret_hash: bytes(32, 0x10) },
  'tenant.sign_in_links sign_in_links_key': { link_id: w.link },
  'tenant.sign_in_links sign_in_links_principal': { principal_id: foreign.owner },
  'tenant.sign_in_links sign_in_links_secret_hash_check': { secret_hash: short },
  'tenant.sign_in_links sign_in_links_secret_unique': { secret_hash: bytes(32, 0x10) },
});
