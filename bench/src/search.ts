/**
 * Searching the encrypted messages of one tenant: the whole operation in one process (limits of authority, index, rows,
 * opening, comparing), against PostgreSQL's full-text search on the plaintext of the same messages, the statement alone.
 * 100,000 messages, then 1,000,000; texts are real lines with marked words among them.
 */
import type { Uuid } from '@wardroom/contract';
import type pg from 'pg';
import { sealBody } from '../../packages/server/src/modules/messages/index.ts';
import { lastLexicon, storedTokens } from '../../packages/server/src/modules/search-index/index.ts';
import { startTestCluster } from '../../packages/server/src/testing/cluster.ts';
import type { Who } from '../../packages/server/src/testing/fixtures.ts';
import { createHarness, type Harness } from '../../packages/server/src/testing/harness.ts';
import { conversationLines } from './conversation.ts';
import { ms, percentile, type Row, sortedNumbers } from './table.ts';

const chunk = 5_000;
const runs = 60;
/** One message of so many carries the word. */
const marked: readonly (readonly [word: string, every: number])[] = [
  ['qcommon', 3],
  ['qmiddle', 200],
  ['qrare', 50_000],
];

interface Question {
  readonly name: string;
  readonly who: Who;
  readonly query: string;
  readonly plain: string;
}

const questions: readonly Question[] = [
  { name: 'a word of 20 messages in a million', who: 'member', query: 'qrare', plain: 'qrare' },
  { name: 'a word of every 200th message', who: 'member', query: 'qmiddle', plain: 'qmiddle' },
  { name: 'a word of every 3rd message', who: 'member', query: 'qcommon', plain: 'qcommon' },
  { name: 'two words', who: 'member', query: 'qcommon qmiddle', plain: 'qcommon & qmiddle' },
  { name: 'a phrase', who: 'member', query: '"qmiddle qcommon"', plain: 'qmiddle <-> qcommon' },
  {
    name: 'a word of every 3rd message of the older half, none since',
    who: 'member',
    query: 'qold',
    plain: 'qold',
  },
  { name: 'that word and another', who: 'member', query: 'qold qmiddle', plain: 'qold & qmiddle' },
  {
    name: 'a frequent word, by a guest in a channel of 1 %',
    who: 'guest',
    query: 'qcommon',
    plain: 'qcommon',
  },
];

export async function search(): Promise<Row[]> {
  const stop = await startTestCluster();
  try {
    const rows: Row[] = [];
    for (const messages of [100_000, 1_000_000]) rows.push(...(await measure(messages)));
    return rows;
  } finally {
    await stop();
  }
}

async function measure(messages: number): Promise<Row[]> {
  const harness = await createHarness();
  try {
    await fill(harness, messages);
    const rows: Row[] = [];
    for (const question of questions) rows.push(await answer(harness, question, messages));
    return [...rows, await sizeOf(harness, messages)];
  } finally {
    await harness.close();
  }
}

async function answer(
  harness: Harness,
  { name, who, query, plain }: Question,
  messages: number,
): Promise<Row> {
  const ours = await timesOf(() => harness.succeed(harness.acme, who, 'search.messages', { query }));
  const theirs = await timesOf(() =>
    harness.admin.query({
      name: 'bench.plain',
      text: `select message_id, body from bench_plain where channel_id = any ($2) and words @@ to_tsquery('simple', $1)
        order by sent_at desc limit 21`,
      values: [plain, who === 'guest' ? [secretOf(harness)] : [generalOf(harness), secretOf(harness)]],
    }),
  );
  const shown = (times: readonly number[]) =>
    `p50 ${ms(percentile(times, 0.5))}, p95 ${ms(percentile(times, 0.95))}`;
  return {
    measure: `${name}, newest 20 of ${messages.toLocaleString('en')}`,
    figure: shown(ours),
    baseline: `${shown(theirs)} full-text search on plaintext`,
    bar: messages === 1_000_000 ? 'p95 ≤ 50 ms' : '–',
    aim: messages === 1_000_000 ? 'p95 ≤ 20 ms' : '–',
  };
}

const generalOf = ({ acme }: Harness): string => acme.general.uuid;
const secretOf = ({ acme }: Harness): string => acme.secret.uuid;

async function timesOf(work: () => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs + 5; run += 1) {
    const started = performance.now();
    await work();
    if (run >= 5) times.push(performance.now() - started);
  }
  return sortedNumbers(times);
}

