import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Permission, permissions, roleNames } from '@wardroom/contract';
import fc from 'fast-check';
import { peopleSight } from './people-sight.ts';
import { Rights } from './rights.ts';
import { rolePermissions } from './roles.ts';

const of = (role: (typeof roleNames)[number], segmented: boolean) => {
  const { seesEverybody, through } = peopleSight(rolePermissions[role], segmented);
  return seesEverybody ? 'everybody' : through.join('+');
};

test('departments narrow whom members, developers and viewers see; owners and administrators see everybody', () => {
  assert.deepEqual(Object.fromEntries(roleNames.map((role) => [role, [of(role, false), of(role, true)]])), {
    owner: ['everybody', 'everybody'],
    admin: ['everybody', 'everybody'],
    developer: ['everybody', 'channel+department'],
    member: ['everybody', 'channel+department'],
    viewer: ['everybody', 'channel+department'],
    guest: ['channel', 'channel'],
    agent: ['channel', 'channel'],
    auditor: ['', ''],
  });
});

test('property: keeping people apart shows nobody anything more, and the right to see across takes nothing away', () => {
  const all = Object.keys(permissions) as Permission[];
  fc.assert(
    fc.property(fc.subarray(all), (held) => {
      const [open, apart] = [false, true].map((segmented) => peopleSight(Rights.of(held), segmented));
      const across = peopleSight(Rights.of([...held, 'people.read_across']), true);
      assert.ok(open && apart);
      assert.ok(open.seesEverybody || (!apart.seesEverybody && apart.through.join() === open.through.join()));
      assert.ok(across.seesEverybody || !apart.seesEverybody);
      assert.equal(across.seesEverybody, open.seesEverybody);
    }),
    { numRuns: 500, seed: 10 },
  );
});
