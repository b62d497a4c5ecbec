import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channel, me } from '../workspace/testing.ts';
import { readHandles, readLine, writtenSince } from './commands.ts';
import { type Edit, linkByPaste, linked, marked, replaced, triggered } from './edits.ts';
import { channelOffers, commandOffers, emojiOffers, peopleOffers } from './offers.ts';
import { shortcodesFrom } from './shortcodes.ts';
import { choosesFirst, closedShortcode, triggerAt } from './trigger.ts';

const after = (text: string, edit: Edit) => {
  const next = text.slice(0, edit.from) + edit.insert + text.slice(edit.to);
  return [next, next.slice(edit.start, edit.end)];
};

test('a mark goes around the selection and comes off again; spaces stay outside', () => {
  assert.deepEqual(after('a word', marked('a word', { start: 2, end: 6 }, '**')), ['a **word**', 'word']);
  assert.deepEqual(after('a **word**', marked('a **word**', { start: 4, end: 8 }, '**')), ['a word', 'word']);
  assert.deepEqual(after('a word b', marked('a word b', { start: 1, end: 7 }, '*')), ['a *word* b', 'word']);
  assert.deepEqual(after('**b**', marked('**b**', { start: 2, end: 3 }, '*')), ['***b***', 'b']);
  assert.deepEqual(after('', marked('', { start: 0, end: 0 }, '`')), ['``', '']);
});

test('only one whole web address over words becomes a link', () => {
  const words = { start: 0, end: 4 };
  const link = linkByPaste('plan', words, ' https://a.example/x ');
  assert.deepEqual(link === null ? null : after('plan', link)[0], '[plan](https://a.example/x)');
  for (const pasted of ['javascript:alert(1)', 'https://a b', 'see https://a.example', 'x'.repeat(2_000_000)])
    assert.equal(linkByPaste('plan', words, pasted), null);
  assert.equal(linkByPaste('plan', { start: 2, end: 2 }, 'https://a.example'), null);
  assert.equal(linkByPaste('[a]b', words, 'https://a.example'), null);
  assert.deepEqual(after('plan', linked('plan', words, null)), ['[plan](https://)', 'https://']);
});

test('what is taken is followed by exactly one space; a sign stands apart from the word before it', () => {
  assert.equal(after('@le, hi', replaced('@le, hi', { start: 0, end: 3 }, '@lena'))[0], '@lena , hi');
  assert.equal(after('@le hi', replaced('@le hi', { start: 0, end: 3 }, '@lena'))[0], '@lena hi');
  assert.equal(after('hi', triggered('hi', { start: 2, end: 2 }, '@'))[0], 'hi @');
  assert.equal(after('hi', triggered('hi', { start: 2, end: 2 }, '/'))[0], '/hi');
});

test('a list opens where a name can begin, and nowhere else', () => {
  const at = (text: string) => triggerAt(text, text.length, true);
  assert.deepEqual(at('hi @le'), { kind: '@', start: 3, end: 6, query: 'le' });
  assert.equal(at('(#gen')?.kind, '#');
  assert.equal(at('/to')?.kind, '/');
  for (const text of [
    'a@b',
    'me@example.org',
    'at 10:30',
    'https://',
    'see /to',
    '`@le',
    '@le ',
    '//x',
    ':)',
  ])
    assert.equal(at(text), null, text);
  assert.equal(triggerAt('/to', 3, false), null);
  assert.equal(triggerAt('//topic', 1, true), null);
  assert.equal(at('``` code ``` @le')?.query, 'le');
  assert.deepEqual(
    [at(':d'), at(':da'), at('@')].map((found) => found !== null && choosesFirst(found)),
    [false, true, true],
  );
  assert.deepEqual(closedShortcode('go :rocket:', 11), { kind: ':', start: 3, end: 11, query: 'rocket' });
  assert.equal(closedShortcode('10:30:', 6), null);
  const long = 'a'.repeat(2_000_000);
  assert.equal(triggerAt(long, long.length, true), null);
});

test('a line is a command only by its first word; paths and doubled slashes are text', () => {
  assert.deepEqual(readLine('/topic  Two\nlines '), { kind: 'command', name: 'topic', rest: 'Two\nlines' });
  assert.deepEqual(readLine('/LEAVE'), { kind: 'command', name: 'leave', rest: '' });
  assert.deepEqual(readLine('/frob x'), { kind: 'unknown', name: 'frob' });
  assert.deepEqual(readLine('//topic x'), { kind: 'message', body: '/topic x' });
  for (const body of ['/usr/bin is full', '/ alone', 'a /topic', ' /topic'])
    assert.deepEqual(readLine(body), { kind: 'message', body });
  assert.deepEqual(readHandles('@tom, @Lena hello @all'), { handles: ['tom', 'lena'], text: 'hello @all' });
  assert.deepEqual(readHandles('tom'), { handles: ['tom'], text: '' });
  assert.deepEqual(readHandles(''), { handles: [], text: '' });
});

test('members come before others, nobody is offered who left, and never oneself', () => {
  const person = (handle: string, change: object = {}) => ({
    ...me,
    id: `prn_${handle}` as const,
    handle,
    displayName: `${handle[0]?.toUpperCase()}${handle.slice(1)} Ortiz`,
    ...change,
  });
  const people = [
    me,
    person('anna'),
    person('anton'),
    person('andy', { status: 'suspended' }),
    person('susan'),
  ];
  const input = { people, members: new Set([people[2]?.id ?? me.id, people[4]?.id ?? me.id]), me: me.id };
  const inserts = (query: string) =>
    peopleOffers({ ...input, everybody: 'channel' }, query).map(({ insert }) => insert);
  assert.deepEqual(inserts('an'), ['@anton', '@susan', '@anna']);
  assert.deepEqual(inserts('ort'), ['@anton', '@susan', '@anna']);
  assert.deepEqual(inserts('cha'), ['@channel']);
  assert.deepEqual(inserts('me'), []);
});

test('channels by name, archived ones last; commands until they are written out', () => {
  const channels = [channel('ops-old', { archived: true }), channel('ops'), channel('x', { kind: 'direct' })];
  assert.deepEqual(
    channelOffers(channels, 'op').map(({ insert }) => insert),
    ['#ops', '#ops-old'],
  );
  assert.deepEqual(
    commandOffers('s').map(({ insert }) => insert),
    ['/search', '/shrug'],
  );
  assert.deepEqual(commandOffers('shrug'), []);
});

test('a code gives its emoji; those that the server would refuse are not offered', () => {
  const codes = shortcodesFrom({
    '1F389': 'tada',
    '2764': 'heart',
    '1F44D': ['+1', 'thumbsup'],
    '1F1E6': 'a',
  });
  assert.equal(codes.get('tada'), '🎉');
  assert.equal(codes.get('heart'), '❤️');
  assert.equal(codes.get('+1'), codes.get('thumbsup'));
  assert.equal(codes.has('a'), false);
  assert.deepEqual(
    emojiOffers(codes, [], 'th').map(({ insert }) => insert),
    ['👍'],
  );
});

test('what is written while a command runs stays; the command goes', () => {
  assert.equal(writtenSince('/topic Berths', '/topic Berths'), '');
  assert.equal(writtenSince('/topic Berths', '/topic Berths and hello'), 'and hello');
  assert.equal(writtenSince('/topic Berths', 'Hello'), 'Hello');
  assert.equal(writtenSince('/topic Berths', ''), '');
});
