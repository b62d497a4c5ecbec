/** Consent to apps: a person’s own, in their own browser, once, and never more than was asked for. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { type AccessRequest, uuidOf } from '@wardroom/contract';
import { addAuthorization, addClient, addDevice, recordsOf } from '../../testing/access-requests.ts';
import type { Who } from '../../testing/fixtures.ts';
import { arrangeGrants } from '../../testing/grants.ts';
import { createGrants } from './index.ts';
import { listGrantRows } from './store.ts';

const dayMs = 86_400_000;

const { h, client, from, clock, pass, grantsOf, entries, close } = await arrangeGrants();
after(close);

describe('consent', () => {
  const begun = (scope?: string, of = client) =>
    addAuthorization(h, h.acme, { clientId: of.id, ...(scope === undefined ? {} : { scope }) });
  const answerTo = (
    what: 'show' | 'approve' | 'deny',
    authorizationId: string,
    { who = 'member', scopes, here = true }: { who?: Who; scopes?: string[]; here?: boolean } = {},
  ) =>
    from(
      who,
      `authorizations.${what}`,
      { authorizationId, ...(scopes === undefined ? {} : { scopes }) },
      here ? { startedHere: ['another-request-of-it', authorizationId] } : {},
    );
  const payloadOf = async (id: string) =>
    (await recordsOf(h).find(h.acme.tenant.id, 'Interaction', id))?.payload;
  it('shows what an app asks for, and who answers for it', async () => {
    const id = await begun('openid offline_access messages:read channels:read audit:read unheard:of');
    const { code, output } = await answerTo('show', id);
    assert.equal(code, 'ok');
    const request = output['request'] as AccessRequest;
    assert.deepEqual(
      { ...request, scopes: [...request.scopes].sort(), expiresAt: 0 },
      {
        ...{ clientId: client.id, clientName: 'acme app', documentUrl: null, registration: 'here' },
        ...{ redirectHost: 'app.example', scopes: ['channels:read', 'messages:read'] },
        ...{ isLasting: true, expiresAt: 0 },
      },
    );
    assert.ok(Math.abs(request.expiresAt - clock.now() - 30 * dayMs) < 10_000);
  });

  it('an app known by its document is shown by its address', async () => {
    const documentUrl = 'https://app.example/client';
    await addClient(h, h.acme, { documentUrl });
    const id = await addAuthorization(h, h.acme, { clientId: documentUrl });
    const { output } = await answerTo('show', id);
    const { clientId, registration, ...request } = output['request'] as AccessRequest;
    assert.deepEqual([clientId, request.documentUrl, registration], [null, documentUrl, 'document']);
  });

  it('approving makes a grant, tells the authorisation server, and leads back to it', async () => {
    const id = await begun();
    const { code, output } = await answerTo('approve', id);
    assert.deepEqual([code, output], ['ok', { continueAt: `/oauth/authorize/${id}` }]);
    const grant = (await grantsOf('member')).at(-1);
    assert.ok(grant);
    assert.deepEqual([grant.clientId, grant.clientName, grant.isDevice], [client.id, 'acme app', false]);
    assert.deepEqual([...grant.scopes].sort(), ['channels:read', 'messages:read']);
    const { rows } = await h.admin.query<{ at: Date }>(
      'select expires_at as at from tenant.sessions where session_id = $1',
      [h.acme.principals.member.identity.id],
    );
    assert.equal(grant.expiresAt, rows[0]?.at.getTime(), 'not longer than the session');
    assert.deepEqual((await payloadOf(id))?.['result'], {
      login: { accountId: h.acme.principals.member.id, remember: false },
      consent: { grantId: grant.id },
    });
    const [entry] = (await entries('grant.created')).filter((one) => one.resource_id === uuidOf(grant.id));
    assert.equal(entry?.subject_id, h.acme.principals.member.uuid);
  });

  it('only the browser in which it began may answer (RFC 9700, 4.7)', async () => {
    const id = await begun();
    for (const what of ['show', 'approve', 'deny'] as const)
      assert.equal((await answerTo(what, id, { here: false })).code, 'not_found', what);
    assert.equal((await answerTo('show', id)).code, 'ok', 'there it waits');
  });

  it('only a person in a session may answer: no token, no key', async () => {
    const id = await begun();
    const { userCode } = await addDevice(h, h.acme, { clientId: client.id });
    const { accessToken } = await h.succeed<{ accessToken: string }>(h.acme, 'member', 'tokens.issue', {
      scopes: ['tokens:write', 'tokens:read'],
    });
    const token = { kind: 'token', secret: accessToken } as const;
    for (const [operation, input] of [
      ['authorizations.show', { authorizationId: id }],
      ['authorizations.approve', { authorizationId: id }],
      ['authorizations.deny', { authorizationId: id }],
      ['devices.show', { userCode }],
      ['devices.approve', { userCode }],
      ['devices.deny', { userCode }],
    ] as const) {
      const { code } = await from(token, operation, input, { startedHere: [id] });
      assert.ok(['forbidden', 'insufficient_scope'].includes(code), `${operation}: ${code}`);
    }
    const key = await h.admin.query<{ credential_id: string }>(
      "update tenant.credentials set scopes = '{tokens:read,tokens:write}' where tenant_id = $1 returning credential_id",
      [h.acme.tenant.id],
    );
    assert.equal(key.rows.length, 1);
    assert.equal(
      (await from('bot', 'authorizations.approve', { authorizationId: id }, { startedHere: [id] })).code,
      'forbidden',
    );
    assert.equal((await answerTo('show', id)).code, 'ok', 'a session may');
  });

  it('what is chosen only narrows', async () => {
    const fewer = await begun();
    assert.equal((await answerTo('approve', fewer, { scopes: ['messages:read', 'audit:read'] })).code, 'ok');
    assert.deepEqual((await grantsOf('member')).at(-1)?.scopes, ['messages:read']);
    const other = await begun('messages:read');
    for (const scopes of [['channels:read'], ['audit:read']])
      assert.equal((await answerTo('approve', other, { scopes })).code, 'invalid_input');
    const beyondClient = await begun('audit:read');
    assert.equal((await answerTo('approve', beyondClient)).code, 'invalid_input');
    assert.equal((await answerTo('approve', other)).code, 'ok', 'what was refused has answered nothing');
  });

  it('a refusal tells the app and grants nothing', async () => {
    const [id, before] = [await begun(), (await grantsOf('member')).length];
    assert.deepEqual((await answerTo('deny', id)).output, { continueAt: `/oauth/authorize/${id}` });
    const result = (await payloadOf(id))?.['result'] as { error?: string };
    assert.equal(result.error, 'access_denied');
    assert.equal((await grantsOf('member')).length, before);
    assert.equal((await entries('grant.denied')).length, 1);
  });

  it('one request is answered once', async () => {
    for (const first of ['approve', 'deny'] as const) {
      const id = await begun();
      assert.equal((await answerTo(first, id)).code, 'ok');
      for (const what of ['show', 'approve', 'deny'] as const)
        assert.equal((await answerTo(what, id)).code, 'not_found', `${what} after ${first}`);
    }
  });

  it('of those who approve and refuse at once, one wins', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [id, before] = [await begun(), (await grantsOf('member')).length];
      const answers = await Promise.all(
        (['approve', 'deny', 'approve', 'deny', 'approve', 'deny', 'approve', 'deny'] as const).map(
          async (what) => ({ what, code: (await answerTo(what, id)).code }),
        ),
      );
      const won = answers.filter(({ code }) => code === 'ok');
      assert.equal(won.length, 1, JSON.stringify(answers));
      const added = (await grantsOf('member')).length - before;
      assert.equal(added, won[0]?.what === 'approve' ? 1 : 0);
    }
  });

  it('what the authorisation server has used up meanwhile is not answered', async () => {
    const id = await begun();
    await recordsOf(h).end(h.acme.tenant.id, 'Interaction', id);
    assert.equal((await answerTo('approve', id)).code, 'not_found');
  });

  it('an expired request, a made-up one and one of another tenant are not there', async () => {
    const id = await addAuthorization(h, h.acme, { clientId: client.id, lifeMs: 60_000 });
    const foreign = await addAuthorization(h, h.globex, { clientId: (await addClient(h, h.globex)).id });
    for (const one of [foreign, 'made-up-made-up-made-up'])
      assert.equal((await answerTo('approve', one)).code, 'not_found');
    pass(61_000);
    assert.equal((await answerTo('approve', id)).code, 'not_found');
  });

  for (const status of ['waiting', 'revoked'] as const)
    it(`a client that is ${status} is not admitted`, async () => {
      const id = await begun(undefined, await addClient(h, h.acme, { status }));
      for (const what of ['show', 'approve'] as const)
        assert.equal((await answerTo(what, id)).code, 'not_found');
    });

  it('somebody who is suspended grants nothing', async () => {
    const id = await begun();
    const { id: principalId } = h.acme.principals.viewer;
    await h.succeed(h.acme, 'owner', 'principals.suspend', { principalId });
    assert.equal((await answerTo('approve', id, { who: 'viewer' })).code, 'unauthenticated');
    await h.succeed(h.acme, 'owner', 'principals.reactivate', { principalId });
  });

  it('a grant that does not last ends with the session in which it was given', async () => {
    const { tenant, principals } = h.acme;
    const { identity } = principals.developer;
    const grants = createGrants({ database: h.kernel.database, ...h.parts });
    const [ends, lasts] = [await begun('messages:read'), await begun('messages:read offline_access')];
    for (const id of [ends, lasts])
      assert.equal((await answerTo('approve', id, { who: 'developer' })).code, 'ok');
    const [one, other] = (await grantsOf('developer')).map(({ id }) => uuidOf(id));
    assert.ok(one !== undefined && other !== undefined);
    assert.deepEqual(
      [(await grants.find(tenant.id, one))?.sessionId, (await grants.find(tenant.id, other))?.sessionId],
      [identity.id, null],
    );
    assert.equal((await from('developer', 'sessions.end', {})).code, 'ok');
    assert.notEqual((await grants.find(tenant.id, one))?.revokedAt, null);
    assert.equal((await grants.find(tenant.id, other))?.revokedAt, null);
    const left = await h.kernel.database.read(tenant.id, (tx) =>
      listGrantRows(tx, { principalId: principals.developer.uuid, after: null, limit: 10, at: clock.now() }),
    );
    assert.deepEqual(
      left.map(({ grant_id }) => grant_id),
      [other],
    );
  });
});
