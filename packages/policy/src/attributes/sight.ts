/**
 * What a policy can see: which attributes it reads, and whether it looks at an entity or at a record as a whole. What
 * no policy sees is not sent. Too much in here costs time; too little would make a policy err, which denies.
 */
import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';

type Root = 'principal' | 'action' | 'resource' | 'context';
/** What can be looked at as a whole: compared, looked for in something, or used in any way but `thing.attribute`. */
type Whole = Root | 'time';

export interface PlainSight {
  readonly attributes: readonly string[];
  readonly whole: readonly string[];
}

export class Sight {
  readonly #attributes: ReadonlySet<string>;
  readonly #whole: ReadonlySet<string>;

  constructor(attributes: ReadonlySet<string>, whole: ReadonlySet<string>) {
    this.#attributes = attributes;
    this.#whole = whole;
  }

  static from({ attributes, whole }: PlainSight): Sight {
    return new Sight(new Set(attributes), new Set(whole));
  }

  static joint(sights: readonly Sight[]): Sight {
    return new Sight(
      new Set(sights.flatMap((sight) => [...sight.#attributes])),
      new Set(sights.flatMap((sight) => [...sight.#whole])),
    );
  }

  /** The same for two that see the same. */
  get key(): string {
    return `${[...this.#attributes].sort().join(' ')};${[...this.#whole].sort().join(' ')}`;
  }

  plain(): PlainSight {
    return { attributes: [...this.#attributes], whole: [...this.#whole] };
  }

  /** Is an attribute of this name read from the variable or from something that hangs on it? */
  reads(root: Root, name: string): boolean {
    return this.#attributes.has(`${root}.${name}`) || this.#attributes.has(`?.${name}`);
  }

  seesWhole(what: Whole): boolean {
    return this.#whole.has(what);
  }
}

interface Found {
  readonly attributes: Set<string>;
  readonly whole: Set<string>;
  /** An attribute of an entity that is written into the policy: nobody can know it. */
  foreign: boolean;
}

/** Null for a policy that reads an attribute of an entity that it names itself. */
export function sightOf(policy: PolicyJson): Sight | null {
  const found: Found = { attributes: new Set(), whole: new Set(), foreign: false };
  if (policy.principal.op !== 'All' && !isKindOnly(policy.principal)) found.whole.add('principal');
  if (policy.resource.op !== 'All' && !isKindOnly(policy.resource)) found.whole.add('resource');
  // Perhaps one of its groups.
  if (policy.action.op === 'in') found.whole.add('action');
  for (const { body } of policy.conditions) visit(body, found);
  return found.foreign ? null : new Sight(found.attributes, found.whole);
}

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
    if (operator === 'Var') found.whole.add(String(operands));
    else if (isAccess(operator) && isObject(operands)) {
      if (operator === '.') found.whole.add(String(operands['attr']));
      access(operands, found);
    } else if (operator === 'is' && isObject(operands) && !('in' in operands)) base(operands['left'], found);
    else visit(operands, found);
  }
}

const isAccess = (operator: string): boolean => operator === '.' || operator === 'has';

function access(operands: Record<string, unknown>, found: Found): void {
  const { left } = operands;
  const root = rootOf(left);
  for (const name of [operands['attr']].flat()) found.attributes.add(`${root}.${String(name)}`);
  if (isObject(left) && isObject(left['Value']) && '__entity' in left['Value']) found.foreign = true;
  base(left, found);
}

/** What something is read from is not seen as a whole by that. */
function base(left: unknown, found: Found): void {
  if (isObject(left) && 'Var' in left) return;
  if (isObject(left) && isObject(left['.'])) access(left['.'], found);
  else visit(left, found);
}

/** The variable at the beginning of a chain; `?` when it begins with anything else. */
function rootOf(left: unknown): string {
  if (!isObject(left)) return '?';
  if ('Var' in left) return String(left['Var']);
  return isObject(left['.']) ? rootOf(left['.']['left']) : '?';
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
