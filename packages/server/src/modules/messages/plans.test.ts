/** Row-level security hides indexes from careless statements, and a plan that scans a table scans every tenant's rows. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { allStatements } from '../../kernel/database/statement.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { channelImplementations } from '../channels/index.ts';
import { importImplementations } from '../imports/index.ts';
import { reactionImplementations } from '../reactions/index.ts';
import { messageImplementations } from './index.ts';

let harness: Harness;
let pool: pg.Pool;
before(async () => {
  harness = await createHarness({
    implementations: () => [
      ...channelImplementations(),
      ...messageImplementations(),
      ...reactionImplementations(),
      ...importImplementations(),
    ],
  });
  pool = harness.poolOf('wardroom_app', 1);
  await seed();
});
after(async () => {
  await harness.close();
});

const own = /^(channels|messages|reactions|imports|sync)\./;

test('no statement of channels, messages, reactions, imports and the snapshot scans a tenant table', async () => {
  const statements = allStatements().filter(({ name }) => own.test(name));
  assert.ok(statements.length >= 35, `only ${statements.length} statements were found`);
  for (const { name, text } of statements) {
    const scans = nodesOf(await explain(text)).filter((node) => node['Node Type'] === 'Seq Scan');
    assert.deepEqual(
      scans.map((node) => node['Relation Name']),
      [],
      name,
    );
  }
});

test('the look at plans would notice a scan', async () => {
  // Without row-level security nothing narrows this to one tenant.
  const { rows } = await harness.admin.query(
    'explain (format json) select count(*) from tenant.messages where revision = 2',
  );
  assert.ok(nodesOf(rows[0]['QUERY PLAN'][0].Plan).some((node) => node['Node Type'] === 'Seq Scan'));
});

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Node[];
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

async function explain(text: string): Promise<Node> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const pid: unknown = Reflect.get(client, 'processID');
    const context = harness.signer.sign(harness.acme.tenant.id, Number(pid));
    await client.query("select set_config('app.tenant', $1, true)", [context]);
    const { rows } = await client.query(`explain (generic_plan, format json) ${text}`);
    return rows[0]['QUERY PLAN'][0].Plan;
  } finally {
    await client.query('rollback');
    client.release();
  }
}

/** 95 % of everything belongs to one tenant, and half of that to one channel and one person. */
async function seed(): Promise<void> {
  const { acme, globex } = harness;
  const run = async (text: string, values: readonly unknown[]) => {
    await harness.admin.query(text, [...values]);
    // Foreign keys keep the plans of their checks: those made on empty tables would read all of them.
    await harness.admin.query('analyze');
  };
  await run(
    'insert into tenant.heads (tenant_id) select uuidv7() from generate_series(1, $1::integer)',
    [20_000],
  );
  for (const [{ tenant, principals, general }, share] of [
    [acme, 19],
    [globex, 1],
  ] as const) {
    const values = [tenant.id, principals.member.uuid];
    await run(
      `insert into tenant.principals (tenant_id, principal_id, kind, status, role, handle_lookup, sealed, created_at, updated_at)
       select $1, uuidv7(), 'person', 'active', 'member', sha256(n::text::bytea), '\\x00', now(), now() from generate_series(1, ${share} * 110) n`,
      [values[0]],
    );
    await run(
      `insert into tenant.groups (tenant_id, group_id, path, visibility, mentionable_by, handle_lookup, sealed, created_by, created_at, updated_at)
       select $1, g.id, array[g.id], 'public', 'everyone', sha256(g.id::text::bytea), '\\x00', $2, now(), now()
         from (select uuidv7() as id from generate_series(1, ${share} * 110)) g`,
      values,
    );
    await run(
      `insert into tenant.group_members (tenant_id, group_id, principal_id, source, role, added_at)
       select $1, g.group_id, p.principal_id, 'manual', 'member', now()
         from (select group_id, row_number() over () as n from tenant.groups where tenant_id = $1) g
         join (select principal_id, row_number() over () as n from tenant.principals where tenant_id = $1) p
           on (g.n + p.n) % ${share * 10} = 0 and $2::uuid is not null`,
      values,
    );
    await run(
      `insert into tenant.channels (tenant_id, channel_id, kind, name_lookup, sealed_name, sealed_topic, created_by, created_at)
       select $1, uuidv7(), case when n % 3 = 0 then 'private' else 'public' end, sha256(n::text::bytea), '\\x00', '\\x00', $2, now()
         from generate_series(1, ${share} * 110) n`,
      values,
    );
    await run(
      `insert into tenant.channel_members (tenant_id, channel_id, principal_id, role, joined_at)
       select $1, c.channel_id, p.principal_id, 'member', now()
         from (select channel_id, row_number() over () as n from tenant.channels where tenant_id = $1) c
         join (select principal_id, row_number() over () as n from tenant.principals where tenant_id = $1) p
           on (c.n + p.n) % ${share * 10} = 0 and $2::uuid is not null
       on conflict do nothing`,
      values,
    );
    await run(
      `insert into tenant.messages (tenant_id, message_id, channel_id, channel_seq, author_id, client_key, sealed_body, mentions_all, sent_at)
       select $1, uuidv7(), case when n % 2 = 0 then $3::uuid else c.ids[1 + n % array_length(c.ids, 1)] end, n,
              case when n % 2 = 0 then $2::uuid else p.ids[1 + n % array_length(p.ids, 1)] end, 'key-' || n, '\\x00', n % 50 = 0, now()
         from generate_series(1, ${share} * 1100) n,
              (select array_agg(channel_id) as ids from tenant.channels where tenant_id = $1) c,
              (select array_agg(principal_id) as ids from tenant.principals where tenant_id = $1) p`,
      [...values, general.uuid],
    );
    await run(
      `insert into tenant.mentions (tenant_id, principal_id, message_id, channel_id, channel_seq)
       select $1, case when channel_seq % 4 = 0 then $2::uuid else author_id end, message_id, channel_id, channel_seq
         from tenant.messages where tenant_id = $1`,
      values,
    );
    await run(
      `insert into tenant.reactions (tenant_id, message_id, emoji_lookup, principal_id, sealed_emoji, at)
       select $1, message_id, sha256(channel_seq::text::bytea), $2, '\\x00', now() from tenant.messages where tenant_id = $1`,
      values,
    );
    await run(
      `update tenant.messages x set thread_root_id = (select r.message_id from tenant.messages r
          where r.tenant_id = $1 and r.channel_id = x.channel_id and r.channel_seq = 2)
        where x.tenant_id = $1 and x.channel_id = $3 and x.channel_seq > 2 and x.channel_seq % 6 = 0 and $2::uuid is not null`,
      [...values, general.uuid],
    );
  }
}
