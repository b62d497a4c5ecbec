import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeLinkSecret } from './link-secret.ts';

/** An address bar: what is in it afterwards is seen. */
function placeAt(path: string) {
  const url = new URL(path, 'https://acme.example');
  const entries: string[] = [];
  const place = {
    location: { pathname: url.pathname, search: url.search, hash: url.hash },
    history: {
      state: { kept: true },
      replaceState: (_state: unknown, _unused: string, to: string) => entries.push(to),
    },
  };
  return { place: place as unknown as Window, entries };
}

for (const path of ['/join', '/link', '/setup', '/join/'])
  test(`a secret at ${path} leaves the address when it is taken`, () => {
    const { place, entries } = placeAt(`${path}?locale=en#the-secret`);
    assert.equal(takeLinkSecret(place), 'the-secret');
    assert.deepEqual(entries, [`${path}?locale=en`]);
  });

test('a fragment that is no secret stays, and nothing is taken where none is', () => {
  for (const path of ['/c/chn_1#main', '/sign-in#the-secret', '/join', '/join#']) {
    const { place, entries } = placeAt(path);
    assert.equal(takeLinkSecret(place), '', path);
    assert.deepEqual(entries, [], path);
  }
});
