/** Policies, versions and decisions as text. */
import type { Operations, OutputOf, PolicySet } from '@wardroom/contract';
import { fields, table } from '../../terminal/table.ts';

export type Version = OutputOf<Operations['policies.get']>['version'];
export type State = OutputOf<Operations['policies.show']>['state'];
type Verdicts = OutputOf<Operations['policies.test']>;
type Decision = OutputOf<Operations['decisions.list']>['decisions'][number];

const minute = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

export const stateText = ({
  active,
  evaluated,
  timeZone,
  region,
  evaluatedDenials,
  evaluatedAllowances,
}: State): string =>
  fields({
    decides: active ?? 'none',
    evaluated: evaluated ?? 'none',
    ...(evaluated === null ? {} : { 'would deny': evaluatedDenials, 'would allow': evaluatedAllowances }),
    'time zone': timeZone,
    region: region === '' ? 'none' : region,
  });

export const versionsText = (versions: readonly Version[], { active, evaluated }: State): string =>
  versions.length === 0
    ? 'No policies so far.'
    : table(versions, {
        version: (row) => String(row.version),
        state: (row) => (row.version === active ? 'decides' : row.version === evaluated ? 'evaluated' : ''),
        policies: (row) => String(row.policies),
        saved: (row) => minute(row.createdAt),
        reason: (row) => row.reason,
      });

export const setText = ({ policies }: PolicySet): string =>
  policies.map(({ id, title, text }) => `// ${id}: ${title}\n${text.trim()}`).join('\n\n');

export const verdictsText = ({ problems, warnings, tests }: Verdicts): string => {
  const placed = ({ policyId, line, column, message }: Verdicts['problems'][number]) =>
    policyId === null ? message : `${policyId}:${line}:${column}: ${message}`;
  return [
    ...problems.map(placed),
    ...warnings.map((warning) => `warning: ${placed(warning)}`),
    ...tests.map(({ title, expected, actual, determining }) =>
      expected === actual
        ? `ok      ${title}`
        : `failed  ${title}: expects ${expected}, is ${actual}${determining.length > 0 ? ` by ${determining.join(', ')}` : ''}`,
    ),
    ...(problems.length === 0 && tests.length === 0
      ? ['The policies fit the schema. There are no tests.']
      : []),
  ].join('\n');
};

export const isSound = ({ problems, tests }: Verdicts): boolean =>
  problems.length === 0 && tests.every(({ expected, actual }) => expected === actual);

export interface Difference {
  readonly id: string;
  readonly change: 'added' | 'removed' | 'changed';
}

/** By id; tests are compared as a whole. */
export function differencesOf(before: PolicySet, after: PolicySet): Difference[] {
  const [old, next] = [before, after].map(
    ({ policies }) => new Map(policies.map((policy) => [policy.id, policy])),
  );
  const ids = [...new Set([...(old?.keys() ?? []), ...(next?.keys() ?? [])])].sort();
  const differences = ids.flatMap((id): Difference[] => {
    const [one, other] = [old?.get(id), next?.get(id)];
    if (one === undefined) return [{ id, change: 'added' }];
    if (other === undefined) return [{ id, change: 'removed' }];
    return one.text === other.text && one.title === other.title ? [] : [{ id, change: 'changed' }];
  });
  const areTests = JSON.stringify(before.tests) !== JSON.stringify(after.tests);
  return areTests ? [...differences, { id: 'tests.json', change: 'changed' }] : differences;
}

export const differencesText = (differences: readonly Difference[]): string =>
  differences.length === 0
    ? 'No difference.'
    : differences
        .map(({ id, change }) => `${{ added: '+', removed: '-', changed: '~' }[change]} ${id}`)
        .join('\n');

export const decisionsText = (decisions: readonly Decision[]): string =>
  decisions.length === 0
    ? 'Nothing has been logged.'
    : table(decisions, {
        at: (row) => minute(row.at),
        decision: (row) => (row.allowed ? 'allowed' : row.byPolicy ? 'denied by policy' : 'denied by role'),
        who: (row) => row.principalId,
        operation: (row) => row.operation,
        permission: (row) => row.permission,
        policies: (row) => row.determining.join(' '),
      });
