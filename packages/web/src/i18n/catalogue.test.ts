import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCodes } from '@wardroom/contract/errors';
import { describeFailure, failureOf } from '../workspace/problem.ts';
import { createTexts, english } from './catalogue.ts';
import { languageOf, loadTexts } from './languages.ts';
import { pseudo } from './pseudo.ts';

const { t } = createTexts('en-GB', english);

test('every code of the contract has a title and a sentence', () => {
  const missing = Object.keys(errorCodes).filter(
    (code) => !Object.hasOwn(english, `errors.${code}`) || !Object.hasOwn(english, `errors.${code}.title`),
  );
  assert.deepEqual(missing, []);
});

test('a refusal speaks the reader’s language; a code the page does not know keeps the server’s words', async () => {
  const made = await loadTexts('pseudo');
  const known = failureOf({ code: 'forbidden', status: 403, message: 'from the server' });
  assert.match(describeFailure(made, known).detail, /^⟦.+⟧$/);
  const strange = failureOf({ code: 'from_the_future', status: 400, message: 'Come back tomorrow.' });
  assert.equal(describeFailure(made, strange).detail, 'Come back tomorrow.');
});

test('places are filled with numbers as the language writes them, forms follow the count', () => {
  assert.equal(t('chat.count.people', { count: 1 }), '1 person');
  assert.equal(t('chat.count.people', { count: 5_000 }), '5,000 people');
  assert.equal(t('sidebar.moveTo', {}), 'Move to {name}');
});

test('the made-up language changes every text and leaves its places', () => {
  for (const [key, entry] of Object.entries(pseudo)) {
    const plain = english[key as keyof typeof english];
    const [one, other] = [entry, plain].map((form) => (typeof form === 'string' ? form : form.other));
    assert.notEqual(one, other, key);
    assert.deepEqual(one?.match(/\{\w+\}/g), other?.match(/\{\w+\}/g), key);
  }
});

test('the language is what was asked for, if it is shipped, else English; nonsense in the address harms nobody', () => {
  assert.equal(languageOf(null, ['de-DE', 'en-IE']), 'en-IE');
  assert.equal(languageOf(null, ['de-DE']), 'en');
  assert.equal(languageOf('pseudo', ['en-GB']), 'pseudo');
  for (const hostile of ['en-<script>', 'en--', '../../x', '']) assert.match(languageOf(hostile, []), /^en/);
});

test('a name with marks that turn a line around leaves the sentence as it is', () => {
  const { t } = createTexts('en', english);
  assert.equal(t('timeline.typingOne', { name: 'Tom \u202enimda\u2066' }), 'Tom nimda is writing…');
});
