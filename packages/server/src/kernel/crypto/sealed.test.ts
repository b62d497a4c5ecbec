import assert from 'node:assert/strict';
import { createCipheriv, createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { predictableRandomNotForProduction, systemRandom } from '../random.ts';
import { deriveKey, mac } from './derive.ts';
import { gcmVectors, hkdfSha256Vectors, hmacSha256Vectors } from './published-vectors.ts';
import {
  epochOf,
  largestPlaintext,
  openField,
  type SealedPlace,
  sealedOverhead,
  sealField,
} from './sealed.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const secret = createSecretKey(systemRandom.bytes(32));
const place: SealedPlace = { tenant: 'acme', table: 'messages', column: 'body', row: 'row-1' };
const rejected = { name: 'KeyringError', code: 'ciphertext_rejected' };
const seal = (text: string | Buffer, at = place, epoch = 7) =>
  sealField({ secret, epoch }, at, text, systemRandom);

test('AES-256-GCM of this runtime gives the published ciphertexts and tags', () => {
  for (const vector of gcmVectors) {
    const cipher = createCipheriv('aes-256-gcm', hex(vector.key), hex(vector.nonce), { authTagLength: 16 });
    cipher.setAAD(hex(vector.associated));
    const ciphertext = Buffer.concat([cipher.update(hex(vector.plaintext)), cipher.final()]);
    assert.equal(ciphertext.toString('hex'), vector.ciphertext, vector.name);
    assert.equal(cipher.getAuthTag().toString('hex'), vector.tag, vector.name);
  }
});

test('HMAC-SHA-256 and HKDF-SHA-256 of this runtime give the published values', () => {
  for (const vector of hmacSha256Vectors) {
    const computed = createHmac('sha256', hex(vector.key)).update(hex(vector.message)).digest('hex');
    assert.equal(computed, vector.mac, vector.name);
    assert.equal(mac(createSecretKey(hex(vector.key)), hex(vector.message)).toString('hex'), vector.mac);
  }
  for (const vector of hkdfSha256Vectors) {
    const output = hkdfSync('sha256', hex(vector.secret), hex(vector.salt), hex(vector.info), 42);
    assert.equal(Buffer.from(output).toString('hex'), vector.output, vector.name);
  }
});

test('the stored form is frozen: the same key, nonce and place give these bytes for ever', () => {
  const fixed = { secret: createSecretKey(Buffer.alloc(32, 1)), epoch: 258 };
  const sealed = sealField(fixed, place, 'hello', predictableRandomNotForProduction('form'));
  assert.equal(sealed.subarray(0, 6).toString('hex'), '010100000102');
  assert.equal(sealed.length, sealedOverhead + 5);
  const cipher = createCipheriv('aes-256-gcm', fixed.secret, sealed.subarray(6, 18), { authTagLength: 16 });
  const names = ['acme', 'messages', 'body', 'row-1'].map((name) =>
    Buffer.from(`\0${String.fromCharCode(name.length)}${name}`),
  );
  cipher.setAAD(Buffer.concat([hex('010100000102'), ...names]));
  const expected = Buffer.concat([cipher.update('hello', 'utf8'), cipher.final(), cipher.getAuthTag()]);
  assert.deepEqual(sealed.subarray(18), expected);
});

test('any text and any bytes come back as they went in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 2000 }), (text, bytes) => {
      assert.equal(openField(secret, place, seal(text)).toString('utf8'), text);
      assert.deepEqual(openField(secret, place, seal(Buffer.from(bytes))), Buffer.from(bytes));
    }),
    { numRuns: 200 },
  );
});

test('a ciphertext opens only at its place: a change of any part of the place is rejected', () => {
  const sealed = seal('text');
  for (const part of ['tenant', 'table', 'column', 'row'] as const) {
    assert.throws(() => openField(secret, { ...place, [part]: `${place[part]}x` }, sealed), rejected, part);
  }
  assert.equal(openField(secret, place, sealed).toString(), 'text');
});

