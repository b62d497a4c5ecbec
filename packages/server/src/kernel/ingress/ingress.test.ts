import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAddressReader, originVerdict, readCredential, readHost, sessionCookie } from './index.ts';

const local = { baseDomain: 'localhost', publicScheme: 'http', ports: () => [8420] } as const;
const hosted = { baseDomain: 'chat.example.com', publicScheme: 'https', ports: () => [443] } as const;

test('a host is the platform’s or a tenant’s, spelled exactly, with the port of the deployment', () => {
  const realm = (host: string, settings: typeof local | typeof hosted = local) =>
    readHost(['Host', host], settings)?.realm ?? null;
  assert.equal(realm('localhost:8420'), 'platform');
  assert.equal(realm('127.0.0.1:8420'), 'platform');
  assert.equal(realm('[::1]:8420'), 'platform');
  assert.equal(realm('ACME.localhost:8420'), 'tenant');
  assert.equal(realm('acme.chat.example.com', hosted), 'tenant');
  assert.equal(realm('chat.example.com', hosted), 'platform');
  for (const host of [
    'acme.localhost',
    'acme.localhost:80',
    'acme.localhost:8421',
    'acme.localhost:8420.',
    'acme.localhost.:8420',
    'a.b.localhost:8420',
    '.localhost:8420',
    'evil-localhost:8420',
    'acme.localhost:8420@evil',
    'acme.localhost:8420/x',
    '',
    ' acme.localhost:8420',
    'acme_.localhost:8420',
    '-acme.localhost:8420',
    '0x7f.1:8420',
    '192.168.0.1:8420',
  ])
    assert.equal(realm(host), null, host);
  for (const host of ['acme.chat.example.com:443', 'acme.chat.example.com:8420'])
    assert.equal(realm(host, hosted), null, host);
});

test('any other name may be a tenant’s custom domain, if it has the form of one; addresses and single labels are nobody’s', () => {
  const realm = (host: string) => readHost(['Host', host], hosted)?.realm ?? null;
  for (const host of [
    'chat.acme.com',
    'Chat.ACME.com',
    'example.com',
    'chat.example.com.evil.net',
    'xchat.example.com',
    'xn--bcher-kva.xn--vermgensberatung-pwb',
  ])
    assert.equal(realm(host), 'tenant', host);
  assert.equal(readHost(['Host', 'Chat.ACME.com'], hosted)?.ownOrigin, 'https://chat.acme.com');
  for (const host of [
    'acme',
    'a.b.chat.example.com',
    'chat.acme.com:443',
    'chat.acme.com:8420',
    'chat.acme.com.',
    '.acme.com',
    'chat..com',
    'chat_.acme.com',
    '-chat.acme.com',
    'chat.acme.com@evil.net',
    'chat.acme.com/x',
    'chat.acme.com, globex.com',
    'bücher.de',
    '192.0.2.1',
    '1.2.3.0x4',
    '[2001:db8::1]',
    `${'a'.repeat(64)}.com`,
    `${'a.'.repeat(126)}com`,
  ])
    assert.equal(realm(host), null, host);
  assert.equal(readHost(['Host', 'chat.acme.com', 'Host', 'acme.chat.example.com'], hosted), null);
});

test('no host and two hosts are no host, even when both are the same', () => {
  assert.equal(readHost([], local), null);
  assert.equal(readHost(['Host', 'acme.localhost:8420', 'host', 'acme.localhost:8420'], local), null);
});

const own = 'http://acme.localhost:8420';
const verdict = (
  headers: string[],
  facts: { get?: boolean; cookie?: boolean; bearer?: boolean; page?: boolean },
) =>
  originVerdict({
    rawHeaders: headers,
    ownOrigin: own,
    stateChanging: !facts.get,
    hasCookie: facts.cookie ?? false,
    hasBearer: facts.bearer ?? false,
    isCall: !facts.page,
  });

