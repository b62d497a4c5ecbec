/**
 * Plans of the statements of identity and administration, on skewed rows: row-level security hides indexes from careless
 * statements, and a plan that scans a table scans every tenant’s rows.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import { allStatements } from '../../kernel/database/statement.ts';
import { createIdentityHarness, type IdentityHarness } from '../../testing/identity.ts';

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Filter?: string;
  readonly Plans?: readonly Node[];
}
const own = /^(principals|tenants|sessions|credentials|audit|authority)\./;
/** Reads every row of its tenant, of which these rows know two; test/plans looks at it among many. */
const wholeLists: ReadonlySet<string> = new Set(['authority.roles', 'audit.listClasses']);
const byRoute = Object.fromEntries(
  ['class', 'actor', 'subject', 'resource', 'credential', 'request'].map((name) => [
    name,
    `audit_log_by_${name}`,
  ]),
);
const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
const scansOf = (plan: Node) => nodesOf(plan).filter((node) => node['Node Type'] === 'Seq Scan');

describe('plans of identity and administration', () => {
  let h: IdentityHarness;
  let pool: pg.Pool;
  before(async () => {
    h = await createIdentityHarness();
    pool = h.poolOf('wardroom_app', 1);
    for (const [fixture, share] of [
      [h.acme, 2000],
      [h.globex, 200],
    ] as const)
      await seed(h.admin, fixture.tenant.id, [fixture.principals.bot.uuid, fixture.general.uuid], share);
    await h.admin.query(
      'insert into tenant.heads (tenant_id, seq) select uuidv7(), 0 from generate_series(1, 2000)',
    );
    await h.admin.query(
      `insert into tenant.audit_heads (tenant_id, origin, size, frontier, sequenced_at, checkpoint_size, checkpoint_at)
       select uuidv7(), 'x', 0, '\\x00', now(), 0, now() from generate_series(1, 2000)`,
    );
    await h.admin.query('analyze');
  });
  after(() => h.close());

  it('no statement scans a tenant table', async () => {
    const statements = allStatements().filter(({ name }) => own.test(name) && !wholeLists.has(name));
    assert.ok(statements.length >= 33, `only ${statements.length} statements were found`);
    for (const { name, text } of statements) {
      const scans = scansOf(await explain(text));
      assert.deepEqual(
        scans.map((node) => node['Relation Name']),
        [],
        name,
      );
    }
  });

  it('each walk along the log reads one index in its order, and what it finds by the ids', async () => {
    const ownIndex = { ...byRoute, whole: 'audit_log_entry_once' };
    for (const [route, index] of Object.entries(ownIndex))
      for (const statement of [
        `audit.walk.${route}.asc`,
        `audit.walk.${route}.desc`,
        `audit.count.${route}`,
      ]) {
        const text = allStatements().find(({ name }) => name === statement)?.text;
        assert.ok(text, statement);
        const nodes = nodesOf(await explain(text));
        const read = nodes.filter((node) => node['Relation Name'] === 'audit_log');
        assert.deepEqual(
          read.map((node) => node['Index Name']),
          [index, 'audit_log_entry_once'],
          statement,
        );
        // What an index knows is not read and thrown away.
        assert.doesNotMatch(read[0]?.Filter ?? '', /type|action|outcome|_id = \$/, statement);
        // What an index has in order is not read whole and sorted: a bitmap has no order.
        assert.ok(
          read.every((node) => ['Index Scan', 'Index Only Scan'].includes(node['Node Type'])),
          statement,
        );
      }
  });

  it('the look at plans would notice a scan', async () => {
    const { rows } = await h.admin.query(
      `explain (format json) select count(*) from tenant.sessions where sealed = '\\x01'`,
    );
    assert.equal(scansOf(rows[0]['QUERY PLAN'][0].Plan).length, 1);
  });

  async function explain(text: string): Promise<Node> {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const context = h.signer.sign(h.acme.tenant.id, Number(Reflect.get(client, 'processID')));
      await client.query("select set_config('app.tenant', $1, true)", [context]);
      const { rows } = await client.query(`explain (generic_plan, format json) ${text}`);
      return rows[0]['QUERY PLAN'][0].Plan;
    } finally {
      await client.query('rollback');
      client.release();
    }
  }
});

