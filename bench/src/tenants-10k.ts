/**
 * What a request costs with 10,000 tenants on one database, against 10: reads and sends of tenants drawn at random, in one
 * process through the whole pipeline, one after another, which is the cost, and 16 at a time, where few tenants have the
 * advantage that their sends share batches. Both databases are there at once and take turns, so that noise hits
 * both alike. The cluster of this bench does not wait for the disk, so that the ratio is not hidden behind it. Tenants
 * are written directly: each made through its door would cost two password hashes and twenty commits.
 */
import { systemRandom } from '../../packages/server/src/kernel/random.ts';
import { startTestCluster } from '../../packages/server/src/testing/cluster.ts';
import { createTenantFixture, type TenantFixture } from '../../packages/server/src/testing/fixtures.ts';
import { createHarness, type Harness } from '../../packages/server/src/testing/harness.ts';
import { ms, percentile, type Row, sortedNumbers } from './table.ts';
import { openTenantWriter } from './tenant-writer.ts';

const few = 10;
const sizes = [1_000, 10_000];
const turns = 10;
const perTurn = 250;

type Kind = 'first' | 'read' | 'send';
const names: Readonly<Record<Kind, string>> = {
  first: 'first read, keys not open',
  read: 'read 50 messages',
  send: 'send one message',
};

/** A database with its tenants. */
interface Place {
  readonly harness: Harness;
  readonly tenants: TenantFixture[];
}

export async function tenantsTenThousand(): Promise<Row[]> {
  const stop = await startTestCluster();
  const [small, large] = [await openPlace(), await openPlace()];
  try {
    await grow(small, few);
    // The process itself warms up.
    for (const kind of ['read', 'send'] as const) await repeat(small, kind, 2_000, 16);
    const rows: Row[] = [];
    for (const size of sizes) {
      await grow(large, size);
      // What a tenant pays once (keys, its first words) is the row of first reads.
      await atATime(16, large.tenants.values(), (tenant) => request(large, tenant, 'send'));
      rows.push(...(await compare(small, large)));
    }
    return [...rows, missing];
  } finally {
    await Promise.all([small.harness.close(), large.harness.close()]);
    await stop();
  }
}

const missing: Row = {
  measure: 'any, 100,000 tenants (10 ×)',
  figure: 'MISSING',
  baseline: 'making so many takes a quarter of an hour and more',
  bar: '–',
  aim: '–',
};

const openPlace = async (): Promise<Place> => ({
  harness: await createHarness({ maxConnections: 10 }),
  tenants: [],
});

async function compare(small: Place, large: Place): Promise<Row[]> {
  const measured = [
    { kind: 'read', atOnce: 1 },
    { kind: 'send', atOnce: 1 },
    { kind: 'read', atOnce: 16 },
    { kind: 'send', atOnce: 16 },
  ] as const;
  const times = measured.map((load) => ({ ...load, few: [] as number[], many: [] as number[] }));
  for (let turn = 0; turn < turns; turn += 1) {
    for (const { kind, atOnce, few, many } of times) {
      few.push(...(await repeat(small, kind, perTurn, atOnce)));
      many.push(...(await repeat(large, kind, perTurn, atOnce)));
    }
  }
  // Ten tenants have only ten first reads at a time.
  const first = { kind: 'first', atOnce: 16, few: [] as number[], many: await firstReads(large) } as const;
  for (let turn = 0; turn < 2 * turns; turn += 1) first.few.push(...(await firstReads(small)));
  return [...times, first].map((load) => rowOf(load, large.tenants.length));
}

interface Compared {
  readonly kind: Kind;
  readonly atOnce: number;
  readonly few: readonly number[];
  readonly many: readonly number[];
}

function rowOf({ kind, atOnce, ...times }: Compared, tenants: number): Row {
  const [figure, baseline] = [median(times.many), median(times.few)];
  const judged = tenants === 10_000 && atOnce === 1;
  return {
    measure: `${names[kind]}, ${tenants.toLocaleString('en')} tenants, ${atOnce === 1 ? 'one after another' : `${atOnce} at once`}, p50`,
    figure: `${ms(figure)} (${(figure / baseline).toFixed(2)} ×)`,
    baseline: `${ms(baseline)} with ${few} tenants`,
    bar: judged ? '≤ 1.3 ×' : '–',
    aim: judged ? '≤ 1.1 ×' : '–',
  };
}

const median = (list: readonly number[]): number => percentile(sortedNumbers(list), 0.5);

async function grow({ harness, tenants }: Place, size: number): Promise<void> {
  const { admin, keyring, commit } = await openTenantWriter(harness);
  const { ids } = harness.parts;
  while (tenants.length < size) {
    const slug = `many-${systemRandom.bytes(8).toString('hex')}`;
    const tools = { admin, keyring, ids, random: systemRandom, now: Date.now() };
    tenants.push(await createTenantFixture(tools, slug));
  }
  await commit();
  await harness.admin.query('vacuum analyze');
}

/** Every tenant once, after its keys were forgotten. */
async function firstReads(place: Place): Promise<number[]> {
  place.harness.parts.keyring.purgeAll();
  return atATime(16, place.tenants.values(), (tenant) => request(place, tenant, 'read'));
}

const repeat = (place: Place, kind: 'read' | 'send', count: number, atOnce: number): Promise<number[]> =>
  atATime(atOnce, drawn(place.tenants, count), (tenant) => request(place, tenant, kind));

function* drawn(tenants: readonly TenantFixture[], count: number): Generator<TenantFixture> {
  for (let index = 0; index < count; index += 1) {
    const tenant = tenants[systemRandom.bytes(4).readUInt32BE() % tenants.length];
    if (tenant) yield tenant;
  }
}

/** The milliseconds that each request took. */
async function atATime(
  atOnce: number,
  tenants: Iterator<TenantFixture>,
  work: (tenant: TenantFixture) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  const worker = async () => {
    for (let next = tenants.next(); !next.done; next = tenants.next()) {
      const started = performance.now();
      await work(next.value);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return times;
}

function request({ harness }: Place, tenant: TenantFixture, kind: 'read' | 'send'): Promise<unknown> {
  const channelId = tenant.general.id;
  if (kind === 'read') return harness.succeed(tenant, 'member', 'messages.list', { channelId });
  const clientKey = systemRandom.bytes(12).toString('hex');
  return harness.succeed(tenant, 'bot', 'messages.send', { channelId, body: 'hello', clientKey });
}
