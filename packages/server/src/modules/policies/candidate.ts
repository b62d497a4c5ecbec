/** What is tried out: a version that was saved or a draft that was not, and what is wrong with it. */
import { type PolicySet, type Problem, WardroomError } from '@wardroom/contract';
import type { PolicyProblem, PolicyTestResult } from '@wardroom/policy/attributes';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { Outcome } from '../../kernel/policies/index.ts';
import { requireSet } from './version.ts';

/** Throws `invalid_input` for both or neither, `not_found` for a version that was never saved. */
export async function requireCandidate(
  tx: ReadTransaction,
  keys: ScopeKeys,
  { version, draft }: { readonly version?: number | undefined; readonly draft?: PolicySet | undefined },
): Promise<PolicySet> {
  if (draft !== undefined && version === undefined) return draft;
  if (draft === undefined && version !== undefined) return requireSet(tx, keys, version);
  const message = 'name a version or send a draft, one of them';
  throw new WardroomError('invalid_input', { problems: [{ path: '/draft', message }] });
}

const mostShown = 200;
const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

export const toProblems = (problems: readonly PolicyProblem[]) =>
  problems.slice(0, mostShown).map(({ policyId, line, column, message }) => ({
    policyId,
    ...(policyId === null ? { line: null, column: null } : { line, column }),
    message: cut(message, 1_000),
  }));

const verdict = (allowed: boolean): 'allow' | 'deny' => (allowed ? 'allow' : 'deny');

export const toTestResults = (results: readonly PolicyTestResult[]) =>
  results.slice(0, mostShown).map(({ title, expected, decision }) => ({
    title,
    expected,
    actual: verdict(decision.allowed),
    determining: decision.determining.slice(0, 50),
  }));

export const toVerdicts = (outcome: Outcome) => ({
  problems: toProblems(outcome.ok ? [] : outcome.problems),
  warnings: toProblems(outcome.ok ? outcome.warnings : []),
  tests: toTestResults(outcome.ok ? outcome.tests : []),
});

/** Throws `invalid_input` that says which policy is wrong, where, and which test fails. `at` is where the set is. */
export function requireSound(
  { policies }: PolicySet,
  outcome: Outcome,
  at: '/set' | '/draft',
): asserts outcome is Extract<Outcome, { ok: true }> {
  const problems = outcome.ok
    ? outcome.tests.flatMap((test, index) => (test.passed ? [] : [failureOf(test, `${at}/tests/${index}`)]))
    : outcome.problems.map((problem) => problemOf(policies, problem, at));
  if (problems.length > 0)
    throw new WardroomError('invalid_input', { problems: problems.slice(0, mostShown) });
}

function problemOf(
  policies: PolicySet['policies'],
  { policyId, line, column, message }: PolicyProblem,
  at: string,
): Problem {
  const index = policies.findLastIndex(({ id }) => id === policyId);
  if (index < 0) return { path: `${at}/policies`, message: cut(message, 1_000) };
  return {
    path: `${at}/policies/${index}/text`,
    message: cut(`${policyId}, line ${line}, column ${column}: ${message}`, 1_000),
  };
}

function failureOf({ title, expected, decision }: PolicyTestResult, path: string): Problem {
  const by = decision.determining.length === 0 ? '' : ` by ${decision.determining.slice(0, 10).join(', ')}`;
  const message = `“${title}” expects ${expected}, and it is ${verdict(decision.allowed)}${by}`;
  return { path, message: cut(message, 1_000) };
}
