import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDay, parseLine } from './parse-line.ts';

const untimed = { dayAt: null, secondOfDay: null };

test('every form of speech gives nick, text and the clock of the line', () => {
  const at = { dayAt: null, secondOfDay: 9 * 3600 + 56 * 60 };
  const dayAt = Date.UTC(2018, 4, 29);
  const cases: [string, object][] = [
    ['[09:56] <anna> hello <b>: x ', { kind: 'message', nick: 'anna', text: 'hello <b>: x', ...at }],
    [
      '[09:56:07] <@anna> hi',
      { kind: 'message', nick: 'anna', text: 'hi', dayAt: null, secondOfDay: at.secondOfDay + 7 },
    ],
    ['09:56 < anna> hi', { kind: 'message', nick: 'anna', text: 'hi', ...at }],
    ['[09:56] <an[1] na> hi', { kind: 'message', nick: 'an[1]na', text: 'hi', ...at }],
    ['[09:56] <anna>', { kind: 'message', nick: 'anna', text: '', ...at }],
    ['[09:56]  * anna waves', { kind: 'action', nick: 'anna', text: 'waves', ...at }],
    ['* anna waves', { kind: 'action', nick: 'anna', text: 'waves', ...untimed }],
    ['[09:56] *anna \twaves', { kind: 'action', nick: 'anna', text: 'waves', ...at }],
    ['=== anna waves', { kind: 'narration', nick: 'anna', text: 'waves', ...untimed }],
    [
      'rust 2018-05-29 [09:56] <anna>\t hi',
      { kind: 'message', nick: 'anna', text: 'hi', dayAt, secondOfDay: at.secondOfDay },
    ],
  ];
  for (const [line, expected] of cases) assert.deepEqual(parseLine(line), expected, line);
});

test('notices are told apart by kind and never taken for speech', () => {
  const cases: [string, string][] = [
    ['=== anna [~anna@example.org]  has joined #kitchen', 'join'],
    ['kitchen 2020-01-02 === anna [n=a@example.org]  has left #kitchen ["Bye"]', 'leave'],
    ['=== anna is now known as anna|away', 'nick'],
    ['=== mode/#kitchen [+o anna]  by ChanServ', 'mode'],
    ['=== ..[topic/#kitchen:anna] : Lunch at noon', 'topic'],
    ['=== anna was kicked off #kitchen by bert (bert)', 'kick'],
    ['=== netjoined: a.example.net -> b.example.net', 'netsplit'],
    ['[10:00] -!- anna [a@example.org] has quit [Timeout]', 'quit'],
    ['[10:00] -bot:#kitchen- buy now', 'broadcast'],
    ['[10:00] -bot- result: 4', 'broadcast'],
    ['*** something odd', 'other'],
  ];
  for (const [line, notice] of cases) assert.deepEqual(parseLine(line), { kind: 'notice', notice }, line);
});

test('what has no known form is unparsable, and what has no text is blank', () => {
  for (const line of [
    'hello',
    '[25:00] <anna> hi',
    '[10:61] <anna> hi',
    'a 2020-02-30 [10:00] <anna> hi',
    '<> x',
  ]) {
    assert.deepEqual(parseLine(line), { kind: 'unparsable' }, line);
  }
  assert.deepEqual(parseLine(' \t'), { kind: 'blank' });
});

test('a day is one of the calendar', () => {
  assert.equal(parseDay('2020-02-29'), Date.UTC(2020, 1, 29));
  assert.equal(parseDay('2021-02-29'), null);
});
