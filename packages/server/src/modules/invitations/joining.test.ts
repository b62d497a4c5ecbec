import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { encodeId, type Operations, type OutputOf, uuidOf } from '@wardroom/contract';
import type { Who } from '../../testing/fixtures.ts';
import {
  codeOf,
  createIdentityHarness,
  dump,
  goodPassword,
  type IdentityHarness,
  observed,
  outputOf,
} from '../../testing/identity.ts';
import { rolesIn } from '../../testing/roles.ts';

type Created = OutputOf<Operations['invitations.create']>;
type Me = OutputOf<Operations['invitations.accept']>;
type Snapshot = OutputOf<Operations['sync.snapshot']>;
const nobody = { kind: 'none' } as const;
const hourMs = 3_600_000;

describe('joining by a link', () => {
  let h: IdentityHarness;
  before(async () => {
    h = await createIdentityHarness();
  });
  // Refusals of one test must not slow the next one.
  beforeEach(() => h.clock.advance(2 * hourMs));
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  let people = 0;
  const newcomer = () => {
    people += 1;
    return { handle: `newcomer-${people}`, displayName: `Newcomer ${people}`, password: goodPassword };
  };
  const invite = (input: object = {}, who: Who = 'owner', tenant = h.acme) =>
    h.succeed<Created>(tenant, who, 'invitations.create', input);
  const show = (secret: string, tenant = h.acme) => h.call(tenant, nobody, 'invitations.show', { secret });
  const accept = (secret: string, more: object = {}, tenant = h.acme) =>
    h.call(tenant, nobody, 'invitations.accept', { secret, ...newcomer(), ...more });
  const usesOf = async (id: string): Promise<number> => {
    const { rows } = await h.admin.query('select uses from tenant.invitations where invitation_id = $1', [
      uuidOf(id),
    ]);
    return rows[0].uses;
  };
  const peopleCount = async (): Promise<number> => {
    const { rows } = await h.admin.query('select count(*)::int as n from tenant.principals');
    return rows[0].n;
  };

  it('a link says where it leads; whoever takes it is a person with the role, in the channels, signed in, on record', async () => {
    const { invitation, secret } = await invite({ channelIds: [h.acme.general.id, h.acme.secret.id] });
    assert.deepEqual(outputOf(await show(secret)), {
      workspace: h.acme.tenant.name,
      inviter: 'acme owner',
      role: 'member',
      roleName: null,
      channels: ['acme-general', 'acme-secret'],
      expiresAt: invitation.expiresAt,
    });
    const seen = h.events.length;
    const outcome = await accept(secret, { emailAddress: 'Joined@Example.Org' });
    const me = outputOf<Me>(outcome);
    assert.deepEqual(
      [me.principal.role, me.principal.status, me.session?.current],
      ['member', 'active', true],
    );
    const session = { kind: 'session', secret: outcome.sessionSecret ?? '' } as const;
    assert.ok(!JSON.stringify(outcome.answer).includes(session.secret));
    const snapshot = outputOf<Snapshot>(await h.call(h.acme, session, 'sync.snapshot', {}));
    assert.equal(snapshot.me.id, me.principal.id);
    const { general, secret: hidden } = h.acme;
    assert.deepEqual(snapshot.channels.map(({ id }) => id).sort(), [general.id, hidden.id].sort());
    assert.deepEqual(
      snapshot.channels.map(({ membership }) => [membership.role, membership.unread]),
      [
        ['member', 0],
        ['member', 0],
      ],
    );
    const id = uuidOf(me.principal.id);
    assert.deepEqual(
      h.events.slice(seen).map(({ type, subjectId, channelId }) => [type, subjectId, channelId]),
      [
        ['principal.created', id, undefined],
        ['channel.member_added', id, general.uuid],
        ['channel.member_added', id, hidden.uuid],
      ].sort((a, b) => Number(b[0] === 'principal.created') - Number(a[0] === 'principal.created')),
    );
    const { rows } = await h.admin.query(
      'select type, resource_id from tenant.audit_outbox where actor_id = $1 and subject_id = $1 order by entry_id',
      [id],
    );
    assert.deepEqual(
      rows.map(({ type }) => type),
      [
        'invitation.accepted',
        'principal.created',
        'channel.member_added',
        'channel.member_added',
        'session.created',
      ],
    );
    assert.equal(rows[0].resource_id, uuidOf(invitation.id));
    assert.equal(codeOf(await h.signIn(h.acme, 'joined@example.org')), 'ok');
    assert.equal(await usesOf(invitation.id), 1);
  });

  it('a role of the workspace is given by link within what the inviter holds, and only while that is so and it is there', async () => {
    const roles = rolesIn(h);
    const desk = await roles.created('owner', ['message.write', 'people.invite'], { name: 'Front desk' });
    const watch = await roles.created('owner', ['audit.view'], { name: 'Watch' });
    const { role } = desk;
    assert.equal(
      codeOf(await h.call(h.acme, 'admin', 'invitations.create', { role: watch.role })),
      'forbidden',
    );
    const unknown = encodeId('role', h.parts.ids.next());
    const absent = await h.call(h.acme, 'admin', 'invitations.create', { role: unknown });
    assert.equal(codeOf(absent), 'invalid_input');
    const { invitation, secret } = await invite({ role, maxUses: 5 }, 'admin');
    assert.equal(invitation.role, role);
    const shown = outputOf<OutputOf<Operations['invitations.show']>>(await show(secret));
    assert.deepEqual([shown.role, shown.roleName], [role, 'Front desk']);
    const outcome = await accept(secret);
    const me = outputOf<Me>(outcome);
    assert.equal(me.principal.role, role);
    assert.ok(me.permissions.includes('people.invite') && !me.permissions.includes('channel.create'));

    // Whoever came by it invites no further than it reaches.
    const session = { kind: 'session', secret: outcome.sessionSecret ?? '' } as const;
    assert.equal(
      codeOf(await h.call(h.acme, session, 'invitations.create', { role: 'member' })),
      'forbidden',
    );
    const onwards = outputOf<Created>(await h.call(h.acme, session, 'invitations.create', { role }));
    assert.equal(codeOf(await show(onwards.secret)), 'ok');

    // Once it gives more than the inviter holds, their links are worth nothing.
    const grown = { roleId: role, revision: desk.revision, chosen: ['message.write', 'audit.view'] };
    const { role: after } = await h.succeed<{ role: { revision: number } }>(
      ...([h.acme, 'owner', 'roles.update', grown] as const),
    );
    for (const link of [secret, onwards.secret]) assert.equal(codeOf(await accept(link)), 'link_refused');
    const listed = await h.succeed<OutputOf<Operations['invitations.list']>>(
      h.acme,
      'owner',
      'invitations.list',
      {},
    );
    assert.ok(listed.invitations.some((one) => one.id === invitation.id && one.role === role));

    // A role that is gone is given to nobody.
    const { secret: last } = await invite({ role });
    assert.equal(codeOf(await show(last)), 'ok');
    await h.succeed(h.acme, 'owner', 'roles.assign', { principalId: me.principal.id, role: 'member' });
    await h.succeed(h.acme, 'owner', 'roles.delete', { roleId: role, revision: after.revision });
    for (const attempt of [show(last), accept(last)]) assert.equal(codeOf(await attempt), 'link_refused');
  });

  it('wrong, malformed, used, withdrawn, expired, foreign links and those of people who may not invite any more are one answer by the same statements', async () => {
    const admin = await h.hire(h.acme, 'leaving-admin', 'admin');
    const { sessionSecret = '' } = await h.signIn(h.acme, 'leaving-admin');
    const asAdmin = async (input: object) =>
      outputOf<Created>(
        await h.call(h.acme, { kind: 'session', secret: sessionSecret }, 'invitations.create', input),
      );
    const { channel } = await h.succeed<{ channel: { id: string } }>(h.acme, 'owner', 'channels.create', {
      name: 'soon-archived',
    });
    const [used, withdrawn, expired, above, orphaned, homeless] = [
      await invite(),
      await invite(),
      await invite({ expiresInDays: 1 }),
      await asAdmin({ role: 'admin', expiresInDays: 30 }),
      await asAdmin({ role: 'viewer', expiresInDays: 30 }),
      await invite({ role: 'guest', channelIds: [channel.id], expiresInDays: 30 }),
    ];
    const foreign = await invite({}, 'owner', h.globex);
    await h.succeed(h.acme, 'owner', 'roles.assign', { principalId: admin, role: 'developer' });
    await h.succeed(h.acme, 'owner', 'channels.archive', { channelId: channel.id });
    assert.equal(codeOf(await accept(used.secret)), 'ok');
    await h.succeed(h.acme, 'owner', 'invitations.revoke', { invitationId: withdrawn.invitation.id });
    h.clock.advance(25 * hourMs);
    const links = {
      used: used.secret,
      withdrawn: withdrawn.secret,
      expired: expired.secret,
      'of somebody whose role covers it no more': above.secret,
      'of somebody who may not invite any more': orphaned.secret,
      'to no channel that is left': homeless.secret,
      foreign: foreign.secret,
      malformed: `${'ü'.repeat(40)}%00`,
      shorter: used.secret.slice(0, 42),
      longer: `${used.secret}A`,
    };
    const before = await peopleCount();
    for (const ask of [show, accept]) {
      const wrong = await observed(h, () => ask('A'.repeat(43)));
      assert.equal(wrong.seen.code, 'link_refused');
      assert.ok(!wrong.statements.includes('log.lockHead'), 'a wrong link waits in no lane');
      for (const [what, secret] of Object.entries(links))
        assert.deepEqual(await observed(h, () => ask(secret)), wrong, what);
      h.clock.advance(2 * hourMs);
    }
    assert.equal(await peopleCount(), before);
    assert.equal(codeOf(await show(foreign.secret, h.globex)), 'ok', 'it works where it belongs');
    for (const secret of ['', 'short', 'x'.repeat(101), 7, null])
      assert.equal(codeOf(await h.call(h.acme, nobody, 'invitations.show', { secret })), 'invalid_input');
  });

  it('a suspended inviter’s link does not work until they are back', async () => {
    const principalId = await h.hire(h.acme, 'on-leave', 'admin');
    const { sessionSecret = '' } = await h.signIn(h.acme, 'on-leave');
    const { secret } = outputOf<Created>(
      await h.call(h.acme, { kind: 'session', secret: sessionSecret }, 'invitations.create', {}),
    );
    await h.succeed(h.acme, 'owner', 'principals.suspend', { principalId });
    assert.equal(codeOf(await accept(secret)), 'link_refused');
    await h.succeed(h.acme, 'owner', 'principals.reactivate', { principalId });
    assert.equal(codeOf(await accept(secret)), 'ok');
  });

  it('what is taken or too weak is told to holders of an open link only, and uses nothing up', async () => {
    const { invitation, secret } = await invite();
    const taken = { handle: h.acme.principals.member.handle };
    const takenMail = { emailAddress: 'MEMBER@acme.example' };
    const weak = { password: 'acme workspace' };
    for (const more of [taken, takenMail, weak])
      assert.equal(codeOf(await accept('A'.repeat(43), more)), 'link_refused');
    assert.equal(codeOf(await accept(secret, taken)), 'already_exists');
    assert.equal(codeOf(await accept(secret, takenMail)), 'already_exists');
    assert.equal(codeOf(await accept(secret, weak)), 'password_refused');
    assert.equal(await usesOf(invitation.id), 0);
    assert.equal(codeOf(await accept(secret)), 'ok');
    assert.equal(codeOf(await accept(secret)), 'link_refused');
  });

  it('eight people at once with a link for one make one person; with a link for three, three', async () => {
    for (const maxUses of [1, 3]) {
      const { invitation, secret } = await invite({ maxUses });
      const before = await peopleCount();
      const codes = (await Promise.all(Array.from({ length: 8 }, () => accept(secret)))).map(codeOf);
      assert.equal(codes.filter((code) => code === 'ok').length, maxUses);
      assert.equal(codes.filter((code) => code === 'link_refused').length, 8 - maxUses);
      assert.equal(await peopleCount(), before + maxUses);
      assert.equal(await usesOf(invitation.id), maxUses);
    }
  });

  it('a link that is withdrawn, or whose maker is suspended, between the look and the lock lets nobody in', async () => {
    const { invitation, secret } = await invite();
    const before = await peopleCount();
    const id = uuidOf(invitation.id);
    const race = async (sql: string, undo: string) => {
      h.onceBefore('log.lockHead', async () => void (await h.admin.query(sql)));
      assert.equal(codeOf(await accept(secret)), 'link_refused');
      await h.admin.query(undo);
    };
    const where = `where invitation_id = '${id}'`;
    await race(
      `update tenant.invitations set revoked_at = now() ${where}`,
      `update tenant.invitations set revoked_at = null ${where}`,
    );
    const owner = `where principal_id = '${h.acme.principals.owner.uuid}'`;
    await race(
      `update tenant.principals set status = 'suspended' ${owner}`,
      `update tenant.principals set status = 'active' ${owner}`,
    );
    assert.equal(await peopleCount(), before);
    assert.equal(codeOf(await accept(secret)), 'ok');
  });

  it('channels that were archived, or that the inviter has left, are skipped', async () => {
    const places: string[] = [];
    for (const name of ['place-kept', 'place-archived', 'place-left']) {
      const { channel } = await h.succeed<{ channel: { id: string } }>(h.acme, 'owner', 'channels.create', {
        name,
      });
      places.push(channel.id);
    }
    const [kept = '', archive = '', left = ''] = places;
    const { secret } = await invite({ channelIds: places });
    await h.succeed(h.acme, 'owner', 'channels.archive', { channelId: archive });
    await h.succeed(h.acme, 'owner', 'channels.leave', { channelId: left });
    assert.deepEqual(outputOf<{ channels: string[] }>(await show(secret)).channels, ['place-kept']);
    const { sessionSecret = '' } = await accept(secret);
    const { channels } = outputOf<Snapshot>(
      await h.call(h.acme, { kind: 'session', secret: sessionSecret }, 'sync.snapshot', {}),
    );
    assert.deepEqual(
      channels.map(({ id }) => id),
      [kept],
    );
  });

  it('cut off before any of its statements, joining leaves nothing behind, and the link still works', async () => {
    const { invitation, secret } = await invite({ channelIds: [h.acme.general.id] });
    h.takeStatements();
    const rehearsal = await invite({ channelIds: [h.acme.general.id] });
    h.takeStatements();
    assert.equal(codeOf(await accept(rehearsal.secret)), 'ok');
    const statements = h.takeStatements();
    const written = statements.slice(statements.indexOf('log.lockHead') + 1);
    assert.ok(written.length >= 8, written.join());
    const state = async () => (await dump(h)).split('\n').filter((line) => !line.includes('request.')).length;
    const before = await state();
    for (const statement of new Set(written)) {
      if (statements.indexOf(statement) < statements.indexOf('log.lockHead')) continue;
      h.onceBefore(statement, async () => {
        throw new Error('cut off');
      });
      assert.notEqual(codeOf(await accept(secret)), 'ok', statement);
      assert.equal(await usesOf(invitation.id), 0, statement);
    }
    assert.equal(await state(), before);
    h.bugs.length = 0;
    assert.equal(codeOf(await accept(secret)), 'ok');
  });

  it('many dead links slow the next one from the same network, and nobody’s sign-in', async () => {
    await h.hire(h.acme, 'signs-in');
    const { secret } = await invite();
    for (let tries = 0; tries < 20; tries += 1)
      assert.equal(codeOf(await show(`${tries}`.padEnd(43, 'A'))), 'link_refused');
    const slowed = await show('B'.repeat(43));
    assert.equal(codeOf(slowed), 'rate_limited');
    assert.equal(codeOf(await accept(secret)), 'rate_limited');
    assert.equal(codeOf(await h.signIn(h.acme, 'signs-in')), 'ok');
    h.clock.advance(1000);
    assert.equal(codeOf(await accept(secret)), 'ok');
  });

  it('a guest sees the channels of their link and the people in them, and nothing else', async () => {
    const { secret } = await invite({ role: 'guest', channelIds: [h.acme.secret.id] });
    const outcome = await accept(secret);
    const { principal } = outputOf<Me>(outcome);
    const guest = { kind: 'session', secret: outcome.sessionSecret ?? '' } as const;
    const ask = <T>(operation: Parameters<IdentityHarness['call']>[2], input: object = {}) =>
      h.call(h.acme, guest, operation, input).then((answer) => outputOf<T>(answer));
    const { owner, member, bot, guest: other, admin } = h.acme.principals;
    const { members } = await h.succeed<OutputOf<Operations['channels.members']>>(
      h.acme,
      'owner',
      'channels.members',
      { channelId: h.acme.secret.id },
    );
    const visible = members.map(({ principalId }) => principalId).sort();
    for (const { id } of [owner, member, bot, other, principal]) assert.ok(visible.includes(id as never));
    const snapshot = await ask<Snapshot>('sync.snapshot');
    assert.deepEqual(
      snapshot.channels.map(({ id }) => id),
      [h.acme.secret.id],
    );
    assert.deepEqual(snapshot.people.map(({ id }) => id).sort(), visible);
    const { principals } = await ask<OutputOf<Operations['principals.list']>>('principals.list');
    assert.deepEqual(principals.map(({ id }) => id).sort(), visible);
    await ask('principals.get', { principalId: owner.id });
    for (const principalId of [
      admin.id,
      h.globex.principals.owner.id,
      encodeId('principal', h.parts.ids.next()),
    ])
      assert.equal(codeOf(await h.call(h.acme, guest, 'principals.get', { principalId })), 'not_found');
    for (const [operation, input] of [
      ['channels.directory', {}],
      ['channels.create', { name: 'mine' }],
      ['channels.join', { channelId: h.acme.general.id }],
      ['invitations.create', { role: 'guest', channelIds: [h.acme.secret.id] }],
    ] as const)
      assert.equal(codeOf(await h.call(h.acme, guest, operation, input)), 'forbidden', operation);
    assert.equal(
      codeOf(await h.call(h.acme, guest, 'channels.get', { channelId: h.acme.general.id })),
      'not_found',
    );

    await h.succeed(h.acme, 'owner', 'roles.assign', { principalId: principal.id, role: 'member' });
    assert.ok((await ask<Snapshot>('sync.snapshot')).people.length > visible.length);
    await h.succeed(h.acme, 'owner', 'roles.assign', { principalId: principal.id, role: 'guest' });
    assert.deepEqual((await ask<Snapshot>('sync.snapshot')).people.map(({ id }) => id).sort(), visible);
    await h.succeed(h.acme, 'owner', 'channels.removeMember', {
      channelId: h.acme.secret.id,
      principalId: principal.id,
    });
    const alone = await ask<Snapshot>('sync.snapshot');
    assert.deepEqual([alone.channels, alone.people.map(({ id }) => id)], [[], [principal.id]]);
  });
});
