/** When a tenant's log falls due for upkeep. Apart from the tasks, so that the write path knows their names only. */
import type { Job } from './store.ts';

export const upkeepNames = ['log.prune', 'sessions.expire', 'tokens.expire', 'decisions.expire'] as const;

const upkeepEvery = 10_000;

/** Upkeep that falls due when the log of a tenant grows from `before` to `after`. */
export function upkeepDue(before: number, after: number): readonly Job[] {
  // False for writes beside the log too, which have no position.
  const crossed = Math.floor(after / upkeepEvery) > Math.floor(before / upkeepEvery);
  return crossed ? upkeepNames.map((task) => ({ task, principalId: null })) : [];
}
