import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';
import { selfSigned } from '../../testing/egress/certificates.ts';
import {
  allow,
  bodyOf,
  type EgressRehearsal,
  peerName,
  rehearseEgress,
  until,
} from '../../testing/egress/rehearsal.ts';
import { createEgress, type Egress, egressTimes, turnstileLimits } from './index.ts';

let world: EgressRehearsal;
let egress: Egress;
let url: string;
const whom = { tenantId: null };

before(async () => {
  world = await rehearseEgress();
  egress = world.guard();
  url = world.url;
});
after(() => world.close());
afterEach(() => world.reset());

describe('what is answered', () => {
  test('an admitted address is fetched with its name in SNI, Host and certificate', async () => {
    world.peer.answer = (_request, response) =>
      void response
        .writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'a=b' })
        .end('{"keys":[]}');
    const response = await egress.fetch('jwks', url, { ...whom, headers: { Accept: 'application/json' } });
    assert.equal(response.status, 200);
    assert.equal(bodyOf(response), '{"keys":[]}');
    assert.equal(response.headers['content-type'], 'application/json');
    assert.equal(response.headers['set-cookie'], undefined);
    const [request] = world.peer.requests;
    assert.equal(request?.serverName, peerName);
    assert.equal(request?.headers['host'], `${peerName}:${world.peer.port}`);
    assert.equal(request?.headers['accept-encoding'], 'identity');
    assert.equal(request?.headers['connection'], 'close');
    assert.equal(request?.headers['accept'], 'application/json');
    assert.equal(request?.url, '/jwks');
  });

  test('an error of the peer is an answer, not a refusal', async () => {
    world.peer.answer = (_request, response) => void response.writeHead(503).end('later');
    assert.equal((await egress.fetch('jwks', url, whom)).status, 503);
  });

  test('a delivery sends its body, and only where the purpose sends at all', async () => {
    const options = { ...whom, method: 'POST', body: '{"a":1}', headers: { 'webhook-id': 'msg_1' } };
    assert.equal((await egress.fetch('webhook', url, options)).status, 200);
    assert.equal(world.peer.requests[0]?.body, '{"a":1}');
    assert.equal(world.peer.requests[0]?.headers['webhook-id'], 'msg_1');
    assert.equal(await world.attempt(egress, url, options), 'request_refused');
    assert.equal(await world.attempt(egress, url, { body: 'x' }), 'request_refused');
  });

  test('every attempt asks the name servers and connects anew, and nothing stays open', async () => {
    const before = world.peer.connections;
    for (let round = 0; round < 3; round += 1) await egress.fetch('jwks', url, whom);
    assert.equal(world.peer.connections - before, 3);
    assert.deepEqual(world.names.take().sort(), [
      ...[`A ${peerName}`, `A ${peerName}`, `A ${peerName}`],
      ...[`AAAA ${peerName}`, `AAAA ${peerName}`, `AAAA ${peerName}`],
    ]);
    assert.ok(await world.allClosed());
    assert.equal(egress.underWay, 0);
  });

  test('the next address is tried when the first cannot be reached', async () => {
    const host = 'second.example.com';
    world.names.set(host, { a: ['127.0.0.9', '127.0.0.1'] });
    const peer = await world.startPeer(world.authority.issue({ names: [host] }));
    const guard = world.guard({ allowList: [allow(host, peer.port, '127.0.0.0/24')] });
    assert.equal((await guard.fetch('jwks', `https://${host}:${peer.port}/`, whom)).status, 200);
  });
});

