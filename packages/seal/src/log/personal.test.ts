import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';

import fc from 'fast-check';

import { coded } from '../../test/signers.ts';
import { bytesOf } from '../../test/tiled-log.ts';
import { base64url } from '../bytes.ts';
import type { Json } from '../canonical.ts';
import { hmac } from '../node.ts';
import { directoryEntry, requireDirectoryEntry } from './directory.ts';
import { commitTo, requireOpening, sealPersonal } from './personal.ts';

const salt = Uint8Array.from({ length: 32 }, (_, at) => at);
const mismatch = coded('opening_mismatch');

test('a commitment is what docs/audit-log-format.md says, byte for byte', () => {
  const field = 'Straße';
  const message = Buffer.concat([
    Buffer.from('wardroom-audit-personal/v1\0'),
    Buffer.from([0, 0, 0, 7]),
    Buffer.from(field),
    Buffer.from('{"a":1,"b":"€"}'),
  ]);
  const expected = createHmac('sha256', salt).update(message).digest('base64url');
  assert.equal(commitTo(hmac, salt, field, { b: '€', a: 1 }), expected);
});

test('an opening opens its own commitment and no other', async () => {
  const value: fc.Arbitrary<Json> = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
  const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });
  await fc.assert(
    fc.asyncProperty(seed, fc.string(), fc.string(), value, value, async (some, field, other, one, two) => {
      const { commitment, opening } = sealPersonal(hmac, some, field, one);
      await requireOpening(hmac, { field, commitment, opening });
      if (field !== other)
        await assert.rejects(requireOpening(hmac, { field: other, commitment, opening }), mismatch);
      if (one !== two)
        await assert.rejects(
          requireOpening(hmac, { field, commitment, opening: { ...opening, value: two } }),
          mismatch,
        );
      const otherSalt = base64url(some.with(0, (some[0] ?? 0) ^ 1));
      await assert.rejects(
        requireOpening(hmac, { field, commitment, opening: { ...opening, salt: otherSalt } }),
        mismatch,
      );
    }),
  );
});

test('where field ends and value begins is part of the commitment', () => {
  assert.notEqual(commitTo(hmac, salt, 'a1', 2), commitTo(hmac, salt, 'a', 12));
});

test('a salt of another length is refused, as it may be another spelling of the same key', async () => {
  const short = new Uint8Array(31);
  assert.throws(() => commitTo(hmac, short, 'a', 1), mismatch);
  const commitment = createHmac('sha256', short)
    .update('wardroom-audit-personal/v1\0\0\0\0\u0001a1')
    .digest('base64url');
  const claim = { field: 'a', commitment, opening: { salt: base64url(short), value: 1 } };
  await assert.rejects(requireOpening(hmac, claim), mismatch);
  for (const wrong of ['', 'x', `${base64url(salt)}=`, `${base64url(salt)} `])
    await assert.rejects(
      requireOpening(hmac, {
        field: 'a',
        commitment: commitTo(hmac, salt, 'a', 1),
        opening: { salt: wrong, value: 1 },
      }),
      mismatch,
    );
});

const checkpoint = 'chat.example/audit/ten_1\n5\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n';

test('a leaf of the directory is what docs/audit-log-format.md says, byte for byte', () => {
  const commitment = createHmac('sha256', salt)
    .update(`wardroom-audit-directory/v1\0${checkpoint}`)
    .digest('base64url');
  assert.deepEqual(directoryEntry(hmac, salt, checkpoint), bytesOf(`{"commitment":"${commitment}","v":1}`));
});

test('a leaf of the directory is of one checkpoint and one salt', async () => {
  const entry = directoryEntry(hmac, salt, checkpoint);
  const note = (text: string) => `${text}\n— chat.example/audit/ten_1 AAAAAAAA\n`;
  const claim = { entry, salt: base64url(salt), tenantCheckpoint: note(checkpoint) };
  await requireDirectoryEntry(hmac, claim);
  const other = checkpoint.replace('\n5\n', '\n6\n');
  for (const change of [
    { tenantCheckpoint: note(other) },
    { salt: base64url(salt.toReversed()) },
    { salt: base64url(salt.slice(1)) },
    { entry: bytesOf('{}') },
  ])
    await assert.rejects(requireDirectoryEntry(hmac, { ...claim, ...change }), mismatch);
  await assert.rejects(
    requireDirectoryEntry(hmac, { ...claim, tenantCheckpoint: checkpoint }),
    coded('note_malformed'),
  );
});
