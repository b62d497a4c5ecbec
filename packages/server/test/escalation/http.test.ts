/** Every role tries what it must not do: over HTTP with its session, and with a token that was exchanged for it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AnyOperation, scopeNames } from '@wardroom/contract';
import { accessTokenType, askerOf, basic, exchange } from '../../src/testing/oauth/client.ts';
import { publicApp, type Served, serveOAuth, serviceClient } from '../../src/testing/oauth/served.ts';
import {
  inputFor,
  mustNot,
  refusals,
  type Standing,
  sendOne,
  stand,
  standingsOf,
  stateOf,
} from './standings.ts';

let served: Served;
let standings: Standing[];
/** Of the member, through two programs. */
let exchanged: string;
before(async () => {
  served = await serveOAuth();
  const { harness } = served;
  await sendOne(harness);
  standings = await standingsOf(harness);
  const owner = standings.find(({ name }) => name === 'owner');
  assert.ok(owner);
  // Whatever the role was when it was handed on, the role of now decides.
  await stand(harness, 'member', owner);
  const ask = askerOf(served);
  const scopes = [...scopeNames];
  const app = await publicApp(served, { scopes });
  const second = await serviceClient(served, { grantTypes: ['client_credentials', exchange], scopes });
  const { accessToken } = await ask.signIn(app.id, { scope: `${scopes.join(' ')} offline_access` });
  const { body, status, text } = await ask.token(
    { grant_type: exchange, subject_token: accessToken, subject_token_type: accessTokenType },
    basic(second.id, second.secret),
  );
  assert.equal(status, 200, text);
  exchanged = body.access_token;
});
after(async () => {
  await served.close();
  assert.deepEqual(served.harness.bugs, []);
});

type Surface = (operation: AnyOperation) => Promise<string | undefined>;

const post = async (operation: AnyOperation, headers: Record<string, string>) => {
  const { code, status } = await served.edge.ask({
    path: `/v1/${operation.name}`,
    host: `acme.localhost:${served.edge.port}`,
    body: JSON.stringify(inputFor(served.harness, operation)),
    headers,
  });
  return code ?? String(status);
};
const bySession: Surface = (operation) =>
  post(operation, { cookie: `__Host-wardroom=${served.harness.acme.principals.member.secret}` });
const byToken: Surface = (operation) => post(operation, { authorization: `Bearer ${exchanged}` });

/** Names what was answered otherwise; how many were tried. */
async function attempt(standing: Standing, kind: 'session' | 'token', share: number) {
  const surface = kind === 'session' ? bySession : byToken;
  const tried = mustNot(standing, kind).filter(
    (_, index) => index % share === standings.indexOf(standing) % share,
  );
  const wrong: string[] = [];
  const one = async (operation: AnyOperation) => {
    const code = (await surface(operation)) ?? '';
    const expected = [...refusals(standing, operation), ...(kind === 'token' ? ['insufficient_scope'] : [])];
    if (!expected.includes(code)) wrong.push(`${standing.name}: ${operation.name} by ${kind}: ${code}`);
  };
  for (let index = 0; index < tried.length; index += 4)
    await Promise.all(tried.slice(index, index + 4).map(one));
  return { wrong, tried: tried.length };
}

const isSoak = process.env['WARDROOM_SOAK'] !== undefined;

for (const kind of ['session', 'token'] as const)
  test(`by ${kind}: every role is refused what it must not do, and nothing happens`, async () => {
    const { harness } = served;
    const before = await stateOf(harness);
    const wrong: string[] = [];
    let count = 0;
    for (const standing of standings) {
      await stand(harness, 'member', standing);
      // Built-in roles try everything; of the others, each operation is tried by every sixth.
      const attempted = await attempt(standing, kind, isSoak || standing.role !== 'custom' ? 1 : 6);
      wrong.push(...attempted.wrong);
      count += attempted.tried;
    }
    assert.deepEqual(wrong, []);
    assert.ok(count > 1_000, `only ${count} were tried`);
    assert.deepEqual(await stateOf(harness), before);
  });