async function seed(
  admin: pg.Pool,
  tenantId: string,
  [botId, channelId]: readonly [string, string],
  people: number,
): Promise<void> {
  const run = async (text: string, more: readonly unknown[] = []) => {
    await admin.query(text, [tenantId, ...more]);
    // Foreign keys keep the plans of their checks: those made on empty tables would read all of them.
    await admin.query('analyze');
  };
  await run(
    `insert into tenant.principals (tenant_id, principal_id, kind, status, role, handle_lookup, sealed, created_at, updated_at)
     select $1, uuidv7(), 'person', 'active', 'member', sha256(n::text::bytea), '\\x00', now(), now()
       from generate_series(1, $2::integer) n`,
    [people],
  );
  const each = `from tenant.principals where tenant_id = $1`;
  const bytes = 'sha256(principal_id::text::bytea)';
  await run(
    `insert into tenant.passwords select $1, principal_id, 'x', now() ${each} on conflict do nothing`,
  );
  await run(
    `insert into tenant.groups (tenant_id, group_id, path, visibility, mentionable_by, handle_lookup, sealed, created_by, created_at, updated_at)
     select $1, principal_id, array[principal_id], 'public', 'everyone', ${bytes}, '\\x00', principal_id, now(), now() ${each}`,
  );
  await run(
    `insert into tenant.group_members (tenant_id, group_id, principal_id, source, role, added_at)
     select $1, principal_id, principal_id, 'manual', 'member', now() ${each}`,
  );
  await run(
    `insert into tenant.channel_members (tenant_id, channel_id, principal_id, role, joined_at)
     select $1, $2, principal_id, 'member', now() ${each} on conflict do nothing`,
    [channelId],
  );
  await run(
    `insert into tenant.sessions (tenant_id, session_id, principal_id, secret_hash, created_at, last_seen_at, authenticated_at, idle_expires_at, expires_at, sealed)
     select $1, uuidv7(), principal_id, ${bytes}, now(), now(), now(), now(), now(), '\\x00' ${each}`,
  );
  await run(
    `insert into tenant.sign_in_links (tenant_id, link_id, principal_id, secret_hash, expires_at)
     select $1, uuidv7(), principal_id, ${bytes}, now() ${each}`,
  );
  await run(
    `insert into tenant.tokens (tenant_id, token_id, principal_id, parent_kind, parent_id, root_id, ancestors, scopes, once, issued_at, expires_at)
     select $1, uuidv7(), principal_id, 'session', principal_id, principal_id, '{}', '{}', false, now(), now() + interval '10 minutes' ${each}`,
  );
  await run(
    `insert into tenant.denials (tenant_id, denied_id, kind, denied_at, expires_at)
     select $1, principal_id, 'token', now(), now() ${each}`,
  );
  await run(
    `insert into tenant.token_uses (tenant_id, token_id, used_at, expires_at)
     select $1, principal_id, now(), now() ${each}`,
  );
  await run(
    `insert into tenant.credentials (tenant_id, credential_id, principal_id, created_by, secret_hash, prefix, last_four, scopes, sealed, created_at, expires_at)
     select $1, uuidv7(), $2, principal_id, ${bytes}, 'wr_live_bot_', 'last', '{}', '\\x00', now(), now() ${each}`,
    [botId],
  );
  await run(
    `insert into tenant.clients (tenant_id, client_id, registration, status, authentication, grant_types, scopes, requires_proof, sealed, created_at, updated_at)
     select $1, principal_id, 'here', 'active', 'none', '{authorization_code}', '{}', false, '\\x00', now(), now() ${each}`,
  );
  await run(
    `insert into tenant.grants (tenant_id, grant_id, principal_id, client_id, is_device, scopes, created_at, expires_at)
     select $1, uuidv7(), principal_id, principal_id, false, '{messages:read}', now(), now() + interval '1 day' ${each}`,
  );
  await run(
    `insert into tenant.audit_outbox (tenant_id, entry_id, at, type, store, outcome, actor_type, action, resource_kind, request_id, sealed)
     select $1, uuidv7(), now(), 'message.sent', 'compliance', 'success', 'person', 'x', 'Message', uuidv7(), '\\x00' ${each}`,
  );
  await run(
    `insert into tenant.audit_log (tenant_id, index, entry_id, at, sequenced_at, type, store, outcome, actor_type, action, resource_kind, credential_id, request_id, count, sealed, leaf_hash)
     select $1, row_number() over () - 1, uuidv7(), now(), now(), 'message.sent', 'compliance', 'success', 'person', 'x', 'Message', principal_id, uuidv7(), 1, '\\x00', ${bytes} ${each}`,
  );
  await run(
    `insert into tenant.audit_classes (tenant_id, type, action, outcome, actor_type)
     select $1, 'type.' || row_number() over (), 'x', 'success', 'person' ${each}`,
  );
  await run(
    `insert into tenant.audit_rollups (tenant_id, hour, type, action, outcome, actor_type, entries)
     select $1, timestamptz '2026-01-01 00:00+00' + row_number() over () * interval '1 hour', 'x', 'x', 'success', 'person', 1 ${each}`,
  );
  await run(
    `insert into tenant.audit_views (tenant_id, view_id, principal_id, is_shared, sealed, saved_at)
     select $1, uuidv7(), principal_id, false, '\\x00', now() ${each}`,
  );
  await run(
    `insert into tenant.audit_erased_waiting (tenant_id, entry_id, subject_id) select $1, uuidv7(), principal_id ${each}`,
  );
  await run(
    `insert into tenant.audit_openings (tenant_id, entry_id, field, sealed) select $1, uuidv7(), 'address', '\\x00' ${each}`,
  );
}
