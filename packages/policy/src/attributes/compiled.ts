/**
 * The policies of one tenant, ready to decide. They only take away: what roles give is decided before, and nothing here
 * can allow more. For an action that no policy mentions there is no question. Otherwise: a policy that errs denies; a
 * forbid that matches denies; where some permit mentions the action, one of them must match; else it is allowed.
 */
import type { Response } from '@cedar-policy/cedar-wasm/nodejs';
import type { Permission } from '@wardroom/contract';
import { withCedar } from './cedar.ts';
import type { CheckedPolicy } from './checked-policy.ts';
import { ParsedSets } from './parsed-sets.ts';
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

/** The policies that mention an action; actions with the same ones share a plan. */
interface Plan {
  readonly key: string;
  readonly policies: Readonly<Record<string, string>>;
  readonly bytes: number;
  readonly sight: Sight;
  readonly needsPermit: boolean;
}

const unmentioned: AttributeDecision = Object.freeze({
  allowed: true,
  reason: 'unmentioned',
  determining: Object.freeze([]),
  errors: Object.freeze([]),
});

/** Our own policy. Ids of tenants never reach Cedar, so none can stand in for it. */
const baseline = 'baseline';
/** For each compiled set; about 1 KiB each. */
const cachedDecisions = 2_000;
/** In each process: about 60 MiB when full. */
const parsedSets = new ParsedSets({ sets: 512, bytes: 4 * 1024 * 1024 });
let compiledCount = 0;

export class CompiledPolicies {
  readonly #policies: readonly CheckedPolicy[];
  readonly #plans = new Map<Permission, Plan>();
  readonly #cache = new Map<string, AttributeDecision>();

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

  /** Total: whatever goes wrong is a denial that says what went wrong. */
  decide(request: AttributeRequest): AttributeDecision {
    try {
      const action = actionOf(request);
      if (action === null) throw new TypeError('unknown action');
      const plan = this.#plans.get(action.permission);
      if (plan === undefined) return unmentioned;
      const question = questionOf(request, action, plan.sight);
      const key = JSON.stringify(question);
      return this.#cached(key) ?? this.#remember(key, this.#ask(plan, question));
    } catch (error) {
      // Not remembered: it says nothing about the policies.
      return failed(error instanceof Error ? error.message : String(error));
    }
  }

  #cached(key: string): AttributeDecision | null {
    const decision = this.#cache.get(key);
    if (decision === undefined) return null;
    this.#cache.delete(key);
    this.#cache.set(key, decision);
    return decision;
  }

  #remember(key: string, decision: AttributeDecision): AttributeDecision {
    if (this.#cache.size >= cachedDecisions) {
      const [oldest] = this.#cache.keys();
      if (oldest !== undefined) this.#cache.delete(oldest);
    }
    this.#cache.set(key, decision);
    return decision;
  }

  #ask(plan: Plan, question: Question): AttributeDecision {
    const preparsedPolicySetId = parsedSets.nameOf(plan.key, plan.policies, plan.bytes);
    const answer = withCedar((cedar) =>
      cedar.statefulIsAuthorized({ ...question, preparsedPolicySetId, validateRequest: false }),
    );
    if (answer.type === 'failure')
      throw new Error(answer.errors[0]?.message ?? 'the question cannot be asked');
    return this.#conclude(plan, answer.response);
  }

  #conclude(plan: Plan, { decision, diagnostics }: Response): AttributeDecision {
    const determining = this.#idsOf(diagnostics.reason.filter((name) => name !== baseline));
    const errors = diagnostics.errors
      .map(({ policyId, error }) => ({ policyId: indexOf(policyId), message: error.message }))
      .sort((one, other) => one.policyId - other.policyId)
      .map(({ policyId, message }) => ({
        policyId: this.#policies[policyId]?.source.id ?? null,
        message: message.replace(/`p\d+`/, 'this policy'),
      }));
    if (errors.length > 0) return frozen(false, 'error', decision === 'deny' ? determining : [], errors);
    if (decision === 'deny') return frozen(false, 'forbidden', determining);
    if (!plan.needsPermit) return frozen(true, 'unforbidden', determining);
    return frozen(determining.length > 0, determining.length > 0 ? 'permitted' : 'unpermitted', determining);
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
    return policy === undefined ? [] : [[nameOf(index), policy] as const];
  });
  // Their text, never their JSON form: that one rounds numbers beyond 2^53.
  const texts = Object.fromEntries(mentioning.map(([name, { source }]) => [name, source.text]));
  return {
    key,
    policies: { [baseline]: 'permit(principal, action, resource);', ...texts },
    bytes: mentioning.reduce((sum, [, { source }]) => sum + source.text.length, 0),
    sight: Sight.joint(mentioning.map(([, { sight }]) => sight)),
    needsPermit: mentioning.some(([, { effect }]) => effect === 'permit'),
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
