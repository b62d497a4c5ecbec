/** What is being written: a whole set, and the version that it was made from. */
import type { Operations, OutputOf, Permission, PolicySet } from '@wardroom/contract';

export type Policy = PolicySet['policies'][number];
export type PolicyTest = PolicySet['tests'][number];
export type TestRequest = PolicyTest['request'];
export type Shown = OutputOf<Operations['policies.show']>;
export type State = Shown['state'];
export type Version = OutputOf<Operations['policies.versions']>['versions'][number];
export type Verdicts = OutputOf<Operations['policies.test']>;
export type Problem = Verdicts['problems'][number];

export interface Draft {
  /** 0: nothing had been saved. */
  readonly basedOn: number;
  readonly set: PolicySet;
}

export const emptySet: PolicySet = { policies: [], tests: [] };

/** The rule of the contract. */
export const idPattern = /^[a-z0-9][a-z0-9-]{0,63}$/;
/** Bounds of the contract. */
export const longestPolicy = 8_192;
export const mostPolicies = 500;
export const mostTests = 200;

export function freeId(wanted: string, policies: readonly Policy[]): string {
  const taken = new Set(policies.map(({ id }) => id));
  const words = wanted
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 56);
  const base = words === '' ? 'policy' : words;
  for (let count = 1; ; count += 1) {
    const id = count === 1 ? base : `${base}-${count}`;
    if (!taken.has(id)) return id;
  }
}

export const withPolicy = (set: PolicySet, index: number, policy: Policy | null): PolicySet => ({
  ...set,
  policies: policy === null ? set.policies.toSpliced(index, 1) : set.policies.toSpliced(index, 1, policy),
});

export const withTest = (set: PolicySet, index: number, test: PolicyTest | null): PolicySet => ({
  ...set,
  tests: test === null ? set.tests.toSpliced(index, 1) : set.tests.toSpliced(index, 1, test),
});

export const newTest = (title: string, permission: Permission = 'message.write'): PolicyTest => ({
  title,
  request: { permission },
  expect: 'deny',
});

/** What the contract would refuse before anything is tried. */
export const isComplete = ({ policies, tests }: PolicySet): boolean =>
  policies.every(({ title, text }) => title.trim() !== '' && text.trim() !== '') &&
  tests.every(({ title }) => title.trim() !== '');

export const isSameSet = (a: PolicySet, b: PolicySet): boolean => JSON.stringify(a) === JSON.stringify(b);

export interface PolicyChange {
  readonly id: string;
  readonly title: string;
  readonly before: string;
  readonly after: string;
  readonly change: 'added' | 'removed' | 'changed';
}

export interface SetChange {
  readonly policies: readonly PolicyChange[];
  readonly testsAdded: number;
  readonly testsRemoved: number;
}

/** Their order means nothing. A policy with another id is another policy. */
export function changeOf(before: PolicySet, after: PolicySet): SetChange {
  const [old, fresh] = [byId(before), byId(after)];
  const removed = before.policies.filter(({ id }) => !fresh.has(id));
  const kept = after.policies.flatMap((policy): PolicyChange[] => {
    const was = old.get(policy.id);
    if (was === undefined) return [toChange('added', policy, '', policy.text)];
    return was.text === policy.text && was.title === policy.title
      ? []
      : [toChange('changed', policy, was.text, policy.text)];
  });
  const [testsBefore, testsAfter] = [testsOf(before), testsOf(after)];
  return {
    policies: [...kept, ...removed.map((policy) => toChange('removed', policy, policy.text, ''))],
    testsAdded: testsAfter.filter((one) => !testsBefore.includes(one)).length,
    testsRemoved: testsBefore.filter((one) => !testsAfter.includes(one)).length,
  };
}

const byId = ({ policies }: PolicySet): ReadonlyMap<string, Policy> =>
  new Map(policies.map((policy) => [policy.id, policy]));
const testsOf = ({ tests }: PolicySet): readonly string[] => tests.map((one) => JSON.stringify(one));
const toChange = (
  change: PolicyChange['change'],
  { id, title }: Policy,
  before: string,
  after: string,
): PolicyChange => ({ id, title, before, after, change });
