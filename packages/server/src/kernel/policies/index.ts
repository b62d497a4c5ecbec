/** The door of tenant policies in the kernel: asked by every decision, and logged. */
export { engineHasStopped } from '@wardroom/policy/attributes';
export {
  type ActivePolicies,
  type CompilePolicies,
  defaultSettings,
  openSet,
  sealSet,
} from './active.ts';
export {
  type Circumstances,
  contextAttributes,
  deviceClass,
  principalAttributes,
  roleName,
  timeIn,
} from './attributes.ts';
export { Breaker } from './breaker.ts';
export { type Decided, DecisionLog, type LoggedRequest, openRequest } from './decision-log.ts';
export { isAbout, type KnownOfCaller, type PolicyGate, policyGate, type Verdict } from './gate.ts';
export { type GroupNames, type Handle, handlesIn, namesOf, readGroupNames } from './group-names.ts';
export { readPeople } from './people.ts';
export { PoliciesPending, PolicyShelf } from './shelf.ts';
export { readGroupsOf, readSettings, readVersions, type SettingsRow } from './store.ts';
export { type BulkAnswer, compileSaved, decideAll, type Outcome, tryOut } from './workshop/index.ts';
