/**
 * What tenant policies mean, written down a second time and as plainly as can be, for tests: no Cedar, no schema, no
 * plans, no cache. Policies are trees of a small grammar, which `textOf` also writes as Cedar.
 */
export const groupsOfActions = {
  'channel.read': ['read'],
  'message.write': ['write'],
  'message.edit': ['write'],
  'people.manage': ['write', 'administer'],
} as const satisfies Record<string, readonly string[]>;
export type ReferenceAction = keyof typeof groupsOfActions;

export interface ReferenceRequest {
  readonly action: ReferenceAction;
  readonly principal: string;
  readonly role: string;
  readonly groups: readonly string[];
  readonly device: string;
  readonly mfaAgeMinutes: number;
  readonly hour: number;
  readonly address: string;
}

export type Condition =
  | { readonly op: 'principal'; readonly id: string }
  | { readonly op: 'member'; readonly group: string }
  | { readonly op: 'equals'; readonly attribute: 'role' | 'device'; readonly text: string }
  | { readonly op: 'one of'; readonly attribute: 'role' | 'device'; readonly texts: readonly string[] }
  | { readonly op: 'has group'; readonly group: string }
  | { readonly op: 'less'; readonly attribute: 'mfaAgeMinutes' | 'hour'; readonly than: number }
  | { readonly op: 'in network'; readonly network: string; readonly bits: number }
  /** Errs for every age but -1, 0 and 1: the product does not fit 64 bits. */
  | { readonly op: 'overflow' }
  | { readonly op: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly op: 'not'; readonly of: Condition };

export interface ReferencePolicy {
  readonly effect: 'permit' | 'forbid';
  /** An action, a group of actions, or null for every action. */
  readonly about: string | null;
  readonly condition: Condition;
}

export function referenceDecision(policies: readonly ReferencePolicy[], request: ReferenceRequest): boolean {
  const relevant = policies.filter((policy) => isAbout(policy, request.action));
  if (relevant.length === 0) return true;
  let permitted = false;
  let forbidden = false;
  for (const { effect, condition } of relevant) {
    const matches = holds(condition, request);
    if (matches === 'error') return false;
    if (matches && effect === 'permit') permitted = true;
    if (matches && effect === 'forbid') forbidden = true;
  }
  if (forbidden) return false;
  return permitted || relevant.every(({ effect }) => effect === 'forbid');
}

const isAbout = ({ about }: ReferencePolicy, action: ReferenceAction): boolean => {
  const groups: readonly string[] = groupsOfActions[action];
  return about === null || about === action || groups.includes(about);
};

function holds(condition: Condition, request: ReferenceRequest): boolean | 'error' {
  switch (condition.op) {
    case 'principal':
      return request.principal === condition.id;
    case 'member':
    case 'has group':
      return request.groups.includes(condition.group);
    case 'equals':
      return request[condition.attribute] === condition.text;
    case 'one of':
      return condition.texts.includes(request[condition.attribute]);
    case 'less':
      return request[condition.attribute] < condition.than;
    case 'in network': {
      const share = 2 ** (32 - condition.bits);
      return (
        Math.floor(numberOf(request.address) / share) === Math.floor(numberOf(condition.network) / share)
      );
    }
    case 'overflow':
      return Math.abs(request.mfaAgeMinutes) > 1 ? 'error' : request.mfaAgeMinutes === 1;
    case 'not': {
      const inner = holds(condition.of, request);
      return inner === 'error' ? inner : !inner;
    }
    case 'and': {
      const left = holds(condition.left, request);
      return left === true ? holds(condition.right, request) : left;
    }
    case 'or': {
      const left = holds(condition.left, request);
      return left === false ? holds(condition.right, request) : left;
    }
  }
}

const numberOf = (address: string): number =>
  address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

export function textOf({ effect, about, condition }: ReferencePolicy): string {
  const action =
    about === null ? 'action' : `action ${about.includes('.') ? '==' : 'in'} Wardroom::Action::"${about}"`;
  return `${effect}(principal, ${action}, resource) when { ${expressionOf(condition)} };`;
}

const paths = {
  role: 'principal.role',
  device: 'context.device',
  mfaAgeMinutes: 'context.mfaAgeMinutes',
  hour: 'context.time.hour',
} as const;

function expressionOf(condition: Condition): string {
  switch (condition.op) {
    case 'principal':
      return `principal == Wardroom::Principal::${JSON.stringify(condition.id)}`;
    case 'member':
      return `principal in Wardroom::Group::${JSON.stringify(condition.group)}`;
    case 'equals':
      return `${paths[condition.attribute]} == ${JSON.stringify(condition.text)}`;
    case 'one of':
      return `${JSON.stringify(condition.texts)}.contains(${paths[condition.attribute]})`;
    case 'has group':
      return `principal.groups.contains(${JSON.stringify(condition.group)})`;
    case 'less':
      return `${paths[condition.attribute]} < ${condition.than}`;
    case 'in network':
      return `context.address.isInRange(ip("${condition.network}/${condition.bits}"))`;
    case 'overflow':
      return 'context.mfaAgeMinutes * 9223372036854775807 > 0';
    case 'not':
      return `!(${expressionOf(condition.of)})`;
    case 'and':
      return `(${expressionOf(condition.left)}) && (${expressionOf(condition.right)})`;
    case 'or':
      return `(${expressionOf(condition.left)}) || (${expressionOf(condition.right)})`;
  }
}
