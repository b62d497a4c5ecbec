/**
 * node:crypto accepts a tag of four bytes unless `authTagLength` is given. Our formats cut sixteen bytes themselves, so
 * no input can show its loss: what can be shown is that every cipher is made with it.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../../../../', import.meta.url));
const isSource = (file: string) => !/node_modules|\.test\.tsx?$|published-vectors/.test(file);
const sources = globSync('*/src/**/*.{ts,tsx}', { cwd: packages, exclude: ['**/node_modules/**'] }).filter(
  isSource,
);

/** Calls that make a cipher, without the options that fix the length of its tag. */
function carelessCiphers(text: string): string[] {
  const fixed = /const tagLength = 16;/.test(text) && /const gcm = \{ authTagLength: tagLength \}/.test(text);
  return (text.match(/create(Decipher|Cipher)iv\([^;]*;/g) ?? []).filter(
    (call) => !fixed || !/, gcm\);$/.test(call),
  );
}

/** The one cipher without a tag: an event cursor is a single block, in which zeros stand for it (ADR 0029). */
const oneBlock = { file: /kernel\/event-log\/cursor\.ts$/, call: /iv\('aes-256-ecb', [^;]*, null\)/ };

test('every cipher of the product fixes the length of its tag', () => {
  const users = sources.filter((file) =>
    /create(Decipher|Cipher)iv\(/.test(readFileSync(`${packages}${file}`, 'utf8')),
  );
  assert.ok(users.some((file) => file.endsWith('crypto/sealed.ts')));
  for (const file of users)
    assert.deepEqual(
      carelessCiphers(readFileSync(`${packages}${file}`, 'utf8')).filter(
        (call) => !(oneBlock.file.test(file) && oneBlock.call.test(call)),
      ),
      [],
      file,
    );
});

test('a cipher without it is found', () => {
  const careless = "const tagLength = 16;\nconst c = createDecipheriv('aes-256-gcm', key, nonce);";
  assert.equal(carelessCiphers(careless).length, 1);
  const aBlock = 'const c = createCipheriv("aes-256-ecb", key, null);';
  assert.equal(carelessCiphers(aBlock).length, 1, 'elsewhere a block is no exception');
});
