/** The two pipelines, tenants' and platform's, over one set of keys, limits and clocks. */
import { availableParallelism } from 'node:os';
import type { Uuid } from '@wardroom/contract';
import { logKeysOf } from '../kernel/audit/trust/log-keys.ts';
import type { Call } from '../kernel/call.ts';
import { systemClock } from '../kernel/clock.ts';
import type { Config } from '../kernel/config/index.ts';
import { createKernel, type KernelParts } from '../kernel/create-kernel.ts';
import { Passwords } from '../kernel/crypto/index.ts';
import { type ContextSigner, createContextSigner } from '../kernel/database/context-signature.ts';
import { createKeyStore } from '../kernel/database/key-store/index.ts';
import { createPostgresDirectory } from '../kernel/directory/postgres-directory.ts';
import type { Egress } from '../kernel/egress/index.ts';
import type { StoredEvent } from '../kernel/event-log/event.ts';
import type { Kernel } from '../kernel/execute.ts';
import { createIds } from '../kernel/ids.ts';
import { Keyring } from '../kernel/keyring/index.ts';
import { InMemoryLimiter } from '../kernel/limits/in-memory-limiter.ts';
import type { Log } from '../kernel/log/index.ts';
import { buildOperationTable } from '../kernel/operation-table.ts';
import { buildPlatformTable, createPlatformRealm, type PlatformKernel } from '../kernel/platform/index.ts';
import type { DataDirectory } from '../kernel/process/index.ts';
import { systemRandom } from '../kernel/random.ts';
import { platformModules, tenantModules } from './modules.ts';
import type { Pools } from './pools.ts';

export interface KernelsOptions {
  readonly config: Config;
  readonly data: DataDirectory;
  readonly pools: Pools;
  readonly log: Log;
  readonly egress: Egress;
  readonly addressOf: (slug: string) => string;
  /** The epoch of the log, once the feeds have read it. */
  readonly epoch: () => Uuid;
  readonly onCommitted: (tenantId: Uuid, events: readonly StoredEvent[]) => void;
  readonly onRecorded: () => void;
}

export interface Kernels {
  readonly tenants: Kernel;
  readonly platform: PlatformKernel;
  readonly limiter: InMemoryLimiter;
  readonly keyring: Keyring;
  readonly signer: ContextSigner;
}

export function createKernels(options: KernelsOptions): Kernels {
  const { config, data, pools, log, egress, addressOf, epoch, onCommitted, onRecorded } = options;
  const clock = systemClock;
  const random = systemRandom;
  const ids = createIds(clock, random);
  const signer = createContextSigner(Buffer.from(data.secrets.contextKey, 'base64url'), clock);
  const store = createKeyStore({ platformPool: pools.platform, writePool: pools.write, signer, clock });
  const keyring = new Keyring({ provider: data.provider, store, clock, random });
  const limiter = new InMemoryLimiter({ clock, rates: ratesOf(config) });
  const passwords = new Passwords({ random, parallel: availableParallelism() });
  const { baseDomain } = config;
  const directory = createPostgresDirectory({ pool: pools.directory, keyring, clock, baseDomain });
  const feedDirectory = config.auditFeedDirectory ?? null;
  const made: { parts?: KernelParts } = {};
  const readLogKeys = logKeysOf(pools.platform, () => {
    if (made.parts === undefined) throw new Error('a call came before the kernel was made');
    return made.parts.database;
  });
  const domainRules = { baseDomain, admitsSpecialUse: config.egressResolvers.length > 0 };
  const reportBug = bugReporter(log);
  const outside = { passwords, epoch, egress, domainRules, readLogKeys, feedDirectory };
  const common = { keyring, limiter, clock, ids, reportBug };
  const realm = createPlatformRealm({ ...common, baseDomain, pool: pools.platform });
  const tenants = createKernel({
    ...common,
    readPool: pools.read,
    writePool: pools.write,
    signer,
    directory,
    random,
    originOf: addressOf,
    onError: (error) => log.warn('token.failed', {}, error),
    onCommitted,
    onRecorded,
    implement(parts) {
      made.parts = parts;
      return tenantModules({ ...parts, ...outside });
    },
    buildTable: buildOperationTable,
    async reportTenantMismatch(call, host, identity) {
      log.warn('tenant.mismatch', { requestId: call.requestId, tenantId: host.id, edge: call.edge });
      await realm.reportTenantMismatch(call, host, identity);
    },
  });
  if (made.parts === undefined) throw new Error('the kernel implemented nothing');
  const modules = platformModules({
    ...made.parts,
    ...outside,
    platform: realm.database,
    addressOf,
    onError: (error) => log.warn('token.failed', {}, error),
    region: config.region,
    demo: config.demo,
    // The configuration refuses a demonstration beyond loopback.
    demoOnLoopback: config.demo,
  });
  return { tenants, platform: realm.serve(modules, buildPlatformTable), limiter, keyring, signer };
}

const ratesOf = (config: Config) => ({
  global: config.globalLimit,
  tenant: config.tenantLimit,
  principal: config.principalLimit,
  address: config.addressLimit,
  operation: config.operationLimit,
});

const bugReporter = (log: Log) => (call: Call, error: unknown) => {
  const { requestId, edge, operation } = call;
  log.error('request.bug', { requestId, edge, operation }, error);
};
