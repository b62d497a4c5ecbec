/**
 * The thread in which policies are checked and tried out: seconds of work that would otherwise stand in the way of every
 * call of the process. It knows no tenant, no key and no database; it is given texts and questions, and gives answers.
 */
import { parentPort } from 'node:worker_threads';
import { assemblePolicies, checkPolicies, engineHasStopped, runTests } from '@wardroom/policy/attributes';
import type { Job, Outcome, Reply } from './job.ts';

/** For the next question about the same policies. */
const mostRemembered = 4;
const remembered = new Map<string, ReturnType<typeof checkPolicies>>();
const assembled = new Map<string, ReturnType<typeof assemblePolicies>>();

parentPort?.on('message', ({ id, ...job }: Job & { readonly id: number }) => {
  const reply: Reply = { id, outcome: outcomeOf(job) };
  parentPort?.postMessage(reply);
  // What the engine says after it has died is worth nothing; the next job gets a new one.
  if (engineHasStopped()) process.exit(1);
});

function outcomeOf({ policies, tests, requests }: Job): Outcome {
  const key = JSON.stringify(policies);
  const check = remembered.get(key) ?? checkPolicies(policies);
  remember(remembered, key, check);
  if (!check.ok) return check;
  const compiled = assembled.get(key) ?? assemblePolicies(check.checked);
  remember(assembled, key, compiled);
  return {
    ...check,
    tests: runTests(compiled, tests),
    answers: requests.map((questions) => {
      const decisions = questions.map((question) => compiled.decide(question));
      const decisive = decisions.find(({ allowed }) => !allowed) ?? decisions[0];
      return { allowed: decisive?.allowed ?? true, determining: decisive?.determining ?? [] };
    }),
  };
}

function remember<Value>(memory: Map<string, Value>, key: string, value: Value): void {
  memory.delete(key);
  memory.set(key, value);
  const [oldest] = memory.keys();
  if (memory.size > mostRemembered && oldest !== undefined) memory.delete(oldest);
}
