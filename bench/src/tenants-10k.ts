/**
 * What a request costs with 10,000 tenants on one database, against 10: reads and sends of tenants drawn at random, in one
 * process through the whole pipeline, 16 at a time. Both databases are there at once and take turns, so that noise hits
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
const atOnce = 16;

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
    for (const kind of ['read', 'send'] as const) await repeat(small, kind, 2_000);
    const rows: Row[] = [];
    for (const size of sizes) {
      await grow(large, size);
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
  const times = (): Record<Kind, number[]> => ({ first: [], read: [], send: [] });
  const [ofFew, ofMany] = [times(), times()];
  // Ten tenants have only ten first reads at a time.
  for (let turn = 0; turn < 2 * turns; turn += 1) ofFew.first.push(...(await firstReads(small)));
  ofMany.first.push(...(await firstReads(large)));
  for (let turn = 0; turn < turns; turn += 1) {
    for (const kind of ['read', 'send'] as const) {
      ofFew[kind].push(...(await repeat(small, kind, perTurn)));
      ofMany[kind].push(...(await repeat(large, kind, perTurn)));
    }
  }
  const median = (list: readonly number[]) => percentile(sortedNumbers(list), 0.5);
  return (['read', 'send', 'first'] as const).map((kind): Row => {
    const figure = median(ofMany[kind]);
    const baseline = median(ofFew[kind]);
    const judged = large.tenants.length === 10_000 && kind !== 'first';
    return {
      measure: `${names[kind]}, ${large.tenants.length.toLocaleString('en')} tenants, p50 of ${atOnce} at once`,
      figure: `${ms(figure)} (${(figure / baseline).toFixed(2)} ×)`,
      baseline: `${ms(baseline)} with ${few} tenants`,
      bar: judged ? '≤ 1.3 ×' : '–',
      aim: judged ? '≤ 1.1 ×' : '–',
    };
  });
}

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
  return sixteen(place.tenants.values(), (tenant) => request(place, tenant, 'read'));
}

const repeat = (place: Place, kind: 'read' | 'send', count: number): Promise<number[]> =>
  sixteen(drawn(place.tenants, count), (tenant) => request(place, tenant, kind));

function* drawn(tenants: readonly TenantFixture[], count: number): Generator<TenantFixture> {
  for (let index = 0; index < count; index += 1) {
    const tenant = tenants[systemRandom.bytes(4).readUInt32BE() % tenants.length];
    if (tenant) yield tenant;
  }
}

/** The milliseconds that each request took. */
async function sixteen(
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
