import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type AnyOperation,
  encodeId,
  type IdKind,
  type OperationName,
  operationNames,
  operations,
} from '@wardroom/contract';
import { createHarness, type Harness } from '../../src/testing/harness.ts';
import { sampleInput } from '../isolation/sample-input.ts';

let harness: Harness;
before(async () => {
  harness = await createHarness();
});
after(() => harness.close());

/** Text that PostgreSQL, JSON or a terminal stumbles over. */
const hostile: Readonly<Record<string, string>> = {
  'a null byte': '\u0000',
  'a null byte inside': 'aaaa\u0000aaaa',
  'half a character': '\ud800',
  'an escape sequence': '\u001b[2J',
  'a quote and a comment': "'; drop table tenant.heads --",
  'a byte order mark': '\ufeffaaaaaaaa',
  'the largest integer': '9223372036854775808',
  'the name of every object': '__proto__',
  nothing: '',
  'very much': 'a'.repeat(50_000),
};
const numbers = [-1, 0, 0.5, 2 ** 31, 2 ** 53 - 1, 2 ** 53, Number.MAX_VALUE];

const tenantOperations: readonly AnyOperation[] = operationNames
  .map((name) => operations[name])
  .filter(({ realm }) => realm === 'tenant');

const idOf = (kind: IdKind): string =>
  kind === 'channel'
    ? harness.acme.general.id
    : kind === 'principal'
      ? harness.acme.principals.member.id
      : encodeId(kind, harness.parts.ids.next());

/** The same value with each text and each number replaced in turn. */
function* replaced(value: unknown, texts: readonly string[]): Generator<unknown> {
  if (typeof value === 'string') yield* texts;
  else if (typeof value === 'number') yield* numbers;
  else if (Array.isArray(value)) for (const inner of replaced(value[0], texts)) yield [inner];
  else if (typeof value === 'object' && value !== null)
    for (const [field, inner] of Object.entries(value))
      for (const other of replaced(inner, texts)) yield { ...value, [field]: other };
}

for (const operation of tenantOperations) {
  test(`${operation.name} answers hostile text and numbers with a code, never with a bug`, async () => {
    const { shape } = operation.input as unknown as { shape: Readonly<Record<string, unknown>> };
    const all = sampleInput(operation.input, idOf, Object.keys(shape));
    for (const input of replaced(all, Object.values(hostile))) {
      const { answer } = await harness.call(harness.acme, 'owner', operation.name as OperationName, input);
      const code = answer.ok ? 'ok' : answer.error.code;
      // The caller is still known: these answers are about the input.
      assert.notEqual(code, 'unauthenticated');
      assert.notEqual(code, 'internal', JSON.stringify(input).slice(0, 300));
    }
    assert.deepEqual(harness.bugs, []);
  });
}
