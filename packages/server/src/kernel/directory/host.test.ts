import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPlatformHost, slugOfHost } from './host.ts';

test('exactly one label before the base domain names a tenant', () => {
  assert.equal(slugOfHost('acme.chat.example.com', 'chat.example.com'), 'acme');
  assert.equal(slugOfHost('acme.localhost:8420', 'localhost'), 'acme');
});

for (const host of [
  'localhost',
  'a.b.localhost',
  '.localhost',
  'acme.localhost.',
  'acme.localhost:',
  'acme.localhost:80:80',
  'acme.localhost@evil.example',
  'acme.localhost/',
  'ACME.localhost',
  '-acme.localhost',
  'acme-.localhost',
  'acmelocalhost',
  'acme.localhost.evil.example',
  'ac me.localhost',
  'acme\u0000.localhost',
  `${'a'.repeat(64)}.localhost`,
  '',
])
  test(`no tenant is named by ${JSON.stringify(host)}`, () =>
    assert.equal(slugOfHost(host, 'localhost'), null));

test('the platform answers at the base domain and at loopback, and nowhere else', () => {
  for (const host of [
    'chat.example.com',
    'chat.example.com:443',
    'localhost:8420',
    '127.0.0.1:8420',
    '[::1]:8420',
  ])
    assert.equal(isPlatformHost(host, 'chat.example.com'), true, host);
  for (const host of ['acme.chat.example.com', 'example.com', 'xchat.example.com', '127.0.0.2', '', '[::1]x'])
    assert.equal(isPlatformHost(host, 'chat.example.com'), false, host);
});
