/**
 * The same attack with every kind of access token: issued with a session, with a key, from a grant, to a client in its own
 * right, in exchange. What was issued for one tenant reaches nothing of the other.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AnyOperation, operations, scopeNames, uuidOf } from '@wardroom/contract';
import { createIssuer } from '../../src/modules/tokens/index.ts';
import { addClient, addGrant } from '../../src/testing/access-requests.ts';
import type { TenantFixture, Who } from '../../src/testing/fixtures.ts';
import { type Deployment, deploy } from './deployment.ts';
import { httpSide, probeDeployment } from './probe/index.ts';

const all: readonly AnyOperation[] = Object.values(operations);
let deployment: Deployment;
before(async () => {
  deployment = await deploy();
});
after(() => deployment.close());

const asked = { address: '127.0.0.1', proofKey: null, scopes: scopeNames } as const;

async function issuedWith(tenant: TenantFixture, who: Who, scopes: readonly string[]): Promise<string> {
  const issued = await deployment.harness.succeed<{ accessToken: string }>(tenant, who, 'tokens.issue', {
    scopes,
  });
  return issued.accessToken;
}

/** One token of each kind, by what it was issued with. */
async function tokensOf(fixture: TenantFixture): Promise<Record<string, string>> {
  const { harness } = deployment;
  const { kernel, parts } = harness;
  const issuer = createIssuer(kernel);
  const { tenant, principals } = fixture;
  const app = await addClient(harness, fixture, { scopes: scopeNames });
  const grantId = uuidOf(await addGrant(harness, fixture, { client: app, scopes: [...scopeNames] }));
  const requestId = parts.ids.next();
  const principalId = principals.member.uuid;
  const granted = await issuer.issue({
    ...{ ...asked, tenant, requestId, clientId: app.uuid, principalId, grantId, sessionId: null },
  });
  const { principal } = await harness.succeed<{ principal: { id: string } }>(
    fixture,
    'owner',
    'principals.createBot',
    {
      ...{ handle: 'kinds', displayName: 'Of every kind', kind: 'service' },
    },
  );
  const { client } = await harness.succeed<{ client: { id: string } }>(fixture, 'owner', 'clients.create', {
    ...{ name: 'Of every kind', principalId: principal.id, authentication: 'client_secret_post' },
    ...{ grantTypes: ['client_credentials'], scopes: [...scopeNames] },
  });
  const clientId = uuidOf(client.id);
  const own = await issuer.issue({
    ...{ ...asked, tenant, requestId, clientId, grantId: null, sessionId: null },
    principalId: uuidOf(principal.id),
  });
  const exchanged = await issuer.issue({
    ...{ ...asked, tenant, requestId, clientId, subject: granted.facts, actorId: uuidOf(principal.id) },
    ...{ channelId: null, operation: null, once: false, expiresInMs: null },
  });
  return {
    session: await issuedWith(fixture, 'owner', scopeNames),
    grant: granted.accessToken,
    client: own.accessToken,
    exchange: exchanged.accessToken,
  };
}

test('an access token of any kind reaches nothing of the other tenant, byte for byte', async () => {
  const { acme, globex, harness } = deployment;
  const tokens = await tokensOf(harness.acme);
  const credentials = Object.fromEntries(Object.entries(tokens).map(([kind, key]) => [kind, { key }]));
  const { findings, compared } = await probeDeployment(
    httpSide({ ...acme, credentials: { ...acme.credentials, ...credentials } }),
    httpSide(globex),
    all,
  );
  assert.deepEqual(findings, []);
  assert.ok(compared.size >= 40, `only ${compared.size} operations were attacked`);
  assert.deepEqual(harness.bugs, []);
});

test('an access token of any kind is at the other host worth as much as a made-up one', async () => {
  const { acme, globex, harness } = deployment;
  const kinds = Object.entries(await tokensOf(harness.globex));
  for (const [kind, token] of kinds) {
    const at = async (port: typeof acme, credential: string) =>
      httpSide({ ...port, credentials: { thief: { key: credential } } }).send(
        'thief',
        operations['sessions.show'],
        {},
      );
    assert.match((await at(globex, token)).trace, /^200\n/, kind);
    const foreign = await at(acme, token);
    const madeUp = await at(acme, `${token.slice(0, -4)}AAAA`);
    assert.match(foreign.trace, /^401\n/, kind);
    assert.equal(foreign.trace, madeUp.trace, kind);
  }
});
