/**
 * Reading the audit log of one tenant beside another: the whole operation in one process. A million entries, then ten.
 * Two filters at a time, every pair of the values below; against one statement as somebody would write it, planned by
 * PostgreSQL, by a superuser for whom row-level security does not hold, with the same indexes.
 */
import { createHash } from 'node:crypto';
import { encodeId, type IdKind, type Uuid } from '@wardroom/contract';
import { sealLoggedPart } from '../../packages/server/src/kernel/audit/sequencer/leaf.ts';
import { startTestCluster } from '../../packages/server/src/testing/cluster.ts';
import { createHarness, type Harness } from '../../packages/server/src/testing/harness.ts';
import { endedAt, fillLog, startedAt } from './audit-explorer-data.ts';
import { ms, percentile, type Row, sortedNumbers } from './table.ts';

const dayMs = 86_400_000;
const pairRuns = 5;
const runs = 40;
/** The statement that is compared with is given up after this. */
const patienceMs = 3_000;

type Filter = Readonly<Record<string, string | number>>;
interface Choice {
  readonly name: string;
  /** Choices of one dimension are not combined. */
  readonly dimension: string;
  readonly filter: Filter;
  /** The same in SQL. */
  readonly sql: string;
}

const idOf = (kind: string, n: number | string): Uuid => {
  const hex = createHash('md5').update(`${kind}${n}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') as Uuid;
};

const named = (dimension: string, name: string, kind: IdKind, uuid: Uuid): Choice => ({
  ...{ name, dimension, filter: { [dimension]: encodeId(kind, uuid) } },
  sql: `l.${dimension}_id = '${uuid}'`,
});
const word = (dimension: string, column: string, value: string): Choice => ({
  ...{ name: value, dimension, filter: { [dimension]: value } },
  sql: `l.${column} = '${value}'`,
});

const choices: readonly Choice[] = [
  named('actor', 'the busiest bot', 'principal', idOf('bot', 0)),
  named('actor', 'the busiest person', 'principal', idOf('person', 0)),
  named('actor', 'a quiet person', 'principal', idOf('person', 2_500)),
  named('subject', 'somebody it was done to', 'principal', idOf('person', 77)),
  named('resource', 'the busiest channel', 'channel', idOf('channel', 0)),
  named('resource', 'a quiet channel', 'channel', idOf('channel', 700)),
  named('credential', 'the key of the bot', 'credential', idOf('key', 'bot')),
  word('type', 'type', 'message.sent'),
  word('type', 'type', 'request.refused'),
  word('type', 'type', 'role.assigned'),
  word('type', 'type', 'principal.suspended'),
  word('action', 'action', 'principals.suspend'),
  word('action', 'action', 'messages.send'),
  word('outcome', 'outcome', 'blocked'),
  word('outcome', 'outcome', 'success'),
  word('actorType', 'actor_type', 'bot'),
  {
    ...{ name: 'the oldest day', dimension: 'time', filter: { to: startedAt + dayMs } },
    sql: `l.at < '${new Date(startedAt + dayMs).toISOString()}'`,
  },
  {
    ...{ name: 'an hour in the middle', dimension: 'time' },
    filter: { from: startedAt + 45 * dayMs, to: startedAt + 45 * dayMs + 3_600_000 },
    sql: `l.at >= '${new Date(startedAt + 45 * dayMs).toISOString()}' and l.at < '${new Date(startedAt + 45 * dayMs + 3_600_000).toISOString()}'`,
  },
];

const pairs = choices.flatMap((one, at) =>
  choices.slice(at + 1).flatMap((other) => (one.dimension === other.dimension ? [] : [{ one, other }])),
);

export async function auditExplorer(): Promise<Row[]> {
  const sizes = (process.env['WARDROOM_BENCH_ENTRIES'] ?? '1000000,10000000').split(',').map(Number);
  const stop = await startTestCluster();
  try {
    const rows: Row[] = [];
    for (const entries of sizes) rows.push(...(await measure(entries)));
    return rows;
  } finally {
    await stop();
  }
}

async function measure(entries: number): Promise<Row[]> {
  const harness = await createHarness();
  try {
    const started = performance.now();
    const client = await harness.admin.connect();
    const { acme, globex } = harness;
    const tenants = [[acme.tenant.id, entries] as const, [globex.tenant.id, entries / 10] as const];
    await fillLog(client, tenants).finally(() => client.release());
    const filledMs = performance.now() - started;
    return [
      ...(await twoFilters(harness, entries)),
      ...(await numbers(harness, entries)),
      await sizeOf(harness, entries, filledMs),
    ];
  } finally {
    await harness.close();
  }
}

interface Listed {
  readonly entries: readonly { readonly id: string }[];
  readonly next: string | null;
  readonly isComplete: boolean;
}

const ask = <T>(harness: Harness, operation: 'audit.list' | 'audit.tail', input: object): Promise<T> =>
  harness.succeed<T>(harness.acme, 'auditor', operation, input);

async function twoFilters(harness: Harness, entries: number): Promise<Row[]> {
  const times: number[] = [];
  const plain: number[] = [];
  const whole: number[] = [];
  const slowest = { name: '', time: 0 };
  let stopped = 0;
  let givenUp = 0;
  for (const { one, other } of pairs) {
    const input = { ...one.filter, ...other.filter };
    await makeReadable(harness, [one, other]);
    const taken: number[] = [];
    let first: Listed | undefined;
    for (let run = 0; run < pairRuns; run += 1) {
      const begun = performance.now();
      first = await ask<Listed>(harness, 'audit.list', input);
      taken.push(performance.now() - begun);
    }
    const median = percentile(sortedNumbers(taken), 0.5);
    if (median > slowest.time) Object.assign(slowest, { name: `${one.name}, ${other.name}`, time: median });
    times.push(...taken);
    if (first?.isComplete === false) stopped += 1;
    whole.push(await untilComplete(harness, input));
    const compared = await plainly(harness, [one, other]);
    if (compared >= patienceMs) givenUp += 1;
    plain.push(compared);
    await harness.admin.query('delete from tenant.audit_outbox');
  }
  const spread = (values: readonly number[]) => {
    const sorted = sortedNumbers(values);
    return `p50 ${ms(percentile(sorted, 0.5))}, p95 ${ms(percentile(sorted, 0.95))}, most ${ms(sorted.at(-1) ?? 0)}`;
  };
  const of = entries.toLocaleString('en');
  const isLarge = entries >= 10_000_000;
  return [
    {
      measure: `first 50 of ${of} entries by two filters, ${pairs.length} pairs`,
      figure: spread(times),
      baseline: `${spread(plain)}; ${givenUp} given up after ${patienceMs / 1000} s`,
      ...{ bar: isLarge ? 'p95 < 200 ms' : '–', aim: '–' },
    },
    {
      measure: `until 50 were found or the end, over all calls, ${of}`,
      figure: `${spread(whole)}; ${stopped} of ${pairs.length} pairs take more than one call`,
      ...{ baseline: '–', bar: '–', aim: '–' },
    },
    {
      measure: `the slowest pair, ${of}`,
      figure: `${slowest.name}: ${ms(slowest.time)}`,
      ...{ baseline: '–', bar: '–', aim: '–' },
    },
  ];
}

async function untilComplete(harness: Harness, input: object): Promise<number> {
  const begun = performance.now();
  let found = 0;
  for (let before: string | null | undefined; before !== null && found < 50; ) {
    const page: Listed = await ask(harness, 'audit.list', { ...input, ...(before ? { before } : {}) });
    found += page.entries.length;
    before = page.next;
  }
  return performance.now() - begun;
}

const plainText = (two: readonly Choice[], columns: string, tenant: string): string =>
  `select ${columns} from tenant.audit_log l where l.tenant_id = '${tenant}'
    and ${two.map(({ sql }) => sql).join(' and ')} order by l.entry_id desc limit 51`;

async function plainly({ admin, acme }: Harness, two: readonly Choice[]): Promise<number> {
  const client = await admin.connect();
  try {
    await client.query(`set statement_timeout = ${patienceMs}`);
    const begun = performance.now();
    await client.query(plainText(two, '*', acme.tenant.id)).catch(() => {});
    return performance.now() - begun;
  } finally {
    await client.query('set statement_timeout = 0');
    client.release();
  }
}

/** Seals what the answers show, as the sequencer would have; the rest of the log is never opened. */
async function makeReadable({ admin, acme, parts }: Harness, two: readonly Choice[]): Promise<void> {
  // Filling takes longer than keys stay open.
  const keys = await parts.keyring.open({ kind: 'tenant', tenantId: acme.tenant.id });
  await keys.ensureEpochs('audit', []);
  const client = await admin.connect();
  try {
    await client.query('set enable_seqscan = off');
    const { rows } = await client.query<{ entry_id: Uuid }>(
      `with found as materialized (${plainText(two, 'l.entry_id, l.sealed', acme.tenant.id)})
       select f.entry_id from found f where octet_length(f.sealed) = 180`,
    );
    if (rows.length === 0) return;
    const part = {
      kinds: { actor: 'principal', subject: 'principal', resource: 'message', credential: 'session' },
      ...{ metadata: { kind: 'public', people: 3 }, personal: { address: 'c'.repeat(43) } },
    } as const;
    await client.query("set session_replication_role = 'replica'");
    await client.query(
      `update tenant.audit_log l set sealed = e.sealed from unnest($2::uuid[], $3::bytea[]) as e (entry_id, sealed)
        where l.tenant_id = $1 and l.entry_id = e.entry_id`,
      [
        acme.tenant.id,
        rows.map(({ entry_id }) => entry_id),
        rows.map(({ entry_id }) => sealLoggedPart(keys, entry_id, part)),
      ],
    );
    await client.query(
      'delete from tenant.audit_openings where tenant_id = $1 and entry_id = any ($2::uuid[])',
      [acme.tenant.id, rows.map(({ entry_id }) => entry_id)],
    );
  } finally {
    await client.query("set session_replication_role = 'origin'");
    await client.query('reset enable_seqscan');
    client.release();
  }
}

async function timesOf(work: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let run = 0; run < runs + 5; run += 1) {
    const begun = performance.now();
    await work();
    if (run >= 5) times.push(performance.now() - begun);
  }
  const sorted = sortedNumbers(times);
  return `p50 ${ms(percentile(sorted, 0.5))}, p95 ${ms(percentile(sorted, 0.95))}`;
}

async function numbers(harness: Harness, entries: number): Promise<Row[]> {
  const of = entries.toLocaleString('en');
  const month = { from: endedAt - 30 * dayMs, to: endedAt };
  const person = encodeId('principal', idOf('person', 0));
  const call = (operation: 'audit.histogram' | 'audit.facets', input: object) =>
    timesOf(() => harness.succeed(harness.acme, 'auditor', operation, input));
  const begun = performance.now();
  await harness.admin.query(
    `select date_bin('1 hour', at, '1970-01-01T00:00:00Z'), outcome, count(*) from tenant.audit_log
      where tenant_id = $1 and at >= $2 and at < $3 group by 1, 2`,
    [harness.acme.tenant.id, new Date(month.from), new Date(month.to)],
  );
  const counted = performance.now() - begun;
  const row = (measure: string, figure: string, baseline = '–'): Row => ({
    ...{ measure: `${measure}, ${of}`, figure, baseline },
    ...{ bar: entries >= 10_000_000 ? 'p95 < 200 ms' : '–', aim: '–' },
  });
  return [
    row(
      'histogram of 30 days by the hour',
      await call('audit.histogram', { ...month, step: 'hour' }),
      `${ms(counted)} counting the log`,
    ),
    row('the same, of what was blocked', await call('audit.histogram', { ...month, outcome: 'blocked' })),
    row(
      'histogram of 90 days by the day',
      await call('audit.histogram', { from: startedAt, to: endedAt, step: 'day' }),
    ),
    row('facets of 30 days', await call('audit.facets', month)),
    row(
      'histogram of 30 days of the busiest person',
      await call('audit.histogram', { ...month, actor: person }),
    ),
    row(
      'one look of a tail with nothing new',
      await timesOf(() => ask(harness, 'audit.tail', { after: entries, outcome: 'blocked' })),
    ),
  ];
}

async function sizeOf({ admin }: Harness, entries: number, filledMs: number): Promise<Row> {
  const { rows } = await admin.query<{ name: string; bytes: string }>(
    `select indexrelid::regclass::text as name, pg_relation_size(indexrelid) as bytes from pg_index
      where indrelid = 'tenant.audit_log'::regclass order by 1`,
  );
  const all = entries * 1.1;
  const each = rows.map(
    ({ name, bytes }) => `${name.replace('tenant.audit_log_', '')} ${Math.round(Number(bytes) / all)}`,
  );
  return {
    measure: `bytes of each index per entry, ${entries.toLocaleString('en')}`,
    figure: each.join(', '),
    baseline: `filled in ${Math.round(filledMs / 1000)} s`,
    ...{ bar: '–', aim: '–' },
  };
}
