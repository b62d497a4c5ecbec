/**
 * What a policy can see: which attributes it reads, and whether it looks at an entity or at the context as a whole. What
 * no policy sees is not sent. Too much in here costs time; too little would make a policy err, which denies.
 */
import type { PolicyJson, Var } from '@cedar-policy/cedar-wasm/nodejs';

export interface Sight {
  /** Names of attributes, of whatever they are attributes. */
  readonly attributes: ReadonlySet<string>;
  /** Variables that are compared, looked for in something, or used in any way but `variable.attribute`. */
  readonly whole: ReadonlySet<Var>;
}

interface Found {
  readonly attributes: Set<string>;
  readonly whole: Set<Var>;
  /** An attribute of an entity that is written into the policy: nobody can know it. */
  foreign: boolean;
}

/** Null for a policy that reads an attribute of an entity that it names itself. */
export function sightOf(policy: PolicyJson): Sight | null {
  const found: Found = { attributes: new Set(), whole: new Set(), foreign: false };
  if (policy.principal.op !== 'All' && !isKindOnly(policy.principal)) found.whole.add('principal');
  if (policy.resource.op !== 'All' && !isKindOnly(policy.resource)) found.whole.add('resource');
  for (const { body } of policy.conditions) visit(body, found);
  return found.foreign ? null : found;
}

export const jointSight = (sights: readonly Sight[]): Sight => ({
  attributes: new Set(sights.flatMap(({ attributes }) => [...attributes])),
  whole: new Set(sights.flatMap(({ whole }) => [...whole])),
});

const isKindOnly = (constraint: object): boolean =>
  'op' in constraint && constraint.op === 'is' && !('in' in constraint);

/** Walks the JSON form of an expression (Cedar policy format, "expr"): one key, its operands below it. */
function visit(node: unknown, found: Found): void {
  if (Array.isArray(node)) {
    for (const part of node) visit(part, found);
    return;
  }
  if (!isObject(node)) return;
  for (const [operator, operands] of Object.entries(node)) {
    if (operator === 'Value') continue;
    if (operator === 'Var') found.whole.add(operands as Var);
    else if ((operator === '.' || operator === 'has') && isObject(operands)) access(operands, found);
    else if (operator === 'is' && isObject(operands) && !('in' in operands)) base(operands['left'], found);
    else visit(operands, found);
  }
}

function access(operands: Record<string, unknown>, found: Found): void {
  for (const name of [operands['attr']].flat()) if (typeof name === 'string') found.attributes.add(name);
  const { left } = operands;
  if (isObject(left) && isObject(left['Value']) && '__entity' in left['Value']) found.foreign = true;
  base(left, found);
}

function base(left: unknown, found: Found): void {
  if (isObject(left) && 'Var' in left) return;
  visit(left, found);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
