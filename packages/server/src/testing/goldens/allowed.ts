/**
 * Everything in the database that is exempt from a rule of the catalogue test, each with its reason. An entry that no
 * longer applies fails the test, so this list can only be as long as it must.
 */

/** Rule and object. `*` stands for every object of one schema, for a schema that a library fills. */
export type Exemption = readonly [rule: Rule, object: string, reason: string];

export type Rule =
  | 'tenant-table'
  | 'tenant-first'
  | 'policy'
  | 'owner'
  | 'schema'
  | 'definer-owner'
  | 'search-path'
  | 'role'
  | 'grant'
  | 'built-in'
  | 'extension'
  | 'trigger';

const platformRealm = 'platform realm: no tenant’s data, reached by wardroom_platform only';
const queue = 'the job queue’s own schema: references only, reached by wardroom_worker only';

export const exemptions: readonly Exemption[] = [
  [
    'tenant-table',
    'app.context_keys',
    'one row: the key that signs contexts; only wardroom_context reads it',
  ],
  ['tenant-table', 'ops.log_epoch', 'one row about this database'],
  ['tenant-table', 'ops.audit_clock', 'one row: what the pruner has seen of the clock'],
  ['tenant-table', 'ops.audit_sequencer', 'one row: which node gives places in the audit logs'],
  [
    'tenant-table',
    'migrations.applied',
    'names and hashes of migrations; no serving role reaches the schema',
  ],
  [
    'tenant-table',
    'directory.tenants',
    'which tenants exist: read before a tenant is known, sealed under the platform key',
  ],
  [
    'tenant-table',
    'directory.domains',
    'which name leads to whom: read before a tenant is known, by keyed look-up; written by two functions under the signed context',
  ],
  ['tenant-table', 'platform.operators', platformRealm],
  ['tenant-table', 'platform.operator_sessions', platformRealm],
  ['tenant-table', 'platform.operator_credentials', platformRealm],
  ['tenant-table', 'platform.setup_links', platformRealm],
  ['tenant-table', 'platform.break_glass', platformRealm],
  ['tenant-table', 'platform.audit_keys', platformRealm],
  ...['', '_leaves', '_tiles', '_checkpoints', '_rotations'].map(
    (part): Exemption => [
      'tenant-table',
      `platform.audit_directory${part}`,
      'commitments that tell of no tenant, in the order of the deployment; written by wardroom_sealer',
    ],
  ),
  ['tenant-table', 'platform.audit_cosignatures', 'what witnesses signed about the directory'],
  ['tenant-table', 'platform.audit_anchors', 'how far the directory has been carried outside'],
  ['tenant-table', 'platform.scope_keys', platformRealm],
  ['tenant-table', 'platform.data_keys', platformRealm],
  ['tenant-table', 'graphile_worker.*', queue],
  [
    'tenant-first',
    'tenant.sessions.sessions_by_secret',
    'found before the tenant is known; not unique, so it tells nobody of a collision',
  ],
  [
    'tenant-first',
    'tenant.credentials.credentials_by_secret',
    'found before the tenant is known; not unique, so it tells nobody of a collision',
  ],
  [
    'policy',
    'tenant.sessions.lookup_before_tenant',
    'hash to tenant; columns of the function’s role only, which cannot log in',
  ],
  [
    'policy',
    'tenant.credentials.lookup_before_tenant',
    'hash to tenant; columns of the function’s role only, which cannot log in',
  ],
  [
    'tenant-first',
    'tenant.search_entries.search_entries_tokens',
    'GIN knows no uuid; tokens are made under the tenant’s key, and one function compares the tenant',
  ],
  [
    'policy',
    'tenant.search_entries.search_by_function',
    'a tenant in the policy would hide the index; the function of wardroom_search compares the tenant',
  ],
  ...['channels', 'messages', 'mentions', 'reactions', 'search_entries'].map(
    (table): Exemption => [
      'policy',
      `tenant.${table}.purge_of_tenant`,
      'the tenant of the signed context, for the function that removes what a deleted channel leaves',
    ],
  ),
  ...['denials', 'token_uses', 'protocol_records', 'proofs'].map(
    (table): Exemption => [
      'policy',
      `tenant.${table}.purge_of_expired`,
      'expired rows of the tenant of the signed context, for the function that removes them',
    ],
  ),
  ['policy', 'tenant.heads.lookup_before_tenant', 'position of the log, for nodes that follow many tenants'],
  ['policy', 'tenant.job_outbox.move_to_queue_sees', 'wardroom_worker moves rows of all tenants'],
  ['policy', 'tenant.job_outbox.move_to_queue_takes', 'wardroom_worker moves rows of all tenants'],
  ...['sinks.worker_finds', 'sinks.worker_takes', 'heads.worker_compares', 'log.worker_dates'].map(
    (policy): Exemption => [
      'policy',
      `tenant.audit_${policy}`,
      'wardroom_worker finds and takes feeds of all tenants; its rights are to places, times and leases',
    ],
  ),
  ['policy', 'tenant.audit_outbox.sealer_takes', 'wardroom_sealer takes what waits, of all tenants'],
  ...['log', 'openings', 'heads', 'tiles', 'checkpoints', 'rotations', 'places'].map(
    (table): Exemption => [
      'policy',
      `tenant.audit_${table}.sealer_appends`,
      'wardroom_sealer appends to the logs of all tenants; its rights are to the rows that continue a tree',
    ],
  ),
  ...['log', 'openings', 'heads', 'tiles', 'checkpoints', 'boundaries', 'retention'].map(
    (table): Exemption => [
      'policy',
      `tenant.audit_${table}.pruner_reads`,
      'wardroom_pruner goes through the logs of all tenants; its rights are to places, times, hashes and settings',
    ],
  ),
  ...['log', 'openings'].map(
    (table): Exemption => [
      'policy',
      `tenant.audit_${table}.pruner_removes`,
      'what lies before a boundary of the same log, and nothing else',
    ],
  ),
  [
    'policy',
    'tenant.audit_boundaries.pruner_declares',
    'only a note that the process which signs has admitted for this connection',
  ],
  ['policy', 'tenant.audit_retention.pruner_begins', 'a row of defaults, to have something to hold'],
  [
    'policy',
    'tenant.audit_retention.pruner_holds',
    'lets the row be held; its check lets nothing be written',
  ],
  ['policy', 'tenant.audit_outbox.sealer_records', 'that a new key signs, and nothing else'],
  ['policy', 'tenant.audit_outbox.pruner_records', 'that it has removed entries, and nothing else'],
  [
    'policy',
    'tenant.audit_outbox.platform_records',
    'the platform records in its own log, under an id that no tenant has',
  ],
  ...['openings', 'outbox', 'erased_waiting'].map(
    (table): Exemption => [
      'policy',
      `tenant.audit_${table}.erasure_of_tenant`,
      'the tenant of the signed context, for the function that erases',
    ],
  ),
  ['policy', 'tenant.audit_heads.erasure_holds', 'the head of the same tenant may be held, and not written'],
  [
    'policy',
    'tenant.audit_erased_waiting.sealer_heeds',
    'wardroom_sealer keeps no opening of whom it finds here, in the logs of all tenants',
  ],
  ...['audit_classes', 'audit_rollups'].map(
    (table): Exemption => [
      'policy',
      `tenant.${table}.sealer_counts`,
      'wardroom_sealer counts the entries of all tenants as it appends them; it sees numbers, no entry',
    ],
  ),
  ...['due', 'letters', 'to_test'].map(
    (index): Exemption => [
      'tenant-first',
      `tenant.audit_sinks.audit_sinks_${index}`,
      'what is due, of all tenants, in the order of time; small by the number of feeds',
    ],
  ),
  [
    'tenant-first',
    'tenant.audit_outbox.audit_outbox_by_entry',
    'the oldest of all tenants first; not unique, so it tells nobody of a collision',
  ],
  ['owner', 'migrations.applied', 'made by the administrative login before any role exists'],
  ['schema', 'migrations', 'made by the administrative login before any role exists'],
  ['schema', 'public', 'PostgreSQL’s own; empty, and nobody may create in it'],
  ['definer-owner', 'app.tenant_id()', 'verifies the context; its owner reads the key and nothing else'],
  [
    'definer-owner',
    'app.search_candidates(channels uuid[], all_of bigint[], long_mark bigint, one_of bigint[], since timestamp with time zone, before_at timestamp with time zone, before_id uuid, wanted integer)',
    'reads the search index of the tenant of the signed context; its owner reads nothing else',
  ],
  [
    'definer-owner',
    'app.purge_channel(channel uuid, wanted integer)',
    'removes messages of deleted channels of the tenant of the signed context, and nothing else',
  ],
  [
    'definer-owner',
    'app.purge_ended_tokens(wanted integer)',
    'removes denials and uses of tokens that have long expired, of the tenant of the signed context',
  ],
  [
    'definer-owner',
    'app.purge_protocol_records(wanted integer)',
    'removes records of the authorisation server and proofs that have long expired, of the tenant of the signed context',
  ],
  [
    'definer-owner',
    'app.admits_boundary(tenant uuid, lowest bigint, note text)',
    'verifies an admission under the key of contexts; its owner reads the key and nothing else',
  ],
  [
    'definer-owner',
    'app.erase_openings(subject uuid, wanted integer, OUT erased integer, OUT waiting integer)',
    'removes openings about one subject, of the tenant of the signed context',
  ],
  [
    'trigger',
    'tenant.principals.principals_end_tokens',
    'whoever changes status or role ends the tokens of the principal, whether they think of it or not',
  ],
  [
    'trigger',
    'tenant.break_glass.break_glass_keep_closed',
    'what a record of break-glass says stays once it is closed, whatever statement asks',
  ],
  ...['audit_log.audit_log_is_final', 'audit_tiles.audit_tiles_are_final']
    .concat(['audit_checkpoints.audit_checkpoints_are_final'])
    .map((name): Exemption => ['trigger', `tenant.${name}`, 'what is sealed stays, whoever owns the table']),
  ...['audit_log.audit_log_is_kept', 'audit_boundaries.audit_boundaries_are_final'].map(
    (name): Exemption => ['trigger', `tenant.${name}`, 'what is sealed stays, whoever owns the table'],
  ),
  [
    'trigger',
    'tenant.audit_log.audit_log_goes_by_boundary',
    'nothing goes that is younger than a year or not before a boundary, whoever asks',
  ],
  [
    'trigger',
    'tenant.audit_boundaries.audit_boundaries_fit',
    'a boundary and the removal that it speaks of are committed together or not at all',
  ],
  ...['tenant.audit_rotations', 'tenant.audit_places', 'platform.audit_directory_leaves']
    .concat(['tiles', 'checkpoints', 'rotations'].map((part) => `platform.audit_directory_${part}`))
    .concat(['platform.audit_cosignatures'])
    .map(
      (table): Exemption => ['trigger', `${table}.are_final`, 'what is signed stays, whoever owns the table'],
    ),
  ...['end_once', 'stay'].map(
    (name): Exemption => [
      'trigger',
      `platform.audit_keys.audit_keys_${name}`,
      'what a key has signed must stay to be verified, whoever owns the table',
    ],
  ),
  ['trigger', 'tenant.audit_openings.audit_openings_keep', 'an opening is erased or stays as it is'],
  [
    'trigger',
    'tenant.audit_outbox.audit_outbox_keeps',
    'what was recorded stays as it is until it is sealed',
  ],
  [
    'search-path',
    'graphile_worker.*',
    'the queue’s functions run with the caller’s rights; wardroom_worker’s search_path is empty',
  ],
  ['role', 'wardroom_migrator', 'validates constraints; cannot log in, granted to nobody'],
  ['role', 'wardroom_migrator bypassrls', 'a constraint holds for all rows or for none'],
  ['role', 'wardroom_owner', 'owns every object; cannot log in, granted to nobody'],
  ['role', 'wardroom_context', 'owns app.tenant_id(); cannot log in, granted to nobody'],
  ['role', 'wardroom_search', 'owns app.search_candidates; cannot log in, granted to nobody'],
  ['role', 'wardroom_purger', 'owns the functions app.purge_…; cannot log in, granted to nobody'],
  ['role', 'wardroom_eraser', 'owns app.erase_openings; cannot log in, granted to nobody'],
  ['role', 'wardroom_lookup', 'owns the look-up functions; cannot log in, granted to nobody'],
  [
    'built-in',
    'pg_notify(text,text)',
    'wardroom_lookup announces shard numbers, the queue wakes its readers',
  ],
  ['extension', 'pgcrypto', 'HMAC for the signed context'],
  ['extension', 'plpgsql', 'language of the definer functions'],
];

/** Why a table is exempt from the tenant rules; undefined when it is not. */
export function reasonFor(rule: Rule, object: string): string | undefined {
  const schema = `${object.split('.')[0]}.*`;
  return exemptions.find(([r, name]) => r === rule && (name === object || name === schema))?.[2];
}
