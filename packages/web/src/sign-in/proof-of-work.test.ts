import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { Challenge } from '@wardroom/contract';
import { beginsWithZeros, solveChallenge } from './proof-of-work.ts';

const digest = (bytes: Uint8Array<ArrayBuffer>) => crypto.subtle.digest('SHA-256', bytes);
const pause = () => Promise.resolve();
const challenge: Challenge = {
  kind: 'proof-of-work',
  algorithm: 'sha-256',
  bits: 10,
  seed: 'c2VlZA',
  expiresAt: 0,
};

test('a solution begins with the seed, uses the characters the server takes and has the zero bits', async () => {
  const progress: number[] = [];
  const solution = await solveChallenge(challenge, {
    digest,
    pause,
    onProgress: (value) => progress.push(value),
  });
  assert.match(solution ?? '', /^c2VlZA\.[A-Za-z0-9_-]{1,64}$/);
  const front = createHash('sha256')
    .update(solution ?? '')
    .digest()
    .readUInt32BE(0);
  assert.ok(Math.clz32(front) >= 10);
  assert.ok(progress.every((value) => value > 0 && value < 1));
});

test('zero bits are counted from the front, across bytes', () => {
  const hash = (...bytes: number[]) => Uint8Array.from(bytes).buffer;
  assert.equal(beginsWithZeros(hash(0, 0x3f, 255), 10), true);
  assert.equal(beginsWithZeros(hash(0, 0x3f, 255), 11), false);
  assert.equal(beginsWithZeros(hash(0, 0, 255), 16), true);
  assert.equal(beginsWithZeros(hash(0, 1, 0), 16), false);
});

test('what would take for ever, or is not known, is not begun', async () => {
  const never = () => Promise.reject(new Error('nothing is hashed'));
  const solving = { digest: never, pause, onProgress: () => undefined };
  assert.equal(await solveChallenge({ ...challenge, bits: 25 }, solving), null);
  assert.equal(await solveChallenge({ ...challenge, kind: 'captcha' as 'proof-of-work' }, solving), null);
});
