import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OwnChannel, Person, Preferences } from '@wardroom/contract';
import { channel, me } from '../workspace/testing.ts';
import { neighbour, type SidebarRow, sidebarRows, standsOut } from './rows.ts';

const none: Preferences = { sections: [], favourites: [], muted: [], collapsed: [] };
const person = (name: string, kind: Person['kind'] = 'person'): Person => ({
  ...me,
  id: `prn_${name}`,
  kind,
  handle: name,
  displayName: name,
});
const people = { prn_zoe: person('zoe'), prn_ada: person('ada'), prn_bot: person('bot', 'bot') };
const direct = (name: string, ...others: readonly `prn_${string}`[]): OwnChannel => ({
  ...channel(name),
  kind: 'direct',
  name: '',
  participants: [me.id, ...others],
});
const read = { role: 'member', lastReadSeq: 0, mentions: 0 } as const;
const unread = { membership: { ...read, unread: 2 } };

const rowsOf = (list: readonly OwnChannel[], change: Partial<Preferences> = {}, current?: string) =>
  sidebarRows({
    channels: Object.fromEntries(list.map((one) => [one.id, one])),
    people,
    me,
    preferences: { ...none, ...change },
    current,
    nobody: 'Somebody',
  });
const said = (rows: readonly SidebarRow[]) =>
  rows.map((row) =>
    row.kind === 'head'
      ? `[${typeof row.section === 'string' ? row.section : row.section.title}]`
      : row.kind === 'empty'
        ? '-'
        : row.title.name,
  );

test('favourites, own sections, channels, direct messages: each channel once', () => {
  const list = [
    channel('b'),
    channel('a'),
    channel('c'),
    direct('d', 'prn_zoe'),
    channel('old', { archived: true }),
  ];
  const rows = rowsOf(list, {
    favourites: ['chn_a', 'chn_d'],
    sections: [
      { id: 'ops', title: 'Operations', channelIds: ['chn_a', 'chn_c'] },
      { id: 'empty', title: 'Empty', channelIds: ['chn_gone'] },
    ],
  });
  assert.deepEqual(said(rows), [
    '[favourites]',
    'a',
    'zoe',
    '[Operations]',
    'c',
    '[Empty]',
    '-',
    '[channels]',
    'b',
    'old',
    '[direct]',
    '-',
  ]);
});

test('direct messages are called by the others, whoever they are', () => {
  const list = [
    direct('one', 'prn_zoe'),
    direct('group', 'prn_zoe', 'prn_ada'),
    direct('machine', 'prn_bot'),
    direct('hidden', 'prn_unknown'),
    direct('self'),
  ];
  const looks = rowsOf(list).flatMap((row) =>
    row.kind === 'channel' ? [`${row.title.name}: ${row.title.look}`] : [],
  );
  assert.deepEqual(looks, ['ada, zoe: group', 'bot: bot', 'Me: self', 'Somebody: direct', 'zoe: direct']);
});

test('a folded section shows where one is and what asks to be read; a muted channel asks only when it mentions', () => {
  const list = [
    channel('here'),
    channel('quiet'),
    channel('loud', unread),
    channel('muted', unread),
    channel('named', { membership: { ...read, unread: 1, mentions: 1 } }),
  ];
  const change = { collapsed: ['channels', 'direct'], muted: ['chn_muted', 'chn_named'] } as const;
  const rows = rowsOf(list, { collapsed: [...change.collapsed], muted: [...change.muted] }, 'chn_here');
  assert.deepEqual(said(rows), ['[channels]', 'here', 'loud', 'named', '[direct]']);
  const shown = rows.filter((row) => row.kind === 'channel').filter(standsOut);
  assert.deepEqual(
    shown.map(({ title }) => title.name),
    ['loud', 'named'],
  );
});

test('from channel to channel the keys go round, and to unread ones they skip the rest', () => {
  const rows = rowsOf([channel('a'), channel('b'), channel('c', unread), channel('d')]);
  assert.equal(neighbour(rows, 'chn_a', 1), 'chn_b');
  assert.equal(neighbour(rows, 'chn_a', -1), 'chn_d');
  assert.equal(neighbour(rows, 'chn_d', 1), 'chn_a');
  assert.equal(neighbour(rows, undefined, 1), 'chn_a');
  assert.equal(neighbour(rows, 'chn_d', 1, standsOut), 'chn_c');
  assert.equal(neighbour(rows, 'chn_c', 1, standsOut), null);
  assert.equal(neighbour([], undefined, 1), null);
});

test('two thousand channels stand in their order, each once', () => {
  const list = Array.from({ length: 2_000 }, (_, at) => channel(`channel-${(at * 7919) % 2_000}`));
  const names = said(rowsOf(list)).filter((name) => name.startsWith('channel-'));
  assert.equal(new Set(names).size, 2_000);
  assert.deepEqual(names, names.toSorted(new Intl.Collator('en', { numeric: true }).compare));
});