test('a change of the epoch or version in the header is rejected even under the same key', () => {
  for (const at of [0, 1, 2, 3, 4, 5]) {
    const sealed = seal('text');
    sealed[at] = (sealed[at] ?? 0) ^ 2;
    assert.throws(() => openField(secret, place, sealed), rejected, `byte ${at}`);
  }
});

test('swapping any two parts of the place is rejected', () => {
  const parts = ['tenant', 'table', 'column', 'row'] as const;
  const sealed = seal('text');
  for (const one of parts) {
    for (const other of parts) {
      if (one === other) continue;
      assert.throws(
        () => openField(secret, { ...place, [one]: place[other], [other]: place[one] }, sealed),
        rejected,
      );
    }
  }
});

test('no two different places share an encoding, wherever the characters are cut', () => {
  const name = fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('a', 'b', '\u0020') });
  const anyPlace = fc.record({ tenant: name, table: name, column: name, row: name });
  fc.assert(
    fc.property(anyPlace, anyPlace, (one, other) => {
      const sealed = seal('text', one);
      if (JSON.stringify(one) === JSON.stringify(other)) return;
      assert.throws(() => openField(secret, other, sealed), rejected);
    }),
    { numRuns: 300 },
  );
  const shifted = { ...place, table: 'message', column: 'sbody' };
  assert.throws(() => openField(secret, shifted, seal('text')), rejected);
});

test('a flipped bit anywhere is rejected', () => {
  const sealed = seal('a short message');
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.throws(() => openField(secret, place, changed), rejected, `bit ${bit}`);
  }
});

test('a truncated ciphertext or tag is rejected at every length', () => {
  const sealed = seal('a short message');
  for (let length = 0; length < sealed.length; length++) {
    assert.throws(() => openField(secret, place, sealed.subarray(0, length)), rejected, `length ${length}`);
  }
});

test('another key is rejected', () => {
  assert.throws(() => openField(createSecretKey(systemRandom.bytes(32)), place, seal('text')), rejected);
});

test('equal texts give unequal ciphertexts', () => {
  assert.notDeepEqual(seal('text'), seal('text'));
});

test('the epoch is read from the header, and an unknown form is rejected before any key is chosen', () => {
  assert.equal(epochOf(seal('text', place, 0xfffffffe)), 0xfffffffe);
  assert.throws(() => epochOf(Buffer.alloc(80)), rejected);
});

test('more than 192 KiB is refused, 192 KiB is not', () => {
  assert.equal(seal(Buffer.alloc(largestPlaintext)).length, largestPlaintext + sealedOverhead);
  assert.throws(() => seal(Buffer.alloc(largestPlaintext + 1)), { code: 'plaintext_too_large' });
  assert.throws(() => seal('ä'.repeat(largestPlaintext - 1)), { code: 'plaintext_too_large' });
});

test('names that could be confused are refused: empty, too long, not printable ASCII', () => {
  for (const row of ['', 'x'.repeat(257), 'é', 'a\0', '\ud800', 'a\n']) {
    assert.throws(() => seal('text', { ...place, row }), { code: 'identifier_malformed' });
  }
});

test('an error tells neither the plaintext nor the key', () => {
  const sealed = seal('the secret plan');
  sealed[sealed.length - 1] = (sealed[sealed.length - 1] ?? 0) ^ 1;
  try {
    openField(secret, place, sealed);
    assert.fail('it opened');
  } catch (error) {
    const told = `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`;
    assert.equal(told.includes('secret plan'), false);
    assert.equal(told.includes(secret.export().toString('hex')), false);
  }
});

test('derived keys differ by every part of their label, and cutting it elsewhere gives another key', () => {
  const labels = [['a'], ['a', ''], ['a', 'bc'], ['ab', 'c'], ['abc'], ['', 'abc']];
  const keys = new Set(
    labels.map((label) =>
      deriveKey(secret, ...label)
        .export()
        .toString('hex'),
    ),
  );
  assert.equal(keys.size, labels.length);
});
