import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Permission, permissions, type RoleRef } from '@wardroom/contract';
import fc from 'fast-check';
import { cascades, withCascades } from './cascades.ts';
import { type HeldRole, roleSteps } from './explain.ts';

const all = Object.keys(permissions) as Permission[];
const custom = (chosen: readonly Permission[], more: Partial<HeldRole> = {}): HeldRole => ({
  ...{ role: 'rol_00000000000000000000000000' as RoleRef, name: 'Own', rights: withCascades(chosen), chosen },
  ...{ isBase: true, groups: [], ...more },
});

test('property: a role gives what it holds, and the way there begins with what was chosen', () => {
  fc.assert(
    fc.property(fc.subarray(all, { maxLength: 6 }), fc.constantFrom(...all), (chosen, permission) => {
      const held = custom(chosen);
      const [role, ...way] = roleSteps(permission, [held]);
      assert.equal(role?.outcome, held.rights.has(permission) ? 'allows' : 'neutral');
      assert.equal(way.length > 0, held.rights.has(permission) && !chosen.includes(permission));
      const names = [...way.map((step) => step.permission), permission] as Permission[];
      if (way.length > 0) assert.ok(chosen.includes(names[0] as Permission));
      for (const [index, step] of way.entries()) {
        assert.equal(step.step, 'cascade');
        assert.ok(cascades[names[index] as Permission].includes(names[index + 1] as Permission));
      }
    }),
    { numRuns: 2_000, seed: 9 },
  );
});

test('what a cascade brought that is no longer declared is said to have been there when the role was saved', () => {
  const held = custom(['roles.read'], { rights: withCascades(['roles.read', 'message.export']) });
  const texts = roleSteps('message.export', [held]).map(({ text }) => text);
  assert.deepEqual(texts, [
    'The role Own gives it.',
    'message.export was brought into Own when it was saved.',
  ]);
});

test('a group that is not to be seen has no name and no id', () => {
  const held = custom(['roles.read'], { isBase: false, groups: [null] });
  const [, group] = roleSteps('roles.read', [held]);
  assert.deepEqual([group?.step, group?.groupId], ['group', undefined]);
  assert.match(group?.text ?? '', /^A group you cannot see/);
});

test('whoever has no role is denied', () => {
  assert.deepEqual(
    roleSteps('roles.read', []).map(({ outcome }) => outcome),
    ['denies'],
  );
});
