import assert from 'node:assert/strict';
import { test } from 'node:test';
import { continuePath } from './continue-path.ts';

const origin = 'https://acme.example';

test('the answer of consent leads to the authorisation server of this origin only', () => {
  assert.equal(continuePath(origin, '/oauth/authorize/abc?x=1'), '/oauth/authorize/abc?x=1');
  for (const elsewhere of [
    'https://acme.example/oauth/authorize/abc',
    'https://evil.example/oauth/',
    '//evil.example/oauth/',
    '/oauth/../console',
    '/oauth/%2e%2e/console',
    '/\\evil.example/oauth/',
    '/oauthx/a',
    '/console',
    'javascript:alert(1)',
    'oauth/authorize',
    '',
  ])
    assert.equal(continuePath(origin, elsewhere), null, elsewhere);
});