async function sizeOf(harness: Harness, messages: number): Promise<Row> {
  const { rows } = await harness.admin.query<{ tokens: string; entries: string; plain: string }>(
    `select pg_relation_size('tenant.search_entries_tokens') as tokens, pg_total_relation_size('tenant.search_entries') as entries,
            pg_relation_size('bench_plain_words') as plain`,
  );
  const [row] = rows;
  const each = (bytes: string | undefined) => `${Math.round(Number(bytes) / messages)} B`;
  return {
    measure: `size of the index per message, ${messages.toLocaleString('en')}`,
    figure: `${each(row?.tokens)} (${each(row?.entries)} with tokens and order)`,
    baseline: `${each(row?.plain)} full-text index`,
    bar: '–',
    aim: '72 B',
  };
}

/** Straight into the tables: what is measured is searching. */
async function fill(harness: Harness, messages: number): Promise<void> {
  const client = await harness.admin.connect();
  await client.query(
    'create table bench_plain (message_id uuid, channel_id uuid, sent_at timestamptz, body text, words tsvector)',
  );
  await client.query('drop index tenant.search_entries_tokens');
  await client.query('set session_replication_role = replica');
  const lines = conversationLines();
  for (let from = 0; from < messages; from += chunk)
    await fillChunk(harness, client, lines, { from, messages });
  await client.query('set session_replication_role = default');
  await client.query(
    'create index search_entries_tokens on tenant.search_entries using gin (tokens) with (gin_pending_list_limit = 256)',
  );
  await client.query('create index bench_plain_words on bench_plain using gin (words)');
  await client.query('create index bench_plain_newest on bench_plain (sent_at)');
  await client.query(
    'update tenant.channels c set last_seq = (select count(*) from tenant.messages m where m.tenant_id = c.tenant_id and m.channel_id = c.channel_id)',
  );
  await client.query('vacuum analyze');
  client.release();
}

const startedAt = Date.UTC(2026, 0, 1);

async function fillChunk(
  { acme, parts }: Harness,
  client: pg.PoolClient,
  lines: readonly string[],
  { from, messages }: { readonly from: number; readonly messages: number },
): Promise<void> {
  const lexicon = lastLexicon(acme.keys);
  const authorId = acme.principals.member.uuid;
  const rows = Array.from({ length: chunk }, (_, offset) => {
    const number = from + offset;
    const messageId = parts.ids.next();
    const channelId = (number % 100 === 99 ? acme.secret.uuid : acme.general.uuid) as Uuid;
    const body = textOf(lines, number, messages);
    const entry = lexicon.entry(lexicon.tokensOf(body), { messageId, channelId, authorId });
    const sealed = sealBody(acme.keys, messageId, body);
    const at = startedAt + number * 20_000;
    const tokens = storedTokens({ entry, sentAt: at });
    return { number, messageId, channelId, body, tokens, sealed, sentAt: new Date(at).toISOString() };
  });
  const column = <Key extends keyof (typeof rows)[number]>(key: Key) => rows.map((row) => row[key]);
  await client.query({
    name: 'bench.fill',
    text: `with e as (
        select * from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::bytea[], $6::timestamptz[], $7::text[], $8::text[])
          as e (message_id, channel_id, seq, sealed, sent_at, tokens, body)
      ), m as (
        insert into tenant.messages (tenant_id, message_id, channel_id, channel_seq, author_id, client_key, sealed_body, sent_at)
        select $1, e.message_id, e.channel_id, e.seq + 1, $9, 'bench-' || e.seq, e.sealed, e.sent_at from e
      ), s as (
        insert into tenant.search_entries (tenant_id, message_id, channel_id, sent_at, tokens)
        select $1, e.message_id, e.channel_id, e.sent_at, e.tokens::bigint[] from e
      )
      insert into bench_plain select e.message_id, e.channel_id, e.sent_at, e.body, to_tsvector('simple', e.body) from e`,
    values: [
      acme.tenant.id,
      column('messageId'),
      column('channelId'),
      column('number'),
      column('sealed'),
      column('sentAt'),
      column('tokens'),
      column('body'),
      authorId,
    ],
  });
}

function textOf(lines: readonly string[], number: number, messages: number): string {
  const words = marked.flatMap(([word, every]) => (number % every === 0 ? [word] : [])).reverse();
  if (number < messages / 2 && number % 3 === 1) words.push('qold');
  return [(lines[number % lines.length] ?? '').slice(0, 400), ...words].join(' ');
}
