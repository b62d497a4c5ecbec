import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { spanOf } from './days.ts';
import { parseQuery } from './query.ts';

const words = (query: string) =>
  parseQuery(query).phrases.map(({ words, negated }) => (negated ? '-' : '') + words.join('+'));

test('words, phrases and exclusions are told apart', () => {
  assert.deepEqual(words('Deploy "Error Rate" -flat “eu west”'), [
    'deploy',
    'error+rate',
    '-flat',
    'eu+west',
  ]);
});

test('a piece of several words means them in this order', () => {
  assert.deepEqual(words("user_id don't https://a.example/b a.b.c"), [
    'user+id',
    'don+t',
    'https+a+example+b',
    'a+b+c',
  ]);
});

test('a quotation mark that nobody closes reaches to the end', () => {
  assert.deepEqual(words('one "two three'), ['one', 'two+three']);
});

test('filters are read in any case, with and without their sign, and quoted', () => {
  const {
    from,
    in: channels,
    has,
    days,
    unknown,
    phrases,
  } = parseQuery(
    'FROM:@Ada from:bob In:#General in:"ops" has:links HAS:Code before:2024-02-29 on:2024-01-31 after:1999-12-31',
  );
  assert.deepEqual(
    [from, channels, has],
    [
      ['ada', 'bob'],
      ['general', 'ops'],
      ['link', 'code'],
    ],
  );
  assert.deepEqual(
    days.map(({ kind, day }) => [kind, ...day]),
    [
      ['before', 2024, 2, 29],
      ['on', 2024, 1, 31],
      ['after', 1999, 12, 31],
    ],
  );
  assert.deepEqual([unknown, phrases], [[], []]);
});

test('a filter that can mean nothing is named as it was written', () => {
  const { unknown } = parseQuery(
    'has:wings before:2023-02-29 on:tomorrow after:1969-12-31 from: -has:link in:#',
  );
  assert.deepEqual(unknown, [
    'has:wings',
    'before:2023-02-29',
    'on:tomorrow',
    'after:1969-12-31',
    'from:',
    '-has:link',
    'in:#',
  ]);
});

test('what looks like a filter and is none is text', () => {
  assert.deepEqual(words('error:timeout 12:30'), ['error+timeout', '12+30']);
});

test('every text can be taken apart, and no part of it twice', () => {
  const part = fc.constantFrom('"', '-', ':', 'from:', '@', ' ', 'a', '\u0301', '漢', '“');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 500 }), (parts) => {
      const query = parts.join('').slice(0, 500);
      const { phrases, from, unknown } = parseQuery(query);
      const read = [...phrases.flatMap(({ words }) => words), ...from, ...unknown].join('');
      assert.ok(read.length <= query.length, query);
    }),
    { numRuns: 300 },
  );
});

const day = (text: string) => parseQuery(text).days;

test('days begin and end at midnight where the caller is', () => {
  const utc = Date.UTC(2026, 5, 1);
  assert.deepEqual(spanOf(day('on:2026-06-01'), 'UTC'), { since: utc, until: utc + 86_400_000 });
  const berlin = spanOf(day('on:2026-06-01'), 'Europe/Berlin');
  assert.deepEqual(berlin, { since: utc - 7_200_000, until: utc + 79_200_000 });
  assert.deepEqual(spanOf(day('before:2026-06-01'), 'UTC'), { since: null, until: utc });
  assert.deepEqual(spanOf(day('after:2026-06-01'), 'UTC'), { since: utc + 86_400_000, until: null });
  const kathmandu = spanOf(day('on:2026-06-01'), 'Asia/Kathmandu');
  assert.equal(kathmandu.since, utc - (5 * 60 + 45) * 60_000);
});

test('days on which clocks change are as long as they are', () => {
  const hours = (date: string, zone: string) => {
    const { since, until } = spanOf(day(`on:${date}`), zone);
    return ((until ?? 0) - (since ?? 0)) / 3_600_000;
  };
  assert.deepEqual([hours('2026-03-29', 'Europe/Berlin'), hours('2026-10-25', 'Europe/Berlin')], [23, 25]);
  // Midnight itself does not exist there on that day.
  assert.equal(hours('2018-11-04', 'America/Sao_Paulo'), 23);
});

test('several days narrow one another', () => {
  const both = spanOf(day('after:2026-01-01 before:2026-02-01 after:2026-01-10'), 'UTC');
  assert.deepEqual(both, { since: Date.UTC(2026, 0, 11), until: Date.UTC(2026, 1, 1) });
});

test('a time zone that does not exist is refused', () => {
  assert.throws(() => spanOf([], 'Mars/Phobos'), { code: 'invalid_input' });
});
