import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { findOperation } from '@wardroom/contract';
import { type Rehearsal, rehearse } from './rehearsal.ts';

let edge: Rehearsal;
before(async () => {
  edge = await rehearse({ timeouts: { headersMs: 400, requestMs: 900, lookMs: 50 } });
});
after(() => edge.close());

const send = '/v1/messages.send';
const refused = async (body: string | Buffer | undefined, headers: Record<string, string> = {}) => {
  const callsBefore = edge.calls.length;
  const { status, code } = await edge.ask({ path: send, body, headers });
  assert.equal(edge.calls.length, callsBefore, 'nothing was called');
  return `${status} ${code}`;
};

test('what is not one JSON object in UTF-8 is refused with a code', async () => {
  for (const body of ['', '{', 'null', '[]', '"text"', '1', '{}{}', "{'a':1}", '{"a":1,}', 'NaN', '\ufeff{}'])
    assert.equal(await refused(body), '400 invalid_json', JSON.stringify(body));
  assert.equal(await refused(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), '400 invalid_json');
  assert.equal(
    await refused(Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d])),
    '400 invalid_json',
  );
  assert.equal(await refused(Buffer.from('{"a":1}', 'utf16le')), '400 invalid_json');
});

test('nesting ends at 16 levels; brackets in strings do not count', async () => {
  const nested = (depth: number) => `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
  assert.equal(await refused(nested(17)), '400 nesting_too_deep');
  assert.equal(await refused(`{"a":${'['.repeat(16_000)}`, {}), '400 nesting_too_deep');
  assert.equal((await edge.ask({ path: send, body: nested(16) })).status, 200);
  assert.equal((await edge.ask({ path: send, body: `{"a":"\\"${'['.repeat(500)}"}` })).status, 200);
});

test('only application/json, unencoded and named once', async () => {
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/jsonp',
    'application/json, text/plain',
    '',
  ])
    assert.equal(await refused('{}', { 'content-type': type }), '415 unsupported_media_type', type);
  assert.equal(await refused('{}', { 'content-encoding': 'gzip' }), '415 unsupported_media_type');
  assert.equal(
    (await edge.ask({ path: send, headers: { 'content-type': 'Application/JSON; charset=UTF-8' } })).status,
    200,
  );
});

test('doubled keys and __proto__ reach the schema as plain keys and change no prototype', async () => {
  await edge.ask({
    path: send,
    body: '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"a":1,"a":2}',
  });
  const input = edge.calls.at(-1)?.input as Record<string, unknown>;
  assert.equal(input['a'], 2);
  assert.equal(Object.getPrototypeOf(input), Object.prototype);
  assert.equal(Reflect.get({}, 'polluted'), undefined);
  assert.equal(
    findOperation('sessions.create')?.input.safeParse(
      JSON.parse('{"name":"a","password":"b","__proto__":{}}'),
    ).success,
    false,
  );
});

test('a body over the limit of its operation is refused before it is kept, announced or not', async () => {
  const limit = findOperation('messages.send')?.limits.bodyBytes ?? 0;
  assert.equal(await refused('x'.repeat(limit + 1)), '413 body_too_large');
  const announced = `POST ${send} HTTP/1.1\r\nHost: acme.localhost:${edge.port}\r\nOrigin: http://acme.localhost:${edge.port}\r\nContent-Type: application/json\r\n`;
  const huge = await edge.raw(`${announced}Content-Length: 99999999999\r\n\r\n{`);
  assert.match(huge.text, /^HTTP\/1\.1 413 .*body_too_large/s);
  assert.ok(huge.ended);
  const chunk = `${(65_536).toString(16)}\r\n${'y'.repeat(65_536)}\r\n`;
  const streamed = await edge.raw(
    `${announced}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(Math.ceil(limit / 65_536) + 2)}`,
  );
  assert.match(streamed.text, /^HTTP\/1\.1 413 /);
  assert.ok(streamed.ended);
});

