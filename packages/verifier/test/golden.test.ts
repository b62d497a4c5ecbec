/** Exports that were written once and stay as they are: an old export must verify for ever. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { verifyProof } from '../src/index.ts';
import { nodeCrypto } from '../src/node.ts';
import { goldenPath, goldenProofs, goldens } from './goldens.ts';
import { codesOf, pinned, verify } from './verifying.ts';

for (const [name, { tar, codes }] of Object.entries(goldens))
  test(`${name} is ${codes.length === 0 ? 'intact' : codes.join(', ')}, today and tomorrow`, async () => {
    const stored = readFileSync(goldenPath(name));
    assert.ok(stored.equals(tar()), 'the page of the format and this file have parted');
    assert.deepEqual(codesOf(await verify(stored)), codes);
  });

for (const [name, proof] of Object.entries(goldenProofs))
  test(`${name} proves its entry, today and tomorrow`, async () => {
    const stored = readFileSync(goldenPath(name, 'json'), 'utf8');
    assert.equal(stored, proof(), 'the page of the format and this file have parted');
    const { verdict, findings } = await verifyProof(stored, { trusted: pinned, crypto: nodeCrypto });
    assert.deepEqual([verdict, findings], ['intact', []]);
  });

test('a golden that is cut is no golden', async () => {
  const cut = readFileSync(goldenPath('small')).subarray(0, -600);
  assert.equal((await verify(cut)).verdict, 'broken');
});
