/**
 * What isolation costs a read: the newest 50 messages of a channel, once as the product reads them (request role, signed
 * context, row-level security), once as the owner of the cluster with the explicit predicate alone. Both in the frame of
 * the product's reads: opening travels with the statement, commit follows its answer. In turns of 200, so that noise hits
 * both alike. The 10 × variant has ten times the rows.
 */
import { createSecretKey } from 'node:crypto';
import type { Uuid } from '@wardroom/contract';
import pg from 'pg';
import { systemClock } from '../../packages/server/src/kernel/clock.ts';
import { openField, sealField } from '../../packages/server/src/kernel/crypto/index.ts';
import { createPool } from '../../packages/server/src/kernel/database/connections.ts';
import { createContextSigner } from '../../packages/server/src/kernel/database/context-signature.ts';
import type { DatabaseSecrets } from '../../packages/server/src/kernel/database/migrate/secrets.ts';
import { createIds } from '../../packages/server/src/kernel/ids.ts';
import { systemRandom } from '../../packages/server/src/kernel/random.ts';
import { type BenchDatabase, startBenchDatabase } from './database.ts';
import { ms, percentile, type Row, sortedNumbers } from './table.ts';

const page = {
  text: `select message_id, channel_seq, author_id, sealed_body, mentions, sent_at, revision from tenant.messages
    where tenant_id = $1 and channel_id = $2 and thread_root_id is null order by channel_seq desc limit 50`,
};
const turns = 20;
const perTurn = 200;

export async function rlsOverhead(): Promise<Row[]> {
  const database = await startBenchDatabase();
  try {
    const rows: Row[] = [];
    for (const messages of [20_000, 200_000]) rows.push(...(await measure(database, messages)));
    return rows;
  } finally {
    await database.stop();
  }
}

async function measure(database: BenchDatabase, messages: number): Promise<Row[]> {
  const ids = createIds(systemClock, systemRandom);
  const filling = { tenantId: ids.next(), principalId: ids.next(), channelId: ids.next(), messages };
  const admin = new pg.Client({ connectionString: database.postgres.adminUrl });
  await admin.connect();
  await fill(admin, filling);
  const password = systemRandom.bytes(16).toString('hex');
  await admin.query('drop role if exists bench_baseline');
  await admin.query(`create role bench_baseline login superuser password '${password}'`);
  await admin.end();
  const pools = [
    connect(database, 'wardroom_app', database.secrets.passwords.wardroom_app),
    connect(database, 'bench_baseline', password),
  ] as const;
  const [app, owner] = await Promise.all([pools[0].connect(), pools[1].connect()]);
  const isolatedRead = createIsolated(app, database.secrets, filling);
  const plainRead = createPlain(owner, filling);
  const times = { isolated: [] as number[], plain: [] as number[] };
  for (let turn = 0; turn < turns; turn += 1) {
    await timed(isolatedRead, times.isolated);
    await timed(plainRead, times.plain);
  }
  app.release();
  owner.release();
  await Promise.all(pools.map((pool) => pool.end()));
  return rowsOf(
    messages,
    percentile(sortedNumbers(times.isolated), 0.5),
    percentile(sortedNumbers(times.plain), 0.5),
  );
}

const connect = ({ postgres }: BenchDatabase, user: string, password: string): pg.Pool =>
  createPool(
    {
      host: postgres.socketDirectory,
      port: postgres.port,
      database: 'postgres',
      user,
      password,
      max: 1,
      applicationName: 'bench',
    },
    () => {},
  );

function rowsOf(messages: number, isolated: number, baseline: number): Row[] {
  // What the product does with a page either way: open 50 bodies.
  const opening = openingCost();
  const over = (a: number, b: number) => {
    const more = ((a / b - 1) * 100).toFixed(1);
    return `${more.startsWith('-') ? '' : '+'}${more} %`;
  };
  const size = messages.toLocaleString('en');
  return [
    {
      measure: `read and open 50 of ${size} messages, p50`,
      figure: `${ms(isolated + opening)} (${over(isolated + opening, baseline + opening)})`,
      baseline: `${ms(baseline + opening)} without row-level security`,
      bar: '≤ +10 %',
      aim: '≤ +3 %',
    },
    {
      measure: `the statement alone, ${size} messages, p50`,
      figure: `${ms(isolated)} (${over(isolated, baseline)})`,
      baseline: `${ms(baseline)} without row-level security`,
      bar: '–',
      aim: '–',
    },
  ];
}

