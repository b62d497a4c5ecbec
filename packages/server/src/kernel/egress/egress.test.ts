import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { selfSigned } from '../../testing/egress/certificates.ts';
import {
  allow,
  bodyOf,
  type EgressRehearsal,
  loopback,
  peerName,
  rehearseEgress,
} from '../../testing/egress/rehearsal.ts';
import { startTlsPeer } from '../../testing/egress/tls-peer.ts';
import { createEgress, type Egress, egressTimes, turnstileLimits } from './index.ts';

let world: EgressRehearsal;
let egress: Egress;
let url: string;
const whom = { tenantId: null };
const quick = { resolveMs: 150, connectMs: 150, headersMs: 150, totalMs: 400 };

before(async () => {
  world = await rehearseEgress();
  egress = world.guard();
  url = `https://${peerName}:${world.peer.port}/jwks`;
});
after(() => world.close());
afterEach(() => {
  world.peer.answer = (_request, response) => void response.end('hello');
  world.peer.requests.length = 0;
  world.signals.length = 0;
  world.names.take();
});

/** Runs the attempt and asserts that it came to the reason without a connection. */
async function refusedUnconnected(host: string, reason: string, network = loopback) {
  const before = world.peer.connections;
  const guard = world.guard({ allowList: [allow(host, world.peer.port, network)] });
  assert.equal(await world.attempt(guard, `https://${host}:${world.peer.port}/`), reason);
  assert.equal(world.peer.connections, before, 'somebody was connected to');
}

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
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(world.peer.open, 0);
    assert.equal(egress.underWay, 0);
  });

  test('the next address is tried when the first cannot be reached', async () => {
    const host = 'second.example.com';
    world.names.set(host, { a: ['127.0.0.9', '127.0.0.1'] });
    const peer = await startTlsPeer(world.authority.issue({ names: [host] }));
    const guard = world.guard({ allowList: [allow(host, peer.port, '127.0.0.0/24')] });
    assert.equal((await guard.fetch('jwks', `https://${host}:${peer.port}/`, whom)).status, 200);
    await peer.close();
  });
});

describe('names that lead inside', () => {
  test('a name with a private address is refused and nobody is connected to', async () => {
    world.names.set('inside.example.com', { a: ['10.0.0.7'] });
    await refusedUnconnected('inside.example.com', 'address_private');
    const [signal] = world.signals;
    assert.equal(signal?.isSuspicious, true);
    assert.equal(signal?.address, '10.0.0.7');
    assert.equal(signal?.host, 'inside.example.com');
  });

  test('an alias (CNAME) that leads to a private address is refused', async () => {
    world.names.set('alias.example.com', { a: { alias: 'db.corp.example', addresses: ['192.168.0.9'] } });
    await refusedUnconnected('alias.example.com', 'address_private');
  });

  test('a public A and an AAAA of ::1 is refused as a mixed answer', async () => {
    world.names.set('mixed6.example.com', { a: ['127.0.0.1'], aaaa: ['::1'] });
    await refusedUnconnected('mixed6.example.com', 'answer_mixed');
    assert.equal(world.signals[0]?.isSuspicious, true);
    assert.equal(world.signals[0]?.address, '::1');
  });

  test('one private address among good ones is refused as a mixed answer, wherever it stands', async () => {
    for (const a of [
      ['10.0.0.1', '127.0.0.1'],
      ['127.0.0.1', '10.0.0.1'],
    ]) {
      world.names.set('mixed4.example.com', { a });
      await refusedUnconnected('mixed4.example.com', 'answer_mixed');
    }
  });

  test('only an AAAA, and that one inside: refused', async () => {
    for (const address of [
      '::1',
      'fe80::1',
      'fd00::1',
      '::ffff:127.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
    ]) {
      world.names.set('six.example.com', { a: [], aaaa: [address] });
      await refusedUnconnected('six.example.com', 'address_private');
    }
  });

  test('answers that alternate (TTL 0) are judged at every attempt', async () => {
    const host = 'turning.example.com';
    const peer = await startTlsPeer(world.authority.issue({ names: [host] }));
    world.names.set(host, {
      a: { inTurn: [['127.0.0.1'], ['10.0.0.1'], ['127.0.0.1'], ['169.254.169.254']] },
    });
    const guard = world.guard({ allowList: [allow(host, peer.port)] });
    const outcomes: string[] = [];
    for (let round = 0; round < 4; round += 1)
      outcomes.push(await world.attempt(guard, `https://${host}:${peer.port}/`));
    assert.deepEqual(outcomes, ['answered', 'address_private', 'answered', 'address_private']);
    assert.equal(
      world.names.take().filter((query) => query === `A ${host}`).length,
      4,
      'one look-up an attempt',
    );
    assert.equal(peer.connections, 2);
    await peer.close();
  });

  test('an address of this deployment is refused although it is public', async () => {
    world.names.set('own.example.com', { a: ['8.8.4.4'] });
    const guard = world.guard({ ownAddresses: ['8.8.4.0/24'] });
    assert.equal(await world.attempt(guard, 'https://own.example.com/'), 'address_own');
    assert.equal(await world.attempt(guard, 'https://8.8.4.4/'), 'address_own');
  });

  test('our own domains are refused before anybody is asked, custom domains too', async () => {
    const guard = world.guard({}, { isOwnHost: async (host) => host === 'talk.acme.example.net' });
    assert.equal(await world.attempt(guard, 'https://acme.chat.example.org/'), 'host_own');
    assert.equal(await world.attempt(guard, 'https://talk.acme.example.net/'), 'host_own');
    assert.deepEqual(world.names.take(), []);
  });

  test('the hosts file is not read', async () => {
    assert.equal(
      await world.attempt(world.guard({ allowList: [] }), 'https://ip6-localhost.example.com/'),
      'answer_empty',
    );
    assert.deepEqual(world.names.take().sort(), [
      'A ip6-localhost.example.com',
      'AAAA ip6-localhost.example.com',
    ]);
  });
});