test('the origin matrix', () => {
  const sibling = ['Origin', 'http://globex.localhost:8420'];
  for (const facts of [
    {},
    { cookie: true },
    { bearer: true },
    { get: true },
    { get: true, cookie: true },
    { get: true, page: true },
  ]) {
    assert.equal(verdict(sibling, facts), 'foreign_origin');
    assert.equal(verdict(['Origin', 'null'], facts), 'foreign_origin');
    assert.equal(verdict(['Origin', own, 'Origin', own], facts), 'foreign_origin');
    assert.equal(verdict(['Origin', 'https://acme.localhost:8420'], facts), 'foreign_origin');
    assert.equal(verdict(['Origin', 'http://acme.localhost'], facts), 'foreign_origin');
    assert.equal(verdict(['Origin', own], facts), 'accepted');
  }
  assert.equal(verdict([], { cookie: true }), 'missing_origin');
  assert.equal(verdict([], {}), 'missing_origin');
  assert.equal(verdict([], { bearer: true, cookie: true }), 'missing_origin');
  assert.equal(verdict([], { bearer: true }), 'accepted');
  assert.equal(verdict([], { get: true, cookie: true }), 'accepted');
});

test('Sec-Fetch-Site refuses more and never permits', () => {
  assert.equal(verdict(['Sec-Fetch-Site', 'same-origin'], { cookie: true }), 'missing_origin');
  for (const site of ['same-site', 'cross-site', 'nonsense']) {
    assert.equal(verdict(['Sec-Fetch-Site', site], { get: true, cookie: true }), 'foreign_site');
    assert.equal(verdict(['Sec-Fetch-Site', site], { get: true, page: true }), 'accepted');
  }
  assert.equal(verdict(['Sec-Fetch-Site', 'none'], { get: true }), 'accepted');
});

test('one credential: cookie and key together, or two of either, are refused', () => {
  const cookie = ['Cookie', 'a=b; __Host-wardroom=s3cret; c=d'];
  const key = ['Authorization', 'Bearer wr_live_bot_abc'];
  assert.deepEqual(readCredential(cookie, 'tenant'), {
    ok: true,
    credential: { kind: 'session', secret: 's3cret' },
    hasCookie: true,
    hasBearer: false,
  });
  assert.deepEqual(readCredential(key, 'tenant'), {
    ok: true,
    credential: { kind: 'key', secret: 'wr_live_bot_abc' },
    hasCookie: false,
    hasBearer: true,
  });
  assert.equal(readCredential([...cookie, ...key], 'tenant').ok, false);
  assert.equal(readCredential([...key, ...key], 'tenant').ok, false);
  assert.equal(readCredential(['Cookie', '__Host-wardroom=a; __Host-wardroom=b'], 'tenant').ok, false);
  assert.equal(readCredential([...cookie, ...cookie], 'tenant').ok, false);
  for (const value of ['Basic eDp5', 'Bearer', 'Bearer a b', 'Bearer ', `Bearer ${'x'.repeat(201)}`])
    assert.equal(readCredential(['Authorization', value], 'tenant').ok, false, value);
});

test('the cookie of one realm is nothing in the other, nor is an alias in another case', () => {
  const kind = (line: string, realm: 'tenant' | 'platform') => {
    const reading = readCredential(['Cookie', line], realm);
    return reading.ok ? reading.credential.kind : 'refused';
  };
  assert.equal(kind('__Host-wardroom=x', 'platform'), 'none');
  assert.equal(kind('__Host-wardroom-operator=x', 'tenant'), 'none');
  assert.equal(kind('__Host-wardroom-operator=x', 'platform'), 'session');
  assert.equal(kind('__host-wardroom=x', 'tenant'), 'none');
  assert.equal(kind('__Host-wardroom=', 'tenant'), 'none');
});

test('session cookies are bound to their host and hidden from scripts', () => {
  assert.equal(
    sessionCookie('tenant', 's'),
    '__Host-wardroom=s; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=2592000',
  );
});

test('X-Forwarded-For is believed from trusted proxies only, up to the first hop that is not one', () => {
  const read = createAddressReader(['10.0.0.0/8', '2001:db8::1']);
  const forwarded = (value: string) => ['X-Forwarded-For', value];
  assert.equal(read('203.0.113.5', forwarded('198.51.100.1')), '203.0.113.5');
  assert.equal(read('10.1.2.3', forwarded('6.6.6.6, 198.51.100.1, 10.9.9.9')), '198.51.100.1');
  assert.equal(read('::ffff:10.1.2.3', forwarded('198.51.100.1')), '198.51.100.1');
  assert.equal(read('2001:db8::1', forwarded('2001:db8::77')), '2001:db8::77');
  assert.equal(read('10.1.2.3', forwarded('6.6.6.6, <script>')), '10.1.2.3');
  assert.equal(read('10.1.2.3', []), '10.1.2.3');
  assert.equal(createAddressReader([])('127.0.0.1', forwarded('6.6.6.6')), '127.0.0.1');
});
