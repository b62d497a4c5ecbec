import assert from 'node:assert/strict';
import { createHash, createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import type { Uuid } from '@wardroom/contract';
import { systemRandom } from '../random.ts';
import { type ChallengeAsker, ProofOfWork } from './challenge.ts';
import { InMemoryLimiter } from './in-memory-limiter.ts';

const acme = '00000000-0000-7000-8000-00000000000a' as Uuid;
const globex = '00000000-0000-7000-8000-00000000000b' as Uuid;
const ann = '00000000-0000-7000-8000-000000000001' as Uuid;
const keysOf = (fill: number) => ({ token: () => createSecretKey(Buffer.alloc(32, fill)) });
const asker: ChallengeAsker = {
  keys: keysOf(1),
  tenantId: acme,
  operation: 'sessions.create',
  address: '203.0.113.9',
};

function arrange(maxUsed = 100) {
  const clock = { at: 1_000_000, now: () => clock.at };
  return { clock, kind: new ProofOfWork({ clock, random: systemRandom, bits: 8, maxUsed }) };
}

const zeroBits = (text: string) => Math.clz32(createHash('sha256').update(text).digest().readUInt32BE(0));
/** The first solution, or the first text that is none. */
function search(seed: string, wanted: (bits: number) => boolean): string {
  for (let nonce = 0; ; nonce += 1) if (wanted(zeroBits(`${seed}.${nonce}`))) return `${seed}.${nonce}`;
}
const solve = (seed: string) => search(seed, (bits) => bits >= 8);

test('a solved challenge is redeemed once, whatever other nonce or spelling its seed comes back with', async () => {
  const { kind } = arrange();
  const { seed } = kind.offer(asker);
  assert.equal(await kind.redeem(asker, solve(seed)), true);
  assert.equal(await kind.redeem(asker, solve(seed)), false);
  // The last character of 75 carries two bits that decode to nothing: four spellings of the same bytes.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const respelled = seed.slice(0, -1) + alphabet.charAt(alphabet.indexOf(seed.slice(-1)) ^ 1);
  assert.deepEqual(Buffer.from(respelled, 'base64url'), Buffer.from(seed, 'base64url'));
  assert.equal(await kind.redeem(asker, solve(respelled)), false);
});

test('without the work there is no admission, and trying does not spend the seed', async () => {
  const { kind } = arrange();
  const { seed } = kind.offer(asker);
  assert.equal(
    await kind.redeem(
      asker,
      search(seed, (bits) => bits < 8),
    ),
    false,
  );
  assert.equal(await kind.redeem(asker, solve(seed)), true);
});

test('the challenge of another tenant, key, operation or address is worth nothing', async () => {
  const { kind } = arrange();
  const solution = solve(kind.offer(asker).seed);
  const others = [
    { tenantId: globex },
    { keys: keysOf(2) },
    { operation: 'sessions.redeem' },
    { address: '203.0.113.8' },
  ];
  for (const other of others) assert.equal(await kind.redeem({ ...asker, ...other }, solution), false);
  assert.equal(await kind.redeem(asker, solution), true);
});

test('a challenge ends at its expiry, and its expiry cannot be moved', async () => {
  const { clock, kind } = arrange();
  const first = kind.offer(asker);
  const second = kind.offer(asker);
  assert.equal(first.expiresAt, clock.at + 60_000);
  clock.at = first.expiresAt - 1;
  assert.equal(await kind.redeem(asker, solve(first.seed)), true);
  clock.at = second.expiresAt;
  assert.equal(await kind.redeem(asker, solve(second.seed)), false);
  const moved = Buffer.from(second.seed, 'base64url');
  moved.writeBigUInt64BE(BigInt(clock.at + 60_000), 16);
  assert.equal(await kind.redeem(asker, solve(moved.toString('base64url'))), false);
});

test('what is malformed counts as no answer', async () => {
  const { kind } = arrange();
  const { seed } = kind.offer(asker);
  const made = [
    '',
    '.',
    seed,
    `${seed}.`,
    `.${seed}`,
    `${seed}.é`,
    `${seed}.1.1`,
    `${seed.slice(1)}.1`,
    `${seed}.${'1'.repeat(65)}`,
    `${'A'.repeat(75)}.1`,
    'x'.repeat(512),
  ];
  for (const solution of made) assert.equal(await kind.redeem(asker, solution), false, solution);
});

test('used seeds are kept until they expire: when the room for them is full, nothing is redeemed', async () => {
  const { clock, kind } = arrange(2);
  const used = [solve(kind.offer(asker).seed), solve(kind.offer(asker).seed)];
  for (const solution of used) assert.equal(await kind.redeem(asker, solution), true);
  assert.equal(await kind.redeem(asker, solve(kind.offer(asker).seed)), false);
  for (const solution of used) assert.equal(await kind.redeem(asker, solution), false);
  clock.at += 60_000;
  assert.equal(await kind.redeem(asker, solve(kind.offer(asker).seed)), true);
});

const rates = { global: 1000, tenant: 10, principal: 5, address: 3, operation: 3 };
const guest = { tenantId: acme, principalId: null, address: asker.address, operation: asker.operation };

test('solved challenges pass the empty bucket of an address, never that of the tenant or the node', () => {
  const drained = (own: Partial<typeof rates>) => {
    const limiter = new InMemoryLimiter({ clock: arrange().clock, rates: { ...rates, ...own } });
    for (let call = 0; call < 3; call += 1) assert.equal(limiter.take(guest, 1).allowed, true);
    assert.equal(limiter.take(guest, 1).isChallengeable, true);
    let admitted = 0;
    while (admitted < 50 && limiter.take({ ...guest, isChallengeSolved: true }, 1).allowed) admitted += 1;
    assert.equal(limiter.take(guest, 1).isChallengeable, false, 'work would not help');
    return admitted;
  };
  assert.equal(drained({}), 7);
  assert.equal(drained({ global: 8 }), 5);
});

test('a caller with an identity is neither challenged nor freed by a challenge', () => {
  const limiter = new InMemoryLimiter({ clock: arrange().clock, rates });
  const subject = { ...guest, principalId: ann };
  for (let call = 0; call < 3; call += 1) limiter.take(subject, 1);
  const refused = limiter.take({ ...subject, isChallengeSolved: true }, 1);
  assert.deepEqual([refused.allowed, refused.isChallengeable], [false, false]);
});
