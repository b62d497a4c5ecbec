import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OwnChannel, Person } from '@wardroom/contract';
import { nearness, sectionsOf, targetsFor, visitedNow } from './switching.ts';
import { channel, me } from './testing.ts';

const target = (one: OwnChannel, muted = false) => ({
  kind: 'channel' as const,
  id: one.id,
  channel: one,
  title: { name: one.name, look: 'public' as const, other: null, names: [] },
  muted,
});
const unread = (mentions = 0) => ({
  membership: { role: 'member', lastReadSeq: 0, unread: 2, mentions } as const,
});
const ines: Person = { ...me, id: 'prn_ines', handle: 'ines.keller', displayName: 'Inés Keller' };
const channels = [
  target(channel('aa')),
  target(channel('ba', unread())),
  target(channel('ab', unread(1))),
  target(channel('muted', unread()), true),
  target(channel('seen')),
  target(channel('before')),
];
const targets = (typed: string, recent: readonly `chn_${string}`[] = []) =>
  targetsFor({
    channels,
    people: [ines, { ...ines, id: 'prn_gone', status: 'suspended' }],
    actions: [{ kind: 'action', id: 'create', label: 'Create a channel' }],
    recent,
    typed,
    most: 12,
  });
const named = (one: ReturnType<typeof targets>[number]) => (one.kind === 'channel' ? one.title.name : one.id);
const found = (...input: Parameters<typeof targets>) => targets(...input).map(named);

test('mentions, then unread, then where one was last, then by name, then what can be done', () => {
  assert.deepEqual(found('', ['chn_seen', 'chn_before']), [
    'ab',
    'ba',
    'seen',
    'before',
    'aa',
    'muted',
    'create',
  ]);
});

test('what stands together has a name: unread, visited, the rest; when something is typed, its kind', () => {
  const sections = (typed: string, recent: readonly `chn_${string}`[] = []) =>
    sectionsOf(targets(typed, recent), { typed, recent }).map(
      ({ name, targets }) => `${name}: ${targets.map(named).join(' ')}`,
    );
  assert.deepEqual(sections('', ['chn_seen', 'chn_ab']), [
    'unread: ab ba',
    'recent: seen',
    'channels: aa before muted',
    'actions: create',
  ]);
  assert.deepEqual(sections('e'), ['channels: before muted seen', 'people: prn_ines', 'actions: create']);
  assert.deepEqual(sections('nothing at all'), []);
});

test('beginnings come before middles, whatever is unread', () => {
  assert.deepEqual(found('#A'), ['ab', 'aa', 'ba', 'create']);
  assert.deepEqual([nearness('release-train', 'tr'), nearness('release-train', 'ea')], [1, 2]);
});

test('people are found by name and handle, without their accents, and only those who are there', () => {
  assert.deepEqual(found('ines'), ['prn_ines']);
  assert.deepEqual(found('@kell'), ['prn_ines']);
  assert.deepEqual(found('create'), ['create']);
  assert.deepEqual(found(''), found('  '));
});

test('a visited channel is the newest, once', () => {
  assert.deepEqual(visitedNow(['chn_a', 'chn_b'], 'chn_b'), ['chn_b', 'chn_a']);
  const many = Array.from({ length: 60 }, (_, at) => `chn_${at}` as const);
  assert.equal(visitedNow(many, 'chn_new').length, 30);
});
