/** A pruner that works when a test says so, and logs that are old enough for it. */
import type { Uuid } from '@wardroom/contract';
import {
  type HoldRegister,
  noHolds,
  type Pruned,
  Pruner,
  type PrunerOptions,
} from '../../kernel/audit/pruning/index.ts';
import { CheckpointSigning } from '../../kernel/audit/sequencer/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { TenantFixture } from '../fixtures.ts';
import type { Harness } from '../harness.ts';
import { entryOf, recordAll, steppedSequencer } from './sequencer.ts';

export interface SteppedPruner {
  readonly pruner: Pruner;
  readonly pruned: (readonly [Uuid, Pruned])[];
  readonly kept: string[];
  readonly faults: unknown[];
}

export function steppedPruner(harness: Harness, options: Partial<PrunerOptions> = {}): SteppedPruner {
  const { keyring, ids, random } = harness.parts;
  const clock: Clock = options.clock ?? { now: () => Date.now() };
  const pruned: SteppedPruner['pruned'] = [];
  const kept: string[] = [];
  const faults: unknown[] = [];
  const common = { keyring, clock, random };
  const pruner = new Pruner({
    signing: new CheckpointSigning({ ...common, pool: harness.poolOf('wardroom_platform', 1) }),
    pool: harness.poolOf('wardroom_pruner', 2),
    signer: harness.signer,
    holds: noHolds,
    ...{ keyring, clock, ids },
    onPruned: (tenantId, end) => pruned.push([tenantId, end]),
    onKept: (_tenantId, reason) => kept.push(reason),
    onFault: (_tenantId, error) => faults.push(error),
    ...options,
  });
  return { pruner, pruned, kept, faults };
}

/** A clock that a test sets back and forth; the database keeps its own. */
export class MovedClock implements Clock {
  #offset = 0;

  now(): number {
    return Date.now() + this.#offset;
  }

  /** So long from now; negative: before. */
  moveTo(offsetMs: number): void {
    this.#offset = offsetMs;
  }
}

/** Records so many entries, and seals them, at the time that the clock of the harness tells. */
export async function sealEntries(harness: Harness, tenant: TenantFixture, count: number): Promise<void> {
  const entries = Array.from({ length: count }, (_, number) => entryOf(tenant, number));
  await recordAll(harness, tenant, entries);
  const { drain, sequencer, faults } = steppedSequencer(harness, { leaseMs: 60_000 });
  await drain();
  await sequencer.stop();
  if (faults.length > 0) throw faults[0];
}

/** Says that there is a hold, and whether it covers everything. Of tests; keeps nothing and looks nothing up. */
export const pretendedHold = (isVetoed: boolean, count = 1): HoldRegister => ({
  inForce: async () => ({ count, isVetoed }),
});

/** What a register does that cannot be asked. */
export const brokenHolds: HoldRegister = {
  inForce: () => Promise.reject(new Error('the register of holds is away')),
};
