/** The door of tenant policies. */
import type { KernelParts } from '../../kernel/create-kernel.ts';
import type { Implementation } from '../../kernel/implementation.ts';
import { activatePolicies } from './activate.ts';
import { configurePolicies } from './configure.ts';
import { listLoggedDecisions } from './decision.ts';
import { showSchema, testPolicies } from './examine.ts';
import { savePolicies } from './save.ts';
import { simulatePolicies } from './simulate.ts';
import { simulateForAll } from './simulate-all.ts';
import { showPolicies } from './state.ts';
import { getPolicyVersion, listPolicyVersions } from './version.ts';

export const policyImplementations = (
  deps: Pick<KernelParts, 'database' | 'policyBreaker' | 'policyShelf' | 'decisions'>,
): Implementation[] => [
  showPolicies(deps),
  showSchema(),
  listPolicyVersions(),
  getPolicyVersion(),
  testPolicies(),
  simulatePolicies(),
  simulateForAll(),
  savePolicies(deps),
  activatePolicies(deps),
  configurePolicies(deps),
  listLoggedDecisions(deps),
];
