import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Person, type RoleView, roleNames } from '@wardroom/contract';
import { isBuiltIn, rolePermissions } from '@wardroom/policy';
import type { Who } from '../../testing/fixtures.ts';
import { randomId } from '../../testing/harness.ts';
import {
  codeOf,
  createIdentityHarness,
  type IdentityHarness,
  observed,
  outputOf,
} from '../../testing/identity.ts';

describe('roles', () => {
  let h: IdentityHarness;
  before(async () => {
    h = await createIdentityHarness();
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const assign = (who: Who, principalId: string, role: string, tenant = h.acme) =>
    h.call(tenant, who, 'roles.assign', { principalId, role });

  it('the table that is listed is the table that decides', async () => {
    const { roles } = outputOf<{ roles: RoleView[] }>(await h.call(h.acme, 'member', 'roles.list', {}));
    assert.deepEqual(
      roles.map(({ role }) => role),
      [...roleNames],
    );
    for (const { role, permissions, chosen, locked } of roles) {
      assert.ok(isBuiltIn(role) && locked);
      assert.deepEqual(permissions, [...rolePermissions[role]]);
      assert.deepEqual(chosen, permissions);
    }
    assert.deepEqual(
      roles.map(({ people, groups }) => [people, groups]),
      [1, 1, 1, 2, 1, 1, 1, 1].map((people) => [people, 0]),
    );
    assert.equal(codeOf(await h.call(h.acme, 'guest', 'roles.list', {})), 'forbidden');
  });

  it('a new role counts from the commit on, is announced and recorded with old and new', async () => {
    const subject = h.acme.principals.member2;
    const before = await h.call(h.acme, 'member2', 'audit.list', {});
    assert.equal(codeOf(before), 'forbidden');
    const { principal } = outputOf<{ principal: Person }>(await assign('owner', subject.id, 'auditor'));
    assert.deepEqual([principal.id, principal.role], [subject.id, 'auditor']);
    const event = h.events.at(-1);
    assert.deepEqual([event?.type, event?.subjectId], ['role.assigned', subject.uuid]);
    const audit = outputOf<{ entries: { type: string; subjectId: string; metadata: object }[] }>(
      await h.call(h.acme, 'member2', 'audit.list', { type: 'role.assigned' }),
    );
    assert.deepEqual(
      audit.entries.map(({ subjectId, metadata }) => ({ subjectId, metadata })),
      [{ subjectId: subject.id, metadata: { from: 'member', to: 'auditor' } }],
    );
    const seen = h.events.length;
    assert.equal(codeOf(await assign('owner', subject.id, 'auditor')), 'ok');
    assert.equal(h.events.length, seen);
    assert.equal(codeOf(await assign('owner', subject.id, 'member')), 'ok');
  });

  for (const [who, target, role, answer] of [
    ['owner', 'viewer', 'owner', 'ok'],
    ['owner', 'viewer', 'viewer', 'ok'],
    ['admin', 'viewer', 'admin', 'ok'],
    ['admin', 'viewer', 'viewer', 'ok'],
    ['admin', 'viewer', 'owner', 'forbidden'],
    ['admin', 'viewer', 'auditor', 'forbidden'],
    ['admin', 'owner', 'member', 'forbidden'],
    ['admin', 'auditor', 'member', 'forbidden'],
    ['admin', 'admin', 'owner', 'forbidden'],
    ['developer', 'guest', 'member', 'forbidden'],
    ['member', 'member', 'admin', 'forbidden'],
    ['guest', 'guest', 'member', 'forbidden'],
    ['bot', 'bot', 'member', 'insufficient_scope'],
    ['owner', 'bot', 'member', 'conflict'],
    ['owner', 'owner', 'admin', 'last_owner'],
  ] as const) {
    it(`${who} making ${target} ${role}: ${answer}`, async () => {
      const { id } = h.acme.principals[target];
      const roleNow = async () =>
        outputOf<{ principal: Person }>(await h.call(h.acme, 'owner', 'principals.get', { principalId: id }))
          .principal.role;
      const before = await roleNow();
      assert.equal(codeOf(await assign(who, id, role)), answer);
      assert.equal(await roleNow(), answer === 'ok' ? role : before);
    });
  }

  it('a suspended owner does not count as one', async () => {
    const second = await h.hire(h.acme, 'sleeping-owner', 'owner');
    await h.succeed(h.acme, 'owner', 'principals.suspend', { principalId: second });
    assert.equal(codeOf(await assign('owner', h.acme.principals.owner.id, 'admin')), 'last_owner');
    assert.equal(codeOf(await assign('owner', second, 'member')), 'ok');
  });

  it('foreign and made-up people are one answer by the same statements', async () => {
    const ask = (id: string) => observed(h, () => assign('owner', id, 'member'));
    const foreign = await ask(h.globex.principals.owner.id);
    assert.equal(foreign.seen.code, 'not_found');
    assert.deepEqual(foreign, await ask(randomId(h, 'principal')));
  });

  it('of eight owners who step down at once one stays', async () => {
    const secrets = await Promise.all(
      Array.from({ length: 7 }, async (_, index) => {
        const id = await h.hire(h.globex, `owner-${index}`, 'owner');
        return { id, secret: (await h.signIn(h.globex, `owner-${index}`)).sessionSecret ?? '' };
      }),
    );
    const { owner } = h.globex.principals;
    const outcomes = await Promise.all(
      [...secrets, owner].map(({ id, secret }) =>
        h.call(h.globex, { kind: 'session', secret }, 'roles.assign', { principalId: id, role: 'member' }),
      ),
    );
    assert.deepEqual(outcomes.map(codeOf).sort(), ['last_owner', ...Array(7).fill('ok')]);
    const { rows } = await h.admin.query(
      `select count(*)::int as owners from tenant.principals where tenant_id = $1 and role = 'owner'`,
      [h.globex.tenant.id],
    );
    assert.equal(rows[0]?.owners, 1);
  });
});
