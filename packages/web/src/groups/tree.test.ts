import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GroupView } from '@wardroom/contract';
import { mayMention } from '../workspace/rights.ts';
import { below, type GroupId, indexOf, manages, mayJoin, pathOf, rowsOf } from './tree.ts';

const idOf = (name: string) => `grp_${name}` as GroupId;
const group = (name: string, parent: string | null = null, more: Partial<GroupView> = {}): GroupView => ({
  ...{ id: idOf(name), handle: name as GroupView['handle'], name, description: '' },
  parentId: parent === null ? null : idOf(parent),
  ...{ visibility: 'public', mentionableBy: 'everyone', department: false, confers: [] },
  ...{ members: 1, own: null, revision: 1, createdAt: 0, ...more },
});

const ship = group('ship');
const deck = group('deck', 'ship');
const watch = group('watch', 'deck');
const office = group('office');
const all = [watch, office, deck, ship];
const shown = (rows: ReturnType<typeof rowsOf>) =>
  rows.map(({ group: { name }, level }) => `${level} ${name}`);
const none = new Set<GroupId>();

test('every group stands below its parent, by name, with its place among its own', () => {
  const rows = rowsOf(all, { folded: none, matches: null });
  assert.deepEqual(shown(rows), ['1 office', '1 ship', '2 deck', '3 watch']);
  assert.deepEqual([rows[1]?.position, rows[1]?.size, rows[1]?.open, rows[3]?.open], [2, 2, true, null]);
});

test('what is folded hides what is below it, and a search shows it with what is above', () => {
  const folded = new Set([ship.id]);
  assert.deepEqual(shown(rowsOf(all, { folded, matches: null })), ['1 office', '1 ship']);
  const found = rowsOf(all, { folded, matches: ({ name }) => name === 'watch' });
  assert.deepEqual(shown(found), ['1 ship', '2 deck', '3 watch']);
  assert.deepEqual(
    found.map(({ aside }) => aside),
    [true, true, false],
  );
});

test('a group whose parent one does not see is shown at the top, and a circle ends', () => {
  assert.deepEqual(shown(rowsOf([watch], { folded: none, matches: null })), ['1 watch']);
  const round = [group('a', 'b'), group('b', 'a')];
  assert.equal(pathOf(indexOf(round), round[0] ?? ship).length, 2);
});

test('what is below a group is the group and all its descendants', () => {
  assert.deepEqual(new Set(below(all, ship)), new Set([ship, deck, watch]));
});

test('a group is offered for joining only when everything above is public and gives nothing', () => {
  const held = ['groups.join'];
  assert.equal(mayJoin(held, indexOf(all), watch), true);
  assert.equal(mayJoin([], indexOf(all), watch), false);
  const giving = { ...ship, confers: ['viewer' as const] };
  assert.equal(mayJoin(held, indexOf([giving, deck, watch]), watch), false);
  const closed = { ...ship, visibility: 'private' as const };
  assert.equal(mayJoin(held, indexOf([closed, deck, watch]), watch), false);
});

test('a group is offered for mentioning and managing only to those who may', () => {
  const inside = { own: { role: 'member', direct: true } } as const;
  const by = (mentionableBy: GroupView['mentionableBy'], more: Partial<GroupView> = {}) =>
    mayMention(['groups.mention'], { ...ship, mentionableBy, ...more });
  assert.deepEqual(
    [by('everyone'), by('members'), by('members', inside), by('managers', inside), by('nobody', inside)],
    [true, false, true, false, false],
  );
  assert.equal(mayMention([], ship), false);
  const managed = { ...ship, own: { role: 'manager', direct: false } } as const;
  assert.deepEqual([manages(['groups.own'], managed), manages(['groups.own'], ship)], [true, false]);
  assert.equal(manages(['groups.manage'], ship), true);
});
