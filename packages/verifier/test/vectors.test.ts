/** What others have published, held against the verifier's own parts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hexOf } from '../src/bytes.ts';
import { canonicalOf, isCanonical, parseJson } from '../src/canonical.ts';
import { TreeHasher } from '../src/hashes.ts';
import { Keyring } from '../src/keyring.ts';
import { nodeCrypto } from '../src/node.ts';
import { parseKey, parseNote } from '../src/note.ts';
import { Findings } from '../src/report.ts';
import { leafHash } from '../src/tree.ts';

/** github.com/google/certificate-transparency, merkletree test data: roots of the first n of these leaves. */
const leaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

test('roots of trees are those of Certificate Transparency', async () => {
  const hasher = new TreeHasher(nodeCrypto);
  const hashes = await Promise.all(leaves.map((leaf) => leafHash(nodeCrypto, Buffer.from(leaf, 'hex'))));
  for (const [size, root] of roots.entries())
    assert.equal(hexOf(hasher.rootOver(new Uint8Array(Buffer.concat(hashes.slice(0, size))))), root);
});

/** golang.org/x/mod/sumdb/note, the example of its documentation. */
const goKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const goNote = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

test('the signed note of Go’s documentation verifies, and no other text does', async () => {
  const ring = await Keyring.open(nodeCrypto, { logKeys: [goKey], witnessKeys: [] });
  for (const [text, count] of [
    [goNote, 1],
    [goNote.replace('problem is', 'problem was'), 0],
  ] as const) {
    const note = parseNote(text);
    assert.ok(note);
    const findings = new Findings();
    const { logs } = await ring.signersOf(note, { file: '', findings, unknown: 'finding' });
    assert.deepEqual([logs.length, findings.count], [count, 1 - count]);
  }
});

test('a verifier key has one spelling', async () => {
  assert.ok(await parseKey(nodeCrypto, goKey));
  for (const wrong of [
    goKey.toUpperCase(),
    `${goKey}=`,
    goKey.replace('c74f20a3', 'c74f20a4'),
    ` ${goKey}`,
    goKey.slice(0, -4),
  ])
    assert.equal(await parseKey(nodeCrypto, wrong), undefined, wrong);
});

/** RFC 8785, section 3.2.2 to 3.2.3. */
const rfc8785: readonly (readonly [string, string])[] = [
  [
    `{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}`,
    `{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA'B\\"\\\\\\\\\\"/"}`,
  ],
  [
    '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}',
    '{"\\r":"Carriage Return","1":"One","\u0080":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
  ],
  ['{"10":1,"9":2,"a":{"b":-0}}', '{"10":1,"9":2,"a":{"b":0}}'],
];

test('canonical JSON is that of RFC 8785', () => {
  for (const [input, expected] of rfc8785) {
    const value = parseJson(input)?.value;
    assert.ok(value !== undefined);
    assert.equal(canonicalOf(value), expected);
    assert.equal(isCanonical(expected, parseJson(expected)?.value ?? null), true);
    assert.equal(isCanonical(input, value), input === expected);
  }
});

test('what is no Unicode and what is too deep has no canonical form', () => {
  for (const text of ['{"a":"\\ud800"}', '{"\\udfff":1}', `${'['.repeat(500)}${']'.repeat(500)}`])
    assert.equal(isCanonical(text, parseJson(text)?.value ?? null), false);
});
