import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suggestHandle } from './suggest-handle.ts';

const taken = /^[a-z0-9][a-z0-9._-]{0,31}$/;

test('a name becomes a handle that the server takes', () => {
  const names: readonly (readonly [string, string])[] = [
    ['José Álvarez', 'jose.alvarez'],
    ['  Lena   Vogt ', 'lena.vogt'],
    ["O'Neil-Straße", 'o.neil.strasse'],
    ['Maximiliane von und zu Hohenlohe-Langenburg', 'maximiliane.von.und.zu.hohenlohe'],
    ['Anna 2', 'anna.2'],
  ];
  for (const [name, handle] of names) {
    assert.equal(suggestHandle(name), handle);
    assert.match(handle, taken);
  }
});

test('of a name without Latin letters nothing is made up', () => {
  assert.equal(suggestHandle('Иван'), '');
  assert.equal(suggestHandle('…'), '');
});
