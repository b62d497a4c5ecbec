/** Which modules a harness runs: all of them, checked for completeness, or the ones a test brings. */
import { tenantModules } from '../app/modules.ts';
import { noLogKeys } from '../kernel/audit/trust/log-keys.ts';
import { systemClock } from '../kernel/clock.ts';
import type { KernelOptions, KernelParts } from '../kernel/create-kernel.ts';
import { Passwords } from '../kernel/crypto/index.ts';
import { createEgress, type Egress } from '../kernel/egress/index.ts';
import type { Implementation } from '../kernel/implementation.ts';
import { buildOperationTable } from '../kernel/operation-table.ts';
import { systemRandom } from '../kernel/random.ts';

type Chosen = Pick<KernelOptions, 'implement' | 'buildTable'>;

/** The log of a harness has one epoch; it is the same for all, as no cursor travels between databases in tests. */
export const testEpoch = '01890a5d-ac96-774b-bcce-b302099a8057';

const domainRules = { baseDomain: 'localhost', admitsSpecialUse: true };

/** Asks a name server that is not there: a test that needs the outside brings its own. */
const isolatedEgress = (): Egress =>
  createEgress({
    clock: systemClock,
    onSignal: () => {},
    settings: {
      resolvers: ['127.0.0.1:9'],
      ownDomains: ['localhost'],
      ownAddresses: [],
      isAlternativePortOpen: false,
      allowList: [],
      certificates: [],
      proxy: null,
    },
  });

/** What leads out of the kernel. */
export interface Outside {
  readonly egress?: Egress;
  /** Absent: one that takes nothing. */
  readonly feedDirectory?: string;
}

/** What modules take beside the kernel. */
export const isolated = ({ egress = isolatedEgress(), feedDirectory = '/dev/null/feeds' }: Outside = {}) => ({
  egress,
  domainRules,
  readLogKeys: async () => noLogKeys,
  feedDirectory,
});

export function chooseModules(
  only?: (parts: KernelParts) => readonly Implementation[],
  outside?: Outside,
): Chosen {
  if (only !== undefined) {
    return { implement: only, buildTable: (list) => new Map(list.map((one) => [one.operation.name, one])) };
  }
  const passwords = new Passwords({ random: systemRandom, parallel: 2 });
  return {
    implement: (parts) =>
      tenantModules({
        ...parts,
        passwords,
        epoch: () => testEpoch as never,
        ...isolated(outside),
      }),
    buildTable: buildOperationTable,
  };
}
