import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Uuid } from '@wardroom/contract';
import { InMemoryLimiter } from './in-memory-limiter.ts';
import type { LimitSubject } from './limiter.ts';

const acme = '00000000-0000-7000-8000-00000000000a' as Uuid;
const globex = '00000000-0000-7000-8000-00000000000b' as Uuid;
const ann = '00000000-0000-7000-8000-000000000001' as Uuid;
const bob = '00000000-0000-7000-8000-000000000002' as Uuid;
const rates = { global: 1000, tenant: 200, principal: 60, address: 30, operation: 40 };

function arrange(overrides: Partial<typeof rates> = {}, maxBuckets = 1000) {
  const clock = { at: 1_000_000, now: () => clock.at };
  const limiter = new InMemoryLimiter({ clock, rates: { ...rates, ...overrides }, maxBuckets });
  return { clock, limiter };
}
const subject = (
  tenantId: Uuid,
  principalId: Uuid | null,
  operation = 'messages.send',
  address = '203.0.113.9',
): LimitSubject => ({
  tenantId,
  principalId,
  address,
  operation,
});
function drain(limiter: InMemoryLimiter, who: LimitSubject, most = 5000): number {
  for (let taken = 0; taken < most; taken += 1) if (!limiter.take(who, 1).allowed) return taken;
  return most;
}

test('each dimension stops a caller: operation, principal, tenant, node', () => {
  assert.equal(drain(arrange().limiter, subject(acme, ann)), 40);
  assert.equal(drain(arrange({ operation: 500 }).limiter, subject(acme, ann)), 60);
  assert.equal(drain(arrange({ operation: 500, principal: 500 }).limiter, subject(acme, ann)), 200);
  assert.equal(
    drain(arrange({ operation: 5000, principal: 5000, tenant: 5000 }).limiter, subject(acme, ann)),
    1000,
  );
  assert.equal(drain(arrange().limiter, subject(acme, null)), 30);
});

test('a flood of one principal leaves its neighbour, its tenant and other tenants what they had', () => {
  const { limiter } = arrange();
  for (let call = 0; call < 10_000; call += 1) limiter.take(subject(acme, ann), 1);
  assert.equal(drain(limiter, subject(acme, bob)), 40, 'the neighbour');
  assert.equal(drain(limiter, subject(globex, ann)), 40, 'the same id in another tenant');
});

test('refused calls take nothing from tenant and node', () => {
  const { limiter } = arrange({ principal: 10 });
  for (let call = 0; call < 10_000; call += 1) limiter.take(subject(acme, ann), 1);
  let total = 10;
  for (let person = 0; person < 100; person += 1) {
    const id = `00000000-0000-7000-8000-1${String(person).padStart(11, '0')}` as Uuid;
    total += drain(limiter, subject(acme, id));
  }
  assert.equal(total, 200);
});

test('tokens come back with time, and Retry-After is long enough', () => {
  const { clock, limiter } = arrange();
  drain(limiter, subject(acme, ann));
  const refused = limiter.take(subject(acme, ann), 2);
  assert.equal(refused.allowed, false);
  assert.equal(refused.remaining, 0);
  clock.at += refused.retryAfterSeconds * 1000;
  assert.equal(limiter.take(subject(acme, ann), 2).allowed, true);
});

test('a clock that steps back gives no tokens', () => {
  const { clock, limiter } = arrange();
  drain(limiter, subject(acme, ann));
  clock.at -= 3_600_000;
  assert.equal(limiter.take(subject(acme, ann), 1).allowed, false);
});

test('what a caller learns of remaining units does not depend on others', () => {
  const { limiter } = arrange();
  const before = limiter.take(subject(acme, ann), 1);
  for (let call = 0; call < 150; call += 1) limiter.take(subject(acme, bob, `op${call % 5}`), 1);
  const after = limiter.take(subject(acme, ann), 1);
  assert.equal(before.remaining - after.remaining, 1);
  assert.equal(before.limit, after.limit);
});

test('memory is bounded, and made-up addresses cannot push a tenant’s bucket out', () => {
  const { limiter } = arrange({ tenant: 50 }, 100);
  drain(limiter, { ...subject(acme, ann), operation: 'a' });
  drain(limiter, { ...subject(acme, bob), operation: 'a' });
  assert.equal(limiter.take(subject(acme, null), 1).allowed, false);
  for (let host = 0; host < 5000; host += 1)
    limiter.take(subject(globex, null, 'x', `198.51.100.${host}`), 1);
  assert.ok(limiter.size <= 200);
  assert.equal(limiter.take(subject(acme, null, 'fresh', '192.0.2.1'), 1).allowed, false);
});

test('an IPv6 client has one bucket for its /64', () => {
  const { limiter } = arrange();
  assert.equal(drain(limiter, subject(acme, null, 'op', '2001:db8:0:1::1')), 30);
  assert.equal(limiter.take(subject(acme, null, 'op', '2001:db8:0:1:ffff:0:0:2'), 1).allowed, false);
  assert.equal(limiter.take(subject(acme, null, 'op', '2001:db8:0:2::1'), 1).allowed, true);
});

test('a call that costs more than a bucket holds passes when the bucket is full', () => {
  const { limiter } = arrange({ operation: 5 });
  assert.equal(limiter.take(subject(acme, ann), 20).allowed, true);
  assert.equal(limiter.take(subject(acme, ann), 20).allowed, false);
});
