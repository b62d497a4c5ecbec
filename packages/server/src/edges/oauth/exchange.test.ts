/** Token exchange (RFC 8693): what one program hands to another is less, shorter, on record, and dies with its roots. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeId, type Scope } from '@wardroom/contract';
import fc from 'fast-check';
import { channelPath } from '../../kernel/tokens/index.ts';
import {
  type Asker,
  accessTokenType,
  askerOf,
  basic,
  exchange,
  recorded,
} from '../../testing/oauth/client.ts';
import { publicApp, type Served, serveOAuth, serviceClient } from '../../testing/oauth/served.ts';

type Service = Awaited<ReturnType<typeof serviceClient>>;

const scopes: Scope[] = ['channels:read', 'messages:read', 'messages:write'];
let served: Served;
let ask: Asker;
let app: string;
let first: Service;
let second: Service;
let parent: string;
before(async () => {
  served = await serveOAuth();
  ask = askerOf(served);
  app = (await publicApp(served, { scopes })).id;
  [first, second] = [await newService(), await newService()];
  parent = await newParent();
});
after(() => served.close());

const newService = (more: Partial<Parameters<typeof serviceClient>[1]> = {}) =>
  serviceClient(served, { grantTypes: ['client_credentials', exchange], scopes, ...more });
/** Of a member, for an app. */
const newParent = async (scope = scopes.join(' '), clientId = app) =>
  (await ask.signIn(clientId, { scope: `${scope} offline_access` })).accessToken;

const swap = (
  token: string,
  more: Record<string, string | readonly string[] | undefined> = {},
  by: Pick<Service, 'id' | 'secret'> = first,
) =>
  ask.token(
    { grant_type: exchange, subject_token: token, subject_token_type: accessTokenType, ...more },
    basic(by.id, by.secret),
  );
const child = async (...args: Parameters<typeof swap>): Promise<string> => {
  const { status, body, text } = await swap(...args);
  assert.equal(status, 200, text);
  return body.access_token;
};
const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
const works = async (token: string) => (await ask.call(token)).status === 200;
const prefixOf = (name: 'general' | 'secret') => {
  const { tenant, [name]: channel } = served.harness.acme;
  return channelPath(tenant.id, channel.uuid);
};

test('RFC 8693 2.2: the answer says what was issued, and the token works for its subject', async () => {
  const { body, headers, status } = await swap(parent, { scope: 'channels:read' });
  assert.equal(status, 200);
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.deepEqual(
    [body.issued_token_type, body.token_type, body.scope, body.refresh_token],
    [accessTokenType, 'Bearer', 'channels:read', undefined],
  );
  assert.ok(body.expires_in <= 300);
  const [own, its] = [claimsOf(parent), claimsOf(body.access_token)];
  assert.deepEqual([its.sub, its.tenant_id, its.aud, its.iss], [own.sub, own.tenant_id, own.aud, own.iss]);
  assert.deepEqual([its.client_id, its.via, its.anc], [first.id, [app], [own.jti]]);
  assert.deepEqual(its.act, { sub: first.principal.id });
  assert.deepEqual([its.sep, its.tep, its.gid], [own.sep, own.tep, own.gid]);
  assert.ok(await works(body.access_token));
});

test('TOK-09: each token is on record, with what it came from and who acts', async () => {
  const before = await recorded(served, 'token.issued');
  const made = await child(parent);
  assert.equal(await recorded(served, 'token.issued'), before + 1);
  const { tokens } = await served.act('member', 'tokens.list', {});
  const own = tokens.find(({ id }) => id === claimsOf(made).jti);
  assert.equal(own?.clientId, first.id);
});

test('RFC 8693 4.1: who acted for whom is nested, nearest outermost', async () => {
  const grandchild = await child(await child(parent), {}, second);
  assert.deepEqual(claimsOf(grandchild).act, { sub: second.principal.id, act: { sub: first.principal.id } });
});

