/**
 * The policies of one tenant, ready to decide. They only take away: what roles give is decided before, and nothing here
 * can allow more. For an action that no policy mentions there is no question. Otherwise: a policy that errs denies; a
 * forbid that matches denies; where some permit mentions the action, one of them must match; else it is allowed.
 */
import type { Permission } from '@wardroom/contract';
import { withCedar } from './cedar.ts';
import type { CheckedPolicy } from './checked-policy.ts';
import { ParsedSets } from './parsed-sets.ts';
import { Recent } from './recent.ts';
import { type AttributeRequest, actionOf, type Question, questionOf } from './request.ts';
import { Sight } from './sight.ts';
import { actionSchema } from './vocabulary.ts';

export interface AttributeDecision {
  readonly allowed: boolean;
  readonly reason: 'unmentioned' | 'unforbidden' | 'permitted' | 'forbidden' | 'unpermitted' | 'error';
  /** The policies that decided, in their order: forbids that matched, or permits that did. */
  readonly determining: readonly string[];
  /** `policyId` is null when the question itself could not be asked. */
  readonly errors: readonly { readonly policyId: string | null; readonly message: string }[];
}

/**
 * Policies that see the same, asked together: their answer stays true until something that they see is another. Forbids
 * of one part do not know of those of another, and need not.
 */
interface Part {
  readonly key: string;
  readonly policies: Readonly<Record<string, string>>;
  readonly bytes: number;
  readonly sight: Sight;
}

/** The policies that mention an action; actions with the same ones share a plan. */
interface Plan {
  readonly parts: readonly Part[];
  /** All of them at once: one question costs less than several. */
  readonly whole: Part;
  readonly needsPermit: boolean;
}

/** What one part answers, by the names that its policies have in Cedar. */
interface PartAnswer {
  readonly denied: boolean;
  readonly reasons: readonly string[];
  readonly errors: readonly { readonly policyId: number; readonly message: string }[];
}

const timely = ['time', 'mfaAgeMinutes', 'authenticationAgeMinutes'] as const;

const unmentioned: AttributeDecision = Object.freeze({
  allowed: true,
  reason: 'unmentioned',
  determining: Object.freeze([]),
  errors: Object.freeze([]),
});

/** Our own policy. Ids of tenants never reach Cedar, so none can stand in for it. */
const baseline = 'baseline';
/** For each compiled set, and as many answers of parts; about 1 KiB each. */
const cachedDecisions = 2_000;
/** Each part costs a question of its own when nothing of it was asked before. */
const mostParts = 6;
/** In each process: about 60 MiB when full. */
const parsedSets = new ParsedSets({ sets: 512, bytes: 4 * 1024 * 1024 });
let compiledCount = 0;

export class CompiledPolicies {
  readonly #policies: readonly CheckedPolicy[];
  readonly #plans = new Map<Permission, Plan>();
  readonly #decisions = new Recent<AttributeDecision>(cachedDecisions);
  readonly #answers = new Recent<PartAnswer>(cachedDecisions);

  constructor(policies: readonly CheckedPolicy[]) {
    this.#policies = policies;
    compiledCount += 1;
    const shared = new Map<string, Plan>();
    for (const { permission } of actionSchema()) {
      const indexes = policies.flatMap(({ actions }, index) => (actions.has(permission) ? [index] : []));
      if (indexes.length === 0) continue;
      const key = `${compiledCount}:${indexes.join(' ')}`;
      const plan = shared.get(key) ?? planOf(key, policies, indexes);
      shared.set(key, plan);
      this.#plans.set(permission, plan);
    }
  }

  /** Does any policy mention it, by name, by a group of actions, or by naming none? */
  mentions(permission: Permission): boolean {
    return this.#plans.has(permission);
  }

  /** May the answer be another in a minute, although nothing has changed but the time? */
  seesClock(permission: Permission): boolean {
    const sight = this.#plans.get(permission)?.whole.sight;
    if (sight === undefined) return false;
    return sight.seesWhole('context') || timely.some((name) => sight.reads('context', name));
  }

