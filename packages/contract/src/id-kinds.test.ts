import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeId, encodeId, type IdKind, id, idKindOf, idKinds } from './ids.ts';
import type { AnyOperation } from './operation.ts';
import { operations } from './operations/index.ts';

const kinds = Object.keys(idKinds) as IdKind[];

/** spec/invalid.yml of jetify-com/typeid, specification 0.3.0 (2024-04-10): what must be refused as a suffix. */
const invalidSuffixes: Readonly<Record<string, string>> = {
  'suffix-short': '1234567890123456789012345',
  'suffix-long': '123456789012345678901234567',
  'suffix-spaces': '1234567890123456789012345 ',
  'suffix-uppercase': '0123456789ABCDEFGHJKMNPQRS',
  'suffix-hyphens': '123456789-123456789-123456',
  'suffix-wrong-alphabet': 'ooooooiiiiiiuuuuuuulllllll',
  'suffix-ambiguous-crockford': 'i23456789ol23456789oi23456',
  'suffix-hyphens-crockford': '123456789-0123456789-0123456',
  'suffix-overflow': '8zzzzzzzzzzzzzzzzzzzzzzzzz',
};

/** Same source: whole identifiers whose prefix or separator is wrong. */
const invalid = [
  'PREFIX_00000000000000000000000000',
  '12345_00000000000000000000000000',
  'pre.fix_00000000000000000000000000',
  'préfix_00000000000000000000000000',
  '  prefix_00000000000000000000000000',
  'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl_00000000000000000000000000',
  '_00000000000000000000000000',
  '_',
  '_prefix_00000000000000000000000000',
  'prefix__00000000000000000000000000',
];

test('the invalid vectors of the specification are refused, for every kind', () => {
  for (const kind of kinds) {
    for (const [name, suffix] of Object.entries(invalidSuffixes))
      assert.equal(decodeId(kind, `${idKinds[kind]}_${suffix}`), undefined, name);
    for (const text of invalid) assert.equal(decodeId(kind, text), undefined, text);
  }
});

test('an id of one kind is refused as any other kind', () => {
  const uuid = '01890a5d-ac96-774b-bcce-b302099a8057';
  for (const kind of kinds) {
    for (const other of kinds) {
      const accepted = id(other).safeParse(encodeId(kind, uuid)).success;
      assert.equal(accepted, kind === other, `${kind} as ${other}`);
    }
  }
});

test('prefixes are different from one another', () => {
  assert.equal(new Set(Object.values(idKinds)).size, kinds.length);
});

test('every UUID survives the way out and back, and order is kept', () => {
  const uuids = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => {
    const hex = Buffer.from(bytes).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  });
  fc.assert(
    fc.property(uuids, uuids, (one, two) => {
      const [a, b] = [encodeId('message', one), encodeId('message', two)];
      assert.equal(decodeId('message', a), one);
      assert.equal(a < b, one < two);
    }),
    { numRuns: 1000 },
  );
});

test('no text makes the reader throw, and what it accepts has one spelling', () => {
  const character = fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyzilou-_ ABé');
  const suffixes = fc.string({ unit: character, minLength: 26, maxLength: 26 });
  const texts = fc.oneof(
    fc.string(),
    suffixes.map((suffix) => `msg_${suffix}`),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const uuid = decodeId('message', text);
      if (uuid !== undefined) assert.equal(encodeId('message', uuid), text);
    }),
    { numRuns: 2000 },
  );
});

/** Names that the authorisation server gives, which are no identifiers of ours. */
const foreignNames = ['authorizationId'];

test('every field of an input that is named as an id has a kind', () => {
  const all: readonly AnyOperation[] = Object.values(operations);
  for (const { name, input } of all) {
    const { shape } = input as unknown as { shape: Readonly<Record<string, typeof input>> };
    for (const [field, schema] of Object.entries(shape))
      if (/[a-z]Id$/.test(field) && !foreignNames.includes(field))
        assert.ok(idKindOf(schema), `${name}: ${field}`);
  }
});
