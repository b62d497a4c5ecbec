/** Feeds of audit logs: started with the work behind requests, and what operators hear of them. */
import { Feeder } from '../kernel/audit/feeds/index.ts';
import type { Config } from '../kernel/config/index.ts';
import type { Egress } from '../kernel/egress/index.ts';
import type { Log } from '../kernel/log/index.ts';
import type { StopStack } from '../kernel/process/index.ts';
import { systemRandom } from '../kernel/random.ts';
import type { Kernels } from './kernels.ts';
import type { Pools } from './pools.ts';

export interface FeederParts {
  readonly config: Config;
  readonly log: Log;
  readonly stack: StopStack;
  readonly pools: Pools;
  readonly kernels: Kernels;
  readonly egress: Egress;
}

export function startFeeder({ config, log, stack, pools, kernels, egress }: FeederParts): Feeder {
  const { keyring, clock, ids, database } = kernels.tenants;
  const feeder = new Feeder({
    ...{ keyring, clock, ids, database, egress },
    random: systemRandom,
    pool: pools.worker,
    fileDirectory: config.auditFeedDirectory ?? null,
    onFault: (tenantId, error) => log.error('audit.feed_failed', { tenantId }, error),
  });
  stack.push('feeder', () => feeder.stop());
  feeder.start();
  return feeder;
}
