/**
 * One tenant with 20,000 rows in every table and fifty with a few: what makes a planner choose badly. Foreign keys are
 * not checked while loading (superuser, replica mode); the rows fit one another all the same.
 */
import type pg from 'pg';

const large = 20_000;
const small = 8;

/** `n` is the number of the tenant, `g` of the row; ids are made from both. */
const id = (kind: number, number = 'g') =>
  `(lpad(to_hex(n), 8, '0') || '-0000-7000-800${kind}-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
const tenant = id(0, '0');
const hash = (kind: string) => `sha256(convert_to('${kind}' || n || '.' || g, 'UTF8'))`;
const channelOf = id(3, 'g % 200');

const loads: readonly (readonly [table: string, columns: string, values: string])[] = [
  ['scope_keys', 'tenant_id, version, wrapped, created_at', `${tenant}, g, '\\x00', now()`],
  [
    'data_keys',
    'tenant_id, domain, epoch, wrapped, created_at',
    `${tenant}, 'd' || g % 7, g, '\\x00', now()`,
  ],
  [
    'principals',
    'tenant_id, principal_id, kind, status, role, handle_lookup, email_lookup, sealed, owner_id, created_at, updated_at',
    `${tenant}, ${id(1)}, case g % 50 when 0 then 'bot' else 'person' end, 'active', case g % 100 when 0 then 'owner' else 'member' end, ${hash('h')}, ${hash('e')}, '\\x00', case g % 50 when 0 then ${id(1, '1')} end, now(), now()`,
  ],
  [
    'roles',
    'tenant_id, role_id, name_lookup, sealed, chosen, permissions, created_by, created_at, updated_at, deleted_at',
    `${tenant}, ${id(6)}, ${hash('q')}, '\\x00', '{}', '{}', ${id(1, '1')}, now(), now(), case when g > 100 then now() end`,
  ],
  [
    'groups',
    'tenant_id, group_id, path, visibility, mentionable_by, handle_lookup, sealed, confers, created_by, created_at, updated_at',
    `${tenant}, ${id(6)}, array[${id(6)}], case g % 3 when 0 then 'hidden' else 'public' end, 'everyone', ${hash('u')}, '\\x00', case g % 50 when 0 then '{viewer}'::text[] else '{}' end, ${id(1, '1')}, now(), now()`,
  ],
  [
    'group_members',
    'tenant_id, group_id, principal_id, source, role, added_at',
    `${tenant}, ${id(6, 'g % 200')}, ${id(1)}, 'manual', 'member', now()`,
  ],
  ['passwords', 'tenant_id, principal_id, password_hash, changed_at', `${tenant}, ${id(1)}, 'x', now()`],
  [
    'sessions',
    'tenant_id, session_id, principal_id, secret_hash, created_at, last_seen_at, authenticated_at, idle_expires_at, expires_at, sealed',
    `${tenant}, ${id(2)}, ${id(1)}, ${hash('s')}, now(), now(), now(), now(), now() + g * interval '1 s', '\\x00'`,
  ],
  [
    'sign_in_links',
    'tenant_id, link_id, principal_id, secret_hash, expires_at',
    `${tenant}, ${id(6)}, ${id(1)}, ${hash('l')}, now()`,
  ],
  [
    'credentials',
    'tenant_id, credential_id, principal_id, created_by, secret_hash, prefix, last_four, scopes, sealed, created_at, expires_at',
    `${tenant}, ${id(5)}, ${id(1)}, ${id(1, '1')}, ${hash('c')}, 'p', 'abcd', '{}', '\\x00', now(), now()`,
  ],
  [
    'domains',
    'tenant_id, domain_id, name_lookup, sealed, created_by, created_at',
    `${tenant}, ${id(6)}, ${hash('d')}, '\\x00', ${id(1, '1')}, now()`,
  ],
  [
    'break_glass',
    'tenant_id, access_id, principal_id, operator_id, role, sealed, opened_at, expires_at, closed_at, closed_how',
    `${tenant}, ${id(6)}, ${id(1)}, ${id(1)}, 'admin', '\\x00', now(), now() + interval '30 min', case when g > 5 then now() end, case when g > 5 then 'operator' end`,
  ],
  [
    'signing_keys',
    'tenant_id, kid, public_jwk, sealed, created_at, active_at, retire_at',
    `${tenant}, lpad(g::text, 43, 'k'), '{}', '\\x00', now(), now(), case when g > 1 then now() end`,
  ],
  [
    'tokens',
    'tenant_id, token_id, principal_id, parent_kind, parent_id, root_id, ancestors, scopes, once, issued_at, expires_at',
    `${tenant}, ${id(6)}, ${id(1, 'g % 40')}, 'session', ${id(2)}, ${id(2)}, '{}', '{}', false, now(), now() + interval '10 min'`,
  ],
  [
    'clients',
    'tenant_id, client_id, registration, status, principal_id, created_by, document_lookup, authentication, grant_types, scopes, requires_proof, sealed, created_at, updated_at',
    `${tenant}, ${id(5)}, case g % 10 when 0 then 'document' else 'here' end, 'active', case g % 50 when 1 then ${id(1)} end, ${id(1, 'g % 40')}, case g % 10 when 0 then ${hash('d')} end, 'none', '{authorization_code}', '{}', false, '\\x00', now(), now()`,
  ],
  [
    'client_secrets',
    'tenant_id, client_id, generation, secret_hash, hint, created_at, expires_at',
    `${tenant}, ${id(5)}, 1, ${hash('k')}, '', now(), now()`,
  ],
  [
    'grants',
    'tenant_id, grant_id, principal_id, client_id, is_device, scopes, created_at, expires_at',
    `${tenant}, ${id(6)}, ${id(1, 'g % 400')}, ${id(5, 'g % 400')}, false, '{messages:read}', now(), now() + g * interval '1 min'`,
  ],
  [
    'protocol_records',
    'tenant_id, kind, lookup, alias_lookup, grant_id, sealed, created_at, expires_at',
    `${tenant}, 'RefreshToken', ${hash('o')}, ${hash('a')}, ${id(6)}, '\\x00', now(), now() + g * interval '1 s'`,
  ],
  ['proofs', 'tenant_id, proof, expires_at', `${tenant}, ${hash('p')}, now() + g * interval '1 s'`],
  [
    'access_settings',
    'tenant_id, key_cadence, grace_days, self_registration, client_documents, document_hosts, updated_at',
    // One row per tenant, as with search_settings.
    `(lpad(to_hex(n), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(g - 1), 12, '0'))::uuid, 'standard', 7, 'off', 'off', '{}', now()`,
  ],
  [
    'policy_versions',
    'tenant_id, version, sealed, policy_count, reason_sealed, created_by, created_at',
    `${tenant}, g, '\\x00', 1, '\\x00', ${id(1, '1')}, now()`,
  ],
  [
    'policy_settings',
    'tenant_id, updated_at',
    // One row per tenant, too.
    `(lpad(to_hex(n), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(g - 1), 12, '0'))::uuid, now()`,
  ],
  [
    'decisions',
    'tenant_id, decision_id, at, principal_id, operation, permission, resource_kind, allowed, by_policy, sealed',
    `${tenant}, ${id(6)}, now(), ${id(1, 'g % 400')}, 'messages.send', 'message.write', 'Channel', g % 10 <> 0, false, '\\x00'`,
  ],
  [
    'denials',
    'tenant_id, denied_id, kind, denied_at, expires_at',
    `${tenant}, ${id(6)}, 'token', now(), now() + g * interval '1 s'`,
  ],
  [
    'token_uses',
    'tenant_id, token_id, used_at, expires_at',
    `${tenant}, ${id(6)}, now(), now() + g * interval '1 s'`,
  ],
  [
    'invitations',
    'tenant_id, invitation_id, secret_hash, role, channel_ids, created_by, created_at, expires_at, max_uses',
    `${tenant}, ${id(6)}, ${hash('i')}, 'member', '{}', ${id(1, '1')}, now(), now(), 1`,
  ],
  [
    'preferences',
    'tenant_id, principal_id, revision, sealed, updated_at',
    `${tenant}, ${id(1)}, 1, '\\x00', now()`,
  ],
  [
    'channels',
    'tenant_id, channel_id, kind, name_lookup, sealed_name, sealed_topic, created_by, created_at',
    `${tenant}, ${id(3)}, case g % 3 when 0 then 'private' else 'public' end, ${hash('n')}, '\\x00', '\\x00', ${id(1, '1')}, now()`,
  ],
  [
    'channel_members',
    'tenant_id, channel_id, principal_id, role, joined_at',
    `${tenant}, ${channelOf}, ${id(1)}, 'member', now()`,
  ],
  [
    'messages',
    'tenant_id, message_id, channel_id, channel_seq, author_id, thread_root_id, client_key, sealed_body, mentions_all, sent_at, marks_revision, pinned_at, pinned_by',
    `${tenant}, ${id(4)}, ${channelOf}, g, ${id(1, 'g % 40')}, case when g % 10 = 9 then ${id(4, 'g - 9')} end, 'key-' || g, '\\x00', g % 500 = 0, now(), case when g <= 2000 then 1 else 0 end, case g % 300 when 0 then now() end, case g % 300 when 0 then ${id(1, '1')} end`,
  ],
  [
    'mentions',
    'tenant_id, principal_id, message_id, channel_id, channel_seq',
    `${tenant}, ${id(1, 'g % 40')}, ${id(4)}, ${channelOf}, g`,
  ],
  [
    'reactions',
    'tenant_id, message_id, emoji_lookup, principal_id, sealed_emoji, at',
    `${tenant}, ${id(4, 'g % 2000')}, ${hash('r')}, ${id(1, 'g % 40')}, '\\x00', now()`,
  ],
  [
    'search_settings',
    'tenant_id, generation',
    // One row per tenant: of the large one, and of one thousand times as many as there are else.
    `(lpad(to_hex(n), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(g - 1), 12, '0'))::uuid, g`,
  ],
  [
    'search_entries',
    'tenant_id, message_id, channel_id, sent_at, tokens',
    `${tenant}, ${id(4)}, ${channelOf}, now() - g * interval '1 min', array[g % 3, g % 100, g]::bigint[]`,
  ],
  ['events', 'tenant_id, seq, type, at', `${tenant}, g, 'message.sent', now()`],
  [
    'audit_outbox',
    'tenant_id, entry_id, at, type, store, outcome, actor_type, action, resource_kind, request_id, sealed',
    `${tenant}, ${id(7)}, now(), 'message.sent', 'both', 'success', 'person', 'messages.send', 'Message', ${id(8)}, '\\x00'`,
  ],
  [
    'audit_log',
    'tenant_id, index, entry_id, at, sequenced_at, type, store, outcome, actor_type, actor_id, subject_id, action, resource_kind, resource_id, request_id, credential_id, count, sealed, leaf_hash',
    // Nearly everything is of one type and one outcome, and one person did a third of it.
    `${tenant}, g, ${id(0)}, now() - g * interval '1 s', now(), case g % 50 when 0 then 'request.refused' when 1 then 'role.assigned' else 'message.sent' end, 'both', case g % 50 when 0 then 'blocked' else 'success' end, 'person', ${id(1, 'case g % 3 when 0 then 1 else g % 40 end')}, case g % 50 when 1 then ${id(1, 'g % 40')} end, case g % 50 when 0 then 'roles.assign' when 1 then 'roles.assign' else 'messages.send' end, 'Message', ${id(4, 'g % 400')}, ${id(8)}, ${id(5, 'g % 40')}, 1, '\\x00', ${hash('l')}`,
  ],
  ['audit_openings', 'tenant_id, entry_id, field, sealed', `${tenant}, ${id(0)}, 'address', '\\x00'`],
  [
    'audit_heads',
    'tenant_id, origin, size, frontier, sequenced_at, checkpoint_size, checkpoint_at',
    // One row per tenant: of the large one, and of one thousand times as many as there are else.
    `(lpad(to_hex(n), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(g - 1), 12, '0'))::uuid, 'x', 1, '\\x00', now(), 1, now()`,
  ],
  [
    'audit_tiles',
    'tenant_id, level, tile, hashes, root',
    `${tenant}, 0, g, decode(repeat('00', 8192), 'hex'), ${hash('r')}`,
  ],
  ['audit_checkpoints', 'tenant_id, size, note, signed_at', `${tenant}, g, 'x', now()`],
  [
    'audit_boundaries',
    'tenant_id, lowest_index, note, root, made_at',
    `${tenant}, g * 256, 'x', ${hash('b')}, now()`,
  ],
  ['audit_places', 'tenant_id, size, index, salt, placed_at', `${tenant}, g, g, ${hash('c')}, now()`],
  ['audit_rotations', 'tenant_id, generation, note, made_at', `${tenant}, g + 1, 'x', now()`],
  ['audit_erased_waiting', 'tenant_id, entry_id, subject_id', `${tenant}, ${id(0)}, ${id(1, 'g % 40')}`],
  [
    'audit_retention',
    'tenant_id',
    `(lpad(to_hex(n), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(g - 1), 12, '0'))::uuid`,
  ],
  [
    'audit_classes',
    'tenant_id, type, action, outcome, actor_type',
    // As many as there are tenants, and of the large one no more than there are in life.
    `(lpad(to_hex(n), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(g / 200), 12, '0'))::uuid, 'type.' || g % 200, 'messages.send', 'success', 'person'`,
  ],
  [
    'audit_rollups',
    'tenant_id, hour, type, action, outcome, actor_type, entries',
    `${tenant}, timestamptz '2026-01-01 00:00+00' + (g / 10) * interval '1 hour', 'type.' || g % 10, 'messages.send', 'success', 'person', 1`,
  ],
  [
    'audit_views',
    'tenant_id, view_id, principal_id, is_shared, sealed, saved_at',
    `${tenant}, ${id(6)}, ${id(1, 'g % 400')}, g % 100 = 0, '\\x00', now()`,
  ],
  [
    'audit_sinks',
    'tenant_id, sink_id, kind, sealed, state, next_index, due_at, created_at',
    `(lpad(to_hex(n), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(g / 20), 12, '0'))::uuid, ${id(8)}, 'file', '\\x00', 'active', 0, now() + g * interval '1 minute', now()`,
  ],
  [
    'audit_dead_letters',
    'tenant_id, sink_id, index, entry_id, refused_at',
    `${tenant}, ${id(8, 'g % 20')}, g, ${id(0)}, now()`,
  ],
  [
    'job_outbox',
    'tenant_id, job_id, task, run_at, created_at',
    `${tenant}, ${id(9)}, 'sessions.prune', now(), now()`,
  ],
];

export const largeTenant = '00000001-0000-7000-8000-000000000000';

/** Returns the tables it has filled. */
export async function loadSkewedData(admin: pg.Pool): Promise<string[]> {
  const client = await admin.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await client.query(`insert into tenant.heads select ${tenant} from generate_series(1, 20051) n`);
    for (const [table, columns, values] of loads)
      await client.query(
        `insert into tenant.${table} (${columns}) select ${values}
           from generate_series(1, 51) n, lateral generate_series(1, case n when 1 then ${large} else ${small} end) g`,
      );
    await client.query(
      `insert into directory.tenants (tenant_id, status, slug_lookup, sealed, region, created_at)
         select ${tenant}, 'active', sha256(convert_to(n::text, 'UTF8')), '\\x00', 'local', now() from generate_series(1, 20051) n`,
    );
    await client.query(
      `insert into directory.domains (name_lookup, tenant_id, domain_id)
         select sha256(convert_to(n::text, 'UTF8')), ${tenant}, ${id(6, '1')} from generate_series(1, 20051) n`,
    );
    await client.query('commit');
    await client.query('analyze');
  } finally {
    client.release();
  }
  return ['tenant.heads', ...loads.map(([table]) => `tenant.${table}`)].sort();
}
