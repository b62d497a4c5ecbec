/** What removes old entries of audit logs: started with the work behind requests, and what operators hear of it. */
import { noHolds, Pruner } from '../kernel/audit/pruning/index.ts';
import { CheckpointSigning } from '../kernel/audit/sequencer/index.ts';
import type { Log } from '../kernel/log/index.ts';
import type { StopStack } from '../kernel/process/index.ts';
import { systemRandom } from '../kernel/random.ts';
import type { Kernels } from './kernels.ts';
import type { Pools } from './pools.ts';

export interface PrunerParts {
  readonly log: Log;
  readonly stack: StopStack;
  readonly pools: Pools;
  readonly kernels: Kernels;
}

export function startPruner({ log, stack, pools, kernels }: PrunerParts): void {
  const { keyring, clock, ids } = kernels.tenants;
  const common = { keyring, clock, random: systemRandom };
  const pruner = new Pruner({
    ...{ keyring, clock, ids },
    pool: pools.pruner,
    signer: kernels.signer,
    signing: new CheckpointSigning({ ...common, pool: pools.platform }),
    holds: noHolds,
    onPruned: (tenantId, { entries }) => log.info('audit.pruned', { tenantId, count: entries }),
    onKept: (tenantId, reason) => log.warn('audit.kept', { tenantId, reason }),
    onFault: (tenantId, error) => log.error('audit.failed', { tenantId }, error),
  });
  stack.push('pruner', () => pruner.stop());
  pruner.start();
}
