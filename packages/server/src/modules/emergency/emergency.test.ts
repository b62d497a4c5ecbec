/** What an emergency revocation finds, ends, keeps and gives back (TOK-10). */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type CredentialView,
  encodeId,
  type InputOf,
  type Operations,
  type OutputOf,
  uuidOf,
} from '@wardroom/contract';
import { addClient, addGrant, type ClientFixture } from '../../testing/access-requests.ts';
import type { Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness, randomId } from '../../testing/harness.ts';

type Selection = InputOf<Operations['credentials.preview']>;
type Hits = OutputOf<Operations['credentials.preview']>;
type Ended = OutputOf<Operations['credentials.revokeMany']>;
type Kind = Selection['kinds'][number];

const everyKind: Kind[] = ['key', 'session', 'token', 'grant', 'client'];
const reason = 'a laptop was stolen';

describe('emergency revocation', () => {
  let h: Harness;
  let app: ClientFixture;
  before(async () => {
    h = await createHarness();
    app = await addClient(h, h.acme);
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  let bots = 0;
  async function newBot(by: Who = 'developer'): Promise<string> {
    bots += 1;
    const input = { handle: `emergency-${bots}`, displayName: 'A bot' };
    return (await h.succeed<{ principal: { id: string } }>(h.acme, by, 'principals.createBot', input))
      .principal.id;
  }
  const newKey = (principalId: string, scopes = ['workspace:read', 'tokens:write']) =>
    h.succeed<{ credential: CredentialView; secret: string }>(h.acme, 'developer', 'credentials.issue', {
      ...{ principalId, description: 'nightly build', scopes },
    });
  const newToken = (who: Who) =>
    h.succeed<{ token: { id: string }; accessToken: string }>(h.acme, who, 'tokens.issue', {
      scopes: ['workspace:read'],
    });
  const preview = (by: Who, selection: object) =>
    h.succeed<Hits>(h.acme, by, 'credentials.preview', selection);
  const revoke = (by: Who, selection: object, more: object = {}) =>
    h.succeed<Ended>(h.acme, by, 'credentials.revokeMany', { reason, ...selection, ...more });
  async function codeOf(
    by: Parameters<Harness['call']>[1],
    operation: 'credentials.preview' | 'credentials.revokeMany',
    input: object,
  ) {
    const { answer } = await h.call(h.acme, by, operation, input);
    return answer.ok ? 'ok' : answer.error.code;
  }
  const useKey = async (secret: string) => {
    const { answer } = await h.call(h.acme, { kind: 'key', secret }, 'tenants.show', {});
    return answer.ok ? 'ok' : answer.error.code;
  };
  const useToken = async (accessToken: string) => {
    const { answer } = await h.call(h.acme, { kind: 'token', secret: accessToken }, 'tenants.show', {});
    return answer.ok ? 'ok' : answer.error.code;
  };
  const entriesOf = async (type: string) =>
    (
      await h.admin.query<{ resource_kind: string; resource_id: string | null; subject_id: string | null }>(
        'select resource_kind, resource_id, subject_id from tenant.audit_outbox where tenant_id = $1 and type = $2 order by entry_id',
        [h.acme.tenant.id, type],
      )
    ).rows;
  const idOf = (who: Exclude<Who, object>) => h.acme.principals[who].id;

  it('is for whoever holds tokens.manage, and only in a session of theirs', async () => {
    for (const by of ['developer', 'member', 'guest', 'auditor'] as const) {
      assert.equal(await codeOf(by, 'credentials.preview', { kinds: ['key'] }), 'forbidden');
      assert.equal(await codeOf(by, 'credentials.revokeMany', { kinds: ['key'], reason }), 'forbidden');
    }
    const scopes = ['credentials:read', 'credentials:write'];
    const { accessToken } = await h.succeed<{ accessToken: string }>(h.acme, 'owner', 'tokens.issue', {
      scopes,
    });
    const token = { kind: 'token', secret: accessToken } as const;
    assert.equal(
      await codeOf(token, 'credentials.revokeMany', { kinds: ['key'], reason }),
      'insufficient_scope',
    );
    assert.equal(await codeOf(token, 'credentials.preview', { kinds: ['key'] }), 'ok');
    // No bot has such a role; should one ever have it, its key still cannot.
    const botId = await newBot();
    const { secret } = await newKey(botId, ['credentials:write']);
    await h.admin.query("update tenant.principals set role = 'admin' where principal_id = $1", [
      uuidOf(botId as never),
    ]);
    const key = { kind: 'key', secret } as const;
    assert.equal(await codeOf(key, 'credentials.revokeMany', { kinds: ['token'], reason }), 'forbidden');
  });

  it('each kind is found by whose it is, shown and ended, and works no more; nothing else ends', async () => {
    const botId = await newBot();
    const key = await newKey(botId);
    const spared = await newKey(await newBot());
    const grantId = await addGrant(h, h.acme, { client: app, who: 'member2' });
    const token = await newToken('member2');
    const others = await newToken('member');
    const own = { kinds: everyKind, principalId: idOf('member2') };
    const hits = await preview('admin', own);
    assert.deepEqual(hits.counts, { key: 0, session: 1, token: 1, grant: 1, client: 0 });
    const session = encodeId('session', h.acme.principals.member2.identity.id);
    assert.deepEqual(hits.affected.map(({ kind, id }) => `${kind} ${id}`).sort(), [
      `grant ${grantId}`,
      `session ${session}`,
      `token ${token.token.id}`,
    ]);
    assert.deepEqual((await preview('admin', { kinds: everyKind, principalId: botId })).counts.key, 1);

    const ended = await revoke('admin', { kinds: ['token', 'grant'], principalId: idOf('member2') });
    assert.deepEqual(ended.counts, { key: 0, session: 0, token: 1, grant: 1, client: 0 });
    assert.deepEqual(
      [await useToken(token.accessToken), await useToken(others.accessToken)],
      ['unauthenticated', 'ok'],
    );
    const { rows } = await h.admin.query(
      'select revoked_at is not null as ended from tenant.grants where grant_id = $1',
      [uuidOf(grantId as never)],
    );
    assert.deepEqual(rows, [{ ended: true }]);

    await revoke('admin', { kinds: ['key'], principalId: botId });
    assert.deepEqual([await useKey(key.secret), await useKey(spared.secret)], ['unauthenticated', 'ok']);
    assert.deepEqual((await preview('admin', { kinds: everyKind, principalId: botId })).counts.key, 0);

    const again = await newToken('member2');
    await revoke('admin', { kinds: ['session'], principalId: idOf('member2') });
    assert.equal(await codeOf('member2', 'credentials.preview', { kinds: ['key'] }), 'unauthenticated');
    assert.equal(await useToken(again.accessToken), 'unauthenticated');
    assert.deepEqual((await preview('admin', own)).counts, {
      key: 0,
      session: 0,
      token: 0,
      grant: 0,
      client: 0,
    });
    for (const type of ['token.revoked', 'grant.revoked', 'credential.revoked', 'session.revoked']) {
      const last = (await entriesOf(type)).at(-1);
      assert.equal(
        last?.subject_id,
        uuidOf(type === 'credential.revoked' ? (botId as never) : idOf('member2')),
      );
      assert.notEqual(last?.resource_kind, 'Tenant');
    }
  });

  it('age and scope narrow it; both and the principal must hold', async () => {
    const botId = await newBot();
    const first = await newKey(botId, ['workspace:read']);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await newKey(botId, ['workspace:read', 'messages:read']);
    const { createdAt: at } = second.credential;
    const idsFor = async (conditions: object) =>
      (await preview('owner', { kinds: ['key'], principalId: botId, ...conditions })).affected.map(
        ({ id }) => id,
      );
    const [one, other] = [first.credential.id, second.credential.id];
    assert.deepEqual(await idsFor({}), [one, other]);
    assert.deepEqual(await idsFor({ issuedBefore: at }), [one], 'before excludes the moment itself');
    assert.deepEqual(await idsFor({ issuedAfter: at }), [other], 'after includes it');
    assert.deepEqual(await idsFor({ scope: 'messages:read' }), [other]);
    assert.deepEqual(await idsFor({ scope: 'messages:read', issuedBefore: at }), []);
    assert.deepEqual(await idsFor({ issuedBefore: 8_000_000_000_000, issuedAfter: 0 }), [one, other]);
    await revoke('owner', { kinds: ['key'], principalId: botId, scope: 'messages:read', issuedAfter: at });
    assert.deepEqual([await useKey(first.secret), await useKey(second.secret)], ['ok', 'unauthenticated']);
    const scoped = await preview('owner', { kinds: ['session'], scope: 'messages:read' });
    assert.equal(scoped.counts.session, 0, 'a session carries no scopes');
  });

  it('a principal of another workspace is not found, as one of none, and nothing of it ends', async () => {
    for (const principalId of [h.globex.principals.member.id, randomId(h, 'principal')]) {
      const selection = { kinds: everyKind, principalId };
      assert.equal(await codeOf('owner', 'credentials.preview', selection), 'not_found');
      assert.equal(await codeOf('owner', 'credentials.revokeMany', { ...selection, reason }), 'not_found');
    }
    const { answer } = await h.call(h.globex, 'member', 'tenants.show', {});
    assert.ok(answer.ok);
  });

  it('what belongs to a role above one’s own is neither shown nor ended', async () => {
    const token = await newToken('owner');
    const above = { kinds: ['token', 'session'] as Kind[], principalId: idOf('owner') };
    assert.deepEqual((await preview('admin', above)).counts.token, 0);
    await revoke('admin', above);
    await revoke('admin', { kinds: ['token'] });
    assert.equal(await useToken(token.accessToken), 'ok');
    assert.ok((await preview('owner', above)).counts.session >= 1);
  });

  it('every token of the workspace ends by one event, and is listed as ended', async () => {
    const tokens = await Promise.all((['owner', 'member', 'admin'] as const).map(newToken));
    const ended = await revoke('owner', { kinds: ['token'] });
    assert.ok(ended.counts.token >= 3);
    assert.deepEqual(
      await Promise.all(tokens.map(({ accessToken }) => useToken(accessToken))),
      Array(3).fill('unauthenticated'),
    );
    assert.equal((await preview('owner', { kinds: ['token'] })).counts.token, 0);
    const { rows } = await h.admin.query(
      `select subject_id, credential_id from tenant.events where tenant_id = $1 and type = 'token.revoked' order by seq desc limit 1`,
      [h.acme.tenant.id],
    );
    assert.deepEqual(rows, [{ subject_id: null, credential_id: null }]);
    assert.equal(
      await useToken((await newToken('member')).accessToken),
      'ok',
      'what is issued afterwards works',
    );
  });

  it('reissued, each line of keys has one successor with the same configuration; the old ones end', async () => {
    const botId = await newBot();
    const old = await newKey(botId);
    const next = await h.succeed<{ credential: CredentialView; secret: string }>(
      h.acme,
      'developer',
      'credentials.rotate',
      {
        credentialId: old.credential.id,
      },
    );
    const lone = await newKey(botId, ['messages:read']);
    const { counts, reissued } = await revoke(
      'owner',
      { kinds: ['key'], principalId: botId },
      { reissue: true },
    );
    assert.deepEqual([counts.key, reissued.length], [3, 2]);
    for (const { secret } of [old, next, lone]) assert.equal(await useKey(secret), 'unauthenticated');
    const successor = reissued.find(({ credential }) => credential.familyId === old.credential.id);
    assert.ok(successor);
    assert.equal(await useKey(successor.secret), 'ok');
    assert.deepEqual(
      [successor.credential.generation, successor.credential.scopes, successor.credential.description],
      [3, old.credential.scopes, 'nightly build'],
    );
    const stored = await h.admin.query(
      "select count(*)::int as n from tenant.events e where e::text like '%' || $1 || '%'",
      [successor.secret],
    );
    assert.equal(stored.rows[0].n, 0);
  });

  it('a newer generation that lives on is successor enough, and whoever is suspended gets none', async () => {
    const botId = await newBot();
    const old = await newKey(botId);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const next = await h.succeed<{ credential: CredentialView; secret: string }>(
      h.acme,
      'developer',
      'credentials.rotate',
      {
        credentialId: old.credential.id,
      },
    );
    const older = { kinds: ['key'], principalId: botId, issuedBefore: next.credential.createdAt };
    const first = await revoke('owner', older, { reissue: true });
    assert.deepEqual([first.counts.key, first.reissued.length, await useKey(next.secret)], [1, 0, 'ok']);
    await h.succeed(h.acme, 'owner', 'principals.suspend', { principalId: botId });
    const second = await revoke('owner', { kinds: ['key'], principalId: botId }, { reissue: true });
    assert.deepEqual([second.counts.key, second.reissued.length], [1, 0]);
  });

  it('clients end with what was granted to them', async () => {
    const { client } = await h.succeed<{ client: { id: string } }>(h.acme, 'developer', 'clients.create', {
      ...{ name: 'Reader', authentication: 'client_secret_basic', grantTypes: ['authorization_code'] },
      ...{ redirectUris: ['https://app.example/back'], scopes: ['messages:read'] },
    });
    const fixture = { id: client.id, uuid: uuidOf(client.id as never) };
    const grantId = await addGrant(h, h.acme, { client: fixture, who: 'guest' });
    const ended = await revoke('owner', { kinds: ['client'], principalId: idOf('developer') });
    assert.deepEqual(
      ended.affected.map(({ id }) => id),
      [client.id],
    );
    const { rows } = await h.admin.query(
      'select revoked_at is not null as ended from tenant.grants where grant_id = $1',
      [uuidOf(grantId as never)],
    );
    assert.deepEqual(rows, [{ ended: true }]);
    assert.equal((await entriesOf('client.revoked')).at(-1)?.resource_id, fixture.uuid);
  });

  it('its own entry says what was asked and how much ended, also when that is nothing', async () => {
    await revoke('owner', { kinds: ['key'], principalId: idOf('guest'), scope: 'messages:read' });
    const { entries } = await h.succeed<OutputOf<Operations['audit.list']>>(h.acme, 'auditor', 'audit.list', {
      limit: 20,
    });
    const entry = entries.find(({ type }) => type === 'credential.emergency_revoked');
    assert.deepEqual(entry?.metadata, {
      ...{ reason, keepOwnSession: true, reissued: 0, keys: 0, kinds: 'key', scope: 'messages:read' },
      principalId: idOf('guest'),
    });
  });

  it('nothing that was issued before its commit survives it, and what comes after is untouched', async () => {
    const botId = await newBot();
    for (let round = 0; round < 5; round += 1) {
      const issued = Promise.all(Array.from({ length: 8 }, () => newKey(botId)));
      const ended = await revoke('owner', { kinds: ['key'], principalId: botId });
      const dead = new Set(ended.affected.map(({ id }) => id));
      for (const { credential, secret } of await issued)
        assert.equal(await useKey(secret), dead.has(credential.id) ? 'unauthenticated' : 'ok');
      const left = await preview('owner', { kinds: ['key'], principalId: botId });
      assert.equal(left.counts.key + ended.counts.key, 8);
      await revoke('owner', { kinds: ['key'], principalId: botId });
    }
  });

  describe('many', () => {
    /** Sessions of a guest, with ids as new ones have them. */
    const addSessions = (count: number) =>
      h.admin.query(
        `insert into tenant.sessions (tenant_id, session_id, principal_id, secret_hash, created_at, last_seen_at,
                                      authenticated_at, idle_expires_at, expires_at, sealed)
         select $1, (left(t, 8) || '-' || substr(t, 9) || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $2,
                sha256(n::text::bytea), now(), now(), now(), now() + interval '1 hour', now() + interval '1 hour', '\\x01'
           from generate_series(1, $3::int) n,
                lpad(to_hex((extract(epoch from now()) * 1000)::bigint), 12, '0') t`,
        [h.acme.tenant.id, h.acme.principals.guest.uuid, count],
      );
    const sessions = { kinds: ['session'] as Kind[], principalId: '' };

    it('more than five thousand are refused with what to do, and none of them ends; five thousand end together', async () => {
      sessions.principalId = idOf('guest');
      const before = (await preview('owner', sessions)).counts.session;
      await addSessions(5_001 - before);
      const { counts, affected } = await preview('owner', sessions);
      assert.deepEqual([counts.session, affected.length], [5_001, 100]);
      const { answer } = await h.call(h.acme, 'owner', 'credentials.revokeMany', { ...sessions, reason });
      assert.ok(!answer.ok && answer.error.code === 'limit_reached');
      assert.match(answer.error.options.problems?.[0]?.message ?? '', /5001 would end.*narrow/);
      assert.equal((await preview('owner', sessions)).counts.session, 5_001);
      const own = affected[0];
      await h.succeed(h.acme, 'owner', 'sessions.revoke', { sessionId: own?.id });
      const ended = await revoke('owner', sessions);
      assert.equal(ended.counts.session, 5_000);
      assert.equal((await preview('owner', sessions)).counts.session, 0);
    });

    it('more than a hundred keys are not reissued at once', async () => {
      const botId = await newBot();
      for (let count = 0; count < 101; count += 20)
        await Promise.all(Array.from({ length: Math.min(20, 101 - count) }, () => newKey(botId)));
      const keys = { kinds: ['key'], principalId: botId, reason };
      assert.equal(
        await codeOf('owner', 'credentials.revokeMany', { ...keys, reissue: true }),
        'limit_reached',
      );
      assert.equal(await codeOf('owner', 'credentials.revokeMany', keys), 'ok');
    });
  });

  it('the session that asks stays, unless it is given up, too', async () => {
    const kept = await revoke('admin', { kinds: ['session'], principalId: idOf('admin') });
    assert.equal(kept.counts.session, 0);
    assert.equal(await codeOf('admin', 'credentials.preview', { kinds: ['key'] }), 'ok');
    const given = await revoke(
      'admin',
      { kinds: ['session'], principalId: idOf('admin') },
      { keepOwnSession: false },
    );
    assert.equal(given.counts.session, 1);
    assert.equal(await codeOf('admin', 'credentials.preview', { kinds: ['key'] }), 'unauthenticated');
  });
});
