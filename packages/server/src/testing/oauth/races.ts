/** Requests that meet: eight at once, in so many rounds. Each throws when more than what may happen has happened. */
import assert from 'node:assert/strict';
import { type Asker, askerOf, basic, newProofKey, type Said } from './client.ts';
import { publicApp, type Served, serviceClient } from './served.ts';

const atOnce = 8;
const several = <T>(work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: atOnce }, (_, index) => work(index)));
const good = (answers: readonly Said[]): Said[] => answers.filter(({ status }) => status === 200);
const noneFailed = (answers: readonly Said[]) => {
  for (const { status, text } of answers) assert.ok(status < 500, text);
};

export type Race = (served: Served, rounds: number) => Promise<void>;

/** What is left of a grant that two have redeemed: nothing. */
async function isDead(ask: Asker, clientId: string, answers: readonly Said[]): Promise<void> {
  for (const { body } of good(answers)) {
    assert.equal((await ask.call(body.access_token)).status, 401);
    const form = { grant_type: 'refresh_token', client_id: clientId, refresh_token: body.refresh_token };
    assert.match((await ask.token(form)).body.error, /^invalid_(grant|client)$/);
  }
}

export const codes: Race = async (served, rounds) => {
  const ask = askerOf(served);
  const { id } = await publicApp(served);
  for (let round = 0; round < rounds; round += 1) {
    const { form } = await ask.code(id);
    const answers = await several(() => ask.token(form));
    noneFailed(answers);
    assert.ok(good(answers).length <= 1, `round ${round}: ${good(answers).length} redeemed one code`);
    await isDead(ask, id, answers);
  }
};

export const deviceCodes: Race = async (served, rounds) => {
  const ask = askerOf(served);
  const { id } = await publicApp(served);
  for (let round = 0; round < rounds; round += 1) {
    const device = await ask.post('/oauth/device_authorization', { client_id: id, scope: 'channels:read' });
    const { device_code, user_code } = device.body;
    await served.act('member', 'devices.approve', { userCode: user_code });
    const form = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: id, device_code };
    const answers = await several(() => ask.token(form));
    noneFailed(answers);
    assert.ok(good(answers).length <= 1, `round ${round}: ${good(answers).length} redeemed one code`);
  }
};

/** One client: a lost answer is repeated, so all get the same, and the family lives. */
export const refreshes: Race = async (served, rounds) => {
  const ask = askerOf(served);
  const { id } = await publicApp(served);
  let { refreshToken } = await ask.signIn(id);
  for (let round = 0; round < rounds; round += 1) {
    const form = { grant_type: 'refresh_token', client_id: id, refresh_token: refreshToken };
    const answers = await several(() => ask.token(form));
    assert.equal(good(answers).length, atOnce, answers.map(({ text }) => text).join('\n'));
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1, `round ${round}`);
    refreshToken = answers[0]?.body.refresh_token;
  }
};

/** Eight keys of one confidential client: two holders of one refresh token, so the family dies. */
export const refreshesByKeys: Race = async (served, rounds) => {
  const ask = askerOf(served);
  const { client, secret } = await served.act('owner', 'clients.create', {
    ...{ name: 'A confidential app', authentication: 'client_secret_basic', scopes: ['channels:read'] },
    ...{ redirectUris: ['http://127.0.0.1/callback'], grantTypes: ['authorization_code', 'refresh_token'] },
  });
  const headers = basic(client.id, secret ?? '');
  const url = `${served.origin()}/oauth/token`;
  const keys = await several(newProofKey);
  for (let round = 0; round < rounds; round += 1) {
    const { client_id: _, ...form } = (await ask.code(client.id, { scope: 'channels:read offline_access' }))
      .form;
    const first = await ask.token(form, headers);
    const refresh = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token };
    const answers = await several(async (index) =>
      ask.token(refresh, { ...headers, dpop: (await keys[index]?.proof({ url })) ?? '' }),
    );
    noneFailed(answers);
    assert.ok(good(answers).length <= 1, `round ${round}: ${good(answers).length} keys got an answer`);
    for (const { body } of good(answers)) {
      const next = await ask.token(
        { grant_type: 'refresh_token', refresh_token: body.refresh_token },
        headers,
      );
      assert.equal(next.body.error, 'invalid_grant', 'the family is dead');
    }
    assert.equal((await ask.call(first.body.access_token)).status, 401);
  }
};

/** Eight clients with one stolen refresh token: only its own gets an answer. */
export const refreshesByClients: Race = async (served, rounds) => {
  const ask = askerOf(served);
  const apps = await several(() => publicApp(served));
  for (let round = 0; round < rounds; round += 1) {
    const own = apps[round % atOnce]?.id ?? '';
    const { refreshToken } = await ask.signIn(own);
    const answers = await several((index) =>
      ask.token({ grant_type: 'refresh_token', client_id: apps[index]?.id, refresh_token: refreshToken }),
    );
    noneFailed(answers);
    for (const [index, { status, body }] of answers.entries())
      if (apps[index]?.id !== own) assert.deepEqual([status, body.error], [400, 'invalid_grant']);
    assert.ok(good(answers).length <= 1);
  }
};

