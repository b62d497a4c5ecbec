/** Refresh tokens: one answer for one client with one key, once more for ten seconds, then an alarm. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type Asker,
  askerOf,
  basic,
  newAssertionKey,
  newProofKey,
  type ProofKey,
  recorded,
} from '../../testing/oauth/client.ts';
import { publicApp, type Served, serveOAuth } from '../../testing/oauth/served.ts';

let served: Served;
let ask: Asker;
let app: string;
let other: string;
let passedMs = 0;
before(async () => {
  served = await serveOAuth({ clock: { now: () => Date.now() + passedMs }, maxConnections: 10 });
  ask = askerOf(served);
  [app, other] = [(await publicApp(served)).id, (await publicApp(served)).id];
});
after(() => served.close());

const tokenAt = () => `${served.origin()}/oauth/token`;
async function refresh(refreshToken: string, more: { client?: string; key?: ProofKey; proof?: string } = {}) {
  const { client = app, key } = more;
  const proof = more.proof ?? (await key?.proof({ url: tokenAt() }));
  const form = { grant_type: 'refresh_token', client_id: client, refresh_token: refreshToken };
  return ask.token(form, proof === undefined ? {} : { dpop: proof });
}
const isRefused = ({ status, body }: Awaited<ReturnType<typeof refresh>>) => {
  assert.deepEqual([status, body.error], [400, 'invalid_grant']);
  assert.equal(body.access_token, undefined);
  assert.equal(body.refresh_token, undefined);
};

test('RFC 9700 4.14.2: each refresh rotates the token, and a chain of them works', async () => {
  let { refreshToken } = await ask.signIn(app);
  const seen = new Set([refreshToken]);
  for (let turn = 0; turn < 4; turn += 1) {
    const { status, body, text } = await refresh(refreshToken);
    assert.equal(status, 200, text);
    refreshToken = body.refresh_token;
    seen.add(refreshToken);
  }
  assert.equal(seen.size, 5);
});

for (const kind of ['without a key', 'with one key'] as const)
  test(`pitfall 7: eight refreshes at once by one client ${kind} all get the same answer`, async () => {
    for (let round = 0; round < 5; round += 1) {
      const key = kind === 'with one key' ? await newProofKey() : undefined;
      const { refreshToken } = await ask.signIn(app, key === undefined ? {} : { key });
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => refresh(refreshToken, key === undefined ? {} : { key })),
      );
      assert.deepEqual(
        answers.map(({ status }) => status),
        Array(8).fill(200),
        answers.map(({ text }) => text).join('\n'),
      );
      assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
      const next = await refresh(answers[0]?.body.refresh_token, key === undefined ? {} : { key });
      assert.equal(next.status, 200, next.text);
    }
  });

test('pitfall 7: within ten seconds another client learns nothing of the answer', async () => {
  const { refreshToken } = await ask.signIn(app);
  assert.equal((await refresh(refreshToken)).status, 200);
  isRefused(await refresh(refreshToken, { client: other }));
});

test('pitfall 7: within ten seconds another key learns nothing of the answer', async () => {
  const [key, wrong] = [await newProofKey(), await newProofKey()];
  const { refreshToken } = await ask.signIn(app, { key });
  const first = await refresh(refreshToken, { key });
  assert.equal(first.status, 200, first.text);
  assert.equal(first.body.token_type, 'DPoP');
  isRefused(await refresh(refreshToken, { key: wrong }));
  isRefused(await refresh(refreshToken));
});

test('RFC 9449 4.3: a proof that was seen gets no repeated answer', async () => {
  const key = await newProofKey();
  const { refreshToken } = await ask.signIn(app, { key });
  const proof = await key.proof({ url: tokenAt() });
  assert.equal((await refresh(refreshToken, { proof })).status, 200);
  const again = await refresh(refreshToken, { proof });
  assert.equal(again.status, 400);
  assert.equal(again.body.refresh_token, undefined);
});

test('RFC 9449 5: a refresh token of a public client stays with the key that it was issued to', async () => {
  const [key, wrong] = [await newProofKey(), await newProofKey()];
  const { refreshToken } = await ask.signIn(app, { key });
  isRefused(await refresh(refreshToken, { key: wrong }));
  isRefused(await refresh(refreshToken));
  assert.equal((await refresh(refreshToken, { key })).status, 200);
});

test('pitfall 7: after ten seconds a reuse ends the family and is recorded', async () => {
  const { refreshToken, accessToken } = await ask.signIn(app);
  const next = (await refresh(refreshToken)).body;
  const before = await recorded(served, 'grant.replayed');
  passedMs += 10_001;
  isRefused(await refresh(refreshToken));
  assert.equal(await recorded(served, 'grant.replayed'), before + 1);
  isRefused(await refresh(next.refresh_token));
  for (const token of [accessToken, next.access_token]) assert.equal((await ask.call(token)).status, 401);
});

test('TOK-03: whoever granted it is told of a reuse until they have taken note', async () => {
  const { refreshToken } = await ask.signIn(app);
  await refresh(refreshToken);
  passedMs += 10_001;
  isRefused(await refresh(refreshToken));
  const told = async () =>
    (await served.act('member', 'grants.list', { limit: 200 })).grants.filter(
      ({ replayedAt }) => replayedAt !== null,
    );
  const [grant, ...before] = (await told()).reverse();
  assert.ok(grant !== undefined);
  await served.act('member', 'grants.revoke', { grantId: grant.id });
  assert.equal((await told()).length, before.length);
});

test('pitfall 7: just before the end of ten seconds the answer is still there', async () => {
  const { refreshToken } = await ask.signIn(app);
  const first = await refresh(refreshToken);
  passedMs += 8_000;
  assert.equal((await refresh(refreshToken)).text, first.text);
});

test('RFC 9700 4.14.2: two generations back is no repetition, whatever the time', async () => {
  const { refreshToken } = await ask.signIn(app);
  const second = (await refresh(refreshToken)).body.refresh_token;
  passedMs += 11_000;
  const third = (await refresh(second)).body.refresh_token;
  isRefused(await refresh(refreshToken));
  isRefused(await refresh(third));
});

test('a repeated answer is gone once the grant was revoked', async () => {
  const { refreshToken } = await ask.signIn(app);
  const first = await refresh(refreshToken);
  const { grants } = await served.act('member', 'grants.list', {});
  const [newest] = grants.toSorted((a, b) => b.createdAt - a.createdAt);
  await served.act('member', 'grants.revoke', { grantId: newest?.id });
  isRefused(await refresh(refreshToken));
  isRefused(await refresh(first.body.refresh_token));
});

test('a kept answer cannot be read in the database, nor found by the token', async () => {
  const { refreshToken } = await ask.signIn(app);
  const { body } = await refresh(refreshToken);
  const { rows } = await served.harness.admin.query<{ text: string; sealed: string }>(
    `select r::text as text, encode(sealed, 'escape') as sealed from tenant.protocol_records r`,
  );
  assert.ok(rows.length > 0);
  for (const secret of [refreshToken, body.refresh_token, body.access_token])
    for (const { text, sealed } of rows)
      for (const word of [
        secret,
        Buffer.from(secret).toString('hex'),
        Buffer.from(secret).toString('base64'),
      ])
        assert.ok(!text.includes(word) && !sealed.includes(word));
});

test('RFC 6749 6: a refresh gives no more than was granted, and less when less is asked for', async () => {
  const { refreshToken } = await ask.signIn(app);
  const form = { grant_type: 'refresh_token', client_id: app };
  const wider = await ask.token({ ...form, refresh_token: refreshToken, scope: 'messages:read people:read' });
  assert.deepEqual([wider.status, wider.body.error], [400, 'invalid_scope']);
  const less = await ask.token({ ...form, refresh_token: refreshToken, scope: 'channels:read' });
  assert.equal(less.body.scope, 'channels:read', less.text);
});

test('RFC 7009 2.1: a revoked refresh token ends all that was granted; another client ends nothing', async () => {
  const { refreshToken, accessToken } = await ask.signIn(app);
  await ask.post('/oauth/revoke', { token: refreshToken, client_id: other });
  assert.equal((await ask.call(accessToken)).status, 200);
  const { status } = await ask.post('/oauth/revoke', { token: refreshToken, client_id: app });
  assert.equal(status, 200);
  assert.equal((await ask.call(accessToken)).status, 401);
  isRefused(await refresh(refreshToken));
});

test('RFC 7523 3: a repetition by a client with an assertion needs a new assertion', async () => {
  const key = await newAssertionKey();
  const { id } = await publicApp(served, { authentication: 'private_key_jwt', jwks: key.jwks });
  const { code_verifier, redirect_uri, code } = (await ask.code(id)).form;
  const proved = async (form: object, assertion?: string) =>
    ask.token({
      ...{
        ...form,
        client_id: id,
        client_assertion: assertion ?? (await key.assertion(id, served.origin())),
      },
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    });
  const first = await proved({ grant_type: 'authorization_code', code, code_verifier, redirect_uri });
  assert.equal(first.status, 200, first.text);
  const form = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token };
  const assertion = await key.assertion(id, served.origin());
  const second = await proved(form, assertion);
  assert.equal((await proved(form, assertion)).status, 401);
  assert.equal((await proved(form)).text, second.text);
});

test('RFC 7662 2.2: a refresh token is active until it was used, and to its own client only', async () => {
  const { secret, client } = await served.act('owner', 'clients.create', {
    ...{ name: 'A confidential app', authentication: 'client_secret_basic', scopes: ['channels:read'] },
    ...{ redirectUris: ['http://127.0.0.1/callback'], grantTypes: ['authorization_code', 'refresh_token'] },
  });
  const headers = basic(client.id, secret ?? '');
  const { client_id: _, ...form } = (await ask.code(client.id, { scope: 'channels:read offline_access' }))
    .form;
  const first = await ask.token(form, headers);
  const token: string = first.body.refresh_token;
  const isActive = async (of: string) =>
    (await ask.post('/oauth/introspect', { token: of }, headers)).body.active;
  assert.equal(await isActive(token), true);
  assert.equal(await isActive((await ask.signIn(app)).refreshToken), false);
  await ask.token({ grant_type: 'refresh_token', refresh_token: token }, headers);
  assert.equal(await isActive(token), false);
});
