import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Challenge } from '@wardroom/contract';
import { execute, type Kernel } from '../../kernel/execute.ts';
import { ProofOfWork } from '../../kernel/limits/challenge.ts';
import { InMemoryLimiter } from '../../kernel/limits/in-memory-limiter.ts';
import type { TenantFixture } from '../../testing/fixtures.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { type Answered, type Rehearsal, rehearse } from './rehearsal.ts';

/** The limiter's clock stands still: an empty bucket stays empty. */
let harness: Harness;
let edge: Rehearsal;
/** The kernel as it is offers 18 bits; what the tests solve has 8. */
let kernel: Kernel;
before(async () => {
  const rates = { global: 100_000, tenant: 60, principal: 5, address: 20, operation: 20 };
  harness = await createHarness({ limiter: new InMemoryLimiter({ clock: { now: () => 1_000_000 }, rates }) });
  kernel = harness.kernel;
  edge = await rehearse({
    executeTenant: (call) => execute(kernel, call),
    resolveHost: (host) => harness.kernel.directory.resolveHost(host),
  });
});
after(async () => {
  await edge.close();
  await harness.close();
});

/** A public operation that costs 10. Whoever is admitted hears that the link is none. */
const redeem = ({ tenant }: TenantFixture, challenge?: string | string[]) =>
  edge.ask({
    path: '/v1/sessions.redeem',
    host: `${tenant.slug}.localhost:${edge.port}`,
    body: JSON.stringify({ secret: 'x'.repeat(43) }),
    headers: challenge === undefined ? {} : { 'wardroom-challenge': challenge },
  });
const challengeOf = ({ text }: Answered) => (JSON.parse(text) as { challenge?: Challenge }).challenge;

function solve(answer: Answered): string {
  const challenge = challengeOf(answer);
  assert.ok(challenge, 'no challenge came');
  for (let nonce = 0; ; nonce += 1) {
    const solution = `${challenge.seed}.${nonce}`;
    const digest = createHash('sha256').update(solution).digest();
    if (Math.clz32(digest.readUInt32BE(0)) >= challenge.bits) return solution;
  }
}

test('an address whose bucket is empty signs in by work: once for each challenge, at its own tenant only, within the tenant’s limit', async () => {
  const { acme, globex } = harness;
  for (let call = 0; call < 2; call += 1) {
    assert.equal((await redeem(acme)).code, 'link_refused');
    assert.equal((await redeem(globex)).code, 'link_refused');
  }
  const refused = await redeem(acme);
  const { seed, expiresAt, ...rest } = challengeOf(refused) ?? {};
  assert.deepEqual([refused.status, refused.code], [429, 'rate_limited']);
  assert.deepEqual(rest, { kind: 'proof-of-work', algorithm: 'sha-256', bits: 18 });
  assert.ok(Number(refused.headers['retry-after']) >= 1);
  kernel = { ...kernel, challenges: new ProofOfWork({ ...harness.parts, bits: 8 }) };
  const solution = solve(await redeem(acme));
  for (const worthless of [
    seed ?? '',
    'x'.repeat(513),
    `${solution}.${'1'.repeat(500)}`,
    [solution, solution],
  ])
    assert.equal((await redeem(acme, worthless)).code, 'rate_limited');
  assert.equal((await redeem(globex, solution)).code, 'rate_limited');
  assert.equal((await redeem(acme, solution)).code, 'link_refused');
  const replayed = await redeem(acme, solution);
  assert.equal(replayed.code, 'rate_limited');
  assert.notEqual(challengeOf(replayed)?.seed, seed);
  for (let call = 0; call < 3; call += 1)
    assert.equal((await redeem(acme, solve(await redeem(acme)))).code, 'link_refused');
  const exhausted = await redeem(acme);
  assert.deepEqual([exhausted.code, challengeOf(exhausted)], ['rate_limited', undefined]);
  assert.deepEqual(harness.bugs, []);
});

test('whoever has an identity, or pretends to, is refused without a challenge', async () => {
  const { globex } = harness;
  const show = (secret: string) =>
    edge.ask({
      path: '/v1/sessions.show',
      host: `globex.localhost:${edge.port}`,
      headers: { cookie: `__Host-wardroom=${secret}` },
    });
  const members = ['type', 'title', 'status', 'detail', 'code', 'requestId'];
  let refused = await show(globex.principals.member.secret);
  for (let call = 0; call < 5; call += 1) refused = await show(globex.principals.member.secret);
  for (const answer of [refused, await show('x'.repeat(43))]) {
    assert.equal(answer.code, 'rate_limited');
    assert.deepEqual(Object.keys(JSON.parse(answer.text)), members);
  }
});
