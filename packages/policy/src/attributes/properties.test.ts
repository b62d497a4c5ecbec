/** Properties of tenant policies over generated ones, with a plain second evaluator as the judge. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Permission } from '@wardroom/contract';
import fc from 'fast-check';
import {
  type AttributeRequest,
  type CompiledPolicies,
  compilePolicies,
  completeRequest,
  type PolicySource,
} from './index.ts';
import {
  type Condition,
  groupsOfActions,
  type ReferenceAction,
  type ReferencePolicy,
  type ReferenceRequest,
  referenceDecision,
  textOf,
} from './testing/reference.ts';

/** Cases are pairs of policies and a request; several requests share one compilation. */
const isSoak = process.env['WARDROOM_SOAK'] === '1';
const cases = isSoak ? 100_000 : 2_000;
const requestsEach = isSoak ? 64 : 16;
const numRuns = Math.ceil(cases / requestsEach);

const groups = fc.constantFrom('engineering', 'guests', 'a "quoted" name', '日本');
const actions = fc.constantFrom(...(Object.keys(groupsOfActions) as ReferenceAction[]));
const texts = { role: ['member', 'guest', 'owner'], device: ['desktop', 'mobile', 'cli'] } as const;
const textual = fc
  .constantFrom('role' as const, 'device' as const)
  .chain((attribute) => fc.tuple(fc.constant(attribute), fc.subarray([...texts[attribute]])));
const octet = fc.constantFrom(0, 1, 10, 127, 128, 192, 255);
const address = fc.tuple(octet, octet, octet, octet).map((parts) => parts.join('.'));

const leaf = (mayErr: boolean): fc.Arbitrary<Condition> =>
  fc.oneof(
    fc.record({ op: fc.constant('principal' as const), id: fc.constantFrom('ada', 'o"brien') }),
    fc.record({ op: fc.constant('member' as const), group: groups }),
    fc.record({ op: fc.constant('has group' as const), group: groups }),
    textual
      .filter(([, some]) => some.length > 0)
      .map(([attribute, some]): Condition => ({ op: 'one of', attribute, texts: some })),
    textual.map(([attribute, [text = 'nothing']]): Condition => ({ op: 'equals', attribute, text })),
    fc.record({
      op: fc.constant('less' as const),
      attribute: fc.constantFrom('mfaAgeMinutes' as const, 'hour' as const),
      than: fc.integer({ min: -2, max: 24 }),
    }),
    fc.record({ op: fc.constant('in network' as const), network: address, bits: fc.nat(32) }),
    ...(mayErr ? [fc.constant<Condition>({ op: 'overflow' })] : []),
  );
const conditionOf = (mayErr: boolean, depth: number): fc.Arbitrary<Condition> =>
  depth === 0
    ? leaf(mayErr)
    : fc.oneof(
        { weight: 2, arbitrary: leaf(mayErr) },
        {
          weight: 3,
          arbitrary: fc.record({
            op: fc.constantFrom('and' as const, 'or' as const),
            left: conditionOf(mayErr, depth - 1),
            right: conditionOf(mayErr, depth - 1),
          }),
        },
        {
          weight: 1,
          arbitrary: fc.record({
            op: fc.constant('not' as const),
            of: conditionOf(mayErr, depth - 1),
          }),
        },
      );
const about = fc.oneof(actions, fc.constantFrom('read', 'write', 'administer', null));
const policyOf = (mayErr: boolean): fc.Arbitrary<ReferencePolicy> =>
  fc.record({
    effect: fc.constantFrom('permit' as const, 'forbid' as const),
    about,
    condition: conditionOf(mayErr, 3),
  });
const policies = fc.array(policyOf(true), { minLength: 1, maxLength: 5 });
const errless = fc.array(policyOf(false), { minLength: 1, maxLength: 5 });
const request: fc.Arbitrary<ReferenceRequest> = fc.record({
  action: actions,
  principal: fc.constantFrom('ada', 'bob', 'o"brien'),
  role: fc.constantFrom(...texts.role),
  groups: fc.uniqueArray(groups),
  device: fc.constantFrom(...texts.device),
  mfaAgeMinutes: fc.integer({ min: -1, max: 5 }),
  hour: fc.nat(23),
  address,
});
const requests = fc.array(request, { minLength: requestsEach, maxLength: requestsEach });

function compiled(list: readonly ReferencePolicy[]): CompiledPolicies {
  const source: PolicySource[] = list.map((policy, index) => ({
    id: `policy ${index}`,
    title: '',
    text: textOf(policy),
  }));
  const compilation = compilePolicies(source);
  assert.ok(compilation.ok, JSON.stringify(compilation));
  return compilation.compiled;
}

const asked = (given: ReferenceRequest): AttributeRequest =>
  completeRequest({
    permission: given.action satisfies Permission,
    principal: { id: given.principal, role: given.role, groups: given.groups },
    context: {
      device: given.device as 'desktop',
      mfaAgeMinutes: given.mfaAgeMinutes,
      address: given.address,
      time: { hour: given.hour },
    },
  });

test(`Cedar and the reference agree on ${cases} generated cases`, () => {
  const outcomes = { allowed: 0, denied: 0 };
  fc.assert(
    fc.property(policies, requests, (list, several) => {
      const engine = compiled(list);
      for (const one of several) {
        const decision = engine.decide(asked(one));
        assert.equal(decision.allowed, referenceDecision(list, one), JSON.stringify({ one, decision }));
        outcomes[decision.allowed ? 'allowed' : 'denied'] += 1;
      }
    }),
    { numRuns },
  );
  // Generated cases that all end alike would agree on nothing.
  assert.ok(Math.min(outcomes.allowed, outcomes.denied) > cases / 10, JSON.stringify(outcomes));
});

test('adding a forbid never allows', () => {
  fc.assert(
    fc.property(policies, policyOf(true), requests, (list, added, several) => {
      const before = compiled(list);
      const after = compiled([...list, { ...added, effect: 'forbid' }]);
      for (const one of several)
        if (!before.decide(asked(one)).allowed) assert.equal(after.decide(asked(one)).allowed, false);
    }),
    { numRuns: Math.ceil(numRuns / 2) },
  );
});

test('adding a permit for actions that need one already never denies, unless it errs', () => {
  let kept = 0;
  fc.assert(
    fc.property(errless, policyOf(false), requests, (list, added, several) => {
      const before = compiled(list);
      const after = compiled([...list, { ...added, effect: 'permit' }]);
      for (const one of several) {
        const needed = list.some((policy) => policy.effect === 'permit' && isAbout(policy, one.action));
        if (!needed || !before.decide(asked(one)).allowed) continue;
        kept += 1;
        assert.equal(after.decide(asked(one)).allowed, true);
      }
    }),
    { numRuns: Math.ceil(numRuns / 2) },
  );
  assert.ok(kept > 20, `${kept} cases`);
});

const isAbout = ({ about }: ReferencePolicy, action: ReferenceAction): boolean =>
  about === null || about === action || (groupsOfActions[action] as readonly string[]).includes(about);

test('the order of policies, a second question and a second compilation change nothing', () => {
  fc.assert(
    fc.property(policies, requests, (list, several) => {
      const [one, two, reversed] = [compiled(list), compiled(list), compiled([...list].reverse())];
      for (const question of several.map(asked)) {
        const decision = one.decide(question);
        assert.deepEqual(one.decide(question), decision);
        assert.deepEqual(two.decide(structuredClone(question)), decision);
        assert.equal(reversed.decide(question).allowed, decision.allowed);
      }
    }),
    { numRuns: Math.ceil(numRuns / 4) },
  );
});
