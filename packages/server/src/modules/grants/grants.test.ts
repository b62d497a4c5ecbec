/** Consent: a person's own, in their own browser, once, and never more than was asked for. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type AccessRequest, encodeId, type GrantView, type OperationName, uuidOf } from '@wardroom/contract';
import { execute } from '../../kernel/execute.ts';
import {
  addAuthorization,
  addClient,
  addDevice,
  addGrant,
  type ClientFixture,
  recordsOf,
} from '../../testing/access-requests.ts';
import type { TenantFixture, Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness, randomId } from '../../testing/harness.ts';
import { createGrants } from './index.ts';
import { listGrantRows } from './store.ts';

const dayMs = 86_400_000;

describe('grants', () => {
  let h: Harness;
  let client: ClientFixture;
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead };
  before(async () => {
    h = await createHarness({ clock });
    client = await addClient(h, h.acme);
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  /** A call from a browser in which these requests began. */
  const from = async (
    who: Who | { kind: 'token'; secret: string },
    operation: OperationName,
    input: unknown,
    { startedHere = [], tenant = h.acme }: { startedHere?: string[]; tenant?: TenantFixture } = {},
  ) => {
    const { answer } = await execute(h.kernel, {
      ...{ requestId: h.parts.ids.next(), edge: 'http', host: tenant.host, operation, input, startedHere },
      credential: typeof who === 'string' ? tenant.principals[who].identity : who,
      ...{ address: '127.0.0.1', device: 'test' },
    });
    return answer.ok
      ? { code: 'ok', output: answer.output as Record<string, unknown> }
      : { code: answer.error.code, output: {} };
  };
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
  const grantsOf = async (who: Who, input = {}) =>
    (await h.succeed<{ grants: GrantView[] }>(h.acme, who, 'grants.list', input)).grants;
  const entries = async (type: string) =>
    (
      await h.admin.query<{ resource_id: string | null; subject_id: string }>(
        'select resource_id, subject_id from tenant.audit_outbox where tenant_id = $1 and type = $2',
        [h.acme.tenant.id, type],
      )
    ).rows;

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
    const other = await begun('openid messages:read');
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
    ahead += 61_000;
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

  describe('devices', () => {
    const device = (more = {}) => addDevice(h, h.acme, { clientId: client.id, ...more });
    const found = async (deviceCode: string) =>
      (await recordsOf(h).find(h.acme.tenant.id, 'DeviceCode', deviceCode))?.payload ?? {};

    it('approving tells the device who let it in, and for what (RFC 8628, 3.3)', async () => {
      const { userCode, deviceCode } = await device();
      const { output } = await from('member2', 'devices.show', { userCode });
      const request = output['request'] as AccessRequest;
      assert.deepEqual(
        [request.clientName, request.redirectHost, request.isLasting, request.scopes],
        ['acme app', null, true, ['messages:read']],
      );
      const typed = userCode.toLowerCase().replace('-', ' ');
      assert.equal((await from('member2', 'devices.approve', { userCode: typed })).code, 'ok');
      const [grant] = await grantsOf('member2');
      assert.ok(grant?.isDevice && Math.abs(grant.expiresAt - clock.now() - 30 * dayMs) < 10_000);
      const { accountId, grantId, scope, resource, authTime } = await found(deviceCode);
      assert.deepEqual(
        [accountId, grantId, scope, resource],
        [h.acme.principals.member2.id, grant.id, 'offline_access messages:read', 'http://acme.localhost'],
      );
      assert.ok(typeof authTime === 'number' && Math.abs(authTime - clock.now() / 1000) < 10);
      for (const what of ['show', 'approve', 'deny'] as const)
        assert.equal((await from('member2', `devices.${what}`, { userCode })).code, 'not_found', what);
    });

    it('a refusal tells the device (RFC 8628, 3.5)', async () => {
      const { userCode, deviceCode } = await device();
      assert.equal((await from('developer', 'devices.deny', { userCode })).code, 'ok');
      const { error, accountId } = await found(deviceCode);
      assert.deepEqual([error, accountId], ['access_denied', undefined]);
      assert.equal((await from('developer', 'devices.approve', { userCode })).code, 'not_found');
    });

    it('of those who approve and refuse at once, one wins', async () => {
      const { userCode } = await device();
      const codes = await Promise.all(
        (['approve', 'deny', 'approve', 'deny'] as const).map(
          async (what) => (await from('admin', `devices.${what}`, { userCode })).code,
        ),
      );
      assert.deepEqual(codes.filter((code) => code === 'ok').length, 1, codes.join());
    });

    it('a code of another tenant, or one that has expired, is not there', async () => {
      const foreign = await addDevice(h, h.globex, { clientId: (await addClient(h, h.globex)).id });
      assert.equal((await from('owner', 'devices.show', { userCode: foreign.userCode })).code, 'not_found');
      const { userCode } = await device({ lifeMs: 60_000 });
      ahead += 61_000;
      assert.equal((await from('owner', 'devices.approve', { userCode })).code, 'not_found');
    });

    it('ten wrong codes within ten minutes are the last ones, whatever is asked (RFC 8628, 5.1)', async () => {
      const { userCode } = await device({ lifeMs: dayMs });
      for (let tried = 0; tried < 10; tried += 1) {
        const what = (['show', 'approve', 'deny'] as const)[tried % 3] ?? 'show';
        assert.equal((await from('guest', `devices.${what}`, { userCode: 'WRNG-CDWR' })).code, 'not_found');
      }
      for (const what of ['show', 'approve', 'deny'] as const)
        assert.equal((await from('guest', `devices.${what}`, { userCode })).code, 'rate_limited');
      assert.equal((await from('member', 'devices.show', { userCode })).code, 'ok', 'only whoever tried');
      ahead += 600_001;
      assert.equal((await from('guest', 'devices.approve', { userCode })).code, 'ok');
    });
  });

  describe('what has been granted', () => {
    it('is listed for whoever granted it, and for everybody with tokens.manage', async () => {
      const own = await addGrant(h, h.acme, { client, who: 'viewer' });
      const expired = await addGrant(h, h.acme, { client, who: 'viewer', lifeMs: -1 });
      assert.deepEqual(
        (await grantsOf('viewer')).map(({ id }) => id),
        [own],
      );
      assert.equal((await from('viewer', 'grants.list', { everybody: true })).code, 'forbidden');
      const all = (await grantsOf('admin', { everybody: true, limit: 200 })).map(({ id }) => id);
      assert.ok(all.includes(own) && !all.includes(expired));
      assert.deepEqual(await grantsOf('auditor'), []);
    });

    it('comes in pages, each once', async () => {
      const made = new Set<string>();
      for (let count = 0; count < 5; count += 1)
        made.add(await addGrant(h, h.acme, { client, who: 'auditor' }));
      const pages: string[] = [];
      let after: string | null = null;
      do {
        const page: { grants: GrantView[]; next: string | null } = await h.succeed(
          h.acme,
          'auditor',
          'grants.list',
          { limit: 2, ...(after === null ? {} : { after }) },
        );
        pages.push(...page.grants.map(({ id }) => id));
        after = page.next;
      } while (after !== null);
      assert.deepEqual(pages, [...made]);
    });

    it('is taken back by whoever granted it, or with tokens.manage within one’s own role; for others it is not there', async () => {
      const grantId = await addGrant(h, h.acme, { client, who: 'owner' });
      assert.equal((await from('member', 'grants.revoke', { grantId })).code, 'not_found');
      assert.equal(
        (await from('member', 'grants.revoke', { grantId: randomId(h, 'grant') })).code,
        'not_found',
      );
      assert.equal((await from('admin', 'grants.revoke', { grantId })).code, 'forbidden');
      assert.equal((await from('owner', 'grants.revoke', { grantId })).code, 'ok');
      assert.equal(
        (await from('owner', 'grants.revoke', { grantId })).code,
        'ok',
        'again, and nothing happens',
      );
      const revoked = (await entries('grant.revoked')).filter((one) => one.resource_id === uuidOf(grantId));
      assert.equal(revoked.length, 1);
      const others = await addGrant(h, h.acme, { client, who: 'member' });
      assert.equal((await from('admin', 'grants.revoke', { grantId: others })).code, 'ok');
    });

    it('taken back, its records end, its id is denied and the log says so', async () => {
      const grantId = await addGrant(h, h.acme, { client, who: 'member' });
      const uuid = uuidOf(grantId);
      const { id: tenantId } = h.acme.tenant;
      const options = { expiresAt: clock.now() + dayMs, grantId: uuid };
      await recordsOf(h).put(tenantId, 'RefreshToken', `refresh-of-${uuid}`, {}, options);
      assert.equal((await from('member', 'grants.revoke', { grantId })).code, 'ok');
      assert.equal(await recordsOf(h).find(tenantId, 'RefreshToken', `refresh-of-${uuid}`), null);
      const { rows: denied } = await h.admin.query('select kind from tenant.denials where denied_id = $1', [
        uuid,
      ]);
      assert.deepEqual(denied, [{ kind: 'grant' }]);
      const { rows: events } = await h.admin.query(
        'select type, subject_id from tenant.events where credential_id = $1',
        [uuid],
      );
      assert.deepEqual(events, [{ type: 'token.revoked', subject_id: h.acme.principals.member.uuid }]);
      assert.ok((await grantsOf('member')).every(({ id }) => id !== grantId));
    });

    it('a token of it is worth something until then, and nothing after', async () => {
      const { tenant, principals } = h.acme;
      const grantId = await addGrant(h, h.acme, { client, scopes: ['messages:read', 'workspace:read'] });
      await h.admin.query(
        "update tenant.clients set scopes = scopes || '{workspace:read}' where client_id = $1",
        [client.uuid],
      );
      const at = Math.floor(clock.now() / 1000) * 1000;
      const { rows } = await h.admin.query<{ sep: number; tep: number }>(
        `select p.token_epoch::int as sep, h.token_epoch::int as tep from tenant.principals p join tenant.heads h using (tenant_id)
          where principal_id = $1`,
        [principals.member.uuid],
      );
      const { tokens } = h.kernel;
      const secret = await tokens.mint(
        await tokens.signer(tenant.id),
        {
          ...{ tokenId: h.parts.ids.next(), tenantId: tenant.id, principalId: principals.member.uuid },
          ...{
            clientId: client.id,
            via: [],
            keyId: null,
            grantId: uuidOf(grantId),
            sessionId: null,
            ancestors: [],
          },
          ...{ scopes: new Set(['workspace:read'] as const), prefix: null, heldTo: null, operation: null },
          ...{ once: false, orgId: null, proofKey: null, actors: [] },
          ...{ subjectEpoch: rows[0]?.sep ?? -1, tenantEpoch: rows[0]?.tep ?? -1 },
          ...{ issuedAt: at, expiresAt: at + 600_000 },
        },
        tenant,
      );
      const use = async () => (await from({ kind: 'token', secret }, 'tenants.show', {})).code;
      assert.equal(await use(), 'ok');
      assert.equal((await from('member', 'grants.revoke', { grantId })).code, 'ok');
      assert.equal(await use(), 'unauthenticated');
    });
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

  describe('for the authorisation server', () => {
    const grants = () => createGrants({ database: h.kernel.database, ...h.parts });

    it('a replay revokes once, however often it is told, and is recorded as one', async () => {
      const { id: tenantId } = h.acme.tenant;
      const uuid = uuidOf(await addGrant(h, h.acme, { client }));
      assert.equal((await grants().find(tenantId, uuid))?.revokedAt, null);
      assert.equal(await grants().find(h.globex.tenant.id, uuid), null);
      const why = {
        type: 'grant.replayed',
        reason: 'replayed',
        address: '192.0.2.7',
        actorId: null,
      } as const;
      const requestId = h.parts.ids.next();
      await Promise.all(
        Array.from({ length: 8 }, () => grants().revoke(tenantId, uuid, { ...why, requestId })),
      );
      assert.notEqual((await grants().find(tenantId, uuid))?.revokedAt, null);
      const told = (await entries('grant.replayed')).filter((one) => one.resource_id === uuid);
      assert.equal(told.length, 1);
      await grants().revoke(tenantId, h.parts.ids.next(), { ...why, requestId });
      await grants().revoke(h.globex.tenant.id, uuid, { ...why, requestId });
    });

    it('uses are written down once a minute, and not for what was revoked', async () => {
      const { id: tenantId } = h.acme.tenant;
      const uuid = uuidOf(await addGrant(h, h.acme, { client, who: 'guest' }));
      const uses = grants();
      const lastUsed = async () =>
        (await grantsOf('guest')).find(({ id }) => id === encodeId('grant', uuid))?.lastUsedAt ?? null;
      assert.equal(await lastUsed(), null);
      uses.used(tenantId, uuid);
      await uses.settled();
      const first = await lastUsed();
      assert.ok(first !== null);
      uses.used(tenantId, uuid);
      await uses.settled();
      assert.equal(await lastUsed(), first);
      ahead += 60_001;
      uses.used(tenantId, uuid);
      await uses.settled();
      assert.ok(((await lastUsed()) ?? 0) > first);
    });
  });
});
