import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Member, Person, PrincipalId } from '@wardroom/contract';
import { me, noon } from '../workspace/testing.ts';
import { listed } from './member-list.ts';
import type { MembersFilter } from './panes.ts';

const person = (name: string, change: Partial<Person> = {}): Person => ({
  ...me,
  id: `prn_${name}`,
  handle: name,
  displayName: name,
  ...change,
});
const known = [
  person('ada'),
  person('gus'),
  person('nominal', { role: 'guest' }),
  person('bot', { kind: 'bot' }),
];
const people = Object.fromEntries(known.map((one) => [one.id, one])) as Record<PrincipalId, Person>;
const member = (principalId: PrincipalId): Member => ({ principalId, role: 'member', joinedAt: noon });
const members = ['prn_unseen', me.id, 'prn_gus', 'prn_nominal', 'prn_bot', 'prn_ada'].map((id) =>
  member(id as PrincipalId),
);
const names = (kind: MembersFilter, typed = '') =>
  listed({ members, people, me, guests: ['prn_gus'], kind, typed, nobody: 'Somebody' }).map(
    ({ named }) => named.name,
  );

test('each member is in one of people, guests and bots, and in all; who is a guest the server says, not the name of a role', () => {
  assert.deepEqual(names('all'), ['ada', 'bot', 'gus', 'Me', 'nominal', 'Somebody']);
  const parts = (['people', 'guests', 'bots'] as const).flatMap((kind) => names(kind));
  assert.deepEqual(parts.toSorted(), names('all').toSorted());
  assert.deepEqual([names('guests'), names('bots')], [['gus'], ['bot']]);
});

test('what is typed finds names and handles', () => {
  assert.deepEqual(names('all', ' @AD'), ['ada']);
  assert.deepEqual(names('guests', 'ada'), []);
});
