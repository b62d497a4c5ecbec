/** What proves something in one tenant proves nothing in the other, nor at the platform; and it is on record. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AnyOperation, encodeId, type OperationName, operations, scopeNames } from '@wardroom/contract';
import { newApiKey, newSecret } from '../../src/kernel/crypto/index.ts';
import { systemRandom } from '../../src/kernel/random.ts';
import { issueSignInLink } from '../../src/modules/sessions/index.ts';
import type { TenantFixture } from '../../src/testing/fixtures.ts';
import { type Deployment, deploy } from './deployment.ts';
import { ask as askHttp, traceOf } from './probe/http-side.ts';
import {
  collectReferences,
  generateInput,
  type HttpTenant,
  httpSide,
  probeIsolation,
  type Side,
  unknownLike,
  withoutRequestIds,
} from './probe/index.ts';

const all: readonly AnyOperation[] = Object.values(operations);
const protectedOperations = all.filter(
  ({ realm, permission }) => realm === 'tenant' && typeof permission === 'string',
);
const platformOperations = all.filter(({ realm }) => realm === 'platform');
let deployment: Deployment;
before(async () => {
  deployment = await deploy();
});
after(() => deployment.close());

type Headers = Readonly<Record<string, string>>;
const cookie = (secret: string): Headers => ({ cookie: `__Host-wardroom=${secret}` });
const operatorCookie = (secret: string): Headers => ({ cookie: `__Host-wardroom-operator=${secret}` });
const bearer = (key: string): Headers => ({ authorization: `Bearer ${key}` });
const nobodys = {
  token: () => [9, 90, 64].map((bytes) => systemRandom.bytes(bytes).toString('base64url')).join('.'),
  session: () => newSecret(systemRandom),
  key: (kind: 'bot' | 'adm' = 'bot') => newApiKey(systemRandom, { mode: 'live', kind }),
};

/** Some input that the schema accepts; what it refers to is nobody's. */
const inputOf = (operation: AnyOperation) =>
  generateInput(operation, ({ kind, optional }) => (optional ? undefined : unknownLike(kind, undefined)))
    .input;

const answer = (to: HttpTenant, name: string, input: unknown, headers: Headers = {}) =>
  askHttp(to, { path: `/v1/${name}`, input, headers });
const trace = async (...asked: Parameters<typeof answer>) => traceOf(await answer(...asked));
const at = (origin: string): HttpTenant => ({
  origin,
  credentials: {},
  connect: { host: '127.0.0.1', port: deployment.edge.port },
});
const platformHost = () => at(deployment.operator.origin);

/** The log of a tenant as its owner reads it, with everything sealed opened. */
async function logOf(tenant: TenantFixture): Promise<{ readonly type: string }[]> {
  const { entries } = await deployment.harness.succeed<{ entries: { type: string }[] }>(
    tenant,
    'owner',
    'audit.list',
    { limit: 200 },
  );
  return entries;
}

/** Everything that could name a tenant in a log. */
const namesOf = ({ tenant, principals, general }: TenantFixture): string[] => [
  tenant.slug,
  tenant.id,
  encodeId('tenant', tenant.id),
  general.id,
  ...Object.values(principals).flatMap(({ id, uuid, identity }) => [
    id,
    uuid,
    identity.id,
    encodeId('session', identity.id),
    encodeId('credential', identity.id),
  ]),
];

/** One that carries every scope. */
async function accessTokenOf(tenant: TenantFixture): Promise<string> {
  const { harness } = deployment;
  const { accessToken } = await harness.succeed<{ accessToken: string }>(tenant, 'owner', 'tokens.issue', {
    scopes: [...scopeNames],
  });
  return accessToken;
}