function createIsolated(
  client: pg.PoolClient,
  secrets: DatabaseSecrets,
  { tenantId, channelId }: Filling,
): () => Promise<void> {
  const signer = createContextSigner(Buffer.from(secrets.contextKey, 'base64url'), systemClock);
  const pid = Number(Reflect.get(client, 'processID'));
  return async () => {
    client.query({ name: 'b', text: 'begin read only' });
    client.query({
      name: 'c',
      text: "select set_config('app.tenant', $1, true)",
      values: [signer.sign(tenantId, pid)],
    });
    await client.query({ name: 'p', text: page.text, values: [tenantId, channelId] });
    await client.query({ name: 'e', text: 'commit' });
  };
}

/** The baseline frames its transaction alike, a set_config included, so that the difference is the policy alone. */
function createPlain(admin: pg.PoolClient, { tenantId, channelId }: Filling): () => Promise<void> {
  return async () => {
    admin.query({ name: 'b', text: 'begin read only' });
    admin.query({ name: 'c', text: "select set_config('app.other', $1, true)", values: ['x'.repeat(128)] });
    await admin.query({ name: 'p', text: page.text, values: [tenantId, channelId] });
    await admin.query({ name: 'e', text: 'commit' });
  };
}

/** Median milliseconds to decrypt 50 bodies of 300 characters. */
function openingCost(): number {
  const key = { secret: createSecretKey(systemRandom.bytes(32)), epoch: 1 };
  const place = { tenant: 't', table: 'messages', column: 'body', row: 'r' };
  const sealed = sealField(key, place, 'x'.repeat(300), systemRandom);
  const times: number[] = [];
  for (let run = 0; run < 200; run += 1) {
    const started = performance.now();
    for (let index = 0; index < 50; index += 1) openField(key.secret, place, sealed).toString('utf8');
    times.push(performance.now() - started);
  }
  return percentile(sortedNumbers(times), 0.5);
}

async function timed(work: () => Promise<void>, into: number[]): Promise<void> {
  for (let index = 0; index < perTurn; index += 1) {
    const started = performance.now();
    await work();
    into.push(performance.now() - started);
  }
}

interface Filling {
  readonly tenantId: Uuid;
  readonly principalId: Uuid;
  readonly channelId: Uuid;
  readonly messages: number;
}

async function fill(
  admin: pg.Client,
  { tenantId, principalId, channelId, messages }: Filling,
): Promise<void> {
  const lookup = () => systemRandom.bytes(32);
  await admin.query(
    `insert into tenant.principals (tenant_id, principal_id, kind, status, role, handle_lookup, sealed, created_at, updated_at)
     values ($1, $2, 'person', 'active', 'owner', $3, '\\x00', now(), now())`,
    [tenantId, principalId, lookup()],
  );
  await admin.query(
    `insert into tenant.channels (tenant_id, channel_id, kind, name_lookup, sealed_name, sealed_topic, created_by, created_at)
     values ($1, $2, 'public', $3, '\\x00', '\\x00', $4, now())`,
    [tenantId, channelId, lookup(), principalId],
  );
  await admin.query(
    `insert into tenant.messages (tenant_id, message_id, channel_id, channel_seq, author_id, client_key, sealed_body, sent_at)
     select $1, gen_random_uuid(), $2, n, $3, 'bench-' || n, decode(repeat('ab', 160), 'hex'), now() from generate_series(1, $4::bigint) n`,
    [tenantId, channelId, principalId, messages],
  );
  await admin.query('analyze tenant.messages');
}