for (const [what, more, error] of [
  ['a wider scope', { scope: 'channels:read people:read' }, 'invalid_scope'],
  ['a scope that there is not', { scope: 'everything' }, 'invalid_scope'],
  ['another audience', { audience: 'https://elsewhere.example' }, 'invalid_target'],
  ['two audiences', { audience: ['a', 'b'] }, 'invalid_target'],
  ['another resource', { resource: 'https://elsewhere.example' }, 'invalid_target'],
  ['its own resource beside another', { resource: ['own', 'https://elsewhere.example'] }, 'invalid_target'],
  ['a prefix of no tenant', { resource_prefix: 'chan/x/' }, 'invalid_target'],
  ['a prefix that ends inside a name', { resource_prefix: 'open' }, 'invalid_target'],
  ['an operation that there is not', { operation: 'channels.explode' }, 'invalid_request'],
  [
    'another kind of token',
    { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
    'invalid_request',
  ],
  ['an actor token', { actor_token: 'x', actor_token_type: accessTokenType }, 'invalid_request'],
  ['a life that is no number', { expires_in: '1e3' }, 'invalid_request'],
  ['a use that is not understood', { once: '1' }, 'invalid_request'],
  [
    'another type of subject',
    { subject_token_type: 'urn:ietf:params:oauth:token-type:id_token' },
    'invalid_request',
  ],
  ['a subject that is no token', { subject_token: 'x.y.z' }, 'invalid_request'],
] as const)
  test(`RFC 8693 2.2.2: ${what} is refused`, async () => {
    const prefix = 'resource_prefix' in more && more.resource_prefix === 'open';
    const sent = prefix ? { resource_prefix: prefixOf('general').slice(0, -1) } : more;
    const { status, body, text } = await swap(parent, sent);
    assert.deepEqual([status, body.error], [400, error], text);
  });

test('RFC 8693 2.1: a client without the grant may not exchange, nor one without a secret that is right', async () => {
  const plain = await serviceClient(served);
  const { status, body } = await swap(parent, {}, plain);
  assert.equal(status, 400);
  assert.match(body.error, /^(unauthorized_client|invalid_request)$/);
  assert.deepEqual([(await swap(parent, {}, { id: first.id, secret: second.secret })).status], [401]);
});

test('TEN-12: a prefix narrows, and is never left again', async () => {
  const held = await child(parent, { resource_prefix: prefixOf('general') });
  assert.equal(claimsOf(held).resource_prefix, prefixOf('general'));
  assert.equal(claimsOf(await child(held, {}, second)).resource_prefix, prefixOf('general'));
  const other = await swap(held, { resource_prefix: prefixOf('secret') }, second);
  assert.deepEqual([other.status, other.body.error], [400, 'invalid_scope']);
  const get = (channelId: string) => ask.call(held, { operation: 'channels.get', input: { channelId } });
  assert.equal((await get(served.harness.acme.general.id)).status, 200);
  assert.notEqual((await get(encodeId('channel', served.harness.parts.ids.next()))).status, 200);
});

test('TEN-12: a channel whose name begins with another’s is another channel', async () => {
  const prefix = prefixOf('general');
  for (const text of [
    prefix.slice(0, -2),
    `${prefix.slice(0, -1)}2/`,
    `${prefix}x/`,
    `${prefix}../`,
    `${prefix}/`,
  ]) {
    const { status, body } = await swap(parent, { resource_prefix: text });
    assert.deepEqual([status, body.error], [400, 'invalid_target'], text);
  }
});

test('RFC 8693 1.1: a token lives no longer than its parent, and five minutes at most', async () => {
  const brief = await child(parent, { expires_in: '20' });
  const its = claimsOf(brief);
  assert.equal(its.exp - its.iat, 20);
  const below = claimsOf(await child(brief, { expires_in: '300' }, second));
  assert.ok(below.exp <= its.exp);
  const long = claimsOf(await child(parent, { expires_in: '9999' }));
  assert.ok(long.exp - long.iat <= 300);
});

test('a chain has three links; the fourth is refused', async () => {
  const two = await child(parent);
  const three = await child(two, {}, second);
  const four = await swap(three);
  assert.deepEqual([four.status, four.body.error], [400, 'invalid_request']);
});

test('TEN-09: a token of another tenant is worth nothing here, and says nothing', async () => {
  const { status, body } = await ask.token(
    { grant_type: exchange, subject_token: parent, subject_token_type: accessTokenType },
    basic(first.id, first.secret),
    'globex',
  );
  assert.deepEqual([status, body.error], [401, 'invalid_client']);
});

test('TOK-02: a token that works once is not handed on', async () => {
  const once = await child(parent, { once: 'true', operation: 'channels.list' });
  const { status, body } = await swap(once, {}, second);
  assert.equal(status, 400);
  assert.match(body.error, /^invalid_(grant|request)$/);
  assert.ok(await works(once));
  assert.ok(!(await works(once)));
});

test('TOK-02: an operation narrows, and is never left again', async () => {
  const listing = await child(parent, { operation: 'channels.list' });
  assert.ok(await works(listing));
  const { status } = await ask.call(listing, { operation: 'principals.list' });
  assert.equal(status, 403);
  assert.equal((await swap(listing, { operation: 'messages.list' }, second)).body.error, 'invalid_scope');
});

test('a client adds nothing: its own scopes are a ceiling for what it is handed', async () => {
  const small = await newService({ scopes: ['channels:read'] });
  assert.equal(claimsOf(await child(parent, {}, small)).scope, 'channels:read');
  const { body } = await swap(parent, { scope: 'messages:write' }, small);
  assert.equal(body.error, 'invalid_scope');
});

test('property: whatever is asked for, an exchange never widens', async () => {
  const subsets = fc.subarray([...scopes, 'people:read', 'clients:write']);
  const asks = fc.record(
    {
      scope: subsets.map((list) => list.join(' ')),
      prefix: fc.constantFrom('general', 'secret', 'half'),
      operation: fc.constantFrom('channels.list', 'messages.list', 'messages.send'),
      expires_in: fc.integer({ min: 10, max: 9999 }).map(String),
    },
    { requiredKeys: [] },
  );
  const services = [first, second];
  await fc.assert(
    fc.asyncProperty(fc.array(asks, { minLength: 1, maxLength: 4 }), async (links) => {
      let token = parent;
      for (const [index, { prefix, ...more }] of links.entries()) {
        const path = prefix === 'half' ? prefixOf('general').slice(0, -2) : prefix && prefixOf(prefix);
        const by = services[index % 2] ?? first;
        const { status, body } = await swap(token, { ...more, resource_prefix: path }, by);
        assert.ok(status === 200 || status === 400, String(status));
        if (status !== 200) return;
        const [above, below] = [claimsOf(token), claimsOf(body.access_token)];
        const has = new Set(above.scope.split(' '));
        assert.ok(below.scope.split(' ').every((scope: string) => has.has(scope)));
        assert.ok(below.exp <= above.exp && below.exp - below.iat <= 300);
        assert.ok(above.resource_prefix === undefined || below.resource_prefix === above.resource_prefix);
        assert.ok(above.operation === undefined || below.operation === above.operation);
        assert.deepEqual(below.anc, [...(above.anc ?? []), above.jti]);
        assert.ok(below.anc.length <= 2);
        for (const name of ['sub', 'tenant_id', 'aud', 'iss', 'sep', 'tep', 'gid', 'sid'])
          assert.equal(below[name], above[name], name);
        token = body.access_token;
      }
    }),
    { numRuns: 25 },
  );
});

/** Each ends the child by itself. */
const ends: Record<
  string,
  (parts: { parent: string; child: string; by: Service; app: string }) => Promise<unknown>
> = {
  'the token above it': async (parts) =>
    assert.equal(
      (await ask.post('/oauth/revoke', { token: parts.parent, client_id: parts.app })).status,
      200,
    ),
  'the grant': async (parts) =>
    served.act('member', 'grants.revoke', { grantId: claimsOf(parts.parent).gid }),
  'the client that exchanged it': async ({ by }) =>
    served.act('owner', 'clients.revoke', { clientId: by.id }),
  'the client that had it first': async (parts) =>
    served.act('owner', 'clients.revoke', { clientId: parts.app }),
  'the token itself': async (parts) =>
    served.act('owner', 'tokens.revoke', { tokenId: claimsOf(parts.child).jti }),
};
for (const [what, end] of Object.entries(ends))
  test(`RFC 7009 2.1, any level rejects: ${what}, revoked, ends what was exchanged`, async () => {
    const [by, own] = [await newService(), (await publicApp(served, { scopes })).id];
    const above = await newParent(undefined, own);
    const below = await child(above, {}, by);
    assert.ok(await works(below));
    await end({ parent: above, child: below, by, app: own });
    assert.ok(!(await works(below)));
    const isTokenItself = what === 'the token itself';
    assert.equal((await swap(below, {}, second)).status, 400);
    if (!isTokenItself && what !== 'the client that exchanged it') assert.ok(!(await works(above)));
  });

test('any level rejects: a suspended subject ends it, and nothing is exchanged for them', async () => {
  const below = await child(parent);
  const principalId = served.harness.acme.principals.member.id;
  const before = await recorded(served, 'client.refused');
  await served.act('owner', 'principals.suspend', { principalId });
  assert.ok(!(await works(below)));
  for (const token of [parent, below]) assert.equal((await swap(token)).status, 400);
  await served.act('owner', 'principals.reactivate', { principalId });
  assert.ok(!(await works(below)), 'a new epoch');
  assert.equal((await swap(parent)).status, 400);
  assert.ok((await recorded(served, 'client.refused')) > before);
});

test('any level rejects: a suspended service gets nothing for others, and what it was handed ends', async () => {
  const by = await newService();
  const above = await newParent();
  const below = await child(above, {}, by);
  await served.act('owner', 'principals.suspend', { principalId: by.principal.id });
  const { status, text } = await swap(above, {}, by);
  assert.ok(status === 400 || status === 401, text);
  assert.ok(!(await works(below)), 'what it was handed');
});

const middle: Record<string, (by: Service, token: string) => Promise<unknown>> = {
  'the client in the middle': ({ id }) => served.act('owner', 'clients.revoke', { clientId: id }),
  'the service in the middle': ({ principal }) =>
    served.act('owner', 'principals.suspend', { principalId: principal.id }),
  'the token in the middle': (_by, token) =>
    served.act('owner', 'tokens.revoke', { tokenId: claimsOf(token).jti }),
};
for (const [what, end] of Object.entries(middle))
  test(`any level rejects: ${what}, ended, ends what comes after it, and not what comes before`, async () => {
    const by = await newService();
    const above = await newParent();
    const between = await child(above, {}, by);
    const below = await child(between, {}, second);
    assert.ok(await works(below));
    await end(by, between);
    assert.deepEqual([await works(below), await works(between), await works(above)], [false, false, true]);
  });