test('a session, key or access token of the other tenant is refused like one that nobody has, by every operation', async () => {
  const { acme, harness } = deployment;
  const { owner, bot } = harness.globex.principals;
  const token = await accessTokenOf(harness.globex);
  const forged = `${token.slice(0, -4)}${token.slice(-4, -3) === 'A' ? 'B' : 'A'}${token.slice(-3)}`;
  for (const operation of protectedOperations) {
    const { name } = operation;
    const input = inputOf(operation);
    const garbage = await trace(acme, name, input, cookie(nobodys.session()));
    assert.match(garbage, /^401\n/);
    assert.equal(await trace(acme, name, input, cookie(owner.secret)), garbage, name);
    const madeUp = await trace(acme, name, input, bearer(nobodys.key()));
    assert.match(madeUp, /^401\n/);
    assert.equal(await trace(acme, name, input, bearer(bot.secret)), madeUp, name);
    // What has the form of a token is told that it is none that works (RFC 6750, 3.1).
    const madeUpToken = await trace(acme, name, input, bearer(nobodys.token()));
    assert.match(madeUpToken, /^401\n/);
    assert.equal(await trace(acme, name, input, bearer(token)), madeUpToken, name);
    assert.equal(await trace(acme, name, input, bearer(forged)), madeUpToken, name);
  }
});

test('a foreign credential is in the log of the host without a word about its tenant, and in full in that of the platform', async () => {
  const { acme, harness, platform, operator } = deployment;
  await answer(acme, 'sessions.show', {}, cookie(harness.globex.principals.member.secret));
  const entries = await logOf(harness.acme);
  const refusal = /^request\.(unauthenticated|tenant_mismatch)$/;
  assert.ok(
    entries.some(({ type }) => refusal.test(type)),
    'the refusal is not in the log of the host',
  );
  const text = JSON.stringify(entries);
  for (const name of namesOf(harness.globex)) assert.ok(!text.includes(name), `the log says ${name}`);
  assert.ok(!(await logOf(harness.globex)).some(({ type }) => refusal.test(type)));
  const { entries: full } = await platform.succeed<{
    entries: { type: string; actorId: string; metadata: Record<string, unknown> }[];
  }>('directory.listAudit', { limit: 200 }, { kind: 'session', secret: operator.session });
  const found = full.find(({ type }) => type === 'request.tenant_mismatch');
  assert.equal(found?.metadata['hostTenantId'], harness.acme.tenant.id);
  assert.equal(found?.metadata['credentialTenantId'], harness.globex.tenant.id);
  assert.equal(found?.actorId, harness.globex.principals.member.id);
});

test('a credential that was refused elsewhere still works at home, and the caches of one host serve no other', async () => {
  const { acme, globex, harness } = deployment;
  const { secret } = harness.globex.principals.owner;
  for (let turn = 0; turn < 2; turn += 1) {
    assert.equal((await answer(globex, 'sessions.show', {}, cookie(secret))).status, 200);
    assert.equal((await answer(acme, 'sessions.show', {}, cookie(secret))).status, 401);
  }
});

test('a sign-in link of the other tenant is refused like garbage and is not used up', async () => {
  const { acme, globex, harness } = deployment;
  const { secret } = await issueSignInLink(
    { ...harness.parts, database: harness.kernel.database },
    {
      tenantId: harness.globex.tenant.id,
      handle: harness.globex.principals.member.handle,
      cause: { operatorId: harness.parts.ids.next(), requestId: harness.parts.ids.next(), address: null },
    },
  );
  const garbage = await trace(acme, 'sessions.redeem', { secret: nobodys.session() });
  assert.match(garbage, /^4\d\d\n/);
  assert.equal(await trace(acme, 'sessions.redeem', { secret }), garbage);
  assert.equal((await answer(globex, 'sessions.redeem', { secret })).status, 200);
});

