/**
 * What a decision by roles costs: the pure function, no tenant policy. The baseline keeps permissions as sets of names,
 * joins those of every role for each question, and asks the same rules.
 */
import type { Permission } from '../../packages/contract/src/index.ts';
import { decide, type Resource, RoleBook, type Subject } from '../../packages/policy/src/index.ts';
import { decidePlainly, type PlainSubject } from '../../packages/policy/src/testing/reference.ts';
import { percentile, type Row, sortedNumbers } from './table.ts';

/** Of one sample: a single decision is shorter than the clock can tell. */
const decisionsPerSample = 100;
const samples = 4_000;

const custom: readonly (readonly Permission[])[] = [
  ['message.pin', 'message.mention_all', 'channel.read'],
  ['groups.read', 'groups.own', 'groups.create'],
];
const questions: readonly (readonly [Permission, Resource])[] = [
  ['channel.read', { kind: 'Channel', channelKind: 'private', membership: 'member' }],
  ['message.write', { kind: 'Channel', channelKind: 'public', membership: 'member' }],
  ['people.manage', { kind: 'Tenant' }],
  [
    'message.redact_any',
    {
      ...{ kind: 'Message', authorId: 'somebody' },
      channel: { kind: 'Channel', channelKind: 'private', membership: 'manager' },
    },
  ],
  ['channel.update', { kind: 'Channel', channelKind: 'private', membership: null }],
];

export function roleDecision(): Row {
  const book = new RoleBook(custom.map((permissions, index) => ({ id: `r${index}`, permissions })));
  const roles = ['member', 'r0', 'r1'];
  const own = times(([permission, resource]) => {
    // As a call does: the roles of the principal, what they give, the decision.
    const subject: Subject = { principalId: 'me', rights: book.rightsOf(roles), scopes: 'all' };
    return decide(subject, permission, resource).allowed;
  });
  const names = roles.map((role) => new Set<string>(book.rightsOf([role])));
  const nothing: ReadonlySet<string> = new Set();
  const baseline = times(([permission, resource]) => {
    const subject: PlainSubject = { principalId: 'me', roles: names, ceilings: [] };
    return decidePlainly(subject, permission, { resource, othersRights: nothing, granted: nothing }).allowed;
  });
  return {
    measure: 'roles only: three roles, no policy (samples: mean of 100)',
    figure: both(own),
    baseline: `${both(baseline)} sets of names`,
    bar: '≤ 10 µs p99',
    aim: '1 µs',
  };
}

type Question = (typeof questions)[number];

/** Milliseconds of one decision in each sample; the first quarter warms up. */
function times(answer: (question: Question) => boolean): number[] {
  const measured: number[] = [];
  let allowed = 0;
  for (let sample = 0; sample < samples; sample += 1) {
    const started = performance.now();
    for (let n = 0; n < decisionsPerSample; n += 1) {
      const question = questions[n % questions.length];
      if (question !== undefined && answer(question)) allowed += 1;
    }
    if (sample >= samples / 4) measured.push((performance.now() - started) / decisionsPerSample);
  }
  if (allowed !== (samples * decisionsPerSample * 3) / questions.length) throw new Error('wrong answers');
  return sortedNumbers(measured);
}

const us = (ms: number): string => `${(ms * 1000).toFixed(2)} µs`;
const both = (list: readonly number[]): string =>
  `p50 ${us(percentile(list, 0.5))}, p99 ${us(percentile(list, 0.99))}`;
