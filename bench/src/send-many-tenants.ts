/**
 * The load of `send-one-tenant` spread over 50 tenants, each with its own order, keys and connections to share; the 10 ×
 * variant spreads it over 500.
 */
import { gather } from './crowd.ts';
import { fewAtOnce } from './few-at-once.ts';
import { insertRaw, loadRow, type Rate, sendFor } from './load.ts';
import { createTenants, newDirectory, removeDirectory, setUp, signIn, startServer } from './server.ts';
import type { Row } from './table.ts';

const port = 8465;
const sizes = [
  { tenants: 50, perTenant: 5 },
  { tenants: 500, perTenant: 1 },
];
const goals = { bar: '2,000/s', aim: '6,000/s' };

export async function sendManyTenants(): Promise<Row[]> {
  const baseline = await insertRaw();
  const rows: Row[] = [];
  for (const size of sizes) rows.push(await measure(size, baseline));
  return rows;
}

async function measure(
  { tenants, perTenant }: { readonly tenants: number; readonly perTenant: number },
  baseline: Rate,
): Promise<Row> {
  const directory = newDirectory();
  const server = await startServer(directory, port);
  try {
    await (await setUp(server)).end();
    const slugs = Array.from({ length: tenants }, (_, index) => `tenant-${index}`);
    await createTenants(port, slugs);
    const crowds = await fewAtOnce(slugs, async (slug) => {
      const owner = await signIn(port, slug);
      const crowd = { owner, port, host: `${slug}.localhost`, channels: 1, perChannel: perTenant };
      const gathered = await gather(crowd);
      await owner.end();
      return gathered;
    });
    const senders = crowds.flat();
    await sendFor(senders, 3_000);
    const load = await sendFor(senders, 10_000);
    for (const { socket } of senders) socket.terminate();
    const refused = senders.reduce((sum, sender) => sum + sender.refused, 0);
    const again = refused > 0 ? `, ${refused} refused and sent again` : '';
    return loadRow(`${tenants} tenants, ${senders.length} senders, 10 s${again}`, load, baseline, goals);
  } finally {
    await server.stop('SIGKILL');
    removeDirectory(directory);
  }
}