test('a name and password of the other tenant sign nobody in, and answer like a name that nobody has', async () => {
  const { acme, globex, harness } = deployment;
  const password = 'seven violet tractors hum';
  const person = { handle: 'shared.name', displayName: 'Theirs', password };
  await harness.succeed(harness.globex, 'owner', 'principals.create', person);
  assert.equal((await answer(globex, 'sessions.create', { name: person.handle, password })).status, 200);
  const unknown = await trace(acme, 'sessions.create', { name: 'nobody.name', password });
  assert.match(unknown, /^401\n/);
  assert.equal(await trace(acme, 'sessions.create', { name: person.handle, password }), unknown);
  const existing = { name: harness.globex.principals.owner.handle, password };
  assert.equal(await trace(acme, 'sessions.create', existing), unknown);
});

test('names and client keys of the other tenant are free: they neither collide nor find anything', async () => {
  const { harness } = deployment;
  const { acme, globex } = harness;
  const ours = { handle: globex.principals.member.handle, displayName: 'Ours', password: 'a'.repeat(12) };
  const { principal } = await harness.succeed<{ principal: { id: string } }>(
    acme,
    'owner',
    'principals.create',
    { ...ours, password: 'nine amber ferries drift' },
  );
  assert.notEqual(principal.id, globex.principals.member.id);
  await harness.succeed(acme, 'owner', 'channels.create', { name: globex.general.name });
  const key = { clientKey: 'the-same-key-1' };
  const send = async (tenant: TenantFixture, body: string) =>
    (
      await harness.succeed<{ message: { id: string; body: string; mentions: string[] } }>(
        tenant,
        'owner',
        'messages.send',
        { ...key, channelId: tenant.general.id, body },
      )
    ).message;
  const theirs = await send(globex, 'theirs');
  const own = await send(acme, `ours for @${globex.principals.admin.handle}`);
  assert.notEqual(own.id, theirs.id);
  assert.match(own.body, /^ours/);
  assert.deepEqual(own.mentions, []);
});

test('an unknown host answers alike whoever asks, whatever it asks for', async () => {
  const { harness, edge } = deployment;
  const nowhere = at(`http://nobody.localhost:${edge.port}`);
  const nothing = await trace(nowhere, 'sessions.show', {});
  assert.match(nothing, /unknown_host/);
  for (const headers of [
    cookie(harness.acme.principals.owner.secret),
    cookie(nobodys.session()),
    bearer(harness.globex.principals.bot.secret),
  ])
    assert.equal(await trace(nowhere, 'sessions.show', {}, headers), nothing);
  for (const host of [
    '-',
    'acme',
    `acme.globex.localhost:${edge.port}`,
    `acme.localhost.:${edge.port}`,
    `acme.localhost:1`,
  ])
    assert.match(await trace(nowhere, 'sessions.show', {}, { host }), /unknown_host/, host);
});

test('a suspended tenant answers alike with its own credentials and with anybody’s, and its credentials open nothing elsewhere', async () => {
  const { acme, globex, harness, platform, operator } = deployment;
  const as = { kind: 'session', secret: operator.session } as const;
  const tenantId = encodeId('tenant', harness.globex.tenant.id);
  await platform.succeed('directory.suspendTenant', { tenantId }, as);
  try {
    for (const { name, input } of protectedOperations.map((one) => ({ ...one, input: inputOf(one) }))) {
      const own = await trace(globex, name, input, cookie(harness.globex.principals.owner.secret));
      assert.match(own, /tenant_suspended/, name);
      assert.equal(await trace(globex, name, input, cookie(harness.acme.principals.owner.secret)), own, name);
      assert.equal(await trace(globex, name, input, cookie(nobodys.session())), own, name);
    }
    const elsewhere = await trace(acme, 'sessions.show', {}, cookie(harness.globex.principals.owner.secret));
    assert.equal(elsewhere, await trace(acme, 'sessions.show', {}, cookie(nobodys.session())));
  } finally {
    await platform.succeed('directory.resumeTenant', { tenantId }, as);
  }
});

