/** What break-glass may not do, whatever its role, and what nobody may do with it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type Message,
  type OperationName,
  type Operations,
  type OutputOf,
  operations,
} from '@wardroom/contract';
import { sampleInput } from '../../../../test/isolation/sample-input.ts';
import { type BreakGlassRig, createBreakGlassRig } from '../../../testing/break-glass-rig.ts';
import { randomId } from '../../../testing/harness.ts';

describe('the bounds of break-glass', () => {
  let rig: BreakGlassRig;
  let h: BreakGlassRig['h'];
  before(async () => {
    rig = await createBreakGlassRig();
    ({ h } = rig);
  });
  after(() => rig.close());

  /** Valid, and about nothing that exists. */
  const inputOf = (name: OperationName) => sampleInput(operations[name].input, (kind) => randomId(h, kind));

  it('nobody makes it last: not by reactivating, a role, a key or a client', async () => {
    const { access, credential } = await rig.enter();
    const [{ principalId } = { principalId: '' }] = await rig.history();
    const attempts: readonly (readonly [OperationName, object, string])[] = [
      ['principals.suspend', { principalId }, 'conflict'],
      ['roles.assign', { principalId, role: 'member' }, 'conflict'],
      ['credentials.issue', { principalId, description: 'a key', scopes: ['messages:read'] }, 'forbidden'],
    ];
    for (const [name, input, code] of attempts)
      assert.equal(await rig.codeOf('owner', name, input), code, name);
    await h.succeed(h.acme, 'owner', 'breakGlass.end', { breakGlassId: access.id });
    assert.equal(await rig.codeOf('owner', 'principals.reactivate', { principalId }), 'conflict');
    assert.equal(await rig.codeOf(credential, 'sessions.show'), 'unauthenticated');
  });

  it('as owner it makes nothing that outlasts it and hides nothing: exactly these commands are left', async () => {
    const { access, credential } = await rig.enter({ role: 'owner' });
    const left: string[] = [];
    for (const name of Object.keys(operations) as OperationName[]) {
      const { realm, effect, permission } = operations[name];
      if (realm !== 'tenant' || effect !== 'command' || typeof permission !== 'string') continue;
      // What ends this session comes last.
      if (name === 'sessions.end' || name === 'breakGlass.end') continue;
      const code = await rig.codeOf(credential, name, inputOf(name));
      assert.notEqual(code, 'unauthenticated', name);
      if (code !== 'forbidden') left.push(name);
    }
    assert.deepEqual(left.sort(), [
      'channels.addMember',
      'channels.archive',
      'channels.create',
      'channels.join',
      'channels.leave',
      'channels.markRead',
      'channels.openDirect',
      'channels.removeMember',
      'channels.restore',
      'channels.setMemberRole',
      'channels.update',
      'clients.revoke',
      'credentials.revoke',
      'grants.revoke',
      'invitations.revoke',
      'messages.send',
      'pins.add',
      'pins.remove',
      // The way back when policies shut everybody out.
      'policies.activate',
      'preferences.update',
      'principals.reactivate',
      'principals.suspend',
      'reactions.add',
      'reactions.remove',
      'roles.assign',
      'search.configure',
      'sessions.revoke',
      'sessions.revokeOthers',
      'tenants.update',
      'tokens.revoke',
    ]);
    await h.succeed(h.acme, 'owner', 'breakGlass.end', { breakGlassId: access.id });
  });

  it('as owner it may not act on owners, as admin not on admins; below that it may', async () => {
    for (const [role, above, below] of [
      ['owner', 'owner', 'admin'],
      ['admin', 'admin', 'developer'],
    ] as const) {
      const { access, credential } = await rig.enter({ role });
      const attempts = [
        ['principals.suspend', rig.principal(above)],
        ['roles.assign', { ...rig.principal(above), role: 'member' }],
      ] as const;
      for (const [name, input] of attempts)
        assert.equal(await rig.codeOf(credential, name, input), 'forbidden', name);
      const { sessions } = await h.succeed<OutputOf<Operations['sessions.listAll']>>(
        h.acme,
        credential as never,
        'sessions.listAll',
        rig.principal(above),
      );
      const theirs = sessions.find(({ principalId }) => principalId === rig.principal(above).principalId);
      assert.equal(await rig.codeOf(credential, 'sessions.revoke', { sessionId: theirs?.id }), 'forbidden');
      assert.equal(await rig.codeOf(credential, 'principals.suspend', rig.principal(below)), 'ok');
      assert.equal(await rig.codeOf(credential, 'principals.reactivate', rig.principal(below)), 'ok');
      await h.succeed(h.acme, 'owner', 'breakGlass.end', { breakGlassId: access.id });
    }
  });

  it('reads neither direct messages nor private channels of others', async () => {
    const { channel } = await h.succeed<{ channel: { id: string } }>(
      h.acme,
      'member',
      'channels.openDirect',
      {
        principalIds: [h.acme.principals.member2.id],
      },
    );
    const { message } = await h.succeed<{ message: Message }>(h.acme, 'member', 'messages.send', {
      ...{ channelId: channel.id, body: 'between the two of us: marmalade', clientKey: 'break-glass-1' },
    });
    const { access, credential } = await rig.enter({ role: 'owner' });
    for (const channelId of [channel.id, h.acme.secret.id]) {
      for (const name of [
        'channels.get',
        'messages.list',
        'channels.members',
        'channels.join',
        'pins.list',
      ] as const)
        assert.equal(await rig.codeOf(credential, name, { channelId }), 'not_found', name);
    }
    const [{ principalId } = { principalId: '' }] = await rig.history();
    assert.equal(
      await rig.codeOf(credential, 'channels.addMember', { channelId: channel.id, principalId }),
      'not_found',
    );
    assert.equal(await rig.codeOf(credential, 'messages.get', { messageId: message.id }), 'not_found');
    const found = await h.call(h.acme, credential, 'search.messages', { query: 'marmalade' });
    assert.ok(!JSON.stringify(found.answer).includes(message.id));
    await h.succeed(h.acme, 'owner', 'breakGlass.end', { breakGlassId: access.id });
  });

  it('an owner of a workspace is never the last one because of it', async () => {
    const { access } = await rig.enter({ role: 'owner' });
    const demoted = await rig.codeOf('owner', 'roles.assign', { ...rig.principal('owner'), role: 'admin' });
    assert.equal(demoted, 'last_owner', 'an operator is no owner who stays');
    await h.succeed(h.acme, 'owner', 'breakGlass.end', { breakGlassId: access.id });
  });
});
