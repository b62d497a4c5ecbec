import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { bytesOf } from '../test/tiled-log.ts';
import vectors from '../vectors/canonical.json' with { type: 'json' };
import { canonicalBytes, canonicalText, type Json, maxCanonicalBytes, parseCanonical } from './canonical.ts';
import { SealError } from './error.ts';

const notCanonical = (error: unknown) => error instanceof SealError && error.code === 'not_canonical';

function doubleOf(bits: string): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return view.getFloat64(0);
}

test('numbers are written as in appendix B of RFC 8785', () => {
  for (const [bits = '', text] of vectors.numbers) assert.equal(canonicalText(doubleOf(bits)), text, bits);
  for (const bits of vectors.notNumbers) assert.throws(() => canonicalText(doubleOf(bits)), notCanonical);
  assert.equal(canonicalText(-0), '0');
});

test('texts become those of the reference implementation', () => {
  for (const { input, output } of vectors.texts) {
    assert.equal(canonicalText(JSON.parse(input)), output);
    assert.deepEqual(parseCanonical(bytesOf(output)), JSON.parse(input));
    assert.throws(() => parseCanonical(bytesOf(input)), notCanonical);
  }
});

test('what JSON cannot carry is refused, not left out', () => {
  class Named {
    readonly name = 'x';
  }
  const values: unknown[] = [
    undefined,
    { a: undefined },
    [undefined],
    new Array(2),
    Number.NaN,
    Number.NEGATIVE_INFINITY,
    1n,
    Symbol('s'),
    () => 1,
    new Date(0),
    new Map(),
    new Named(),
    new Uint8Array(2),
    '\ud800',
    'a\udc00b',
    { '\udfff': 1 },
    Object.assign(Object.create({ inherited: 1 }), { own: 1 }),
  ];
  for (const value of values) assert.throws(() => canonicalBytes(value), notCanonical);
  assert.equal(canonicalText(Object.assign(Object.create(null), { a: 1 })), '{"a":1}');
});

const nested = (levels: number): unknown =>
  levels === 0 ? 1 : levels % 2 ? [nested(levels - 1)] : { a: nested(levels - 1) };

test('32 levels are carried and 33 refused, in both directions', () => {
  assert.deepEqual(parseCanonical(canonicalBytes(nested(32))), nested(32));
  assert.throws(() => canonicalBytes(nested(33)), notCanonical);
  assert.throws(() => parseCanonical(bytesOf(JSON.stringify(nested(33)))), notCanonical);
  assert.throws(() => parseCanonical(bytesOf('['.repeat(60_000))), notCanonical);
  const itself: Record<string, unknown> = {};
  itself['itself'] = [itself, itself, itself];
  assert.throws(() => canonicalBytes(itself), notCanonical);
});

test('65,535 bytes are carried and one more refused, also where a character has three', () => {
  assert.equal(canonicalBytes('x'.repeat(maxCanonicalBytes - 2)).length, maxCanonicalBytes);
  assert.throws(() => canonicalBytes('x'.repeat(maxCanonicalBytes - 1)), notCanonical);
  assert.equal(canonicalBytes('€'.repeat(21_844)).length, 65_534);
  assert.throws(() => canonicalBytes('€'.repeat(21_845)), notCanonical);
  assert.throws(() => parseCanonical(new Uint8Array(maxCanonicalBytes + 1).fill(0x20)), notCanonical);
});

test('another spelling of the same value is refused', () => {
  const spellings = [
    ' {}',
    '{} ',
    '{"b":1,"a":2}',
    '{"a":1,"a":1}',
    '1.0',
    '1e0',
    '-0',
    '01',
    '"\\u0041"',
    '"\\/"',
    '"\\u000A"',
    '"\\ud800"',
    '',
    'nul',
    '\ufeff1',
    '9007199254740993',
    '1e999',
  ];
  for (const text of spellings) assert.throws(() => parseCanonical(bytesOf(text)), notCanonical, text);
  assert.throws(() => parseCanonical(Uint8Array.of(0x22, 0xc3, 0x28, 0x22)), notCanonical);
  assert.deepEqual(Object.keys(Object(parseCanonical(bytesOf('{"__proto__":1}')))), ['__proto__']);
});

/** Second way: tokens from JSON.stringify, sorted by bytes of UTF-16, strings escaped one unit at a time. */
function secondWay(value: Json): string {
  if (typeof value === 'string') return `"${[...value].map(escapedUnit).join('')}"`;
  if (Array.isArray(value)) return `[${value.map(secondWay).join()}]`;
  if (typeof value === 'object' && value !== null) {
    const big = (name: string) => Buffer.from(name, 'utf16le').swap16();
    const members = Object.entries(value).sort(([left], [right]) => Buffer.compare(big(left), big(right)));
    return `{${members.map(([name, member]) => `${secondWay(name)}:${secondWay(member)}`).join()}}`;
  }
  return JSON.stringify(value);
}

function escapedUnit(unit: string): string {
  const short: Record<string, string> = {
    '"': '\\"',
    '\\': '\\\\',
    '\b': '\\b',
    '\f': '\\f',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
  };
  const code = unit.charCodeAt(0);
  return short[unit] ?? (code < 0x20 ? `\\u00${code.toString(16).padStart(2, '0')}` : unit);
}

const json = fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' }) as fc.Arbitrary<Json>;
const wellFormed = json.filter((value) => !/\\ud[89a-f]/.test(JSON.stringify(value)));

test('canonical JSON equals a second way of writing it, and reading it back writes the same', () => {
  fc.assert(
    fc.property(wellFormed, (value) => {
      const bytes = canonicalBytes(value);
      assert.equal(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), secondWay(value));
      assert.deepEqual(canonicalBytes(parseCanonical(bytes)), bytes);
    }),
    { numRuns: 500 },
  );
});

test('the order in which members were added does not matter', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.nat()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      assert.deepEqual(canonicalBytes(turned), canonicalBytes(value));
    }),
  );
});