test('at the platform host a credential of a tenant is worth as much as none that exists, for every operation', async () => {
  const { harness } = deployment;
  const { owner, bot } = harness.acme.principals;
  for (const operation of platformOperations.filter(({ permission }) => permission === 'operator')) {
    const { name } = operation;
    const input = inputOf(operation);
    const garbage = await trace(platformHost(), name, input, operatorCookie(nobodys.session()));
    assert.match(garbage, /^401\n/);
    assert.equal(await trace(platformHost(), name, input, operatorCookie(owner.secret)), garbage, name);
    const madeUp = await trace(platformHost(), name, input, bearer(nobodys.key('adm')));
    assert.equal(await trace(platformHost(), name, input, bearer(bot.secret)), madeUp, name);
    assert.match(await trace(platformHost(), name, input, cookie(owner.secret)), /^401\n/);
  }
});

test('at a tenant host a credential of an operator is worth as much as one that nobody has', async () => {
  const { acme, platform, operator } = deployment;
  const { secret: key } = await platform.succeed<{ secret: string }>(
    'operators.issueKey',
    { description: 'suite' },
    { kind: 'session', secret: operator.session },
  );
  const garbage = await trace(acme, 'sessions.show', {}, cookie(nobodys.session()));
  assert.equal(await trace(acme, 'sessions.show', {}, cookie(operator.session)), garbage);
  const madeUp = await trace(acme, 'sessions.show', {}, bearer(nobodys.key('adm')));
  assert.equal(await trace(acme, 'sessions.show', {}, bearer(key)), madeUp);
});

test('operations of the other realm do not exist at a host, for anybody', async () => {
  const { acme, harness, operator } = deployment;
  const owner = cookie(harness.acme.principals.owner.secret);
  // Names of operations are public; only whether the body of a refused request is read differs.
  const seen = async (...asked: Parameters<typeof trace>) =>
    (await trace(...asked)).replace(/^connection: .*\n/gim, '');
  const unknown = await seen(acme, 'no.such', {}, owner);
  assert.match(unknown, /unknown_operation/);
  for (const { name } of platformOperations) assert.equal(await seen(acme, name, {}, owner), unknown, name);
  const asOperator = operatorCookie(operator.session);
  const absent = await seen(platformHost(), 'no.such', {}, asOperator);
  for (const { name } of protectedOperations)
    assert.equal(await seen(platformHost(), name, {}, asOperator), absent, name);
});

test('an operator reaches nothing inside a tenant by its identifiers: they are answered like random ones', async () => {
  const { platform, operator, acme } = deployment;
  const as = { kind: 'session', secret: operator.session } as const;
  const own: Side = {
    callers: ['operator'],
    async send(_caller, { name }, input) {
      const { answer: given } = await platform.call(name as OperationName, input, as);
      const seen = given.ok ? given.output : [given.error.code, given.error.message, given.error.options];
      const trace = withoutRequestIds(JSON.stringify(seen));
      return { ok: given.ok, code: given.ok ? undefined : given.error.code, trace };
    },
  };
  const inside = await collectReferences(
    httpSide(acme),
    'owner',
    all.filter(({ realm }) => realm === 'tenant'),
  );
  // Which tenants there are is the operator's own business; what is in them is not.
  const attacked = platformOperations.filter((operation) => {
    const { references } = generateInput(operation, ({ kind }) => unknownLike(kind, undefined));
    return references.length > 0 && references.every(({ kind }) => kind !== 'tenant');
  });
  const { findings, compared } = await probeIsolation({
    ...{ own, foreign: inside, ours: inside, operations: attacked },
  });
  assert.deepEqual(findings, []);
  assert.deepEqual(
    [...compared.keys()],
    [
      ...['breakGlass.list', 'breakGlass.close', 'operators.revokeKey'],
      ...['directory.listAudit', 'directory.auditProof'],
    ],
  );
});

test('nothing of all this was a fault of the server', () => {
  assert.deepEqual(deployment.harness.bugs, []);
  assert.deepEqual(deployment.platform.bugs, []);
});
