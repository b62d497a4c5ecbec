/** No text that is accepted can stop the engine, which answers for every tenant of the process. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compilePolicies, completeRequest, engineHasStopped } from './index.ts';
import { tooDeepAt } from './nesting.ts';

const numRuns = process.env['WARDROOM_SOAK'] === '1' ? 50_000 : 500;
const request = completeRequest({ permission: 'message.write', context: { operation: 'messages.send' } });

const inside = (condition: string) => `forbid(principal, action, resource) when { ${condition} };`;
const nested = (open: string, core: string, close: string) => (n: number) =>
  inside(open.repeat(n) + core + close.repeat(n));
/** Each grows without bound, and is of the right type as far as possible: then it is validated and asked, too. */
const growing: Readonly<Record<string, (n: number) => string>> = {
  brackets: nested('(', 'context.agent', ')'),
  sets: (n) => inside(`${'['.repeat(n)}1${']'.repeat(n)} == ${'['.repeat(n)}2${']'.repeat(n)}`),
  records: (n) => inside(`${'{a:'.repeat(n)}1${'}'.repeat(n)} == ${'{a:'.repeat(n)}2${'}'.repeat(n)}`),
  choices: nested('if context.agent then true else ', 'context.delegated', ''),
  'choices joined by and': nested('if context.agent then true else context.agent && ', 'context.agent', ''),
  'choices in brackets': nested('(if context.agent then (', 'true', ') else false)'),
  'conditions of choices': nested('if (', 'context.agent', ') then true else false'),
  negations: nested('!(', 'context.agent', ')'),
  minus: (n) => inside(`${'-('.repeat(n)}context.mfaAgeMinutes${')'.repeat(n)} > 3`),
  sums: (n) => inside(`context.mfaAgeMinutes${' + context.mfaAgeMinutes'.repeat(n)} > 3`),
  products: (n) => inside(`context.mfaAgeMinutes${' * 1'.repeat(n)} > 3`),
  attributes: (n) => inside(`context${'.time'.repeat(n)} == 1`),
  indexes: (n) => inside(`context${'["time"]'.repeat(n)} == 1`),
  calls: nested('[', 'context.agent', '].contains(true)'),
  'calls in calls': nested('[true].contains(', 'context.agent', ')'),
  ands: (n) => inside(`context.agent${' && context.agent'.repeat(n)}`),
  ors: (n) => inside(`context.agent${' || context.agent'.repeat(n)}`),
  mixed: nested('(context.agent || (context.delegated && ', 'true', '))'),
  clauses: (n) => `forbid(principal, action, resource)${' unless { context.agent }'.repeat(n)};`,
  'records on the way': nested('{a: context.agent && ', 'true', '}.a'),
};

for (const [name, grow] of Object.entries(growing)) {
  test(`${name} as deep as accepted are answered`, () => {
    let deepest = 1;
    while (tooDeepAt(grow(deepest + 1)) === null && deepest < 2_000) deepest += 1;
    assert.ok(deepest < 70, `${deepest} levels are accepted`);
    const compilation = compilePolicies([{ id: 'deep', title: '', text: grow(deepest) }]);
    if (compilation.ok) assert.notEqual(compilation.compiled.decide(request).errors[0]?.policyId, null);
    assert.equal(engineHasStopped(), false);
    const beyond = compilePolicies([{ id: 'deep', title: '', text: grow(deepest + 1) }]);
    assert.match(beyond.ok ? '' : (beyond.problems[0]?.message ?? ''), /too deeply nested/);
  });
}

test('wide texts are answered', () => {
  const wide = [
    inside(`[${'"a",'.repeat(1_500)}"b"].contains(context.device)`),
    inside(`"${'a'.repeat(3_000)}" like "${'*a'.repeat(2_000)}*b"`),
    inside(`{${Array.from({ length: 700 }, (_, n) => `a${n}: ${n}`).join(', ')}} == {}`),
    `${Array.from({ length: 400 }, (_, n) => `@a${n}("x")`).join('\n')}\n${inside('context.agent')}`,
    `forbid(principal, action in [${'Wardroom::Action::"read",'.repeat(300)}Wardroom::Action::"write"], resource);`,
    inside(`${'a::'.repeat(2_500)}b::"x" == principal`),
    inside('9'.repeat(8_000)),
  ];
  for (const text of wide) {
    const compilation = compilePolicies([{ id: 'wide', title: '', text }]);
    if (compilation.ok) compilation.compiled.decide(request);
    assert.equal(engineHasStopped(), false, text.slice(0, 80));
  }
});

test('brackets count wherever Cedar sees them, and nowhere else', () => {
  const deep = '('.repeat(40);
  assert.equal(tooDeepAt(`// ${deep}\n@a("${deep} \\" ${deep}")`), null);
  // A carriage return ends a comment.
  assert.notEqual(tooDeepAt(`// \r${deep}`), null);
  assert.notEqual(tooDeepAt(`"\\\\" ${deep}`), null);
  // What is closed in comments and strings is still open.
  assert.notEqual(tooDeepAt('(//)\n'.repeat(40)), null);
  assert.notEqual(tooDeepAt('(")" == '.repeat(40)), null);
});

test(`no soup of ${numRuns} random texts stops the engine`, () => {
  const piece = fc.constantFrom(
    ...['(', ')', '[', ']', '{', '}', '{a:', '(('.repeat(6), '))'.repeat(6), '!', '-', '.a', '.contains('],
    ...['&&', '||', '==', '<', '+', '*', ',', 'if', 'then', 'else', 'has a', 'in', 'is A', 'like "*"', '//'],
    ...[
      '\n',
      '\r',
      '"',
      '\\"',
      'true',
      '1',
      'context',
      'principal',
      'when {',
      'unless {',
      ';',
      'ip("::")',
      '?',
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 400 }), (pieces) => {
      compilePolicies([{ id: 'soup', title: '', text: inside(pieces.join(' ')) }]);
      assert.equal(engineHasStopped(), false);
    }),
    { numRuns },
  );
});
