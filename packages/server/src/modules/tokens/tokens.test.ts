/** The four patterns of TOK-02, what ends a token, and what it leaves behind. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type AuditEntryView, encodeId, type TokenView, uuidOf } from '@wardroom/contract';
import type { TenantFixture, Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness, randomId } from '../../testing/harness.ts';

interface Issued {
  readonly token: TokenView;
  readonly accessToken: string;
}

describe('tokens', () => {
  let h: Harness;
  before(async () => {
    h = await createHarness();
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const everyday = ['messages:read', 'messages:write', 'channels:read', 'workspace:read', 'tokens:write'];
  const issue = (who: Who, input: Record<string, unknown> = {}, tenant = h.acme) =>
    h.succeed<Issued>(tenant, who, 'tokens.issue', { scopes: everyday, ...input });
  const bearer = (accessToken: string) => ({ kind: 'token', secret: accessToken }) as const;
  type Operation = Parameters<Harness['call']>[2];
  const use = async (
    { accessToken }: Pick<Issued, 'accessToken'>,
    operation: Operation,
    input: unknown = {},
    tenant: TenantFixture = h.acme,
  ) => {
    const { answer } = await h.call(tenant, bearer(accessToken), operation, input);
    return answer.ok ? 'ok' : answer.error.code;
  };
  let sent = 0;
  const message = (channelId: string) => {
    sent += 1;
    return { channelId, body: 'said with a token', clientKey: `with-token-${sent}` };
  };

  it('works in its tenant only, for ten minutes, and is nowhere in the database', async () => {
    const issued = await issue('member');
    assert.equal(issued.token.expiresAt - issued.token.issuedAt, 600_000);
    assert.equal(issued.token.depth, 1);
    assert.equal(issued.token.parentId, encodeId('session', h.acme.principals.member.identity.id));
    assert.deepEqual(
      [await use(issued, 'tenants.show'), await use(issued, 'tenants.show', {}, h.globex)],
      ['ok', 'unauthenticated'],
    );
    const { rows } = await h.admin.query(
      "select count(*)::int as n from tenant.tokens t where t::text like '%' || $1 || '%'",
      [issued.accessToken.split('.')[2]],
    );
    assert.equal(rows[0].n, 0);
  });

  it('says what it lacks', async () => {
    const { accessToken } = await issue('member', { scopes: ['workspace:read'] });
    const { answer } = await h.call(h.acme, bearer(accessToken), 'channels.list', {});
    assert.ok(!answer.ok && answer.error.code === 'insufficient_scope');
    assert.deepEqual(answer.error.options.neededScopes, ['channels:read']);
  });

  it('held to a channel, it reaches that channel and what is in it, and nothing else', async () => {
    const { general, secret } = h.acme;
    const sentThere = await h.succeed<{ message: { id: string } }>(
      h.acme,
      'member',
      'messages.send',
      message(secret.id),
    );
    const sentHere = await h.succeed<{ message: { id: string } }>(
      h.acme,
      'member',
      'messages.send',
      message(general.id),
    );
    const held = await issue('member', { channelId: general.id });
    const free = await issue('member');
    assert.equal(held.token.channelId, general.id);
    for (const [operation, input, answer] of [
      ['messages.send', message(general.id), 'ok'],
      ['messages.list', { channelId: general.id }, 'ok'],
      ['messages.get', { messageId: sentHere.message.id }, 'ok'],
      ['messages.thread', { threadRootId: sentHere.message.id }, 'ok'],
      ['channels.get', { channelId: general.id }, 'ok'],
      ['messages.send', message(secret.id), 'insufficient_scope'],
      ['messages.list', { channelId: secret.id }, 'insufficient_scope'],
      ['messages.get', { messageId: sentThere.message.id }, 'not_found'],
      ['messages.thread', { threadRootId: sentThere.message.id }, 'not_found'],
      ['messages.edit', { messageId: sentThere.message.id, body: 'elsewhere' }, 'not_found'],
      ['channels.list', {}, 'insufficient_scope'],
      ['messages.mentions', {}, 'insufficient_scope'],
      ['search.messages', { query: 'said' }, 'insufficient_scope'],
      ['sync.snapshot', {}, 'insufficient_scope'],
      ['tenants.show', {}, 'insufficient_scope'],
    ] as const) {
      assert.equal(await use(held, operation, input), answer, `${operation} ${JSON.stringify(input)}`);
      if (answer !== 'ok' && operation !== 'search.messages' && operation !== 'messages.send')
        assert.equal(await use(free, operation, input), 'ok', `${operation} without the hold`);
    }
  });

  it('held to an operation, it does nothing else; used once, it is worth nothing', async () => {
    const { general } = h.acme;
    const held = await issue('member', { operation: 'messages.send', once: true });
    assert.equal(await use(held, 'messages.list', { channelId: general.id }), 'insufficient_scope');
    assert.equal(await use(held, 'messages.send', message(general.id)), 'ok');
    assert.equal(await use(held, 'messages.send', message(general.id)), 'unauthenticated');
  });

  for (const [operation, input] of [
    ['messages.send', () => message(h.acme.general.id)],
    ['channels.get', () => ({ channelId: h.acme.general.id })],
    ['channels.markRead', () => ({ channelId: h.acme.general.id, lastReadSeq: 1 })],
  ] as const) {
    it(`of eight uses of ${operation} at once, one wins`, async () => {
      for (let round = 0; round < 3; round += 1) {
        const once = await issue('member', { once: true, expiresInSeconds: 30 });
        const answers = await Promise.all(Array.from({ length: 8 }, () => use(once, operation, input())));
        assert.deepEqual(answers.toSorted(), ['ok', ...Array(7).fill('unauthenticated')]);
      }
    });
  }

  it('a refused use does not use it up', async () => {
    const once = await issue('member', { once: true });
    assert.equal(await use(once, 'messages.get', { messageId: randomId(h, 'message') }), 'not_found');
    assert.equal(await use(once, 'messages.send', message(randomId(h, 'channel'))), 'not_found');
    assert.equal(await use(once, 'tenants.show'), 'ok');
    assert.equal(await use(once, 'tenants.show'), 'unauthenticated');
  });

  it('makes no keys and no passwords, which would outlive it', async () => {
    const scopes = ['credentials:write', 'sessions:write'];
    const { accessToken } = await issue('owner', { scopes });
    for (const [operation, input] of [
      ['credentials.issue', { principalId: h.acme.principals.bot.id, description: 'x', scopes }],
      ['principals.changePassword', { currentPassword: 'x'.repeat(20), newPassword: 'y'.repeat(20) }],
    ] as const)
      assert.equal(await use({ accessToken }, operation, input), 'insufficient_scope');
  });

  it('is issued for no channel that one cannot read, alike for all of them', async () => {
    for (const channelId of [h.globex.general.id, randomId(h, 'channel'), h.acme.secret.id]) {
      const input = { scopes: ['messages:read'], channelId };
      const { answer } = await h.call(h.acme, 'viewer', 'tokens.issue', input);
      assert.equal(answer.ok ? 'ok' : answer.error.code, 'not_found');
    }
  });

  it('revoking a token ends those issued with it; again changes nothing; others may not', async () => {
    const parent = await issue('member');
    const child = await h.call(h.acme, bearer(parent.accessToken), 'tokens.issue', {
      scopes: ['workspace:read'],
    });
    assert.ok(child.answer.ok);
    const offspring = child.answer.output as Issued;
    assert.equal(offspring.token.depth, 2);
    assert.equal(offspring.token.parentId, parent.token.id);
    const revoke = async (who: Who, tenant = h.acme) => {
      const { answer } = await h.call(tenant, who, 'tokens.revoke', { tokenId: parent.token.id });
      return answer.ok ? 'ok' : answer.error.code;
    };
    assert.deepEqual(
      [await revoke('member2'), await revoke('admin', h.globex), await use(offspring, 'tenants.show')],
      ['not_found', 'not_found', 'ok'],
    );
    assert.deepEqual([await revoke('admin'), await revoke('member')], ['ok', 'ok']);
    assert.deepEqual(
      [await use(parent, 'tenants.show'), await use(offspring, 'tenants.show')],
      ['unauthenticated', 'unauthenticated'],
    );
  });

  it('from a token to all it did and to what it comes from, and from an entry to its token', async () => {
    const parent = await issue('member');
    const made = await h.call(h.acme, bearer(parent.accessToken), 'tokens.issue', { scopes: everyday });
    assert.ok(made.answer.ok);
    const child = made.answer.output as Issued;
    assert.equal(await use(child, 'messages.send', message(h.acme.general.id)), 'ok');
    assert.equal(await use(child, 'channels.list'), 'ok');
    assert.equal(await use(child, 'audit.list'), 'insufficient_scope');
    const traced = await h.succeed<{
      token: TokenView;
      ancestors: TokenView[];
      entries: AuditEntryView[];
    }>(h.acme, 'auditor', 'tokens.trace', { tokenId: child.token.id });
    assert.equal(traced.token.parentId, parent.token.id);
    assert.deepEqual(
      traced.ancestors.map(({ id, parentId }) => [id, parentId]),
      [[parent.token.id, encodeId('session', h.acme.principals.member.identity.id)]],
    );
    assert.deepEqual(
      traced.entries.map(({ type, credentialId }) => [type, credentialId]),
      [
        ['request.refused', child.token.id],
        ['message.sent', child.token.id],
      ],
    );
    const log = await h.succeed<{ entries: AuditEntryView[] }>(h.acme, 'auditor', 'audit.list', {
      type: 'token.issued',
      limit: 1,
    });
    assert.equal(log.entries[0]?.credentialId, parent.token.id);
    assert.equal(log.entries[0]?.resourceId, child.token.id);
  });

  it('one lists one’s own, those who manage tokens list all', async () => {
    const own = await issue('member2');
    const list = (who: Who) => h.succeed<{ tokens: TokenView[] }>(h.acme, who, 'tokens.list', { limit: 200 });
    const ids = async (who: Who) => (await list(who)).tokens.map(({ id }) => id);
    assert.deepEqual(await ids('member2'), [own.token.id]);
    assert.ok((await ids('admin')).includes(own.token.id) && (await ids('admin')).length > 5);
    assert.deepEqual(await h.succeed(h.globex, 'admin', 'tokens.list', {}), { tokens: [], next: null });
  });

  it('each reason ends a token by itself', async () => {
    const { member, bot } = h.acme.principals;
    await h.admin.query('update tenant.credentials set scopes = $2 where tenant_id = $1', [
      h.acme.tenant.id,
      everyday,
    ]);
    const where = (column: string) => `where tenant_id = $1 and ${column} = $2`;
    for (const [what, who, column, id, change, back] of [
      [
        'session',
        'member',
        'session_id',
        member.identity.id,
        'sessions set revoked_at = now()',
        'sessions set revoked_at = null',
      ],
      [
        'key',
        'bot',
        'credential_id',
        bot.identity.id,
        'credentials set revoked_at = now()',
        'credentials set revoked_at = null',
      ],
      [
        'owner',
        'bot',
        'principal_id',
        h.acme.principals.owner.uuid,
        "principals set status = 'suspended'",
        "principals set status = 'active'",
      ],
      [
        'subject epoch',
        'member',
        'principal_id',
        member.uuid,
        'principals set token_epoch = token_epoch + 1',
        null,
      ],
      [
        'status',
        'member',
        'principal_id',
        member.uuid,
        "principals set status = 'suspended'",
        "principals set status = 'active'",
      ],
      [
        'role',
        'member',
        'principal_id',
        member.uuid,
        "principals set role = 'guest'",
        "principals set role = 'member'",
      ],
      [
        'tenant epoch',
        'member',
        'tenant_id',
        h.acme.tenant.id,
        'heads set token_epoch = token_epoch + 1',
        null,
      ],
    ] as const) {
      const issued = await issue(who);
      assert.equal(await use(issued, 'tenants.show'), 'ok', what);
      await h.admin.query(`update tenant.${change} ${where(column)}`, [h.acme.tenant.id, id]);
      assert.equal(await use(issued, 'tenants.show'), 'unauthenticated', what);
      assert.equal(await use(issued, 'messages.send', message(h.acme.general.id)), 'unauthenticated', what);
      if (back !== null)
        await h.admin.query(`update tenant.${back} ${where(column)}`, [h.acme.tenant.id, id]);
      // Status and role end a token for good, although they are as they were.
      if (what === 'status' || what === 'role')
        assert.equal(await use(issued, 'tenants.show'), 'unauthenticated');
    }
  });

  it('a denied id ends every token that carries it', async () => {
    const { member } = h.acme.principals;
    const deny = (id: string, kind: string) =>
      h.admin.query(
        `insert into tenant.denials values ($1, $2, $3, now(), now() + interval '1 hour') on conflict do nothing`,
        [h.acme.tenant.id, id, kind],
      );
    for (const [kind, who, idOf] of [
      ['token', 'member', (issued: Issued) => uuidOf(issued.token.id)],
      ['key', 'bot', () => h.acme.principals.bot.identity.id],
      ['session', 'member', () => member.identity.id],
    ] as const) {
      const issued = await issue(who);
      assert.equal(await use(issued, 'tenants.show'), 'ok', kind);
      await deny(idOf(issued), kind);
      assert.equal(await use(issued, 'tenants.show'), 'unauthenticated', kind);
      await h.admin.query('delete from tenant.denials');
    }
  });

  it('signing keys overlap: the next is published before it signs, and never are there three', async () => {
    const keysOf = async () => (await h.kernel.tokens.published(h.acme.tenant.id)).keys;
    const before = await issue('member');
    assert.equal((await keysOf()).length, 1);
    assert.ok((await keysOf()).every((key) => key.d === undefined && key.kty === 'EC'));
    const rotate = async (immediate: boolean) => {
      const { answer } = await h.call(h.acme, 'admin', 'tokens.rotateSigningKey', { immediate });
      return answer.ok ? (answer.output as { keys: unknown[] }).keys.length : answer.error.code;
    };
    assert.equal(await rotate(false), 2);
    assert.equal((await keysOf()).length, 2);
    const during = await issue('member');
    assert.equal(during.accessToken.split('.')[0], before.accessToken.split('.')[0]);
    assert.equal(await rotate(false), 'conflict');
    assert.equal(await rotate(true), 1);
    assert.deepEqual(
      [await use(before, 'tenants.show'), await use(during, 'tenants.show')],
      ['unauthenticated', 'unauthenticated'],
    );
    const later = await issue('member');
    assert.notEqual(later.accessToken.split('.')[0], before.accessToken.split('.')[0]);
    assert.equal(await use(later, 'tenants.show'), 'ok');
    assert.equal((await h.call(h.acme, 'member', 'tokens.rotateSigningKey', {})).answer.ok, false);
  });
});
