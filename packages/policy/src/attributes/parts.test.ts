import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type CompiledPolicies, compilePolicies, completeRequest } from './index.ts';

const texts = [
  'forbid(principal, action, resource) when { context.address.isInRange(ip("10.0.0.0/24")) };',
  'forbid(principal, action, resource) when { principal.groups.contains("blocked") };',
  'forbid(principal, action, resource) when { context.delegationDepth > 2 };',
  'permit(principal, action == Wardroom::Action::"message.write", resource) when { context.device == "desktop" };',
  'permit(principal, action == Wardroom::Action::"message.write", resource) when { principal.groups.contains("staff") };',
];

function compiled(): CompiledPolicies {
  const compilation = compilePolicies(texts.map((text, n) => ({ id: `rule-${n}`, title: '', text })));
  assert.ok(compilation.ok);
  return compilation.compiled;
}

const request = fc
  .record({
    address: fc.constantFrom('10.0.0.7', '192.0.2.1'),
    device: fc.constantFrom('desktop', 'mobile'),
    delegationDepth: fc.constantFrom(0, 3),
    groups: fc.subarray(['blocked', 'staff']),
  })
  .map(({ groups, ...context }) =>
    completeRequest({ permission: 'message.write', principal: { groups }, context } as never),
  );

test('whatever was asked before, in whatever order, an answer is that of policies that were never asked', () => {
  fc.assert(
    fc.property(fc.array(request, { minLength: 1, maxLength: 12 }), (requests) => {
      const remembering = compiled();
      for (const one of requests) assert.deepEqual(remembering.decide(one), compiled().decide(one));
    }),
    { numRuns: 60 },
  );
});
