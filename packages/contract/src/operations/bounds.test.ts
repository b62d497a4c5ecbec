import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod';
import { auditTypes } from '../audit/index.ts';
import { errorCodes, problemDetails, WardroomError } from '../errors.ts';
import { id, idKindOf } from '../ids.ts';
import type { AnyOperation } from '../operation.ts';
import { permissions, scopes } from '../permissions.ts';
import { findOperation, operationNames, operations } from './index.ts';

const all: readonly AnyOperation[] = Object.values(operations);

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly catchall?: z.ZodType;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly left?: z.ZodType;
  readonly right?: z.ZodType;
}
interface Check {
  readonly check: string;
  readonly pattern?: RegExp;
}

/** The checks of a schema, as zod declares them. */
const checksOf = (schema: z.ZodType): Check[] =>
  (schema.def.checks ?? []).map((check) => (Reflect.get(check, '_zod') as { def: Check }).def);
const hasUpperBound = (schema: z.ZodType): boolean =>
  checksOf(schema).some(({ check }) => ['max_length', 'length_equals', 'less_than'].includes(check));

/** Anchored at both ends and without a quantifier that has no end: such a pattern bounds the length. */
const bounds = ({ source }: RegExp): boolean =>
  source.startsWith('^') &&
  source.endsWith('$') &&
  !/(?<!\\)[*+]|\{\d+,\}/.test(source.replaceAll(/\[[^\]]*\]/g, 'c'));

/** What in a schema has no upper bound or takes unknown fields. Total over the kinds of schema that inputs use. */
function loose(schema: z.ZodType, path: string): string[] {
  if (idKindOf(schema) !== undefined && (schema.def as Definition).type === 'string') return [];
  const { type, ...def } = schema.def as Definition;
  switch (type) {
    case 'string': {
      const patterned = checksOf(schema).some(({ pattern }) => pattern !== undefined && bounds(pattern));
      return hasUpperBound(schema) || patterned ? [] : [`${path}: string`];
    }
    case 'number':
      return hasUpperBound(schema) ? [] : [`${path}: number`];
    case 'array':
      return [
        ...(hasUpperBound(schema) ? [] : [`${path}: array`]),
        ...(def.element ? loose(def.element, `${path}[]`) : []),
      ];
    case 'object':
      return [
        ...((def.catchall?.def as Definition | undefined)?.type === 'never' ? [] : [`${path}: not strict`]),
        ...Object.entries(def.shape ?? {}).flatMap(([name, inner]) => loose(inner, `${path}.${name}`)),
      ];
    case 'optional':
    case 'nullable':
    case 'default':
      return def.innerType ? loose(def.innerType, path) : [`${path}: ${type}`];
    case 'union':
      return (def.options ?? []).flatMap((option) => loose(option, path));
    case 'enum':
    case 'literal':
    case 'boolean':
      return [];
    default:
      return [`${path}: ${type}`];
  }
}

test('every input is a strict object in which every text, number and list has an upper bound', () => {
  for (const operation of all) {
    assert.equal((operation.input.def as Definition).type, 'object', operation.name);
    assert.deepEqual(loose(operation.input, operation.name), []);
  }
});

test('an unbounded or open schema is found', () => {
  const planted = z.object({
    text: z.string(),
    pattern: z.string().regex(/^a+$/),
    open: z.string().regex(/a{1,4}/),
    list: z.array(id('message')),
    inner: z.strictObject({ text: z.string().optional() }),
    number: z.int(),
    any: z.unknown(),
  });
  assert.deepEqual(loose(planted, 'x'), [
    'x: not strict',
    'x.text: string',
    'x.pattern: string',
    'x.open: string',
    'x.list: array',
    'x.inner.text: string',
    'x.number: number',
    'x.any: unknown',
  ]);
});

test('every input refuses a field that it does not know, `__proto__` included', () => {
  for (const { name, input } of all) {
    const problems = input.safeParse({ surprise: 1 }).error?.issues.map((issue) => issue.code);
    assert.ok(problems?.includes('unrecognized_keys'), name);
    assert.equal(input.safeParse(JSON.parse('{"__proto__":{}}')).success, false, name);
  }
});

test('every output is strict at its first level', () => {
  for (const { name, output } of all)
    assert.equal((output.def as Definition).catchall?.def.type, 'never', name);
});

test('the name of an operation is its key, and nothing else is found', () => {
  for (const name of operationNames) assert.equal(findOperation(name)?.name, name);
  for (const name of ['toString', '__proto__', 'constructor', '', 'messages', 'messages.send '])
    assert.equal(findOperation(name), undefined);
});

test('every operation names what exists: permission, scope, audit type, and positive limits', () => {
  for (const { name, realm, permission, scope, audit, limits } of all) {
    if (typeof permission === 'string' && permission !== 'operator')
      assert.ok(permission in permissions, name);
    if (typeof scope === 'string' && scope !== 'platform') assert.ok(scope in scopes, name);
    if (typeof audit === 'string') assert.ok(audit in auditTypes, name);
    if (realm === 'platform') assert.ok(permission === 'operator' || typeof permission !== 'string', name);
    assert.ok(limits.cost > 0 && limits.bodyBytes > 0 && limits.bodyBytes <= 4_194_304, name);
  }
});

test('every command changes something that is recorded, or says why not', () => {
  for (const { name, effect, audit } of all)
    if (effect === 'command' && typeof audit !== 'string') assert.ok(audit.none.length > 10, name);
});

test('every error has a status, a title and a sentence that says what to do', () => {
  for (const [code, { status, title, detail }] of Object.entries(errorCodes)) {
    assert.match(code, /^[a-z]+(_[a-z]+)*$/);
    assert.ok(status >= 400 && status < 600, code);
    assert.ok(title.length > 0 && !title.endsWith('.'), code);
    assert.match(detail, /\.$/, code);
  }
});

test('problem details carry the code, and never the cause', () => {
  const error = new WardroomError('internal', { cause: new Error('select secret from table') });
  const details = problemDetails(error, 'req_1');
  assert.equal(details.code, 'internal');
  assert.ok(!JSON.stringify(details).includes('secret'));
});
