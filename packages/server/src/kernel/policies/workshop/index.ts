/** Checking and trying out policies without standing in anybody's way. */
import type { PolicySet, Uuid } from '@wardroom/contract';
import {
  type AttributeRequest,
  assemblePolicies,
  type CompiledPolicies,
  type PolicySource,
  type PolicyTest,
} from '@wardroom/policy/attributes';
import { LRUCache } from 'lru-cache';
import type { Outcome } from './job.ts';
import { Workshop } from './workshop.ts';

export type { BulkAnswer, Outcome } from './job.ts';
export { Workshop } from './workshop.ts';

const limits = { timeoutMs: 20_000, idleMs: 60_000, jobs: 64, jobsOfTenant: 4 };
/** What somebody tries out must not keep waiting those whose policies decide: two threads, neither of them kept. */
const trying = new Workshop(limits);
const loading = new Workshop({ ...limits, timeoutMs: 15_000, jobs: 1_000 });

/** Between activating and deciding, and for many calls that come at once. */
const compiled = new LRUCache<string, Promise<CompiledPolicies | null>>({ max: 64 });

/** Compiles what was saved; null: it does not compile any more. */
export function compileSaved(
  tenantId: Uuid,
  version: number,
  { policies }: PolicySet,
): Promise<CompiledPolicies | null> {
  const key = `${tenantId} ${version} ${JSON.stringify(policies)}`;
  const known = compiled.get(key);
  if (known) return known;
  const compiling = loading
    .ask(tenantId, { policies })
    .then((outcome) => (outcome.ok ? assemblePolicies(outcome.checked) : null));
  compiled.set(key, compiling);
  compiling.catch(() => compiled.delete(key));
  return compiling;
}

/** Type-checks and runs tests. */
export const tryOut = (
  tenantId: Uuid,
  policies: readonly PolicySource[],
  tests: readonly PolicyTest[],
): Promise<Outcome> => trying.ask(tenantId, { policies, tests });

/** Each of the requests is allowed when all its questions are; `answers` has them in that order. */
export const decideAll = (
  tenantId: Uuid,
  policies: readonly PolicySource[],
  requests: readonly (readonly AttributeRequest[])[],
): Promise<Outcome> => trying.ask(tenantId, { policies, requests });
