import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { systemClock } from '../../kernel/clock.ts';
import { createIds } from '../../kernel/ids.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { systemRandom } from '../../kernel/random.ts';
import { Lexicon } from './lexicon.ts';
import { type IndexSetting, initialSetting, privateBits } from './setting.ts';
import { mostTerms, stopWords, termsOf, termsOfPhrase } from './terms.ts';
import { contains, readText } from './words.ts';

const words = (text: string) => readText(text).words;
const ids = createIds(systemClock, systemRandom);
/** Keys of one tenant, as far as the lexicon uses them. */
const keysOf = (tenant: string): ScopeKeys =>
  ({
    lookup: (domain: string, purpose: string, value: string) =>
      createHmac('sha256', `${tenant}/${domain}/${purpose}`).update(value).digest(),
  }) as never;
const place = () => ({ messageId: ids.next(), channelId: ids.next(), authorId: ids.next() });

test('case, width, accents and ligatures make no difference; marks of other scripts do', () => {
  assert.deepEqual(words('Ｅrror ÉTÉ ﬁne STRASSE Straße ΟΔΟΣ οδος'), [
    'error',
    'ete',
    'fine',
    'strasse',
    'strasse',
    'οδοσ',
    'οδοσ',
  ]);
  assert.notDeepEqual(words('कि'), words('का'));
});

test('scripts without spaces are read character by character, the others word by word', () => {
  assert.deepEqual(words('東京 タワーで run 3回'), ['東', '京', 'タ', 'ワ', 'ー', 'で', 'run', '3', '回']);
  assert.deepEqual(words('서울 시청'), ['서울', '시청']);
});

test('words in humps are found whole and by their parts', () => {
  const text = readText('getUserName parseHTTPRequest');
  for (const found of ['getusername', 'user', 'http', 'request']) assert.ok(contains(text, [found]), found);
  assert.ok(!contains(text, ['get', 'user']));
});

test('reading a text twice reads the same, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      const once = words(text);
      assert.deepEqual(words(once.join(' ')), once);
    }),
    { numRuns: 3_000 },
  );
});

test('a text is never without a term that a phrase in it asks for', () => {
  const part = fc.constantFrom('the', 'ab', 'C', '東', '京', '都', 'é', 'to', 'xY');
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 12 }),
      fc.nat(11),
      fc.integer({ min: 1, max: 5 }),
      (parts, from, length) => {
        const text = readText(parts.join(' '));
        const phrase = text.words.slice(from, from + length);
        if (phrase.length === 0) return;
        assert.ok(contains(text, phrase));
        const terms = termsOf(text);
        for (const term of termsOfPhrase(phrase)) assert.ok(terms.has(term), `${term} of ${phrase}`);
      },
    ),
    { numRuns: 1_000 },
  );
});

test('stop words are not indexed', () => {
  assert.deepEqual([...termsOf(readText('The cat and the dog'))], ['cat', 'dog']);
  assert.ok(stopWords.size >= 40);
});

test('entries are sorted, padded to eights, and say nothing of order or of exact number', () => {
  const lexicon = new Lexicon(keysOf('a'), initialSetting);
  const one = place();
  const entry = (body: string) => lexicon.entry(lexicon.tokensOf(body), one).tokens;
  for (const body of ['x', 'one two three', 'a b c d e f g h i j k', '']) {
    const tokens = entry(body);
    assert.equal(tokens.length % 8, 0, body);
    assert.deepEqual(
      tokens,
      [...new Set(tokens)].sort((a, b) => a - b),
    );
  }
});

test('padding is of words that the tenant says: most of it stands elsewhere, too', () => {
  const lexicon = new Lexicon(keysOf('a'), initialSetting);
  const counts = new Map<number, number>();
  for (let round = 0; round < 2_000; round += 1) {
    const body = `word${round % 97} term${round % 31}`;
    for (const token of lexicon.entry(lexicon.tokensOf(body), place()).tokens)
      counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  // Channel and author are different each time here; everything else comes again.
  const once = [...counts.values()].filter((count) => count === 1).length;
  assert.ok(once <= 4_000 + 60, `${once} tokens stand once`);
});

test('tokens of two tenants have nothing in common, in either mode', () => {
  for (const setting of [
    initialSetting,
    { ...initialSetting, mode: 'private', bits: 8 } satisfies IndexSetting,
  ]) {
    const [a, b] = ['a', 'b'].map((tenant) => new Lexicon(keysOf(tenant), setting));
    const list = Array.from({ length: 2_000 }, (_, index) => `word${index}`);
    const seen = new Set(list.map((word) => a?.token(word)));
    assert.ok(list.every((word) => !seen.has(b?.token(word))));
  }
});

test('a private token leaves as many possibilities as its bits say', () => {
  const lexicon = new Lexicon(keysOf('a'), { ...initialSetting, mode: 'private', bits: 8 });
  const tokens = new Set(Array.from({ length: 5_000 }, (_, index) => lexicon.token(`word${index}`)));
  assert.equal(tokens.size, 256);
  assert.deepEqual([0, 100, 10_000, 1_000_000, 10 ** 9].map(privateBits), [8, 8, 9, 16, 20]);
});

test('a text of any length has a bounded number of tokens', () => {
  const lexicon = new Lexicon(keysOf('a'), initialSetting);
  const body = Array.from({ length: 40_000 }, (_, index) =>
    String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)),
  ).join('');
  assert.ok(lexicon.entry(lexicon.tokensOf(body), place()).tokens.length <= mostTerms + 16);
});
