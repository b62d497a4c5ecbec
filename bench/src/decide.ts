/**
 * What a decision by tenant policies costs, when it was made before and when it was not. Every policy mentions the
 * action that is asked: the most expensive case. The baseline is Cedar without any of it: texts parsed for each
 * question. 10 ×: 500 policies.
 */
import {
  type AttributeRequest,
  type CompiledPolicies,
  compilePolicies,
  completeRequest,
  type PolicySource,
} from '../../packages/policy/src/attributes/index.ts';
import { parseAndAsk } from '../../packages/policy/src/attributes/testing/parse-each.ts';
import { roleDecision } from './role-decision.ts';
import { percentile, type Row, sortedNumbers } from './table.ts';

const questions = 4_000;
const us = (ms: number): string => `${(ms * 1000).toFixed(ms < 0.01 ? 1 : 0)} µs`;

/** The kinds of rules that tenants write, each for another group, network or hour; none matches what is asked. */
const rules: readonly ((n: number) => string)[] = [
  (n) =>
    `forbid(principal, action in Wardroom::Action::"write", resource) when { principal.groups.contains("group-${n}") && (context.time.hour < 8 || context.time.hour >= 18) };`,
  (n) =>
    `forbid(principal, action, resource) when { context.address.isInRange(ip("172.16.${n % 256}.0/24")) };`,
  (n) =>
    `forbid(principal, action == Wardroom::Action::"message.write", resource) when { resource.classification == "restricted" && resource.labels.contains("label-${n}") && context.mfaAgeMinutes > 15 };`,
  (n) =>
    `forbid(principal, action in Wardroom::Action::"write", resource) when { context.agent && principal.groups.contains("agents-${n}") };`,
  (n) =>
    `forbid(principal, action, resource) when { principal.role == "guest" && context.device == "unknown" && context.delegationDepth > ${n % 9} };`,
];

const written = (count: number): PolicySource[] =>
  Array.from({ length: count }, (_, n) => ({ id: `rule-${n}`, title: '', text: rules[n % 5]?.(n) ?? '' }));

function compiled(count: number): CompiledPolicies {
  const compilation = compilePolicies(written(count));
  if (!compilation.ok) throw new Error(compilation.problems[0]?.message);
  return compilation.compiled;
}

/** Each from another address, so that none was asked before. */
const asked = (n: number): AttributeRequest =>
  completeRequest({
    permission: 'message.write',
    principal: { id: `prn_${n}`, groups: ['grp_1', 'engineering', 'grp_2', 'all'] },
    context: { address: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` },
  });

/** Everything that any rule sees is another each time. */
const askedAnew = (n: number): AttributeRequest =>
  completeRequest({
    permission: 'message.write',
    principal: { id: `prn_${n}`, groups: ['grp_1', `team-${n}`] },
    resource: { type: 'Channel', labels: [`matter-${n}`] },
    context: { address: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, delegationDepth: n, mfaAgeMinutes: n },
  });

export async function decide(): Promise<Row[]> {
  const [fifty, fiveHundred] = [compiled(50), compiled(500)];
  const each = times(questions / 20, () => parseAndAsk(written(50)));
  const rows = [
    roleDecision(),
    row(
      '50 policies, from another address each time',
      ask(fifty, asked),
      each,
      '≤ 250 µs p99',
      '≤ 250 µs p99',
    ),
    row(
      '50 policies, asked before',
      ask(fifty, (n) => asked(100_000 + (n % 500))),
      each,
      '≤ 250 µs p99',
      '≤ 100 µs',
    ),
    row('50 policies, everything that they see another', ask(fifty, askedAnew), each, '–', '–'),
    row('500 policies, from another address each time (10 ×)', ask(fiveHundred, asked), [], '–', '–'),
    row(
      '500 policies, asked before (10 ×)',
      ask(fiveHundred, (n) => asked(100_000 + (n % 500))),
      [],
      '–',
      '–',
    ),
  ];
  const started = performance.now();
  compiled(500);
  const compiling = `${Math.round(performance.now() - started)} ms`;
  return [...rows, { measure: 'compile 500 policies', figure: compiling, baseline: '–', bar: '–', aim: '–' }];
}

function ask(policies: CompiledPolicies, which: (n: number) => AttributeRequest): number[] {
  const requests = Array.from({ length: questions }, (_, n) => which(n));
  return times(questions, (n) => {
    const request = requests[n];
    if (request === undefined || !policies.decide(request).allowed) throw new Error('must be allowed');
  });
}

/** Milliseconds of each call; the first quarter warms up. */
function times(count: number, work: (n: number) => void): number[] {
  const measured: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const started = performance.now();
    work(n);
    if (n >= count / 4) measured.push(performance.now() - started);
  }
  return sortedNumbers(measured);
}

function row(
  measure: string,
  figures: readonly number[],
  baseline: readonly number[],
  bar: string,
  aim: string,
): Row {
  const both = (list: readonly number[]): string =>
    `p50 ${us(percentile(list, 0.5))}, p99 ${us(percentile(list, 0.99))}`;
  return {
    measure,
    figure: both(figures),
    baseline: baseline.length === 0 ? '–' : `${both(baseline)} parsing for each`,
    bar,
    aim,
  };
}
