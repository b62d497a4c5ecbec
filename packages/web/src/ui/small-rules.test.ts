import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathWithin } from '../sign-in/path-within.ts';
import { sendable } from '../text/sendable.ts';
import { failureOf } from '../workspace/problem.ts';
import { deviceOf } from './device.ts';
import { createFormats } from './formats.ts';
import { passwordRules } from './password-rules.ts';
import { shadeOf } from './shade.ts';
import { createStore } from './store.ts';

test('after sign-in only a path of the same origin is followed', () => {
  const origin = 'https://acme.example.com';
  assert.equal(pathWithin(origin, '/c/chn_1?at=3'), '/c/chn_1?at=3');
  for (const hostile of [
    '//evil.example',
    'https://evil.example/',
    '/\\evil.example',
    'javascript:alert(1)',
    'data:,x',
  ])
    assert.equal(pathWithin(origin, hostile), '/');
  assert.equal(pathWithin(origin, null), '/');
});

test('what is sent has no control characters, no broken characters and some text', () => {
  assert.equal(sendable('  a\u0000\u0007b\n\tc  \n'), '  ab\n\tc');
  assert.equal(sendable('\ud800x'), '\ufffdx');
  for (const empty of ['', '  \n\t ', '\u0000', 'x'.repeat(40_001)]) assert.equal(sendable(empty), null);
  assert.equal(sendable('x'.repeat(40_000))?.length, 40_000);
});

test('a password of fourteen characters, a repetition and a name miss a rule each', () => {
  const met = (password: string) =>
    passwordRules(password, ['Acme Shipping', 'ana', 'priya']).map((rule) => rule.met);
  assert.deepEqual(met('correct horse ba'), [true, true, true]);
  assert.deepEqual(met('correct horse b').at(0), true);
  assert.deepEqual(met('correct horse ').at(0), false);
  assert.deepEqual(met('ababababababababab'), [true, false, true]);
  assert.deepEqual(met('my Priya password 1').at(2), false);
  assert.deepEqual(met(''), [false, false, false]);
});

test('an error of the contract keeps its code, request and fields; anything else is a lost connection', () => {
  const refused = failureOf({
    code: 'invalid_input',
    status: 400,
    requestId: 'req_1',
    problems: [{ path: '/name', message: 'too long' }],
  });
  assert.deepEqual(
    [refused.code, refused.requestId, refused.fields.get('/name')],
    ['invalid_input', 'req_1', 'too long'],
  );
  for (const lost of [
    new TypeError('fetch failed'),
    { code: 'unavailable', status: 0 },
    { code: 'toString' },
    null,
    'x',
  ])
    assert.equal(failureOf(lost).code, 'network');
});

test('days are named by the reader’s own calendar', () => {
  const { day, weekday, dayWithin, clock, date, moment } = createFormats('en-US', 'America/New_York');
  const now = Date.UTC(2026, 2, 2, 3);
  assert.equal(day(Date.UTC(2026, 2, 2, 2), now), 'Today');
  assert.equal(day(Date.UTC(2026, 2, 1, 4), now), 'Yesterday');
  assert.equal(dayWithin(Date.UTC(2026, 2, 2, 2), now), 'today');
  assert.equal(dayWithin(Date.UTC(2026, 2, 1, 4), now), 'yesterday');
  assert.equal(day(Date.UTC(2025, 0, 5, 12), now), 'Jan 5, 2025');
  assert.equal(weekday(Date.UTC(2026, 2, 2, 2), now), 'Today');
  assert.equal(weekday(Date.UTC(2025, 0, 5, 12), now), 'Sun, Jan 5, 2025');
  assert.equal(dayWithin(Date.UTC(2025, 0, 5, 12), now), 'Jan 5, 2025');
  assert.equal(clock(Date.UTC(2026, 2, 2, 3)), '10:00');
  assert.equal(date(Date.UTC(2025, 0, 5, 4)), 'Jan 4, 2025');
  assert.match(moment(Date.UTC(2025, 0, 5, 12, 43)), /^Jan 5, 2025, 7:43\sAM$/);
});

test('a moment is written in one form, in the order of the reader’s language', () => {
  const at = Date.UTC(2026, 9, 24, 0, 43);
  assert.equal(createFormats('en-GB', 'UTC').moment(at), '24 Oct 2026, 00:43');
  assert.equal(createFormats('de', 'UTC').moment(at), '24.10.2026, 00:43');
});

test('a device that is not known is shown as it calls itself', () => {
  assert.equal(deviceOf('Mozilla/5.0 (X11; Linux x86_64) Chrome/140 Safari/537'), 'Chrome on Linux');
  assert.equal(deviceOf('curl/8'), 'curl/8');
  assert.equal(deviceOf(''), '');
});

test('eight people created together have five colours or more on average, and every colour is used', () => {
  const lasts = ['g', 'h', 'j', 'k', 'm', 'n', 'p', 'q'];
  const counts = Array.from({ length: 8 }, () => 0);
  let colours = 0;
  const groups = 1_000;
  for (let group = 0; group < groups; group += 1) {
    const shades = lasts.map((last) =>
      shadeOf(`prn_01kc3v9tq2e8xb5d7m4w6${String(group).padStart(4, '0')}${last}`),
    );
    for (const shade of shades) counts[shade] = (counts[shade] ?? 0) + 1;
    colours += new Set(shades).size;
  }
  // Chance gives 8 × (1 − (7/8)⁸) = 5.25 of eight.
  assert.ok(colours / groups > 5, String(colours / groups));
  assert.ok(
    counts.every((count) => count > 850 && count < 1_150),
    String(counts),
  );
});

test('a store tells its listeners of changes only', () => {
  const store = createStore(1);
  let told = 0;
  const stop = store.subscribe(() => {
    told += 1;
  });
  store.set((value) => value);
  store.set((value) => value + 1);
  stop();
  store.set((value) => value + 1);
  assert.deepEqual([told, store.get()], [1, 3]);
});
