/** The door of tenant policies in the kernel: asked by every decision, and logged. */
export { type ActivePolicies, activePolicies, defaultSettings, openSet, sealSet } from './active.ts';
export { type Circumstances, deviceClass, principalAttributes, roleName, timeIn } from './attributes.ts';
export { Breaker } from './breaker.ts';
export { type Decided, DecisionLog, type LoggedRequest, openRequest } from './decision-log.ts';
export { type PolicyGate, policyGate, resourceAttributes, type Verdict } from './gate.ts';
export { readGroupsOf, readSettings, readVersions, type SettingsRow } from './store.ts';
