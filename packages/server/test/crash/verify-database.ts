/** What the tables say after all crashes, read by the superuser of a database that no server uses any more. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { decodeId } from '@wardroom/contract';
import { Frontier } from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../src/kernel/database/embedded/index.ts';
import type { PersonAtDevice } from './person-at-device.ts';

/** What waits for its place, and what has it. */
const entries = `with entries as (
  select tenant_id, entry_id, resource_id, subject_id, type, outcome, count from tenant.audit_outbox
   union all select tenant_id, entry_id, resource_id, subject_id, type, outcome, count from tenant.audit_log)`;

/** Each gives a row per violation. */
const violations: Readonly<Record<string, string>> = {
  'channel_seq runs from 1 without a gap, to the number that the channel names': `
    select c.channel_id, c.last_seq, count(m.*) from tenant.channels c
      left join tenant.messages m using (tenant_id, channel_id)
     group by c.tenant_id, c.channel_id, c.last_seq
    having count(m.*) <> c.last_seq or coalesce(max(m.channel_seq), 0) <> c.last_seq
        or coalesce(min(m.channel_seq), 1) <> 1 or count(distinct m.channel_seq) <> count(m.*)`,
  'the log runs from 1 without a gap, to its head': `
    select h.tenant_id, h.seq, count(e.*) from tenant.heads h left join tenant.events e using (tenant_id)
     group by h.tenant_id, h.seq
    having count(e.*) <> h.seq or coalesce(max(e.seq), 0) <> h.seq or coalesce(min(e.seq), 1) <> 1`,
  'every message has one event of its sending, no event is without a message': `
    select m.message_id, e.message_id, count(e.*) from tenant.messages m
      full join (select * from tenant.events where type = 'message.sent') e using (tenant_id, message_id)
     group by m.message_id, e.message_id having count(e.*) <> 1 or m.message_id is null or e.message_id is null`,
  'every change of a message has its event': `
    select m.message_id, m.revision, count(e.*) from tenant.messages m
      left join tenant.events e on e.tenant_id = m.tenant_id and e.message_id = m.message_id
       and e.type in ('message.edited', 'message.redacted')
     group by m.message_id, m.revision having count(e.*) <> m.revision - 1`,
  'messages follow each other in the log as they do in their channel': `
    select * from (select e.seq, m.channel_seq,
        lag(m.channel_seq) over (partition by m.tenant_id, m.channel_id order by e.seq) as before
      from tenant.events e join tenant.messages m using (tenant_id, message_id) where e.type = 'message.sent') as line
     where channel_seq <> coalesce(before, 0) + 1`,
  'every event has its audit entry: sent, edited, redacted, and none beyond': `
    ${entries} select coalesce(e.message_id, a.resource_id), e.type, a.type, e.n, a.n
      from (select tenant_id, message_id, type, count(*) n from tenant.events
             where type like 'message.%' group by 1, 2, 3) e
      full join (select tenant_id, resource_id, type, sum(count) n from entries
             where type like 'message.%' and outcome = 'success' group by 1, 2, 3) a
        on a.tenant_id = e.tenant_id and a.resource_id = e.message_id and a.type = e.type
     where e.n is distinct from a.n`,
  'every arrival and departure has its audit entry, and none beyond (a creator arrives with the channel)': `
    ${entries}, moves as (select 'event' as what, e.channel_id, e.subject_id, e.type from tenant.events e
        union all select 'entry', a.resource_id, a.subject_id, a.type from entries a
         where a.outcome = 'success')
    select m.type, m.channel_id, m.subject_id, count(*) filter (where what = 'event') as events,
           count(*) filter (where what = 'entry') as entries
      from moves m join tenant.channels c using (channel_id)
     where m.type in ('channel.member_added', 'channel.member_removed') and m.subject_id <> c.created_by
     group by 1, 2, 3 having count(*) filter (where what = 'event') <> count(*) filter (where what = 'entry')`,
  'no audit entry is there twice, waiting or sealed': `
    ${entries} select tenant_id, entry_id from entries group by 1, 2 having count(*) > 1`,
  'places in a log run from 0 without a gap, to the size of its tree': `
    select h.tenant_id, h.size, count(l.*) from tenant.audit_heads h
      full join tenant.audit_log l using (tenant_id) group by h.tenant_id, h.size
    having count(l.*) is distinct from h.size or coalesce(max(l.index) + 1, 0) <> count(l.*)`,
  'whoever is in a channel is whom the log says': `
    select m.principal_id, m.channel_id, last.type from tenant.channel_members m
      full join (select distinct on (channel_id, subject_id) channel_id, subject_id, type from tenant.events
             where type in ('channel.member_added', 'channel.member_removed')
             order by channel_id, subject_id, seq desc) last
        on last.channel_id = m.channel_id and last.subject_id = m.principal_id
     where (m.principal_id is null) <> (last.type = 'channel.member_removed')
       and not (last.type is null and m.role = 'manager')`,
  'a thread counts its replies': `
    select r.message_id, r.reply_count, count(m.*) from tenant.messages r
      left join tenant.messages m on m.tenant_id = r.tenant_id and m.thread_root_id = r.message_id
     group by r.message_id, r.reply_count having count(m.*) <> r.reply_count`,
  'nobody has read what was not written': `
    select * from tenant.channel_members m join tenant.channels c using (tenant_id, channel_id)
     where m.last_read_seq > c.last_seq`,
};

