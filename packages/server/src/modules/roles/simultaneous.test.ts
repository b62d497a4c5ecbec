/** Changes of roles that meet: one wins, the other is told, and no right outlives its end. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { codeOf, createIdentityHarness, type IdentityHarness } from '../../testing/identity.ts';
import { rolesIn } from '../../testing/roles.ts';

describe('simultaneous changes of roles', () => {
  let h: IdentityHarness;
  let roles: ReturnType<typeof rolesIn>;
  before(async () => {
    h = await createIdentityHarness();
    roles = rolesIn(h);
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  it('of two who save at once one wins and the other is told', async () => {
    const role = await roles.created('owner', ['message.write']);
    const outcomes = await Promise.all([
      roles.update('owner', role, { chosen: ['message.react'] }),
      roles.update('admin', role, { chosen: ['message.pin'] }),
      roles.update('admin', role, { name: 'Another name' }),
    ]);
    assert.deepEqual(outcomes.map(codeOf).sort(), ['conflict', 'conflict', 'ok']);
    assert.match(
      roles.problemsOf(outcomes.find(({ answer }) => !answer.ok) ?? outcomes[0])[0] ?? '',
      /revision 2/,
    );
    assert.equal((await roles.found(role))?.revision, 2);
  });

  it('of a deletion and an assignment at once never both succeed', async () => {
    for (let round = 0; round < 5; round += 1) {
      const role = await roles.created('owner', ['message.write']);
      const [deleted, assigned] = await Promise.all([
        roles.remove('owner', role),
        roles.assign('admin', 'viewer', role.role),
      ]);
      assert.notEqual(codeOf(deleted) === 'ok', codeOf(assigned) === 'ok');
      await roles.assign('owner', 'viewer', 'viewer');
    }
  });

  it('an edit that is on its way when its author is demoted is refused', async () => {
    const role = await roles.created('owner', ['message.write']);
    const editor = await roles.created('owner', ['roles.manage', 'message.write', 'message.export']);
    await roles.assign('owner', 'member2', editor.role);
    const changes = { chosen: ['message.export' as const] };
    const [demoted, edited] = await Promise.all([
      roles.update('owner', editor, { chosen: ['message.write'] }),
      roles.update('member2', role, changes),
    ]);
    assert.equal(codeOf(demoted), 'ok');
    assert.ok(['ok', 'forbidden'].includes(codeOf(edited)));
    const current = await roles.found(role);
    assert.ok(current);
    assert.equal(codeOf(await roles.update('member2', current, changes)), 'forbidden');
    await roles.assign('owner', 'member2', 'member');
  });

  it('the demotion that commits while an edit waits for its turn counts for it', async () => {
    const role = await roles.created('owner', ['message.write']);
    const editor = await roles.created('owner', ['roles.manage', 'message.write', 'message.export']);
    await roles.assign('owner', 'member2', editor.role);
    const before = (await roles.found(role))?.permissions;
    // Right before the edit reads what its author may, which it does behind the lock.
    let demoted = false;
    h.onceBefore('log.lockHead', async () => {
      await h.admin.query(
        `update tenant.principals set role = 'member', custom_role_id = null where principal_id = $1`,
        [h.acme.principals.member2.uuid],
      );
      demoted = true;
    });
    assert.equal(codeOf(await roles.update('member2', role, { chosen: ['message.export'] })), 'forbidden');
    assert.deepEqual([demoted, (await roles.found(role))?.permissions], [true, before]);
  });
});