describe('name servers that answer badly', () => {
  const sixteen = Array.from({ length: 16 }, (_, at) => `127.0.0.${at + 1}`);

  test('sixteen answers are judged, seventeen are refused', async () => {
    world.names.set('crowd.example.com', { a: [...sixteen, '127.0.0.17'] });
    await refusedUnconnected('crowd.example.com', 'answer_too_many', '127.0.0.0/8');
    world.names.set('crowd.example.com', { a: sixteen, aaaa: ['::1'] });
    await refusedUnconnected('crowd.example.com', 'answer_too_many', '127.0.0.0/8');
    world.names.set('crowd.example.com', { a: sixteen.slice(0, 15), aaaa: ['::1'] });
    await refusedUnconnected('crowd.example.com', 'answer_mixed', '127.0.0.0/8');
  });

  test('no answer, no such name, failure and refusal of the name server are refusals', async () => {
    world.names.set('empty.example.com', {});
    await refusedUnconnected('empty.example.com', 'answer_empty');
    await refusedUnconnected('nowhere.example.com', 'answer_empty');
    for (const rcode of [2, 5]) {
      world.names.set('broken.example.com', { a: { rcode } });
      await refusedUnconnected('broken.example.com', 'resolve_failed');
    }
  });

  test('when one of the two queries fails the other does not count', async () => {
    world.names.set('half.example.com', { a: ['127.0.0.1'], aaaa: { rcode: 2 } });
    await refusedUnconnected('half.example.com', 'resolve_failed');
  });

  test('a silent name server costs its share of time and no more', async () => {
    world.names.set('silent.example.com', { a: 'silence', aaaa: 'silence' });
    const guard = world.guard({}, { times: quick });
    const startedAt = Date.now();
    assert.equal(await world.attempt(guard, 'https://silent.example.com/'), 'resolve_timeout');
    assert.ok(Date.now() - startedAt < 1000);
  });
});

describe('the other end', () => {
  test('a connection that ends elsewhere than at the judged address is dropped before a byte is sent', async () => {
    const other = await startTlsPeer(world.authority.issue({ names: [peerName] }), '127.0.0.2');
    const astray = world.guard({}, { open: () => connect({ host: '127.0.0.2', port: other.port }) });
    assert.equal(await world.attempt(astray, url), 'address_other');
    assert.equal(world.signals[0]?.address, '127.0.0.2');
    assert.equal(other.requests.length, 0);
    await other.close();
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
      const peer = await startTlsPeer(issue([peerName]));
      const guard = world.guard({ allowList: [allow(peerName, peer.port)] });
      assert.equal(await world.attempt(guard, `https://${peerName}:${peer.port}/`), 'tls_failed');
      assert.equal(world.signals[0]?.code, code);
      assert.equal(peer.requests.length, 0);
      await peer.close();
    });
  }

  test('a literal address needs a certificate for the address', async () => {
    const peer = await startTlsPeer(world.authority.issue({ names: ['127.0.0.1'] }));
    const named = await startTlsPeer(world.authority.issue({ names: [peerName] }));
    const allowList = [allow('127.0.0.1', peer.port), allow('127.0.0.1', named.port)];
    const guard = world.guard({ allowList });
    assert.equal(await world.attempt(guard, `https://127.0.0.1:${peer.port}/`), 'answered');
    assert.equal(await world.attempt(guard, `https://127.0.0.1:${named.port}/`), 'tls_failed');
    assert.deepEqual(world.names.take(), [], 'a literal is looked up nowhere');
    await Promise.all([peer.close(), named.close()]);
  });

  test('the environment variable that switches certificates off does not reach here', async () => {
    const peer = await startTlsPeer(selfSigned([peerName]));
    const guard = world.guard({ allowList: [allow(peerName, peer.port)] });
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      assert.equal(await world.attempt(guard, `https://${peerName}:${peer.port}/`), 'tls_failed');
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      await peer.close();
    }
  });

  test('a certificate of the operator counts for the allow-list only', async () => {
    const guard = world.guard({ certificates: [] });
    assert.equal(await world.attempt(guard, url), 'tls_failed');
  });
});

