/** Two tenants and a platform behind the real HTTP edge on a real socket, with the limits and records of production. */
import { originRefusalRecorder } from '../../src/app/origin-refusals.ts';
import { type Rehearsal, rehearse } from '../../src/edges/http/rehearsal.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import type { Kernel } from '../../src/kernel/execute.ts';
import { InMemoryLimiter } from '../../src/kernel/limits/in-memory-limiter.ts';
import { executePlatform } from '../../src/kernel/platform/index.ts';
import { executeSettled } from '../../src/testing/execute-settled.ts';
import type { TenantFixture } from '../../src/testing/fixtures.ts';
import { createHarness, type Harness } from '../../src/testing/harness.ts';
import { createPlatformHarness, type PlatformHarness } from '../../src/testing/platform.ts';
import { furnish } from './arrange.ts';
import { callers, nodesOver } from './nodes.ts';
import type { HttpTenant } from './probe/index.ts';

export interface Deployment {
  readonly harness: Harness;
  readonly platform: PlatformHarness;
  readonly edge: Rehearsal;
  readonly acme: HttpTenant;
  readonly globex: HttpTenant;
  /** The platform host, with the session of an operator. */
  readonly operator: { readonly origin: string; readonly session: string };
  close(): Promise<void>;
}

/** Wide enough for every attack of the suite; the headers that tell of them are there. */
const rates = {
  global: 1_000_000,
  tenant: 1_000_000,
  principal: 1_000_000,
  address: 1_000_000,
  operation: 1_000_000,
};

export async function deploy(): Promise<Deployment> {
  const harness = await createHarness({ limiter: new InMemoryLimiter({ clock: systemClock, rates }) });
  await furnish(harness, harness.acme);
  await furnish(harness, harness.globex);
  const hooks: { report?: Kernel['reportTenantMismatch'] } = {};
  const kernel = nodesOver(harness, { report: async (...found) => hooks.report?.(...found) })();
  // One node: what the platform suspends, the directory of this kernel forgets.
  const platform = createPlatformHarness({ ...harness, kernel });
  hooks.report = platform.realm.reportTenantMismatch;
  const edge = await rehearse({
    executeTenant: (call) => executeSettled(kernel, call),
    executePlatform: (call) => executePlatform(platform.kernel, call),
    resolveHost: (host) => kernel.directory.resolveHost(host),
    recordOriginRefusal: originRefusalRecorder({ tenants: kernel, platform: platform.kernel }),
  });
  const signedIn = await platform.signedIn();
  if (signedIn.kind !== 'session') throw new Error('the operator has no session');
  return {
    harness,
    platform,
    edge,
    acme: tenantAt(edge.port, harness.acme),
    globex: tenantAt(edge.port, harness.globex),
    operator: { origin: `http://localhost:${edge.port}`, session: signedIn.secret },
    async close() {
      await edge.close();
      await harness.close();
    },
  };
}

function tenantAt(port: number, { tenant, principals }: TenantFixture): HttpTenant {
  const credentials = callers.map((who) => {
    const { identity, secret } = principals[who];
    return [who, identity.kind === 'key' ? { key: secret } : { session: secret }] as const;
  });
  return {
    origin: `http://${tenant.slug}.localhost:${port}`,
    credentials: Object.fromEntries(credentials),
    connect: { host: '127.0.0.1', port },
  };
}