describe('the other end', () => {
  test('a connection that ends elsewhere than at the judged address is dropped before a byte is sent', async () => {
    const other = await world.startPeer(world.authority.issue({ names: [peerName] }), '127.0.0.2');
    const astray = world.guard({}, { open: () => connect({ host: '127.0.0.2', port: other.port }) });
    assert.equal(await world.attempt(astray, url), 'address_other');
    assert.equal(world.signals[0]?.address, '127.0.0.2');
    assert.equal(other.requests.length, 0);
  });

  const certificates = [
    [
      'another name',
      (names: string[]) => world.authority.issue({ names: ['other.example.com', ...names.slice(1)] }),
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    [
      'the past',
      (names: string[]) =>
        world.authority.issue({ names, notBefore: Date.now() - 2e8, notAfter: Date.now() - 1e8 }),
      'CERT_HAS_EXPIRED',
    ],
    [
      'the future',
      (names: string[]) =>
        world.authority.issue({ names, notBefore: Date.now() + 1e8, notAfter: Date.now() + 2e8 }),
      'CERT_NOT_YET_VALID',
    ],
    ['nobody', (names: string[]) => selfSigned(names), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ] as const;
  for (const [what, issue, code] of certificates) {
    test(`a certificate of ${what} is refused and nothing is sent`, async () => {
      const peer = await world.startPeer(issue([peerName]));
      const guard = world.guard({ allowList: [allow(peerName, peer.port)] });
      assert.equal(await world.attempt(guard, `https://${peerName}:${peer.port}/`), 'tls_failed');
      assert.equal(world.signals[0]?.code, code);
      assert.equal(peer.requests.length, 0);
    });
  }

  test('a literal address needs a certificate for the address', async () => {
    const peer = await world.startPeer(world.authority.issue({ names: ['127.0.0.1'] }));
    const named = await world.startPeer(world.authority.issue({ names: [peerName] }));
    const allowList = [allow('127.0.0.1', peer.port), allow('127.0.0.1', named.port)];
    const guard = world.guard({ allowList });
    assert.equal(await world.attempt(guard, `https://127.0.0.1:${peer.port}/`), 'answered');
    assert.equal(await world.attempt(guard, `https://127.0.0.1:${named.port}/`), 'tls_failed');
    assert.deepEqual(world.names.take(), [], 'a literal is looked up nowhere');
  });

  test('the environment variable that switches certificates off does not reach here', async () => {
    const peer = await world.startPeer(selfSigned([peerName]));
    const guard = world.guard({ allowList: [allow(peerName, peer.port)] });
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      assert.equal(await world.attempt(guard, `https://${peerName}:${peer.port}/`), 'tls_failed');
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });

  test('a certificate of the operator counts for the allow-list only', async () => {
    const guard = world.guard({ certificates: [] });
    assert.equal(await world.attempt(guard, url), 'tls_failed');
  });
});

describe('what may be sent', () => {
  test('headers that frame, route or identify are refused before anybody is asked', async () => {
    for (const name of [
      'Host',
      'connection',
      'Transfer-Encoding',
      'content-length',
      'cookie',
      'proxy-authorization',
      'x-forwarded-for',
      'upgrade',
      'expect',
    ])
      assert.equal(await world.attempt(egress, url, { headers: { [name]: 'x' } }), 'request_refused', name);
    for (const headers of [{ a: 'b\r\nc: d' }, { 'a b': 'c' }, { a: 'ü' }, { a: 'b'.repeat(9000) }])
      assert.equal(await world.attempt(egress, url, { headers }), 'request_refused');
    assert.equal(await world.attempt(egress, url, { method: 'DELETE' }), 'request_refused');
    const large = Buffer.alloc(1024 * 1024 + 1);
    assert.equal(await world.attempt(egress, url, { purpose: 'webhook', body: large }), 'request_refused');
    assert.deepEqual(world.names.take(), []);
  });
});

describe('how much at once', () => {
  /** Runs the attempts, holds the answers until one was refused and `count` have arrived, and then lets them go. */
  async function together(guard: Egress, tenants: readonly string[], count: number) {
    const held: ServerResponse[] = [];
    world.peer.answer = (_request, response) => void held.push(response);
    const outcomes = tenants.map((tenantId) =>
      guard.fetch('jwks', url, { tenantId }).then(
        () => tenantId,
        () => 'refused',
      ),
    );
    assert.ok(await until(() => held.length === count && world.signals.length === tenants.length - count));
    for (const response of held) response.end();
    return Promise.all(outcomes);
  }

  test('one address gets so many connections at once, over all tenants', async () => {
    const guard = world.guard({}, { limits: { ...turnstileLimits, perAddress: 2 } });
    const outcomes = await together(guard, ['a', 'b', 'c'], 2);
    assert.equal(outcomes.filter((outcome) => outcome === 'refused').length, 1);
    assert.equal(world.signals[0]?.reason, 'limit');
    world.reset();
    assert.equal(await world.attempt(guard, url), 'answered', 'the place is given back');
  });

  test('one tenant has so many attempts at once, and another still has its own', async () => {
    const guard = world.guard({}, { limits: { ...turnstileLimits, perTenant: 1 } });
    assert.deepEqual(await together(guard, ['a', 'a', 'b'], 2), ['a', 'refused', 'b']);
    assert.equal(world.signals[0]?.tenantId, 'a');
    assert.equal(world.signals[0]?.reason, 'limit');
  });

  test('the node has so many attempts at once', async () => {
    const guard = world.guard({}, { limits: { ...turnstileLimits, total: 2 } });
    assert.deepEqual(await together(guard, ['a', 'b', 'c'], 2), ['a', 'b', 'refused']);
  });

  test('one address gets so many connections in a minute', async () => {
    const clock = { at: 60_000, now: () => clock.at };
    const guard = world.guard({}, { clock, limits: { ...turnstileLimits, perAddressMinute: 2 } });
    const outcomes: string[] = [];
    for (const at of [60_000, 80_000, 119_999, 120_000]) {
      clock.at = at;
      outcomes.push(await world.attempt(guard, url));
    }
    assert.deepEqual(outcomes, ['answered', 'answered', 'limit', 'answered']);
  });

  test('whoever gives up is let go, and a closed guard lets nobody out', async () => {
    world.peer.answer = () => {};
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    assert.equal(await world.attempt(egress, url, { signal: controller.signal }), 'aborted');
    assert.equal(await world.attempt(egress, url, { signal: AbortSignal.abort() }), 'aborted');
    const guard = world.guard();
    setTimeout(() => guard.close(), 30);
    assert.equal(await world.attempt(guard, url), 'aborted');
    assert.equal(await world.attempt(guard, url), 'aborted');
    assert.equal(guard.underWay, 0);
  });
});

describe('the shape of fetch', () => {
  test('a library gets a Response: status, headers, JSON, a stream', async () => {
    const fetch = egress.asFetch('jwks', 'a');
    world.peer.answer = (_request, response) =>
      void response
        .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'max-age=60' })
        .end('{"keys":[]}');
    const headers = new Headers({ accept: 'application/json', 'user-agent': '' });
    const response = await fetch(new URL(url), { method: 'GET', headers });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('cache-control'), 'max-age=60');
    assert.deepEqual(await response.json(), { keys: [] });
    assert.equal(world.peer.requests[0]?.headers['user-agent'], 'Wardroom');
    const streamed: Uint8Array[] = [];
    for await (const chunk of (await fetch(url)).body ?? []) streamed.push(chunk);
    assert.equal(Buffer.concat(streamed).toString(), '{"keys":[]}');
  });

  test('no option of the caller follows redirects, brings another dispatcher or another method', async () => {
    const fetch = egress.asFetch('jwks', null);
    const dispatcher = { dispatch: () => assert.fail('a dispatcher of the caller was used') };
    const given = { redirect: 'follow', dispatcher } as object;
    assert.equal((await fetch(url, given)).status, 200);
    world.peer.answer = (_request, response) => void response.writeHead(302, { location: '/x' }).end();
    await assert.rejects(fetch(url, given), { code: 'egress_refused' });
    await assert.rejects(fetch(url, { method: 'POST', body: 'x' }), { code: 'egress_refused' });
    await assert.rejects(fetch('https://127.0.0.1/'), { code: 'egress_refused' });
    await assert.rejects(fetch(url, { signal: AbortSignal.abort() }), { code: 'egress_refused' });
  });

  test('an answer without a body is one', async () => {
    world.peer.answer = (_request, response) => void response.writeHead(204).end();
    assert.equal((await egress.asFetch('jwks', null)(url)).body, null);
  });
});

test('a guard with no settings of its own reaches nothing but public addresses', async () => {
  const bare = createEgress({
    settings: {
      resolvers: [world.names.address],
      ownDomains: [],
      ownAddresses: [],
      isAlternativePortOpen: false,
      allowList: [],
      certificates: [],
      proxy: null,
    },
    clock: { now: () => 0 },
    onSignal: (signal) => world.signals.push(signal),
    times: egressTimes,
  });
  assert.equal(await world.attempt(bare, `https://127.0.0.1:${world.peer.port}/`), 'port_refused');
  assert.equal(await world.attempt(bare, 'https://127.0.0.1/'), 'address_private');
  assert.equal(await world.attempt(bare, 'https://[::1]/'), 'address_private');
  assert.equal(await world.attempt(bare, `https://${peerName}/`), 'address_private');
});
