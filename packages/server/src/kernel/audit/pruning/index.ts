/** The door of pruning: what removes, and what decides about removing. */
export { type ClockDoubt, judgeClock } from './clock-belief.ts';
export {
  askHolds,
  type HoldRegister,
  type HoldsInForce,
  type HoldTransaction,
  noHolds,
  type Removal,
} from './holds.ts';
export type { Kept, Pruned } from './prune.ts';
export { Pruner, type PrunerOptions } from './pruner.ts';
export { cutoffOf, dayMs, defaultDays, governingDays, type StoreDays } from './retention.ts';
export { type DueRow, dueText } from './store.ts';