export async function verifyDatabase(directory: string, people: readonly PersonAtDevice[]): Promise<void> {
  const postgres = await startEmbeddedPostgres({
    directory: join(directory, 'postgres'),
    durability: 'durable',
    log: () => {},
  });
  const client = new pg.Client({ connectionString: postgres.adminUrl });
  try {
    await client.connect();
    for (const [what, sql] of Object.entries(violations)) {
      const { rows } = await client.query(sql);
      assert.deepEqual(rows.slice(0, 5), [], what);
    }
    await requireTrees(client);
    await requireSent(client, people);
    // Checksums are on: a torn page would have been refused; the indexes are compared with their tables, too.
    await client.query('create extension if not exists amcheck');
    for (const [method, check] of Object.entries(indexChecks))
      await client.query(`select ${check} from pg_class c
        join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'tenant'
        join pg_am m on m.oid = c.relam and m.amname = '${method}' where c.relkind = 'i'`);
  } finally {
    await client.end();
    await postgres.stop();
  }
}

/** Every head is the right edge of the tree over the leaves that are there, and something was sealed at all. */
async function requireTrees(client: pg.Client): Promise<void> {
  const { rows: heads } = await client.query<{
    tenant_id: string;
    frontier: Buffer;
    checkpoint_size: string;
  }>('select tenant_id, frontier, checkpoint_size from tenant.audit_heads');
  assert.ok(heads.some(({ checkpoint_size }) => Number(checkpoint_size) > 0));
  for (const { tenant_id, frontier } of heads) {
    const tree = Frontier.empty(sha256);
    const { rows } = await client.query<{ leaf_hash: Buffer }>(
      'select leaf_hash from tenant.audit_log where tenant_id = $1 order by index',
      [tenant_id],
    );
    for (const { leaf_hash } of rows) tree.appendLeaf(new Uint8Array(leaf_hash));
    assert.deepEqual(Buffer.from(tree.serialise()), frontier);
  }
}

const indexChecks = { btree: 'bt_index_check(c.oid, true)', gin: 'gin_index_check(c.oid)' };

async function requireSent(client: pg.Client, people: readonly PersonAtDevice[]): Promise<void> {
  const { rows } = await client.query<{ message_id: string; client_key: string }>(
    'select message_id, client_key from tenant.messages',
  );
  const stored = new Map(rows.map(({ message_id, client_key }) => [client_key, message_id]));
  assert.equal(stored.size, rows.length, 'no client key is there twice');
  for (const { sent } of people)
    for (const { clientKey, message } of sent)
      if (message) assert.equal(stored.get(clientKey), decodeId('message', message.id), clientKey);
}
