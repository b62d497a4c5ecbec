import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  decodeId,
  type InputOf,
  type Operations,
  type OutputOf,
  type Permission,
  type RoleView,
} from '@wardroom/contract';
import { cascadeOf, withCascades } from '@wardroom/policy';
import { instant } from '../../kernel/database/connections.ts';
import type { Who } from '../../testing/fixtures.ts';
import { randomId } from '../../testing/harness.ts';
import {
  codeOf,
  createIdentityHarness,
  type IdentityHarness,
  observed,
  outputOf,
} from '../../testing/identity.ts';

type Saved = OutputOf<Operations['roles.update']>;
type Changes = Partial<Omit<InputOf<Operations['roles.update']>, 'roleId'>>;

describe('custom roles', () => {
  let h: IdentityHarness;
  before(async () => {
    h = await createIdentityHarness();
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  let made = 0;
  const create = (who: Who, chosen: readonly string[], more: object = {}, tenant = h.acme) =>
    h.call(tenant, who, 'roles.create', { name: `Role ${++made}`, chosen, ...more });
  const created = async (who: Who, chosen: readonly string[], more: object = {}) =>
    outputOf<Saved>(await create(who, chosen, more)).role;
  const update = (who: Who, { role, revision }: RoleView, changes: Changes) =>
    h.call(h.acme, who, 'roles.update', { roleId: role, revision, ...changes });
  const remove = (who: Who, { role, revision }: RoleView, tenant = h.acme) =>
    h.call(tenant, who, 'roles.delete', { roleId: role, revision });
  const preview = (who: Who, input: object) => h.call(h.acme, who, 'roles.preview', input);
  const listed = async (who: Who = 'owner', tenant = h.acme) =>
    outputOf<{ roles: RoleView[] }>(await h.call(tenant, who, 'roles.list', {})).roles;
  const found = async ({ role }: RoleView) => (await listed()).find((one) => one.role === role);
  const assign = (who: Who, to: Who, role: string) =>
    h.call(h.acme, who, 'roles.assign', { principalId: h.acme.principals[to].id, role });
  const permissionsOf = async (who: Who) =>
    outputOf<{ permissions: Permission[] }>(await h.call(h.acme, who, 'sessions.show', {})).permissions;
  const problemsOf = (outcome: Awaited<ReturnType<typeof create>>) =>
    outcome.answer.ok ? [] : (outcome.answer.error.options.problems ?? []).map(({ message }) => message);

  it('a role holds what was chosen and what that brings, and says why', async () => {
    const chosen: Permission[] = ['roles.assign', 'message.mention_all'];
    const { role, permissions, cascades, changes, gaining, losing } = outputOf<Saved>(
      await create('owner', [...chosen, 'roles.assign'], { name: 'Desk', description: 'The front desk' }),
    );
    assert.deepEqual(new Set(role.chosen), new Set(chosen));
    assert.deepEqual(permissions, [...withCascades(chosen)]);
    assert.deepEqual(role.permissions, permissions);
    assert.deepEqual(
      new Set(cascades.map((one) => one.permission)),
      new Set(cascadeOf(chosen).map((one) => one.permission)),
    );
    assert.deepEqual([changes, gaining, losing], [[], 0, 0]);
    assert.deepEqual(
      [role.name, role.description, role.locked, role.revision, role.people, role.groups],
      ['Desk', 'The front desk', false, 1, 0, 0],
    );
    assert.deepEqual(await found(role), role);
  });

  it('custom roles follow the built-in ones, by name', async () => {
    for (const name of ['Zebra', 'archive 10', 'Archive 9']) await created('owner', [], { name });
    const roles = await listed('member');
    assert.ok(roles.slice(0, 8).every(({ locked, revision }) => locked && revision === 0));
    const names = roles.slice(8).map(({ name }) => name);
    assert.ok(!roles.slice(8).some(({ locked }) => locked));
    assert.ok(names.indexOf('Archive 9') < names.indexOf('archive 10'));
    assert.ok(names.indexOf('archive 10') < names.indexOf('Zebra'));
  });

  it('names and descriptions are sealed, and mean nothing in the other workspace', async () => {
    const role = await created('owner', [], { name: 'Whistleblowers', description: 'Nobody may know' });
    const { rows } = await h.admin.query('select r::text as text from tenant.roles r');
    const text = rows.map((row) => row.text).join();
    const forms = (word: string) => [word, Buffer.from(word).toString('hex')];
    for (const trace of [...forms('Whistleblowers'), ...forms('Nobody may know')])
      assert.ok(!text.includes(trace));
    assert.equal(codeOf(await create('owner', [], { name: 'Whistleblowers' }, h.globex)), 'ok');
    assert.ok(!(await listed('owner', h.globex)).some((one) => one.role === role.role));
    assert.equal(codeOf(await remove('owner', role, h.globex)), 'not_found');
  });

  it('a name is taken by whatever people would read as the same, built-in roles included', async () => {
    const role = await created('owner', [], { name: 'Night Shift' });
    for (const name of [
      'Night Shift',
      'night shift',
      'ＮＩＧＨＴ shift',
      'Night  Shift',
      'Owner',
      'ADMIN',
      'Administrator',
    ])
      assert.equal(codeOf(await create('owner', [], { name })), 'already_exists', name);
    const other = await created('owner', []);
    assert.equal(codeOf(await update('owner', other, { name: 'NIGHT SHIFT' })), 'already_exists');
    assert.equal(codeOf(await update('owner', role, { name: 'NIGHT SHIFT' })), 'ok');
    assert.equal((await found(role))?.name, 'NIGHT SHIFT');
  });

  it('two hundred roles are the most, and a deleted one makes room and frees its name', async () => {
    const before = (await listed('owner', h.globex)).length - 8;
    const make = (name: string) => create('owner', [], { name }, h.globex);
    for (let index = before; index < 199; index += 1) assert.equal(codeOf(await make(`Many ${index}`)), 'ok');
    const last = outputOf<Saved>(await make('The last')).role;
    assert.equal(codeOf(await make('One more')), 'limit_reached');
    assert.equal(codeOf(await remove('owner', last, h.globex)), 'ok');
    assert.equal(codeOf(await make('The last')), 'ok');
    assert.equal((await listed('owner', h.globex)).length, 208);
  });

  it('nobody makes a role of what they do not hold, themselves or by what it brings', async () => {
    const refused = await create('admin', ['people.read', 'audit.view']);
    assert.equal(codeOf(refused), 'forbidden');
    assert.deepEqual(problemsOf(refused), ['you do not hold audit.view']);
    // `roles.manage` alone, with what it brings: not even reading a channel.
    const manager = await created('owner', ['roles.manage']);
    await assign('owner', 'member2', manager.role);
    assert.equal(codeOf(await create('member2', ['roles.manage'])), 'ok');
    for (const chosen of [['roles.assign'], ['channel.read'], ['roles.manage', 'message.export']])
      assert.equal(codeOf(await create('member2', chosen)), 'forbidden', chosen.join());
    assert.equal(codeOf(await preview('member2', { chosen: ['roles.assign'] })), 'forbidden');
    await assign('owner', 'member2', 'member');
    assert.equal(codeOf(await create('member', [])), 'forbidden');
  });

  it('what a role would bring has to be held as well, also by whoever holds what brings it', async () => {
    // As a release would find it that has learnt since that writing brings reading.
    const manager = await created('owner', ['roles.manage', 'message.write']);
    const narrow = manager.permissions.filter((permission) => permission !== 'channel.read');
    await h.admin.query('update tenant.roles set permissions = $2 where role_id = $1', [
      decodeId('role', manager.role),
      narrow,
    ]);
    await created('owner', []);
    await assign('owner', 'member2', manager.role);
    const refused = await create('member2', ['message.write']);
    assert.deepEqual([codeOf(refused), problemsOf(refused)], ['forbidden', ['you do not hold channel.read']]);
    assert.equal(codeOf(await preview('member2', { chosen: ['message.write'] })), 'forbidden');
    const small = await created('owner', ['roles.read']);
    assert.equal(codeOf(await update('member2', small, { chosen: ['message.write'] })), 'forbidden');
    await assign('owner', 'member2', 'member');
  });

  it('nobody changes, empties or deletes a role that gives more than they hold', async () => {
    const above = await created('owner', ['audit.view', 'people.read']);
    for (const changes of [{ chosen: [] }, { name: 'Mine' }, { chosen: ['people.read' as const] }])
      assert.equal(codeOf(await update('admin', above, changes)), 'forbidden');
    assert.equal(codeOf(await preview('admin', { roleId: above.role, chosen: [] })), 'forbidden');
    assert.equal(codeOf(await remove('admin', above)), 'forbidden');
    const below = await created('admin', ['people.read']);
    assert.equal(codeOf(await update('admin', below, { chosen: ['audit.view'] })), 'forbidden');
    assert.equal(codeOf(await update('owner', below, { chosen: ['audit.view'] })), 'ok');
    assert.deepEqual(await found(above), above);
  });

  it('saving does what the preview said, to everybody who holds the role', async () => {
    const role = await created('owner', ['workspace.read', 'message.write', 'channel.browse']);
    await assign('owner', 'member2', role.role);
    await assign('owner', 'viewer', role.role);
    const before = await permissionsOf('member2');
    assert.deepEqual(
      new Set(before),
      new Set(withCascades(['workspace.read', 'message.write', 'channel.browse'])),
    );
    const chosen: Permission[] = ['workspace.read', 'message.react', 'channel.browse', 'people.read'];
    const said = outputOf<Saved>(await preview('owner', { roleId: role.role, chosen }));
    assert.deepEqual(await permissionsOf('member2'), before, 'a preview changes nothing');
    const { role: saved, ...did } = outputOf<Saved>(await update('owner', role, { chosen }));
    assert.deepEqual(did, said);
    assert.deepEqual([saved.revision, saved.people], [2, 2]);
    assert.deepEqual([said.gaining, said.losing, said.changes.length], [2, 2, 2]);
    for (const who of ['member2', 'viewer'] as const) {
      const now = await permissionsOf(who);
      const change = said.changes.find(({ principalId }) => principalId === h.acme.principals[who].id);
      assert.deepEqual(
        change?.gains,
        now.filter((one) => !before.includes(one)),
      );
      assert.deepEqual(
        change?.loses,
        before.filter((one) => !now.includes(one)),
      );
    }
    assert.equal(h.events.at(-1)?.type, 'rights.changed');
    await assign('owner', 'member2', 'member');
    await assign('owner', 'viewer', 'viewer');
  });

  it('what a group confers as well is neither gained nor lost', async () => {
    const role = await created('owner', ['message.write']);
    const { uuid, id } = h.acme.principals.guest;
    const roleUuid = (
      await h.admin.query('select role_id from tenant.roles order by created_at desc, role_id desc limit 1')
    ).rows[0];
    // As groups leave it behind: a guest whom a group makes a viewer and gives the role.
    await h.admin.query('update tenant.principals set conferred = $2 where principal_id = $1', [
      uuid,
      ['viewer', roleUuid.role_id],
    ]);
    const chosen: Permission[] = ['channel.browse', 'message.export'];
    const said = outputOf<Saved>(await preview('owner', { roleId: role.role, chosen }));
    assert.deepEqual(said.changes, [{ principalId: id, gains: ['message.export'], loses: [] }]);
    const before = await permissionsOf('guest');
    outputOf<Saved>(await update('owner', role, { chosen }));
    const now = await permissionsOf('guest');
    assert.deepEqual(
      now.filter((one) => !before.includes(one)),
      ['message.export'],
    );
    assert.deepEqual(
      before.filter((one) => !now.includes(one)),
      [],
    );
    await h.admin.query(`update tenant.principals set conferred = '{}' where principal_id = $1`, [uuid]);
  });

  it('whoever may not see everybody is told how many, not who', async () => {
    const held = await created('owner', ['message.write']);
    await assign('owner', 'viewer', held.role);
    const manager = await created('owner', ['roles.manage', 'message.write', 'message.react']);
    await assign('owner', 'member2', manager.role);
    const said = outputOf<Saved>(await preview('member2', { roleId: held.role, chosen: ['message.react'] }));
    assert.deepEqual([said.changes, said.gaining, said.losing], [[], 1, 1]);
    await assign('owner', 'viewer', 'viewer');
    await assign('owner', 'member2', 'member');
  });

  it('a change that changes nothing writes nothing; one of the name alone changes no rights', async () => {
    const role = await created('owner', ['message.write'], { description: 'before' });
    const seen = h.events.length;
    const { role: same } = outputOf<Saved>(
      await update('owner', role, { name: role.name, chosen: role.chosen }),
    );
    assert.deepEqual([same, h.events.length], [role, seen]);
    // As a release would find it that has learnt a cascade since.
    const narrow = ['message.write', 'channel.read'];
    await h.admin.query(
      'update tenant.roles set permissions = $2 where name_lookup = (select name_lookup from tenant.roles order by created_at desc, role_id desc limit 1) and chosen = $1',
      [['message.write'], narrow],
    );
    const { role: renamed } = outputOf<Saved>(await update('owner', role, { description: 'after' }));
    assert.deepEqual([renamed.description, renamed.revision], ['after', 2]);
    assert.deepEqual(
      new Set(renamed.permissions),
      new Set(narrow),
      'a new cascade widens no role that exists',
    );
    const again = outputOf<Saved>(await update('owner', renamed, { chosen: ['message.write'] }));
    assert.deepEqual(again.permissions, [...withCascades(['message.write'])]);
  });

  it('a role that somebody holds or a group gives stays, and says by how many', async () => {
    const role = await created('owner', ['message.write']);
    await assign('owner', 'viewer', role.role);
    const held = await remove('owner', role);
    assert.deepEqual([codeOf(held), problemsOf(held)], ['conflict', ['it is held by 1']]);
    await assign('owner', 'viewer', 'viewer');
    const group = h.parts.ids.next();
    const { rows } = await h.admin.query(
      'select role_id from tenant.roles order by created_at desc, role_id desc limit 1',
    );
    await h.admin.query(
      `insert into tenant.groups (tenant_id, group_id, path, visibility, mentionable_by, handle_lookup, sealed, confers, created_by, created_at, updated_at)
       values ($1, $2, $3, 'hidden', 'everyone', $4, '\\x00', $5, $6, $7, $7)`,
      [
        h.acme.tenant.id,
        group,
        [group],
        Buffer.alloc(32, 7),
        [rows[0].role_id],
        h.acme.principals.owner.uuid,
        instant(h.clock.now()),
      ],
    );
    const given = await remove('owner', role);
    assert.deepEqual([codeOf(given), problemsOf(given)], ['conflict', ['it is given by 1 group']]);
    const groupsSeenBy = async (who: Who) =>
      (await listed(who)).find((one) => one.role === role.role)?.groups;
    assert.deepEqual(
      [await groupsSeenBy('owner'), await groupsSeenBy('member')],
      [1, 0],
      'a hidden group is not counted',
    );
    await h.admin.query('delete from tenant.groups where group_id = $1', [group]);
    assert.equal(codeOf(await remove('owner', role)), 'ok');
    assert.equal(await found(role), undefined);
    assert.equal(codeOf(await assign('owner', 'viewer', role.role)), 'invalid_input');
    assert.equal(codeOf(await remove('owner', role)), 'not_found');
  });

  it('of two who save at once one wins and the other is told', async () => {
    const role = await created('owner', ['message.write']);
    const outcomes = await Promise.all([
      update('owner', role, { chosen: ['message.react'] }),
      update('admin', role, { chosen: ['message.pin'] }),
      update('admin', role, { name: 'Another name' }),
    ]);
    assert.deepEqual(outcomes.map(codeOf).sort(), ['conflict', 'conflict', 'ok']);
    assert.match(problemsOf(outcomes.find(({ answer }) => !answer.ok) ?? outcomes[0])[0] ?? '', /revision 2/);
    assert.equal((await found(role))?.revision, 2);
  });

  it('of a deletion and an assignment at once never both succeed', async () => {
    for (let round = 0; round < 5; round += 1) {
      const role = await created('owner', ['message.write']);
      const [deleted, assigned] = await Promise.all([
        remove('owner', role),
        assign('admin', 'viewer', role.role),
      ]);
      assert.notEqual(codeOf(deleted) === 'ok', codeOf(assigned) === 'ok');
      await assign('owner', 'viewer', 'viewer');
    }
  });

  it('an edit that is on its way when its author is demoted is refused', async () => {
    const role = await created('owner', ['message.write']);
    const editor = await created('owner', ['roles.manage', 'message.write', 'message.export']);
    await assign('owner', 'member2', editor.role);
    const changes = { chosen: ['message.export' as const] };
    const [demoted, edited] = await Promise.all([
      update('owner', editor, { chosen: ['message.write'] }),
      update('member2', role, changes),
    ]);
    assert.equal(codeOf(demoted), 'ok');
    assert.ok(['ok', 'forbidden'].includes(codeOf(edited)));
    const current = await found(role);
    assert.ok(current);
    assert.equal(codeOf(await update('member2', current, changes)), 'forbidden');
    await assign('owner', 'member2', 'member');
  });

  it('the demotion that commits while an edit waits for its turn counts for it', async () => {
    const role = await created('owner', ['message.write']);
    const editor = await created('owner', ['roles.manage', 'message.write', 'message.export']);
    await assign('owner', 'member2', editor.role);
    const before = (await found(role))?.permissions;
    // Right before the edit reads what its author may, which it does behind the lock.
    let demoted = false;
    h.onceBefore('log.lockHead', async () => {
      await h.admin.query(
        `update tenant.principals set role = 'member', custom_role_id = null where principal_id = $1`,
        [h.acme.principals.member2.uuid],
      );
      demoted = true;
    });
    assert.equal(codeOf(await update('member2', role, { chosen: ['message.export'] })), 'forbidden');
    assert.deepEqual([demoted, (await found(role))?.permissions], [true, before]);
  });

  it('no change of a role leaves the workspace without somebody who can mend it', async () => {
    const mender = await created('owner', ['roles.manage', 'roles.assign']);
    await assign('owner', 'member2', mender.role);
    // They may take it from themselves; what remains is the owner, who cannot lose it.
    assert.equal(codeOf(await update('member2', mender, { chosen: [] })), 'ok');
    const now = await found(mender);
    assert.ok(now);
    assert.equal(codeOf(await update('member2', now, { chosen: ['roles.manage'] })), 'forbidden');
    const everything = [...((await listed())[0]?.permissions ?? [])];
    const twin = await created('owner', everything);
    assert.equal(codeOf(await assign('owner', 'owner', twin.role)), 'last_owner');
    assert.equal(codeOf(await update('owner', now, { chosen: ['roles.manage'] })), 'ok');
    for (const role of ['owner', 'admin', 'member'])
      for (const operation of ['roles.update', 'roles.delete'] as const)
        assert.equal(
          codeOf(await h.call(h.acme, 'owner', operation, { roleId: role, revision: 1 })),
          'invalid_input',
        );
    await assign('owner', 'member2', 'member');
  });

  it('bots keep the role agent', async () => {
    const role = await created('owner', ['message.write']);
    assert.equal(codeOf(await assign('owner', 'bot', role.role)), 'conflict');
    assert.equal(codeOf(await create('bot', [])), 'insufficient_scope');
  });

  it('every change is recorded with what was added, what removed and why', async () => {
    const role = await created('admin', ['message.write'], { reason: 'a new desk' });
    const { role: after } = outputOf<Saved>(
      await update('admin', role, { chosen: ['message.react'], reason: 'quieter' }),
    );
    await remove('admin', after);
    const recorded = async (type: string) =>
      outputOf<{ entries: { resourceId: string; metadata: Record<string, unknown> }[] }>(
        await h.call(h.acme, 'owner', 'audit.list', { type }),
      ).entries[0]?.metadata;
    const permissions = [...withCascades(['message.write'])];
    assert.deepEqual(await recorded('role.created'), {
      permissions: permissions.join(' '),
      reason: 'a new desk',
    });
    const left = [...withCascades(['message.react'])];
    assert.deepEqual(await recorded('role.updated'), {
      ...{ changed: 'permissions', reason: 'quieter' },
      added: left.filter((one) => !permissions.includes(one)).join(' '),
      removed: permissions.filter((one) => !left.includes(one)).join(' '),
    });
    assert.deepEqual(await recorded('role.deleted'), { permissions: left.join(' '), reason: '' });
  });

  it('foreign and made-up roles are one answer by the same statements', async () => {
    const foreign = outputOf<Saved>(
      await h.call(h.globex, 'owner', 'roles.update', {
        roleId: (await listed('owner', h.globex)).at(-1)?.role,
        revision: 1,
      }),
    ).role.role;
    for (const ask of [
      (roleId: string) => h.call(h.acme, 'owner', 'roles.update', { roleId, revision: 1, name: 'x' }),
      (roleId: string) => h.call(h.acme, 'owner', 'roles.delete', { roleId, revision: 1 }),
      (roleId: string) => preview('owner', { roleId, chosen: [] }),
      (roleId: string) => assign('owner', 'viewer', roleId),
    ]) {
      const one = await observed(h, () => ask(foreign));
      assert.ok(['not_found', 'invalid_input'].includes(one.seen.code ?? ''));
      assert.deepEqual(one, await observed(h, () => ask(randomId(h, 'role'))));
    }
  });
});
