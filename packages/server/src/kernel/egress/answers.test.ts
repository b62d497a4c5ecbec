import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type EgressRehearsal, impatient, rehearseEgress } from '../../testing/egress/rehearsal.ts';
import type { Egress } from './index.ts';

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
    assert.ok(await world.allClosed());
  });

  test('compressed bytes stay compressed: a bomb is as large as it came', async () => {
    const bomb = gzipSync(Buffer.alloc(8_000_000));
    world.peer.answer = (_request, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    assert.deepEqual((await egress.fetch('jwks', url, whom)).body, bomb);
    assert.deepEqual(Buffer.from(await (await egress.asFetch('jwks', null)(url)).arrayBuffer()), bomb);
  });

  test('headers that come slowly, a body that drips and a silent port end in time', async () => {
    const hasty = world.guard({}, { times: impatient('headersMs') });
    world.peer.answer = () => {};
    assert.equal(await world.attempt(hasty, url), 'headers_timeout');
    world.signals.length = 0;
    const guard = world.guard({}, { times: impatient('totalMs', 600) });
    world.peer.answer = (_request, response) => {
      const timer = setInterval(() => response.write('.'), 20);
      response.on('close', () => clearInterval(timer));
    };
    assert.equal(await world.attempt(guard, url), 'total_timeout');
    assert.ok(await world.allClosed());
    assert.equal(guard.underWay, 0);
  });

  test('an answer may come later than a connection may', async () => {
    const guard = world.guard({}, { times: impatient('connectMs', 1000) });
    world.peer.answer = (_request, response) => {
      setTimeout(() => response.flushHeaders(), 1100);
      setTimeout(() => response.end('late'), 1300);
    };
    assert.equal(await world.attempt(guard, url), 'answered');
  });

  test('early answers (1xx) without end are no answer', async () => {
    const guard = world.guard({}, { times: impatient('headersMs') });
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
