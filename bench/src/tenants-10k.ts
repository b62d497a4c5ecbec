/**
 * What a request costs with 10,000 tenants on one database, against 10: reads and sends of tenants drawn at random, in one
 * process through the whole pipeline, 16 at a time. The cluster of this bench does not wait for the disk, so that the
 * ratio is not hidden behind it. 10,000 is the size in question; there is no tenfold of it here.
 */
import { systemRandom } from '../../packages/server/src/kernel/random.ts';
import { startTestCluster } from '../../packages/server/src/testing/cluster.ts';
import { createTenantFixture, type TenantFixture } from '../../packages/server/src/testing/fixtures.ts';
import { createHarness, type Harness } from '../../packages/server/src/testing/harness.ts';
import { ms, percentile, type Row, sortedNumbers } from './table.ts';

const requests = 20_000;
const atOnce = 16;
const sizes = [10, 1_000, 10_000];

export async function tenantsTenThousand(): Promise<Row[]> {
  const stop = await startTestCluster();
  const harness = await createHarness({ maxConnections: 10 });
  try {
    const tenants: TenantFixture[] = [];
    const measured = new Map<number, { read: number; send: number }>();
    for (const size of sizes) {
      await grow(harness, tenants, size);
      measured.set(size, {
        read: await cost(harness, tenants, 'read'),
        send: await cost(harness, tenants, 'send'),
      });
    }
    const [few] = sizes;
    const base = measured.get(few ?? 0);
    return sizes.slice(1).flatMap((size) =>
      (['read', 'send'] as const).map((kind): Row => {
        const figure = measured.get(size)?.[kind] ?? Number.NaN;
        const baseline = base?.[kind] ?? Number.NaN;
        return {
          measure: `${kind === 'read' ? 'read 50 messages' : 'send one message'}, ${size.toLocaleString('en')} tenants, p50 of ${atOnce} at once`,
          figure: `${ms(figure)} (${(figure / baseline).toFixed(2)} ×)`,
          baseline: `${ms(baseline)} with ${few} tenants`,
          bar: size === 10_000 ? '≤ 1.3 ×' : '–',
          aim: size === 10_000 ? '≤ 1.1 ×' : '–',
        };
      }),
    );
  } finally {
    await harness.close();
    await stop();
  }
}

async function grow(harness: Harness, tenants: TenantFixture[], size: number): Promise<void> {
  const { keyring, ids } = harness.parts;
  const worker = async () => {
    while (tenants.length < size) {
      const slug = `many-${tenants.length}-${systemRandom.bytes(4).toString('hex')}`;
      const tools = { admin: harness.admin, keyring, ids, random: systemRandom, now: Date.now() };
      const tenant = await createTenantFixture(tools, slug);
      if (tenants.length < size) tenants.push(tenant);
    }
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  await harness.admin.query('analyze');
}

async function cost(
  harness: Harness,
  tenants: readonly TenantFixture[],
  kind: 'read' | 'send',
): Promise<number> {
  const times: number[] = [];
  let left = requests;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const tenant = tenants[systemRandom.bytes(4).readUInt32BE() % tenants.length];
      if (!tenant) throw new Error('no tenants');
      const channelId = tenant.general.id;
      const started = performance.now();
      if (kind === 'read') await harness.succeed(tenant, 'member', 'messages.list', { channelId });
      else
        await harness.succeed(tenant, 'bot', 'messages.send', { channelId, body: 'hello', clientKey: key() });
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return percentile(sortedNumbers(times), 0.5);
}

const key = (): string => systemRandom.bytes(12).toString('hex');
