import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { encodeId, type InvitationView, type Operations, type OutputOf, uuidOf } from '@wardroom/contract';
import type { Who } from '../../testing/fixtures.ts';
import { randomId } from '../../testing/harness.ts';
import {
  codeOf,
  createIdentityHarness,
  dump,
  type IdentityHarness,
  observed,
  outputOf,
  tracesOf,
} from '../../testing/identity.ts';

type Created = OutputOf<Operations['invitations.create']>;
type Page = OutputOf<Operations['invitations.list']>;

describe('inviting', () => {
  let h: IdentityHarness;
  before(async () => {
    h = await createIdentityHarness();
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const create = (who: Who, input: object = {}) => h.call(h.acme, who, 'invitations.create', input);
  const list = (who: Who, input: object = {}) => h.succeed<Page>(h.acme, who, 'invitations.list', input);

  it('the secret is shown once and written down nowhere; the invitation is on record', async () => {
    const { invitation, secret } = outputOf<Created>(
      await create('owner', { role: 'guest', channelIds: [h.acme.secret.id, h.acme.secret.id], maxUses: 3 }),
    );
    assert.match(secret, /^[A-Za-z0-9_-]{43}$/);
    const { createdAt, id } = invitation;
    assert.deepEqual(invitation, {
      id,
      role: 'guest',
      channelIds: [h.acme.secret.id],
      createdAt,
      createdBy: h.acme.principals.owner.id,
      expiresAt: createdAt + 7 * 86_400_000,
      maxUses: 3,
      uses: 0,
      revokedAt: null,
    });
    const database = await dump(h);
    for (const trace of tracesOf(secret)) assert.ok(!database.includes(trace));
    assert.deepEqual((await list('owner')).invitations, [invitation]);
    const { rows } = await h.admin.query(
      'select type, actor_id, resource_id from tenant.audit_outbox order by entry_id desc limit 1',
    );
    const actor_id = h.acme.principals.owner.uuid;
    assert.deepEqual(rows, [{ type: 'invitation.created', actor_id, resource_id: uuidOf(id) }]);
  });

  it('nobody invites above their own role, agents not at all, guests never without a channel', async () => {
    assert.equal(codeOf(await create('admin', { role: 'admin' })), 'ok');
    for (const role of ['owner', 'auditor'])
      assert.equal(codeOf(await create('admin', { role })), 'forbidden');
    for (const who of ['developer', 'member', 'guest', 'viewer', 'auditor'] as const)
      assert.equal(codeOf(await create(who, { role: 'viewer' })), 'forbidden', who);
    assert.equal(codeOf(await create('bot')), 'insufficient_scope');
    for (const input of [{ role: 'agent' }, { role: 'guest' }, { role: 'guest', channelIds: [] }])
      assert.equal(codeOf(await create('owner', input)), 'invalid_input');
    assert.equal(codeOf(await create('admin', { role: 'guest', channelIds: [h.acme.general.id] })), 'ok');
  });

  it('a channel of another tenant, one that does not exist and one that is hidden are one answer by the same statements', async () => {
    const naming = (channelId: string) =>
      observed(h, () => create('admin', { channelIds: [h.acme.general.id, channelId] }));
    const absent = await naming(randomId(h, 'channel'));
    assert.equal(absent.seen.code, 'not_found');
    for (const channelId of [h.globex.general.id, h.acme.secret.id])
      assert.deepEqual(await naming(channelId), absent);
  });

  it('only channels that one is in and that are open can be named', async () => {
    const { channel } = await h.succeed<{ channel: { id: string } }>(h.acme, 'member', 'channels.create', {
      name: 'members-only-place',
    });
    const naming = () => create('owner', { channelIds: [channel.id] });
    assert.equal(codeOf(await naming()), 'forbidden');
    await h.succeed(h.acme, 'owner', 'channels.join', { channelId: channel.id });
    assert.equal(codeOf(await naming()), 'ok');
    await h.succeed(h.acme, 'owner', 'channels.archive', { channelId: channel.id });
    assert.equal(codeOf(await naming()), 'channel_archived');
  });

  it('what is too much, too long or of another kind is refused before anything is done', async () => {
    const refused = [
      { role: 'superuser' },
      { channelIds: [h.acme.principals.owner.id] },
      { channelIds: Array(21).fill(h.acme.general.id) },
      { expiresInDays: 0 },
      { expiresInDays: 31 },
      { maxUses: 0 },
      { maxUses: 1001 },
      { maxUses: 1.5 },
      { secret: 'of my own choice' },
    ];
    for (const input of refused) assert.equal(codeOf(await create('owner', input)), 'invalid_input');
  });

  it('the list is newest first, in pages, without the ids of channels that whoever looks cannot see', async () => {
    const all: InvitationView[] = [];
    for (let next: string | null = null, pages = 0; pages < 50; pages += 1) {
      const page: Page = await list('admin', { limit: 2, ...(next === null ? {} : { after: next }) });
      all.push(...page.invitations);
      next = page.next;
      if (next === null) break;
    }
    const ids = all.map(({ id }) => uuidOf(id));
    assert.ok(ids.length >= 4);
    assert.deepEqual(ids, [...ids].sort().reverse());
    const hidden = all.find(({ maxUses }) => maxUses === 3);
    assert.deepEqual([hidden?.role, hidden?.channelIds], ['guest', []]);
    for (const after of [randomId(h, 'invitation'), encodeId('invitation', h.globex.general.uuid)])
      assert.deepEqual(await list('owner', { after }), { invitations: [], next: null });
    assert.deepEqual(await h.succeed(h.globex, 'owner', 'invitations.list', {}), {
      invitations: [],
      next: null,
    });
    assert.equal(codeOf(await h.call(h.acme, 'member', 'invitations.list', {})), 'forbidden');
  });

  it('withdrawing is for those whose role covers the invitation; again is the same answer, once on record', async () => {
    const { invitation } = outputOf<Created>(await create('owner', { role: 'owner' }));
    const revoke = (who: Who) => h.call(h.acme, who, 'invitations.revoke', { invitationId: invitation.id });
    assert.equal(codeOf(await revoke('admin')), 'forbidden');
    assert.equal(codeOf(await revoke('member')), 'forbidden');
    const first = outputOf<{ invitation: InvitationView }>(await revoke('owner'));
    assert.ok(first.invitation.revokedAt);
    h.clock.advance(1000);
    assert.deepEqual(outputOf(await revoke('owner')), first);
    const { rows } = await h.admin.query(
      "select count(*)::int as n from tenant.audit_outbox where type = 'invitation.revoked'",
    );
    assert.equal(rows[0].n, 1);
  });

  it('withdrawing what another tenant has is withdrawing nothing, by the same statements', async () => {
    const { invitation } = await h.succeed<Created>(h.globex, 'owner', 'invitations.create', {});
    const revoke = (invitationId: string) =>
      observed(h, () => h.call(h.acme, 'owner', 'invitations.revoke', { invitationId }));
    const absent = await revoke(randomId(h, 'invitation'));
    assert.equal(absent.seen.code, 'not_found');
    assert.deepEqual(await revoke(invitation.id), absent);
  });
});