  /** Total: whatever goes wrong is a denial that says what went wrong. */
  decide(request: AttributeRequest): AttributeDecision {
    try {
      const action = actionOf(request);
      if (action === null) throw new TypeError('unknown action');
      const plan = this.#plans.get(action.permission);
      if (plan === undefined) return unmentioned;
      const question = questionOf(request, action, plan.whole.sight);
      const ofPart = ({ sight }: Part) => questionOf(request, action, sight);
      return this.#decisions.get(JSON.stringify(question), () =>
        this.#conclude(plan, this.#answersTo(plan, question, ofPart)),
      );
    } catch (error) {
      // Not remembered: it says nothing about the policies.
      return failed(error instanceof Error ? error.message : String(error));
    }
  }

  #answersTo(plan: Plan, question: Question, ofPart: (part: Part) => Question): readonly PartAnswer[] {
    const asked = plan.parts.map((part) => {
      const own = ofPart(part);
      return { part, own, key: `${part.key} ${JSON.stringify(own)}` };
    });
    const unknown = asked.filter(({ key }) => !this.#answers.has(key));
    if (unknown.length < 2)
      return asked.map(({ part, own, key }) => this.#answers.get(key, () => ask(part, own)));
    const answer = ask(plan.whole, question);
    // Where nothing forbids, all permits that match are named, and with them the answer of each part.
    if (!answer.denied && answer.errors.length === 0)
      for (const { part, key } of unknown) {
        const reasons = answer.reasons.filter((name) => Object.hasOwn(part.policies, name));
        this.#answers.get(key, () => ({ denied: false, reasons, errors: [] }));
      }
    return [answer];
  }

  #conclude({ needsPermit }: Plan, answers: readonly PartAnswer[]): AttributeDecision {
    const denying = answers.filter(({ denied }) => denied);
    const forbids = this.#idsOf(denying.flatMap(({ reasons }) => reasons));
    const errors = answers
      .flatMap((answer) => answer.errors)
      .sort((one, other) => one.policyId - other.policyId)
      .map(({ policyId, message }) => ({ policyId: this.#policies[policyId]?.source.id ?? null, message }));
    if (errors.length > 0) return frozen(false, 'error', forbids, errors);
    if (denying.length > 0) return frozen(false, 'forbidden', forbids);
    const permits = this.#idsOf(answers.flatMap(({ reasons }) => reasons));
    if (!needsPermit) return frozen(true, 'unforbidden', permits);
    return frozen(permits.length > 0, permits.length > 0 ? 'permitted' : 'unpermitted', permits);
  }

  #idsOf(names: readonly string[]): string[] {
    const indexes = names.map(indexOf).sort((one, other) => one - other);
    return indexes.flatMap((index) => this.#policies[index]?.source.id ?? []);
  }
}

const nameOf = (index: number): string => `p${index}`;
const indexOf = (name: string): number => Number(name.slice(1));

function planOf(key: string, policies: readonly CheckedPolicy[], indexes: readonly number[]): Plan {
  const mentioning = indexes.flatMap((index) => {
    const policy = policies[index];
    return policy === undefined ? [] : [{ name: nameOf(index), policy }];
  });
  const alike = Map.groupBy(mentioning, ({ policy }) => policy.sight.key);
  const bySize = [...alike.values()].sort((one, other) => other.length - one.length);
  const parts = [...bySize.slice(0, mostParts - 1), bySize.slice(mostParts - 1).flat()];
  return {
    parts: parts.filter((part) => part.length > 0).map((part, at) => partOf(`${key}/${at}`, part)),
    whole: partOf(key, mentioning),
    needsPermit: mentioning.some(({ policy }) => policy.effect === 'permit'),
  };
}

function partOf(key: string, named: readonly { name: string; policy: CheckedPolicy }[]): Part {
  // Their text, never their JSON form: that one rounds numbers beyond 2^53.
  const texts = Object.fromEntries(named.map(({ name, policy }) => [name, policy.source.text]));
  return {
    key,
    policies: { [baseline]: 'permit(principal, action, resource);', ...texts },
    bytes: named.reduce((sum, { policy }) => sum + policy.source.text.length, 0),
    sight: Sight.joint(named.map(({ policy }) => policy.sight)),
  };
}

function ask({ key, policies, bytes }: Part, question: Question): PartAnswer {
  const preparsedPolicySetId = parsedSets.nameOf(key, policies, bytes);
  const answer = withCedar((cedar) =>
    cedar.statefulIsAuthorized({ ...question, preparsedPolicySetId, validateRequest: false }),
  );
  if (answer.type === 'failure') throw new Error(answer.errors[0]?.message ?? 'the question cannot be asked');
  const { decision, diagnostics } = answer.response;
  return {
    denied: decision === 'deny',
    reasons: diagnostics.reason.filter((name) => name !== baseline),
    errors: diagnostics.errors.map(({ policyId, error }) => ({
      policyId: indexOf(policyId),
      message: error.message.replace(/`p\d+`/, 'this policy'),
    })),
  };
}

function frozen(
  allowed: boolean,
  reason: AttributeDecision['reason'],
  determining: readonly string[],
  errors: AttributeDecision['errors'] = [],
): AttributeDecision {
  return Object.freeze({
    allowed,
    reason,
    determining: Object.freeze(determining),
    errors: Object.freeze(errors),
  });
}

const failed = (message: string): AttributeDecision =>
  frozen(false, 'error', [], [{ policyId: null, message }]);
