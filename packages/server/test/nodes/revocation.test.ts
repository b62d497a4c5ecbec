/**
 * What is revoked at one node is worth nothing at the other: calls are refused, open sockets close (TOK-04). Two real
 * processes on one PostgreSQL.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openRawClient, type RawClient } from '../../src/testing/realtime-client.ts';
import { openTwoNodes, type TwoNodes } from '../../src/testing/two-nodes.ts';

let nodes: TwoNodes;
before(async () => {
  nodes = await openTwoNodes();
});
after(() => nodes.close());

/** Far beyond what is promised, so that a busy machine does not fail it; what it took is printed. */
const patienceMs = 60_000;

async function asOwner<T = Record<string, never>>(operation: string, input: unknown): Promise<T> {
  const { status, text } = await nodes.first.call(operation, input, nodes.owner);
  assert.equal(status, 200, `${operation}: ${text}`);
  return JSON.parse(text) as T;
}

interface Holder {
  /** Of calls. */
  readonly headers: Record<string, string>;
  /** Of the first frame of a socket; absent: the cookie is enough. */
  readonly credential?: string;
  /** Ends it, at the first node. */
  revoke(): Promise<unknown>;
}

const bearer = (credential: string) => ({ headers: { authorization: `Bearer ${credential}` }, credential });
const names = Array.from({ length: 50 }, (_, index) => `service-${index}`);

async function newService(): Promise<{ principalId: string }> {
  const { principal } = await asOwner<{ principal: { id: string } }>('principals.createBot', {
    ...{ handle: names.pop(), displayName: 'A service', kind: 'service' },
  });
  return { principalId: principal.id };
}

const scopes = ['channels:read', 'messages:read', 'tokens:write', 'workspace:read', 'people:read'];

async function newKey() {
  const { principalId } = await newService();
  return asOwner<{ credential: { id: string }; secret: string }>('credentials.issue', {
    ...{ principalId, description: 'a key', scopes },
  });
}

async function newClient(): Promise<{ id: string; token: string; principalId: string }> {
  const { principalId } = await newService();
  const { client, secret } = await asOwner<{ client: { id: string }; secret: string }>('clients.create', {
    ...{ name: 'A service', principalId, authentication: 'client_secret_post', scopes },
    grantTypes: ['client_credentials'],
  });
  const { text } = await nodes.first.post('/oauth/token', {
    ...{ grant_type: 'client_credentials', client_id: client.id, client_secret: secret },
  });
  return { id: client.id, principalId, token: (JSON.parse(text) as { access_token: string }).access_token };
}

const holders: Record<string, () => Promise<Holder>> = {
  async 'a session'() {
    const headers = await nodes.signIn('owner');
    const { status, text } = await nodes.first.call('sessions.show', {}, headers);
    assert.equal(status, 200);
    const { session } = JSON.parse(text) as { session: { id: string } };
    return { headers, revoke: () => asOwner('sessions.revoke', { sessionId: session.id }) };
  },
  async 'a key'() {
    const { credential, secret } = await newKey();
    return {
      ...bearer(secret),
      revoke: () => asOwner('credentials.revoke', { credentialId: credential.id }),
    };
  },
  async 'a token, by its key'() {
    const { credential, secret } = await newKey();
    const { text } = await nodes.first.call(
      'tokens.issue',
      { scopes },
      { authorization: `Bearer ${secret}` },
    );
    const { accessToken } = JSON.parse(text) as { accessToken: string };
    return {
      ...bearer(accessToken),
      revoke: () => asOwner('credentials.revoke', { credentialId: credential.id }),
    };
  },
  async 'a token, by itself'() {
    const { token, accessToken } = await asOwner<{ token: { id: string }; accessToken: string }>(
      'tokens.issue',
      {
        scopes,
      },
    );
    return { ...bearer(accessToken), revoke: () => asOwner('tokens.revoke', { tokenId: token.id }) };
  },
  async 'a token, by its client'() {
    const { id, token } = await newClient();
    return { ...bearer(token), revoke: () => asOwner('clients.revoke', { clientId: id }) };
  },
  async 'a token, by its principal'() {
    const { principalId, token } = await newClient();
    return { ...bearer(token), revoke: () => asOwner('principals.suspend', { principalId }) };
  },
  async 'a key, with all keys of its principal'() {
    const { principalId } = await newService();
    const { secret } = await asOwner<{ secret: string }>('credentials.issue', {
      ...{ principalId, description: 'a key', scopes },
    });
    const selection = { kinds: ['key', 'client'], principalId, reason: 'found in a repository' };
    return { ...bearer(secret), revoke: () => asOwner('credentials.revokeMany', selection) };
  },
  async 'every token, in an emergency'() {
    const { token } = await newClient();
    const selection = { kinds: ['token'], reason: 'a host was broken into' };
    return { ...bearer(token), revoke: () => asOwner('credentials.revokeMany', selection) };
  },
  async 'every token, by the keys that sign them'() {
    const { token } = await newClient();
    return { ...bearer(token), revoke: () => asOwner('tokens.rotateSigningKey', { immediate: true }) };
  },
};

async function listen(holder: Holder, port: number): Promise<RawClient> {
  const { cookie, origin } = holder.headers;
  const socket = openRawClient({
    port,
    host: 'acme.localhost',
    headers: { host: nodes.host, ...(cookie === undefined ? {} : { cookie, origin: origin ?? '' }) },
  });
  await socket.hello(holder.credential === undefined ? {} : { credential: holder.credential });
  return socket;
}

for (const [what, make] of Object.entries(holders))
  test(`${what} that is revoked at one node ends at both`, async (context) => {
    const holder = await make();
    const both = [nodes.first, nodes.second] as const;
    const sockets = await Promise.all(both.map(({ port }) => listen(holder, port)));
    for (const node of both)
      assert.equal((await node.call('channels.list', {}, holder.headers)).status, 200, 'it works before');
    const began = performance.now();
    await holder.revoke();
    const refusedAt = async () => {
      for (;;) {
        const { status } = await nodes.second.call('channels.list', {}, holder.headers);
        if (status === 401) return performance.now() - began;
        assert.ok(performance.now() - began < patienceMs, `still answered ${status}`);
      }
    };
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error('a socket stayed open')), patienceMs).unref();
    });
    const closed = Promise.all(sockets.map((socket) => Promise.race([socket.closed, late])));
    const refused = await refusedAt();
    await closed;
    context.diagnostic(
      `refused after ${Math.round(refused)} ms, sockets of both nodes closed after ${Math.round(performance.now() - began)} ms`,
    );
  });

test('a workspace that is suspended at one node answers nobody at the other', async () => {
  const { token } = await newClient();
  const { text } = await nodes.first.call('directory.listTenants', {}, nodes.operator, null);
  const { tenants } = JSON.parse(text) as { tenants: { id: string }[] };
  const suspended = await nodes.first.call(
    'directory.suspendTenant',
    { tenantId: tenants[0]?.id },
    nodes.operator,
    null,
  );
  assert.equal(suspended.status, 200, suspended.text);
  const began = performance.now();
  for (;;) {
    const { status } = await nodes.second.call('channels.list', {}, { authorization: `Bearer ${token}` });
    if (status !== 200) break;
    assert.ok(performance.now() - began < patienceMs);
  }
});