export const proofs: Race = async (served, rounds) => {
  const ask = askerOf(served);
  const { id, secret } = await serviceClient(served);
  const key = await newProofKey();
  const url = `${served.origin()}/oauth/token`;
  const issue = (dpop: string) =>
    ask.token({ grant_type: 'client_credentials' }, { ...basic(id, secret), dpop });
  for (let round = 0; round < rounds; round += 1) {
    const proof = await key.proof({ url });
    const answers = await several(() => issue(proof));
    noneFailed(answers);
    assert.equal(good(answers).length, 1, `round ${round}, token endpoint`);
    const token = good(answers)[0]?.body.access_token;
    const used = await key.proof({ url: `${served.origin()}/v1/channels.list`, token });
    assert.equal(
      good(await several(() => ask.call(token, { proof: used }))).length,
      1,
      `round ${round}, API`,
    );
  }
};

export const pushedRequests: Race = async (served, rounds) => {
  const ask = askerOf(served);
  const { id } = await publicApp(served);
  for (let round = 0; round < rounds; round += 1) {
    const { authorizationId, cookie } = await ask.authorize({
      ...{
        client_id: id,
        redirect_uri: 'http://127.0.0.1:1/callback',
        response_type: 'code',
        scope: 'channels:read',
      },
      ...{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' },
    });
    const approved = await Promise.allSettled(
      Array.from({ length: atOnce }, () =>
        served.act('member', 'authorizations.approve', { authorizationId }, [authorizationId]),
      ),
    );
    const answered = approved.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    assert.equal(answered.length, 1, `round ${round}: one request was answered ${answered.length} times`);
    const answers = await several(() => ask.get(answered[0]?.continueAt ?? '', { cookie }));
    noneFailed(answers);
    const given = answers.filter(({ headers }) => /[?&]code=/.test(headers.get('location') ?? ''));
    assert.ok(given.length <= 1, `round ${round}: ${given.length} codes`);
  }
};

/** Never none, never three: whatever was shown last works, and at most one beside it. */
export const rotations: Race = async (served, rounds) => {
  const ask = askerOf(served);
  for (let round = 0; round < rounds; round += 1) {
    const { id, secret } = await serviceClient(served);
    const rotated = await Promise.allSettled(
      Array.from({ length: atOnce }, (_, index) =>
        served.act('owner', 'clients.rotateSecret', {
          clientId: id,
          immediate: round % 2 === 1 && index % 2 === 0,
        }),
      ),
    );
    const secrets = [
      secret,
      ...rotated.flatMap((one) => (one.status === 'fulfilled' ? [one.value.secret] : [])),
    ];
    const answers = await Promise.all(
      secrets.map((text) => ask.token({ grant_type: 'client_credentials' }, basic(id, text))),
    );
    noneFailed(answers);
    const live = good(answers).length;
    assert.ok(live === 1 || live === 2, `round ${round}: ${live} secrets live of ${secrets.length}`);
  }
};

/** Whatever comes first: once the revocation was answered, nothing that was issued in between works. */
const revokedMeanwhile: Race = async (served, rounds) => {
  const ask = askerOf(served);
  for (let round = 0; round < rounds; round += 1) {
    const { id } = await publicApp(served);
    const { accessToken, refreshToken } = await ask.signIn(id);
    const { gid: grantId } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
    const form = { grant_type: 'refresh_token', client_id: id, refresh_token: refreshToken };
    const end = () =>
      round % 2 === 0
        ? served.act('member', 'grants.revoke', { grantId })
        : served.act('owner', 'clients.revoke', { clientId: id });
    const [answer] = await Promise.all([ask.token(form), end()]);
    noneFailed([answer]);
    await isDead(ask, id, [answer]);
    assert.equal((await ask.call(accessToken)).status, 401);
  }
};

export const races: Readonly<Record<string, Race>> = {
  'pitfall 1: a code is redeemed once at most, and what two redeemed is dead': codes,
  'pitfall 1: the code of a device is redeemed once at most': deviceCodes,
  'pitfall 1, pitfall 7: a refresh token of one client gives one answer, to all who repeat it': refreshes,
  'pitfall 1, pitfall 7: a refresh token in the hands of several keys ends its family': refreshesByKeys,
  'pitfall 1, pitfall 7: a refresh token gives other clients nothing': refreshesByClients,
  'pitfall 1: a proof works exactly once, at either place': proofs,
  'a request for access is answered once, and gives one code': pushedRequests,
  'what is issued while its grant or client is revoked is worth nothing': revokedMeanwhile,
  'a rotation never leaves none or three secrets': rotations,
};
