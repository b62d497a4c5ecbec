/** From the texts of policies to something that decides, or to everything that is wrong with them at once. */
import type { ActionConstraint, PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { Permission } from '@wardroom/contract';
import { withCedar } from './cedar.ts';
import {
  type CheckedPolicy,
  checkedPolicy,
  type PlainPolicy,
  type PolicySource,
  plainPolicy,
} from './checked-policy.ts';
import { CompiledPolicies } from './compiled.ts';
import { maxDepth, tooDeepAt } from './nesting.ts';
import { distinct, type PolicyProblem, problemAt, problemFrom } from './problems.ts';
import { cedarSchema } from './schema.ts';
import { sightOf } from './sight.ts';
import { actionSchema } from './vocabulary.ts';

export type Compilation =
  | {
      readonly ok: true;
      readonly compiled: CompiledPolicies;
      /** Nothing wrong, but hardly meant: a policy that can never match, look-alike letters. */
      readonly warnings: readonly PolicyProblem[];
    }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

export const policyLimits = Object.freeze({
  policies: 500,
  /** Bytes of UTF-8. */
  policyBytes: 8 * 1024,
  totalBytes: 256 * 1024,
});

/** Type-checked and not yet able to decide, as it goes from one thread to another. */
export type Check =
  | {
      readonly ok: true;
      readonly checked: readonly PlainPolicy[];
      readonly warnings: readonly PolicyProblem[];
    }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Total: when Cedar itself fails, that is the problem. */
export function compilePolicies(source: readonly PolicySource[]): Compilation {
  const check = checkPolicies(source);
  return check.ok ? { ok: true, compiled: assemblePolicies(check.checked), warnings: check.warnings } : check;
}

/** The expensive part: up to two seconds for as many policies as there may be. */
export function checkPolicies(source: readonly PolicySource[]): Check {
  const outOfBounds = boundsOf(source);
  if (outOfBounds !== null) return { ok: false, problems: [outOfBounds] };
  try {
    return checkBounded(source);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [problemAt(null, 0, message)] };
  }
}

/** Only of what has been checked. */
export const assemblePolicies = (checked: readonly PlainPolicy[]): CompiledPolicies =>
  new CompiledPolicies(checked.map(checkedPolicy));

function checkBounded(source: readonly PolicySource[]): Check {
  const parsed = source.map(parse);
  const unreadable = parsed.flatMap((policy) => ('problem' in policy ? [policy.problem] : []));
  if (unreadable.length > 0) return { ok: false, problems: unreadable };
  const { problems, warnings } = validate(source);
  if (problems.length > 0) return { ok: false, problems };
  const checked = parsed.flatMap((policy) => ('checked' in policy ? [plainPolicy(policy.checked)] : []));
  return { ok: true, checked, warnings };
}

/** Before anything is parsed: work is bounded by what is accepted. */
function boundsOf(source: readonly PolicySource[]): PolicyProblem | null {
  const { policies, policyBytes, totalBytes } = policyLimits;
  if (source.length > policies)
    return problemAt(null, 0, `${source.length} policies; there may be ${policies}`);
  const ids = new Set<string>();
  let total = 0;
  for (const policy of source) {
    if (ids.has(policy.id)) return problemAt(policy, 0, 'two policies have this id');
    ids.add(policy.id);
    const bytes = byteLength(policy.text);
    if (bytes > policyBytes) return problemAt(policy, 0, `${bytes} bytes; a policy may have ${policyBytes}`);
    total += bytes;
  }
  if (total > totalBytes)
    return problemAt(null, 0, `the policies have ${total} bytes; together they may have ${totalBytes}`);
  return null;
}

/** A text has at most three bytes for each of its units; a long one is not encoded to learn that it is too long. */
const byteLength = (text: string): number =>
  text.length > policyLimits.totalBytes ? text.length : new TextEncoder().encode(text).length;

function parse(policy: PolicySource): { checked: CheckedPolicy } | { problem: PolicyProblem } {
  if (!policy.text.isWellFormed()) return { problem: problemAt(policy, 0, 'holds half a character') };
  const deepAt = tooDeepAt(policy.text);
  if (deepAt !== null) {
    const message = `too deeply nested: brackets count two, operators one, and there may be ${maxDepth} within each other`;
    return { problem: problemAt(policy, deepAt, message) };
  }
  const answer = withCedar((cedar) => cedar.policyToJson(policy.text));
  if (answer.type === 'failure') return { problem: unreadable(policy, answer.errors[0]) };
  const sight = sightOf(answer.json);
  if (sight === null) {
    const message =
      'reads an attribute of an entity that it names; only principal, resource and context have any';
    return { problem: problemAt(policy, 0, message) };
  }
  const { effect } = answer.json;
  return { checked: { source: policy, effect, actions: actionsOf(answer.json), sight } };
}

type CedarError = Parameters<typeof problemFrom>[1];

function unreadable(policy: PolicySource, error: CedarError | undefined): PolicyProblem {
  const parts = withCedar((cedar) => cedar.policySetTextToParts(policy.text));
  if (parts.type === 'success') {
    const count = parts.policies.length + parts.policy_templates.length;
    if (count !== 1) return problemAt(policy, 0, `holds ${count} policies; write one in each`);
    if (parts.policy_templates.length === 1)
      return problemAt(policy, 0, 'is a template; write the principal or resource instead of its slot');
  }
  return error === undefined ? problemAt(policy, 0, 'cannot be read') : problemFrom(policy, error);
}

/** The actions that the head of a policy names. Without one it is about every action, whatever its conditions say. */
function actionsOf({ action }: PolicyJson): ReadonlySet<Permission> {
  const named = namedActions(action);
  const matches = actionSchema().filter(
    ({ permission, groups }) =>
      named === null || named.has(permission) || groups.some((group) => named.has(group)),
  );
  return new Set(matches.map(({ permission }) => permission));
}

function namedActions(action: ActionConstraint): Set<string> | null {
  if (action.op === 'All') return null;
  const entities = 'entities' in action ? action.entities : 'entity' in action ? [action.entity] : [];
  return new Set(entities.map((uid) => ('__entity' in uid ? uid.__entity.id : uid.id)));
}

function validate(source: readonly PolicySource[]): { problems: PolicyProblem[]; warnings: PolicyProblem[] } {
  const staticPolicies = Object.fromEntries(source.map(({ text }, index) => [`p${index}`, text]));
  const answer = withCedar((cedar) =>
    cedar.validate({
      schema: cedarSchema(),
      policies: { staticPolicies },
      validationSettings: { mode: 'strict' },
    }),
  );
  if (answer.type === 'failure') {
    const message = answer.errors[0]?.message ?? 'the policies cannot be read';
    return { problems: [problemAt(null, 0, message)], warnings: [] };
  }
  // Cedar reports in no particular order, and for each action.
  const locate = (found: readonly { policyId: string; error: CedarError }[]): PolicyProblem[] => {
    const byPolicy = source.map((policy, index) =>
      found.filter(({ policyId }) => policyId === `p${index}`).map(({ error }) => problemFrom(policy, error)),
    );
    return byPolicy.flatMap((problems) => distinct(problems));
  };
  return { problems: locate(answer.validationErrors), warnings: locate(answer.validationWarnings) };
}
