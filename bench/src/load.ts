/** The load of the send benches, and its baseline: the same rows by raw SQL. */
import pg from 'pg';
import { systemClock } from '../../packages/server/src/kernel/clock.ts';
import { createIds } from '../../packages/server/src/kernel/ids.ts';
import { systemRandom } from '../../packages/server/src/kernel/random.ts';
import { conversationLines } from './conversation.ts';
import type { Sender } from './crowd.ts';
import { startBenchDatabase } from './database.ts';
import { ms, percentile, perSecond, type Row, sortedNumbers } from './table.ts';

export interface Load {
  readonly sent: number;
  readonly delivered: number;
  readonly elapsedMs: number;
  readonly p50: number;
  readonly p99: number;
}

export interface Rate {
  readonly count: number;
  readonly elapsedMs: number;
}

export function loadRow(
  measure: string,
  load: Load,
  baseline: Rate,
  goals: { readonly bar: string; readonly aim: string },
): Row {
  const share = (load.sent / load.elapsedMs / (baseline.count / baseline.elapsedMs)) * 100;
  return {
    measure,
    figure: `${perSecond(load.sent, load.elapsedMs)} (p50 ${ms(load.p50)}, p99 ${ms(load.p99)}; ${perSecond(load.delivered, load.elapsedMs)} deliveries)`,
    baseline: `${perSecond(baseline.count, baseline.elapsedMs)} raw batch insert; ${share.toFixed(0)} % of it`,
    ...goals,
  };
}

export async function sendFor(senders: readonly Sender[], durationMs: number): Promise<Load> {
  const lines = conversationLines();
  const latencies: number[] = [];
  let delivered = 0;
  for (const sender of senders) {
    sender.onEvent = () => {
      delivered += 1;
    };
  }
  const started = performance.now();
  const until = started + durationMs;
  await Promise.all(
    senders.map(async (sender, index) => {
      for (let turn = index; performance.now() < until; turn += senders.length) {
        const from = performance.now();
        await sender.send(lines[turn % lines.length] ?? 'nothing to say');
        latencies.push(performance.now() - from);
      }
    }),
  );
  const elapsedMs = performance.now() - started;
  const sorted = sortedNumbers(latencies);
  return {
    sent: latencies.length,
    delivered,
    elapsedMs,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
  };
}

/**
 * The same rows (message, search entry of sixteen words, event, audit entry from the outbox into the log with one opening,
 * heads) by the owner of the cluster, 256 to a durable transaction.
 */
export async function insertRaw(): Promise<Rate> {
  const database = await startBenchDatabase();
  const admin = new pg.Client({ connectionString: database.postgres.adminUrl });
  await admin.connect();
  try {
    const ids = createIds(systemClock, systemRandom);
    const [tenantId, author, channel] = [ids.next(), ids.next(), ids.next()];
    const lookup = systemRandom.bytes(32);
    await admin.query(
      `insert into tenant.principals (tenant_id, principal_id, kind, status, role, handle_lookup, sealed, created_at, updated_at)
       values ($1, $2, 'bot', 'active', 'agent', $3, '\\x00', now(), now())`,
      [tenantId, author, lookup],
    );
    await admin.query(
      `insert into tenant.channels (tenant_id, channel_id, kind, name_lookup, sealed_name, sealed_topic, created_by, created_at)
       values ($1, $2, 'public', $3, '\\x00', '\\x00', $4, now())`,
      [tenantId, channel, lookup, author],
    );
    const started = performance.now();
    let count = 0;
    while (performance.now() - started < 5_000) {
      await admin.query('begin');
      const values = [tenantId, channel, author, count];
      await admin.query(
        `with sent as (
           insert into tenant.messages (tenant_id, message_id, channel_id, channel_seq, author_id, client_key, sealed_body, sent_at)
           select $1, uuidv7(), $2, $4::bigint + n, $3, 'bench-' || ($4::bigint + n), decode(repeat('ab', 120), 'hex'), now() from generate_series(1, 256) n
           returning tenant_id, message_id, channel_id, sent_at)
         insert into tenant.search_entries (tenant_id, message_id, channel_id, sent_at, tokens)
         select sent.tenant_id, sent.message_id, sent.channel_id, sent.sent_at,
                (select array_agg((random() ^ 4 * 50000)::bigint) from generate_series(1, 16) where sent.message_id is not null)
           from sent`,
        values,
      );
      await admin.query(
        `insert into tenant.events (tenant_id, seq, type, at, actor_id, channel_id, message_id)
         select $1, $4::bigint + n, 'message.sent', now(), $3, $2, uuidv7() from generate_series(1, 256) n`,
        values,
      );
      await admin.query(
        `insert into tenant.audit_outbox (tenant_id, entry_id, at, type, store, outcome, actor_type, actor_id, action, resource_kind, resource_id, request_id, sealed)
         select $1, uuidv7(), now(), 'message.sent', 'compliance', 'success', 'bot', $3, 'messages.send', 'Channel', $2, uuidv7(), decode(repeat('ab', 90), 'hex')
           from generate_series(1, 256) where $4::bigint >= 0`,
        values,
      );
      await admin.query(
        `with taken as (delete from tenant.audit_outbox where tenant_id = $1 returning *),
              opened as (insert into tenant.audit_openings (tenant_id, entry_id, field, subject_id, sealed)
                select tenant_id, entry_id, 'address', actor_id, decode(repeat('ab', 110), 'hex') from taken)
         insert into tenant.audit_log (tenant_id, index, entry_id, at, sequenced_at, type, store, outcome, actor_type,
           actor_id, action, resource_kind, resource_id, request_id, count, sealed, leaf_hash)
         select tenant_id, $2::bigint + row_number() over (), entry_id, at, now(), type, store, outcome, actor_type,
                actor_id, action, resource_kind, resource_id, request_id, 1, sealed, decode(repeat('ab', 32), 'hex') from taken`,
        [tenantId, count],
      );
      await admin.query('update tenant.channels set last_seq = $2 where tenant_id = $1', [
        tenantId,
        count + 256,
      ]);
      await admin.query('commit');
      count += 256;
    }
    return { count, elapsedMs: performance.now() - started };
  } finally {
    await admin.end();
    await database.stop();
  }
}
