import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operations } from '@wardroom/contract';
import { refusalOfName } from './name.ts';

const rules = { baseDomain: 'chat.example.com', admitsSpecialUse: false };
const ownResolvers = { ...rules, admitsSpecialUse: true };
const isAccepted = (name: string) => operations['domains.add'].input.safeParse({ name }).success;

test('a name is lower-case letters, digits and hyphens in two labels at least; an IDN comes in its ASCII form', () => {
  for (const name of ['chat.acme.com', 'a.io', 'xn--bcher-kva.xn--vermgensberatung-pwb', '1.acme.com'])
    assert.equal(isAccepted(name), true, name);
  for (const name of [
    'localhost',
    'Chat.acme.com',
    'bücher.de',
    '192.0.2.1',
    '1.2.3.0x4',
    '[::1]',
    'acme.com.',
    '.acme.com',
    'a..com',
    '*.acme.com',
    '-a.com',
    'a-.com',
    'a_b.com',
    'acme.com:443',
    'https://acme.com',
    'acme.com/x',
    'user@acme.com',
    'acme.c',
    'acme.com\n',
    `${'a.'.repeat(120)}com`,
  ])
    assert.equal(isAccepted(name), false, JSON.stringify(name));
});

test('the deployment’s own names are nobody’s, whatever the setting', () => {
  for (const each of [rules, ownResolvers]) {
    for (const name of ['chat.example.com', 'acme.chat.example.com', 'a.b.chat.example.com'])
      assert.notEqual(refusalOfName(name, each), null, name);
    assert.equal(refusalOfName('xchat.example.com', each), null);
  }
});

test('reserved endings are refused, unless the operator’s own name servers know them; some lead nowhere anyhow', () => {
  for (const ending of ['internal', 'test', 'example', 'corp', 'lan']) {
    assert.notEqual(refusalOfName(`acme.${ending}`, rules), null, ending);
    assert.equal(refusalOfName(`acme.${ending}`, ownResolvers), null, ending);
  }
  for (const ending of ['localhost', 'local', 'onion', 'invalid', 'arpa', 'alt'])
    assert.notEqual(refusalOfName(`acme.${ending}`, ownResolvers), null, ending);
});
