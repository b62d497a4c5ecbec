/** When the engine dies, nothing is allowed any more; and what it holds is bounded. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withCedar } from './cedar.ts';
import { compilePolicies, completeRequest, engineHasStopped } from './index.ts';
import { ParsedSets } from './parsed-sets.ts';

const writing = completeRequest({ permission: 'message.write' });
const text = 'forbid(principal, action, resource) when { context.agent };';
const ask = (name: string) =>
  withCedar((cedar) =>
    cedar.statefulIsAuthorized({
      principal: { type: 'P', id: 'p' },
      action: { type: 'Action', id: 'a' },
      resource: { type: 'R', id: 'r' },
      context: {},
      entities: [],
      preparsedPolicySetId: name,
      validateRequest: false,
    }),
  );

test('parsed sets are held in a bounded number of names, the least recently used is parsed over', () => {
  const sets = new ParsedSets({ sets: 2, bytes: 100 });
  const set = (key: string, bytes = 10) =>
    sets.nameOf(key, { [key]: 'permit(principal, action, resource);' }, bytes);
  const reasonOf = (name: string) => {
    const answer = ask(name);
    return answer.type === 'success' ? answer.response.diagnostics.reason : answer.errors;
  };
  const [a, b] = [set('a'), set('b')];
  assert.equal(set('a'), a);
  const c = set('c');
  assert.equal(c, b, 'b was the least recently used');
  assert.deepEqual([reasonOf(a), reasonOf(c)], [['a'], ['c']]);
  assert.equal(sets.size, 2);
  const large = set('large', 95);
  assert.deepEqual([sets.size, sets.bytes, reasonOf(large)], [1, 95, ['large']]);
  assert.deepEqual(reasonOf(large === a ? b : a), [], 'what was dropped is empty');
  assert.throws(() => sets.nameOf('broken', { broken: 'permit(' }, 1), /unexpected end/);
  assert.deepEqual(reasonOf(set('after', 1)), ['after']);
});

test('many compiled sets answer rightly although few are held', () => {
  const compiled = Array.from({ length: 600 }, (_, n) => {
    const compilation = compilePolicies([
      {
        id: `only ${n}`,
        title: '',
        text: `forbid(principal == Wardroom::Principal::"prn_${n}", action == Wardroom::Action::"message.write", resource);`,
      },
    ]);
    assert.ok(compilation.ok);
    return compilation.compiled;
  });
  for (const round of [0, 1])
    for (const [n, policies] of compiled.entries()) {
      const asked = (id: number) =>
        policies.decide({ ...writing, principal: { ...writing.principal, id: `prn_${id}` } });
      assert.deepEqual(asked(n).determining, [`only ${n}`]);
      assert.equal(asked(n + 1 + round).allowed, true);
    }
});

// Must be last: it leaves the engine stopped.
test('after a trap every question is denied with the reason, and nothing compiles', () => {
  const compilation = compilePolicies([{ id: 'agents', title: '', text }]);
  assert.ok(compilation.ok);
  const { compiled } = compilation;
  assert.equal(compiled.decide(writing).allowed, true);
  assert.equal(engineHasStopped(), false);
  // What a policy of this depth would do if it were let through.
  const deep = `forbid(principal, action, resource) when { ${'('.repeat(3_000)}true${')'.repeat(3_000)} };`;
  assert.throws(() => withCedar((cedar) => cedar.policyToJson(deep)));
  assert.equal(engineHasStopped(), true);
  const other = compiled.decide({
    ...writing,
    context: { ...writing.context, delegated: true, agent: true },
  });
  assert.deepEqual([other.allowed, other.reason], [false, 'error']);
  assert.match(other.errors[0]?.message ?? '', /the policy engine has stopped/);
  assert.equal(compiled.decide({ ...writing, permission: 'channel.read' }).allowed, false);
  const again = compilePolicies([{ id: 'agents', title: '', text }]);
  assert.match(again.ok ? '' : (again.problems[0]?.message ?? ''), /has stopped/);
});
