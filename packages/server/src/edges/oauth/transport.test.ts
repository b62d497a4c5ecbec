/** The request that the library sees is made anew (handover.ts): however it came, it comes whole, once and in its turn. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { askerOf, basic, random } from '../../testing/oauth/client.ts';
import { type Served, serveOAuth, serviceClient } from '../../testing/oauth/served.ts';

let served: Served;
let authorization: string;
before(async () => {
  served = await serveOAuth();
  const { id, secret } = await serviceClient(served);
  authorization = basic(id, secret)['authorization'] ?? '';
});
after(() => served.close());

const form = 'application/x-www-form-urlencoded';
const body = 'grant_type=client_credentials&scope=channels%3Aread';
const head = (more: readonly string[], path = '/oauth/token', method = 'POST') =>
  [
    `${method} ${path} HTTP/1.1`,
    `host: ${new URL(served.origin()).host}`,
    ...[`authorization: ${authorization}`, `content-type: ${form}`, ...more, '', ''],
  ].join('\r\n');
const whole = (more: readonly string[] = []) => `${head([`content-length: ${body.length}`, ...more])}${body}`;
const close = 'connection: close';
const statuses = (text: string) =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
const tokensIn = (text: string) => [...text.matchAll(/"access_token":"([^"]+)"/g)].map(([, token]) => token);

test('a body in chunks is read as one', async () => {
  const chunks = [...body].map((letter) => `1\r\n${letter}\r\n`).join('');
  const { text } = await served.edge.raw(`${head(['transfer-encoding: chunked', close])}${chunks}0\r\n\r\n`);
  assert.deepEqual([statuses(text), tokensIn(text).length], [[200], 1], text);
});

test('a body of another length than was said is no request', async () => {
  const short = await served.edge.raw(`${head([`content-length: ${body.length - 4}`, close])}${body}`);
  assert.ok(
    tokensIn(short.text).length <= 1 && statuses(short.text).every((status) => status < 500),
    short.text,
  );
  const both = await served.edge.raw(
    `${head(['transfer-encoding: chunked', `content-length: ${body.length}`, close])}${body}`,
  );
  assert.deepEqual([statuses(both.text), tokensIn(both.text)], [[400], []]);
});

test('requests one behind the other on one connection are answered in their turn, each for itself', async () => {
  const wrong = head([`content-length: ${body.length}`]).replace(authorization, 'Basic eDp5') + body;
  const metadata = head([], '/.well-known/oauth-authorization-server', 'GET');
  const { text } = await served.edge.raw(`${whole()}${wrong}${whole()}${metadata}${whole([close])}`);
  assert.deepEqual(statuses(text), [200, 401, 200, 200, 200], text.slice(0, 2000));
  assert.equal(new Set(tokensIn(text)).size, 3);
});

test('whoever hangs up gets nothing and breaks nothing', async () => {
  for (const part of [head([`content-length: ${body.length}`]), whole(), whole().slice(0, -10)])
    await new Promise<void>((resolve) => {
      const socket = connect(served.edge.port, '127.0.0.1', () => {
        socket.write(part, () => socket.destroy());
      });
      socket.on('close', () => resolve());
      socket.on('error', () => resolve());
    });
  const { text } = await served.edge.raw(whole([close]));
  assert.deepEqual(statuses(text), [200]);
});

test('a cookie of the library’s, sent by somebody, reaches nothing', async () => {
  const ask = askerOf(served);
  for (const name of ['_interaction_resume', '_interaction', '_session', '_session.legacy', '_session.sig']) {
    const { status, headers } = await ask.get(`/oauth/authorize/${random()}`, {
      cookie: `${name}=${random()}`,
    });
    assert.equal(status, 400, name);
    assert.ok(
      headers.getSetCookie().every((line) => line.startsWith('__Host-')),
      name,
    );
  }
});

test('two credentials in one header are one that is wrong', async () => {
  const double = `${head([`content-length: ${body.length}`, `authorization: ${authorization}`, close])}${body}`;
  const { text } = await served.edge.raw(double);
  assert.ok([200, 400, 401].includes(statuses(text)[0] ?? 0), text);
  const mixed = head([`content-length: ${body.length}`, close]).replace(
    authorization,
    `Basic eDp5, ${authorization}`,
  );
  assert.ok([400, 401].includes(statuses((await served.edge.raw(mixed + body)).text)[0] ?? 0));
});

test('nothing of this was a bug', () => {
  assert.deepEqual(
    served.log.filter((line) => line.includes('request.bug')),
    [],
  );
  assert.deepEqual(served.harness.bugs, []);
});
