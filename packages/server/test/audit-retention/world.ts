/** Logs of long ago that are pruned and erased today, through the real pipeline, and judged by the verifier. */
import type { OperationName } from '@wardroom/contract';
import type { Call } from '../../../sdk/src/index.ts';
import { logKeysOf } from '../../src/kernel/audit/trust/log-keys.ts';
import type { Pool } from '../../src/kernel/database/driver.ts';
import { auditImplementations } from '../../src/modules/audit/index.ts';
import { auditProofImplementations } from '../../src/modules/audit-proofs/index.ts';
import { auditRetentionImplementations } from '../../src/modules/audit-retention/index.ts';
import { MovedClock, sealEntries } from '../../src/testing/audit/pruner.ts';
import type { TenantFixture, Who } from '../../src/testing/fixtures.ts';
import { createHarness, type Harness, type HarnessOptions } from '../../src/testing/harness.ts';

export const yearMs = 365 * 86_400_000;

export interface OldWorld {
  readonly harness: Harness;
  readonly clock: MovedClock;
  /** Seals so many entries as of so long ago. Must not go back from one call to the next. */
  growAt(agoMs: number, count: number): Promise<void>;
  callAs(who: Who, tenant?: TenantFixture): Call;
  pinned(): Promise<string[]>;
  /** The newest checkpoint. */
  checkpoint(): Promise<{ readonly size: number; readonly note: string }>;
  close(): Promise<void>;
}

export async function openOldWorld(options: HarnessOptions = {}): Promise<OldWorld> {
  const clock = new MovedClock();
  const made: { platform?: Pool } = {};
  const harness: Harness = await createHarness({
    clock,
    implementations: ({ database }) => [
      ...auditImplementations(),
      ...auditRetentionImplementations(),
      ...auditProofImplementations({
        database,
        readLogKeys: (log) => {
          if (made.platform === undefined) throw new Error('asked before the harness stood');
          return logKeysOf(made.platform, () => harness.kernel.database)(log);
        },
      }),
    ],
    ...options,
  });
  made.platform = harness.poolOf('wardroom_platform', 2);
  let offset = 0;
  const callAs: OldWorld['callAs'] = (who, tenant = harness.acme) =>
    ((name: OperationName, input: unknown) => harness.succeed(tenant, who, name, input)) as Call;
  const shown = () => callAs('auditor')('audit.checkpoint', {});
  return {
    harness,
    clock,
    async growAt(agoMs, count) {
      offset += 3_000;
      clock.moveTo(offset - agoMs);
      await sealEntries(harness, harness.acme, count);
      clock.moveTo(offset + 1_500 - agoMs);
      await sealEntries(harness, harness.acme, 0);
      clock.moveTo(0);
    },
    callAs,
    pinned: async () => (await shown()).keys.log,
    async checkpoint() {
      const { checkpoint } = await shown();
      if (checkpoint === null) throw new Error('nothing is signed yet');
      return checkpoint;
    },
    close: () => harness.close(),
  };
}
