import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decodeId, type Permission } from '@wardroom/contract';
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
import { rolesIn, type Saved } from '../../testing/roles.ts';

describe('custom roles', () => {
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

  it('a role holds what was chosen and what that brings, and says why', async () => {
    const chosen: Permission[] = ['roles.assign', 'message.mention_all'];
    const { role, permissions, cascades, changes, gaining, losing } = outputOf<Saved>(
      await roles.create('owner', [...chosen, 'roles.assign'], {
        name: 'Desk',
        description: 'The front desk',
      }),
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
    assert.deepEqual(await roles.found(role), role);
  });

  it('custom roles follow the built-in ones, by name', async () => {
    for (const name of ['Zebra', 'archive 10', 'Archive 9']) await roles.created('owner', [], { name });
    const shown = await roles.listed('member');
    assert.ok(shown.slice(0, 8).every(({ locked, revision }) => locked && revision === 0));
    const names = shown.slice(8).map(({ name }) => name);
    assert.ok(!shown.slice(8).some(({ locked }) => locked));
    assert.ok(names.indexOf('Archive 9') < names.indexOf('archive 10'));
    assert.ok(names.indexOf('archive 10') < names.indexOf('Zebra'));
  });

  it('names and descriptions are sealed, and mean nothing in the other workspace', async () => {
    const role = await roles.created('owner', [], { name: 'Whistleblowers', description: 'Nobody may know' });
    const { rows } = await h.admin.query('select r::text as text from tenant.roles r');
    const text = rows.map((row) => row.text).join();
    const forms = (word: string) => [word, Buffer.from(word).toString('hex')];
    for (const trace of [...forms('Whistleblowers'), ...forms('Nobody may know')])
      assert.ok(!text.includes(trace));
    assert.equal(codeOf(await roles.create('owner', [], { name: 'Whistleblowers' }, h.globex)), 'ok');
    assert.ok(!(await roles.listed('owner', h.globex)).some((one) => one.role === role.role));
    assert.equal(codeOf(await roles.remove('owner', role, h.globex)), 'not_found');
  });

  it('a name is taken by whatever people would read as the same, built-in roles included', async () => {
    const role = await roles.created('owner', [], { name: 'Night Shift' });
    for (const name of [
      'Night Shift',
      'night shift',
      'ＮＩＧＨＴ shift',
      'Night  Shift',
      'Owner',
      'ADMIN',
      'Administrator',
    ])
      assert.equal(codeOf(await roles.create('owner', [], { name })), 'already_exists', name);
    const other = await roles.created('owner', []);
    assert.equal(codeOf(await roles.update('owner', other, { name: 'NIGHT SHIFT' })), 'already_exists');
    assert.equal(codeOf(await roles.update('owner', role, { name: 'NIGHT SHIFT' })), 'ok');
    assert.equal((await roles.found(role))?.name, 'NIGHT SHIFT');
  });

  it('two hundred roles are the most, and a deleted one makes room and frees its name', async () => {
    const before = (await roles.listed('owner', h.globex)).length - 8;
    const make = (name: string) => roles.create('owner', [], { name }, h.globex);
    for (let index = before; index < 199; index += 1) assert.equal(codeOf(await make(`Many ${index}`)), 'ok');
    const last = outputOf<Saved>(await make('The last')).role;
    assert.equal(codeOf(await make('One more')), 'limit_reached');
    assert.equal(codeOf(await roles.remove('owner', last, h.globex)), 'ok');
    assert.equal(codeOf(await make('The last')), 'ok');
    assert.equal((await roles.listed('owner', h.globex)).length, 208);
  });

  it('nobody makes a role of what they do not hold, themselves or by what it brings', async () => {
    const refused = await roles.create('admin', ['people.read', 'audit.view']);
    assert.equal(codeOf(refused), 'forbidden');
    assert.deepEqual(roles.problemsOf(refused), ['you do not hold audit.view']);
    // `roles.manage` alone, with what it brings: not even reading a channel.
    const manager = await roles.created('owner', ['roles.manage']);
    await roles.assign('owner', 'member2', manager.role);
    assert.equal(codeOf(await roles.create('member2', ['roles.manage'])), 'ok');
    for (const chosen of [['roles.assign'], ['channel.read'], ['roles.manage', 'message.export']])
      assert.equal(codeOf(await roles.create('member2', chosen)), 'forbidden', chosen.join());
    assert.equal(codeOf(await roles.preview('member2', { chosen: ['roles.assign'] })), 'forbidden');
    await roles.assign('owner', 'member2', 'member');
    assert.equal(codeOf(await roles.create('member', [])), 'forbidden');
  });

  it('what a role would bring has to be held as well, also by whoever holds what brings it', async () => {
    // As a release would find it that has learnt since that writing brings reading.
    const manager = await roles.created('owner', ['roles.manage', 'message.write']);
    const narrow = manager.permissions.filter((permission) => permission !== 'channel.read');
    await h.admin.query('update tenant.roles set permissions = $2 where role_id = $1', [
      decodeId('role', manager.role),
      narrow,
    ]);
    await roles.created('owner', []);
    await roles.assign('owner', 'member2', manager.role);
    const refused = await roles.create('member2', ['message.write']);
    assert.deepEqual(
      [codeOf(refused), roles.problemsOf(refused)],
      ['forbidden', ['you do not hold channel.read']],
    );
    assert.equal(codeOf(await roles.preview('member2', { chosen: ['message.write'] })), 'forbidden');
    const small = await roles.created('owner', ['roles.read']);
    assert.equal(codeOf(await roles.update('member2', small, { chosen: ['message.write'] })), 'forbidden');
    await roles.assign('owner', 'member2', 'member');
  });

  it('nobody changes, empties or deletes a role that gives more than they hold', async () => {
    const above = await roles.created('owner', ['audit.view', 'people.read']);
    for (const changes of [{ chosen: [] }, { name: 'Mine' }, { chosen: ['people.read' as const] }])
      assert.equal(codeOf(await roles.update('admin', above, changes)), 'forbidden');
    assert.equal(codeOf(await roles.preview('admin', { roleId: above.role, chosen: [] })), 'forbidden');
    assert.equal(codeOf(await roles.remove('admin', above)), 'forbidden');
    const below = await roles.created('admin', ['people.read']);
    assert.equal(codeOf(await roles.update('admin', below, { chosen: ['audit.view'] })), 'forbidden');
    assert.equal(codeOf(await roles.update('owner', below, { chosen: ['audit.view'] })), 'ok');
    assert.deepEqual(await roles.found(above), above);
  });

  it('saving does what the preview said, to everybody who holds the role', async () => {
    const role = await roles.created('owner', ['workspace.read', 'message.write', 'channel.browse']);
    await roles.assign('owner', 'member2', role.role);
    await roles.assign('owner', 'viewer', role.role);
    const before = await roles.permissionsOf('member2');
    assert.deepEqual(
      new Set(before),
      new Set(withCascades(['workspace.read', 'message.write', 'channel.browse'])),
    );
    const chosen: Permission[] = ['workspace.read', 'message.react', 'channel.browse', 'people.read'];
    const said = outputOf<Saved>(await roles.preview('owner', { roleId: role.role, chosen }));
    assert.deepEqual(await roles.permissionsOf('member2'), before, 'a preview changes nothing');
    const { role: saved, ...did } = outputOf<Saved>(await roles.update('owner', role, { chosen }));
    assert.deepEqual(did, said);
    assert.deepEqual([saved.revision, saved.people], [2, 2]);
    assert.deepEqual([said.gaining, said.losing, said.changes.length], [2, 2, 2]);
    for (const who of ['member2', 'viewer'] as const) {
      const now = await roles.permissionsOf(who);
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
    await roles.assign('owner', 'member2', 'member');
    await roles.assign('owner', 'viewer', 'viewer');
  });

  it('what a group confers as well is neither gained nor lost', async () => {
    const role = await roles.created('owner', ['message.write']);
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
    const said = outputOf<Saved>(await roles.preview('owner', { roleId: role.role, chosen }));
    assert.deepEqual(said.changes, [{ principalId: id, gains: ['message.export'], loses: [] }]);
    const before = await roles.permissionsOf('guest');
    outputOf<Saved>(await roles.update('owner', role, { chosen }));
    const now = await roles.permissionsOf('guest');
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
    const held = await roles.created('owner', ['message.write']);
    await roles.assign('owner', 'viewer', held.role);
    const manager = await roles.created('owner', ['roles.manage', 'message.write', 'message.react']);
    await roles.assign('owner', 'member2', manager.role);
    const said = outputOf<Saved>(
      await roles.preview('member2', { roleId: held.role, chosen: ['message.react'] }),
    );
    assert.deepEqual([said.changes, said.gaining, said.losing], [[], 1, 1]);
    await roles.assign('owner', 'viewer', 'viewer');
    await roles.assign('owner', 'member2', 'member');
  });

  it('a change that changes nothing writes nothing; one of the name alone changes no rights', async () => {
    const role = await roles.created('owner', ['message.write'], { description: 'before' });
    const seen = h.events.length;
    const { role: same } = outputOf<Saved>(
      await roles.update('owner', role, { name: role.name, chosen: role.chosen }),
    );
    assert.deepEqual([same, h.events.length], [role, seen]);
    // As a release would find it that has learnt a cascade since.
    const narrow = ['message.write', 'channel.read'];
    await h.admin.query(
      'update tenant.roles set permissions = $2 where name_lookup = (select name_lookup from tenant.roles order by created_at desc, role_id desc limit 1) and chosen = $1',
      [['message.write'], narrow],
    );
    const { role: renamed } = outputOf<Saved>(await roles.update('owner', role, { description: 'after' }));
    assert.deepEqual([renamed.description, renamed.revision], ['after', 2]);
    assert.deepEqual(
      new Set(renamed.permissions),
      new Set(narrow),
      'a new cascade widens no role that exists',
    );
    const again = outputOf<Saved>(await roles.update('owner', renamed, { chosen: ['message.write'] }));
    assert.deepEqual(again.permissions, [...withCascades(['message.write'])]);
  });

  it('a role that somebody holds or a group gives stays, and says by how many', async () => {
    const role = await roles.created('owner', ['message.write']);
    await roles.assign('owner', 'viewer', role.role);
    const held = await roles.remove('owner', role);
    assert.deepEqual([codeOf(held), roles.problemsOf(held)], ['conflict', ['it is held by 1']]);
    await roles.assign('owner', 'viewer', 'viewer');
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
    const given = await roles.remove('owner', role);
    assert.deepEqual([codeOf(given), roles.problemsOf(given)], ['conflict', ['it is given by 1 group']]);
    const groupsSeenBy = async (who: Who) =>
      (await roles.listed(who)).find((one) => one.role === role.role)?.groups;
    assert.deepEqual(
      [await groupsSeenBy('owner'), await groupsSeenBy('member')],
      [1, 0],
      'a hidden group is not counted',
    );
    await h.admin.query('delete from tenant.groups where group_id = $1', [group]);
    assert.equal(codeOf(await roles.remove('owner', role)), 'ok');
    assert.equal(await roles.found(role), undefined);
    assert.equal(codeOf(await roles.assign('owner', 'viewer', role.role)), 'invalid_input');
    assert.equal(codeOf(await roles.remove('owner', role)), 'not_found');
  });

  it('no change of a role leaves the workspace without somebody who can mend it', async () => {
    const mender = await roles.created('owner', ['roles.manage', 'roles.assign']);
    await roles.assign('owner', 'member2', mender.role);
    // They may take it from themselves; what remains is the owner, who cannot lose it.
    assert.equal(codeOf(await roles.update('member2', mender, { chosen: [] })), 'ok');
    const now = await roles.found(mender);
    assert.ok(now);
    assert.equal(codeOf(await roles.update('member2', now, { chosen: ['roles.manage'] })), 'forbidden');
    const everything = [...((await roles.listed())[0]?.permissions ?? [])];
    const twin = await roles.created('owner', everything);
    assert.equal(codeOf(await roles.assign('owner', 'owner', twin.role)), 'last_owner');
    assert.equal(codeOf(await roles.update('owner', now, { chosen: ['roles.manage'] })), 'ok');
    for (const role of ['owner', 'admin', 'member'])
      for (const operation of ['roles.update', 'roles.delete'] as const)
        assert.equal(
          codeOf(await h.call(h.acme, 'owner', operation, { roleId: role, revision: 1 })),
          'invalid_input',
        );
    await roles.assign('owner', 'member2', 'member');
  });

  it('bots keep the role agent', async () => {
    const role = await roles.created('owner', ['message.write']);
    assert.equal(codeOf(await roles.assign('owner', 'bot', role.role)), 'conflict');
    assert.equal(codeOf(await roles.create('bot', [])), 'insufficient_scope');
  });

  it('every change is recorded with what was added, what removed and why', async () => {
    const role = await roles.created('admin', ['message.write'], { reason: 'a new desk' });
    const { role: after } = outputOf<Saved>(
      await roles.update('admin', role, { chosen: ['message.react'], reason: 'quieter' }),
    );
    await roles.remove('admin', after);
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
        roleId: (await roles.listed('owner', h.globex)).at(-1)?.role,
        revision: 1,
      }),
    ).role.role;
    for (const ask of [
      (roleId: string) => h.call(h.acme, 'owner', 'roles.update', { roleId, revision: 1, name: 'x' }),
      (roleId: string) => h.call(h.acme, 'owner', 'roles.delete', { roleId, revision: 1 }),
      (roleId: string) => roles.preview('owner', { roleId, chosen: [] }),
      (roleId: string) => roles.assign('owner', 'viewer', roleId),
    ]) {
      const one = await observed(h, () => ask(foreign));
      assert.ok(['not_found', 'invalid_input'].includes(one.seen.code ?? ''));
      assert.deepEqual(one, await observed(h, () => ask(randomId(h, 'role'))));
    }
  });
});
