import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type CredentialView, encodeId, uuidOf } from '@wardroom/contract';
import { parseApiKey } from '../../kernel/crypto/index.ts';
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

interface Issued {
  readonly credential: CredentialView;
  readonly secret: string;
}

describe('credentials', () => {
  let h: IdentityHarness;
  let devBot = '';
  before(async () => {
    h = await createIdentityHarness();
    const input = { handle: 'dev-bot', displayName: 'Bot of the developer' };
    const made = await h.succeed<{ principal: { id: string } }>(
      h.acme,
      'developer',
      'principals.createBot',
      input,
    );
    devBot = made.principal.id;
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const issue = (who: Who, principalId: string, input = {}) =>
    h.call(h.acme, who, 'credentials.issue', {
      principalId,
      description: 'nightly build',
      scopes: ['workspace:read', 'messages:write'],
      ...input,
    });
  const use = async (secret: string, tenant = h.acme) =>
    codeOf(await h.call(tenant, { kind: 'key', secret }, 'tenants.show', {}));

  it('a key works in its tenant only, is shown once and is nowhere in the database', async () => {
    const { credential, secret } = outputOf<Issued>(await issue('developer', devBot));
    assert.equal(parseApiKey(secret)?.kind, 'bot');
    assert.ok(secret.startsWith(credential.prefix));
    assert.equal(credential.prefix, 'wr_live_bot_');
    assert.equal(credential.expiresAt - credential.createdAt, 90 * 86_400_000);
    assert.deepEqual([await use(secret), await use(secret, h.globex)], ['ok', 'unauthenticated']);
    const everything = await dump(h);
    for (const trace of [...tracesOf(secret), 'nightly build']) assert.ok(!everything.includes(trace));
    const listed = await h.call(h.acme, 'developer', 'credentials.list', {});
    assert.deepEqual(outputOf(listed), { credentials: [credential], next: null });
    assert.equal(h.mismatches.length, 1);
  });

  it('a key is held to its scopes and to the role of its bot', async () => {
    const { secret } = outputOf<Issued>(
      await issue('developer', devBot, { scopes: ['workspace:read', 'people:read'] }),
    );
    const call = async (operation: 'sessions.list' | 'principals.list') =>
      h.call(h.acme, { kind: 'key', secret }, operation, {});
    const { answer } = await call('sessions.list');
    assert.ok(!answer.ok && answer.error.code === 'insufficient_scope');
    assert.deepEqual(answer.error.options.neededScopes, ['sessions:read']);
    assert.equal(codeOf(await call('principals.list')), 'forbidden');
  });

  for (const [who, whose, answer] of [
    ['owner', 'bot', 'ok'],
    ['admin', 'bot', 'ok'],
    ['admin', 'devBot', 'ok'],
    ['developer', 'devBot', 'ok'],
    ['developer', 'bot', 'forbidden'],
    ['member', 'bot', 'forbidden'],
    ['bot', 'bot', 'insufficient_scope'],
    ['owner', 'member', 'forbidden'],
    ['owner', 'owner', 'forbidden'],
  ] as const) {
    it(`${who} issuing a key for ${whose}: ${answer}`, async () => {
      const principalId = whose === 'devBot' ? devBot : h.acme.principals[whose].id;
      assert.equal(codeOf(await issue(who, principalId)), answer);
    });
  }

  it('no key is issued for longer than 90 days, without scopes, or for a suspended bot', async () => {
    assert.equal(codeOf(await issue('developer', devBot, { expiresInDays: 91 })), 'invalid_input');
    assert.equal(codeOf(await issue('developer', devBot, { scopes: [] })), 'invalid_input');
    await h.succeed(h.acme, 'admin', 'principals.suspend', { principalId: devBot });
    assert.equal(codeOf(await issue('developer', devBot)), 'conflict');
    await h.succeed(h.acme, 'admin', 'principals.reactivate', { principalId: devBot });
    assert.equal(codeOf(await issue('developer', devBot)), 'ok');
  });

  it('a key issues only what it carries itself', async () => {
    // No built-in role lets a bot issue keys; the ceiling must hold before one does.
    await h.admin.query(`update tenant.principals set role = 'admin' where principal_id = $1`, [
      uuidOf(devBot),
    ]);
    const scopes = ['credentials:write', 'workspace:read'];
    const { secret } = outputOf<Issued>(await issue('admin', devBot, { scopes }));
    const issueByKey = (wanted: string[]) =>
      h.call(h.acme, { kind: 'key', secret }, 'credentials.issue', {
        principalId: devBot,
        description: 'offspring',
        scopes: wanted,
      });
    const { answer } = await issueByKey(['workspace:read', 'people:write', 'audit:read']);
    assert.ok(!answer.ok && answer.error.code === 'insufficient_scope');
    assert.deepEqual(answer.error.options.neededScopes, ['people:write', 'audit:read']);
    assert.equal(codeOf(await issueByKey(['workspace:read'])), 'ok');
    await h.admin.query(`update tenant.principals set role = 'agent' where principal_id = $1`, [
      uuidOf(devBot),
    ]);
  });

  it('developers list the keys of their own bots, administrators all; pages join, foreign positions give nothing', async () => {
    const list = async (who: Who, input = {}) =>
      outputOf<{ credentials: CredentialView[]; next: CredentialView['id'] | null }>(
        await h.call(h.acme, who, 'credentials.list', input),
      );
    const own = await list('developer', { limit: 200 });
    const all = await list('admin', { limit: 200 });
    assert.ok(own.credentials.length > 2 && all.credentials.length > own.credentials.length);
    assert.ok(own.credentials.every(({ principalId }) => principalId === devBot));
    assert.ok(all.credentials.every((credential) => !('secret' in credential)));
    for (const [who, whole] of [
      ['developer', own],
      ['admin', all],
    ] as const) {
      const first = await list(who, { limit: 2 });
      const rest = await list(who, { limit: 200, after: first.next });
      assert.deepEqual([...first.credentials, ...rest.credentials], whole.credentials);
      const foreign = encodeId('credential', h.globex.principals.bot.identity.id);
      for (const after of [foreign, randomId(h, 'credential')])
        assert.deepEqual(await list(who, { after }), { credentials: [], next: null });
    }
    const another = encodeId('credential', h.acme.principals.bot.identity.id);
    assert.deepEqual(await list('developer', { after: another }), { credentials: [], next: null });
  });

  it('a revoked key is worth nothing at once, and the event names it; again changes nothing', async () => {
    const { credential, secret } = outputOf<Issued>(await issue('developer', devBot));
    const revoke = () => h.call(h.acme, 'developer', 'credentials.revoke', { credentialId: credential.id });
    assert.equal(await use(secret), 'ok');
    assert.equal(codeOf(await revoke()), 'ok');
    assert.equal(await use(secret), 'unauthenticated');
    const event = h.events.at(-1);
    assert.deepEqual(
      [event?.type, event?.credentialId, event?.subjectId],
      ['credential.revoked', uuidOf(credential.id), uuidOf(devBot)],
    );
    const seen = h.events.length;
    assert.equal(codeOf(await revoke()), 'ok');
    assert.equal(h.events.length, seen);
  });

  it('keys and bots of others, of other tenants and made-up ones are one answer by the same statements', async () => {
    const revoke = (credentialId: string) =>
      observed(h, () => h.call(h.acme, 'developer', 'credentials.revoke', { credentialId }));
    const absent = await revoke(randomId(h, 'credential'));
    assert.equal(absent.seen.code, 'not_found');
    for (const { principals } of [h.acme, h.globex])
      assert.deepEqual(await revoke(encodeId('credential', principals.bot.identity.id)), absent);
    const random = await observed(h, () => issue('admin', randomId(h, 'principal')));
    assert.equal(random.seen.code, 'not_found');
    assert.deepEqual(await observed(h, () => issue('admin', h.globex.principals.bot.id)), random);
    assert.equal(codeOf(await h.call(h.globex, 'bot', 'tenants.show', {})), 'ok');
  });
});