test('requests that two readers could read differently end the connection', async () => {
  const head = `POST ${send} HTTP/1.1\r\nHost: acme.localhost:${edge.port}\r\nContent-Type: application/json\r\n`;
  for (const bytes of [
    `${head}Content-Length: 2\r\nContent-Length: 5\r\n\r\n{}`,
    `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `${head}Transfer-Encoding: chunked, identity\r\n\r\n{}`,
    `${head}Content-Length: +2\r\n\r\n{}`,
    `${head} folded: header\r\nContent-Length: 2\r\n\r\n{}`,
    `${head}X\u0000Y: z\r\n\r\n`,
    `GET / HTTP/9.9\r\n\r\n`,
    `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03`,
    `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`,
    'nonsense\r\n\r\n',
  ]) {
    const callsBefore = edge.calls.length;
    const { text, ended } = await edge.raw(Buffer.from(bytes, 'latin1'), 2_000);
    assert.ok(ended, bytes);
    assert.match(text, /^(HTTP\/1\.1 4\d\d |$)/, bytes);
    assert.equal(edge.calls.length, callsBefore, bytes);
  }
});

test('headers beyond 16 KiB are refused', async () => {
  const { text, ended } = await edge.raw(
    `GET / HTTP/1.1\r\nHost: localhost:${edge.port}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
  );
  assert.match(text, /^HTTP\/1\.1 431 /);
  assert.ok(ended);
});

test('who dribbles headers or a body is cut off, and others are served meanwhile', async () => {
  const dribble = (start: string) =>
    new Promise<number>((resolve) => {
      const began = performance.now();
      const socket = connect(edge.port, '127.0.0.1');
      socket.write(start);
      const timer = setInterval(() => socket.write('a'), 50);
      socket.on('error', () => {});
      socket.on('data', () => {});
      socket.on('close', () => {
        clearInterval(timer);
        resolve(performance.now() - began);
      });
    });
  const slow = [
    ...Array.from({ length: 50 }, () => dribble('GET / HTTP/1.1\r\nX: ')),
    ...Array.from({ length: 50 }, () =>
      dribble(
        `POST ${send} HTTP/1.1\r\nHost: acme.localhost:${edge.port}\r\nOrigin: http://acme.localhost:${edge.port}\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n`,
      ),
    ),
  ];
  await sleep(100);
  assert.equal((await edge.ask({ path: send })).status, 200);
  // Without the limits they would go on for hours; the machine of a test may be slow.
  for (const lasted of await Promise.all(slow)) assert.ok(lasted < 120_000, `lasted ${lasted} ms`);
});

test('a flood of refused bodies leaves no memory behind', async () => {
  const limit = findOperation('messages.send')?.limits.bodyBytes ?? 0;
  const body = 'x'.repeat(limit + 1);
  const round = () =>
    Promise.all(Array.from({ length: 20 }, () => edge.ask({ path: send, body }).catch(() => null)));
  await round();
  const before = process.memoryUsage().rss;
  for (let index = 0; index < 20; index += 1) await round();
  assert.ok(process.memoryUsage().rss - before < 150 * 1024 * 1024);
  assert.equal((await edge.ask({ path: send })).status, 200);
});

test('a request on one connection never speaks for the next one on it', async () => {
  const request = (slug: string, rest: string) =>
    `GET /v1/sessions.show HTTP/1.1\r\nHost: ${slug}.localhost:${edge.port}\r\n${rest}\r\n`;
  await edge.raw(
    `${request('acme', 'Cookie: __Host-wardroom=one\r\n')}${request('globex', 'Connection: close\r\n')}`,
  );
  const [first, second] = edge.calls.slice(-2);
  assert.deepEqual(
    [first?.host, first?.credential],
    [`acme.localhost:${edge.port}`, { kind: 'session', secret: 'one' }],
  );
  assert.deepEqual([second?.host, second?.credential], [`globex.localhost:${edge.port}`, { kind: 'none' }]);
});

test('one address cannot take every place: its further connections are closed, others are served', async () => {
  const sockets = Array.from({ length: 40 }, () =>
    connect({ port: edge.port, host: '127.0.0.1', localAddress: '127.0.0.9' }),
  );
  let closed = 0;
  for (const socket of sockets)
    socket
      .on('error', () => {})
      .on('close', () => {
        closed += 1;
      });
  while (closed < 20) await sleep(20);
  await sleep(100);
  assert.equal(closed, 20);
  assert.equal((await edge.ask({ path: send })).status, 200);
  for (const socket of sockets) socket.destroy();
  await sleep(200);
  const again = connect({ port: edge.port, host: '127.0.0.1', localAddress: '127.0.0.9' });
  again.write(`GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  const [answer] = (await once(again, 'data')) as [Buffer];
  assert.match(answer.toString(), /^HTTP\/1\.1 200/);
});