describe('answers that want too much', () => {
  test('a redirect is not followed, wherever it leads', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      world.peer.requests.length = 0;
      world.signals.length = 0;
      world.peer.answer = (_request, response) =>
        void response.writeHead(status, { location: `${url}/2` }).end();
      assert.equal(await world.attempt(egress, url), 'redirect');
      assert.equal(world.peer.requests.length, 1);
    }
  });

  test('a body is read to the limit of its purpose, announced or not, to the byte', async () => {
    const limit = 64 * 1024;
    const send = (size: number, isAnnounced: boolean) => {
      world.peer.answer = (_request, response) => {
        if (isAnnounced) response.setHeader('content-length', size);
        else response.flushHeaders();
        response.end(Buffer.alloc(size, 'a'));
      };
    };
    for (const isAnnounced of [true, false]) {
      send(limit, isAnnounced);
      assert.equal((await egress.fetch('jwks', url, whom)).body.length, limit);
      send(limit + 1, isAnnounced);
      assert.equal(await world.attempt(egress, url), 'response_too_large');
      world.signals.length = 0;
    }
    send(101, false);
    assert.equal(await world.attempt(egress, url, { maxBytes: 100 }), 'response_too_large');
    send(limit + 5, false);
    assert.equal(
      await world.attempt(egress, url, { maxBytes: 10 * limit }),
      'response_too_large',
      'cannot be raised',
    );
  });

  test('of a delivery only the beginning of the answer is kept', async () => {
    world.peer.answer = (_request, response) => void response.end(Buffer.alloc(1_000_000, 'a'));
    const response = await egress.fetch('webhook', url, { ...whom, body: '{}' });
    assert.equal(response.body.length, 64 * 1024);
  });

  test('an endless body ends at the limit, and the connection with it', async () => {
    world.peer.answer = (_request, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(16_384)), 1);
      response.on('close', () => clearInterval(timer));
    };
    assert.equal(await world.attempt(egress, url), 'response_too_large');
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(world.peer.open, 0);
  });

  test('compressed bytes stay compressed: a bomb is as large as it came', async () => {
    const bomb = gzipSync(Buffer.alloc(8_000_000));
    world.peer.answer = (_request, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    assert.deepEqual((await egress.fetch('jwks', url, whom)).body, bomb);
    assert.deepEqual(Buffer.from(await (await egress.asFetch('jwks', null)(url)).arrayBuffer()), bomb);
  });

  test('headers that come slowly, a body that drips and a silent port end in time', async () => {
    const guard = world.guard({}, { times: quick });
    world.peer.answer = () => {};
    assert.equal(await world.attempt(guard, url), 'headers_timeout');
    world.signals.length = 0;
    world.peer.answer = (_request, response) => {
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    };
    assert.equal(await world.attempt(guard, url), 'total_timeout');
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(world.peer.open, 0);
    assert.equal(guard.underWay, 0);
  });

  test('early answers (1xx) without end are no answer', async () => {
    const guard = world.guard({}, { times: quick });
    world.peer.answer = (_request, response) => {
      const timer = setInterval(() => response.writeProcessing(), 10);
      response.on('close', () => clearInterval(timer));
    };
    assert.equal(await world.attempt(guard, url), 'headers_timeout');
  });

  test('headers beyond 16 KiB, bytes that are no HTTP and a hang-up are refused', async () => {
    world.peer.answer = (_request, response) => void response.writeHead(200, { a: 'b'.repeat(17_000) }).end();
    assert.equal(await world.attempt(egress, url), 'response_malformed');
    for (const bytes of ['SSH-2.0-OpenSSH\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nab', '']) {
      world.signals.length = 0;
      world.peer.answer = ({ socket }) => void socket.end(bytes);
      assert.equal(await world.attempt(egress, url), 'response_malformed', bytes);
    }
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
  const hold = () => {
    world.peer.answer = (_request, response) => void setTimeout(() => response.end('late'), 100);
  };
  const host = 'crowded.example.com';

  test('one address gets so many connections at once, over all tenants', async () => {
    hold();
    const guard = world.guard({}, { limits: { ...turnstileLimits, perAddress: 2 } });
    const outcomes = await Promise.all(
      ['a', 'b', 'c'].map((tenantId) =>
        guard.fetch('jwks', url, { tenantId }).then(
          () => 'answered',
          () => 'refused',
        ),
      ),
    );
    assert.deepEqual(outcomes.sort(), ['answered', 'answered', 'refused']);
    assert.equal(world.signals[0]?.reason, 'limit');
    assert.equal(await world.attempt(guard, url), 'answered', 'the place is given back');
  });

  test('one tenant has so many attempts at once, and another still has its own', async () => {
    hold();
    const guard = world.guard({}, { limits: { ...turnstileLimits, perTenant: 1 } });
    const outcomes = await Promise.all(
      ['a', 'a', 'b'].map((tenantId) =>
        guard.fetch('jwks', url, { tenantId }).then(
          () => tenantId,
          () => 'refused',
        ),
      ),
    );
    assert.deepEqual(outcomes, ['a', 'refused', 'b']);
    assert.equal(world.signals[0]?.tenantId, 'a');
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
    assert.equal(host, 'crowded.example.com');
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
