import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Uuid } from '@wardroom/contract';
import { createSignInThrottle, delayMs, network } from './sign-in-throttle.ts';

const tenantId = '01900000-0000-7000-8000-00000000acce' as Uuid;

function arrange(options: { maxCounters?: number } = {}) {
  const clock = { time: 1_000_000, now: () => clock.time };
  const throttle = createSignInThrottle({ clock, ...options });
  /** Seconds to wait, or 0 when the attempt was admitted and failed. */
  const fail = (name: string, address = '192.0.2.1'): number => {
    const answer = throttle.admit({ tenantId, name, address });
    return 'retryAfterSeconds' in answer ? answer.retryAfterSeconds : 0;
  };
  return { clock, throttle, fail };
}

describe('sign-in throttle', () => {
  it('delays are 0 0 0 1 2 4 … and never more than 60 seconds', () => {
    const delays = Array.from({ length: 14 }, (_, failures) => delayMs(failures, 3) / 1000);
    assert.deepEqual(delays, [0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60]);
    assert.equal(delayMs(1_000_000, 3), 60_000);
  });

  it('refused attempts do not lengthen the wait', () => {
    const { clock, fail } = arrange();
    for (let failure = 0; failure < 3; failure += 1) assert.equal(fail('a'), 0);
    for (let knock = 0; knock < 50; knock += 1) assert.equal(fail('a'), 1);
    clock.time += 1000;
    assert.equal(fail('a'), 0);
    assert.equal(fail('a'), 2);
  });

  it('an address that tries many names waits, and its neighbours do not', () => {
    const { fail } = arrange();
    for (let name = 0; name < 20; name += 1) assert.equal(fail(`name-${name}`), 0);
    assert.equal(fail('one-more'), 1);
    assert.equal(fail('one-more', '192.0.2.2'), 0);
  });

  it('one’s own success does not pay for guesses at others', () => {
    const { throttle, fail } = arrange();
    for (let round = 0; round < 20; round += 1) {
      assert.equal(fail(`victim-${round}`), 0);
      const own = throttle.admit({ tenantId, name: 'own', address: '192.0.2.1' });
      if ('succeeded' in own) own.succeeded();
    }
    assert.equal(fail('victim'), 1);
  });

  it('an attempt that our own failure spoiled is not held against anybody', () => {
    const { throttle, fail } = arrange();
    for (let outage = 0; outage < 100; outage += 1) {
      const attempt = throttle.admit({ tenantId, name: 'a', address: '192.0.2.1' });
      assert.ok('withdrawn' in attempt);
      attempt.withdrawn();
    }
    for (let failure = 0; failure < 3; failure += 1) assert.equal(fail('a'), 0);
    assert.equal(fail('a'), 1);
  });

  it('failures are forgotten after an hour, and a clock that steps back lengthens nothing', () => {
    const { clock, fail } = arrange();
    for (let failure = 0; failure < 3; failure += 1) fail('a');
    clock.time -= 500_000;
    assert.equal(fail('a'), 1);
    clock.time += 500_000 + 3_600_000;
    for (let failure = 0; failure < 3; failure += 1) assert.equal(fail('a'), 0);
    assert.equal(fail('a'), 1);
  });

  it('an IPv6 caller is its /64, however written; a mapped IPv4 caller is its address', () => {
    assert.equal(network('2001:db8:0:1::1'), '2001:db8:0:1');
    assert.equal(network('2001:0DB8:0000:0001:ffff:ffff:ffff:ffff'), '2001:db8:0:1');
    assert.equal(network('2001:db8::1'), '2001:db8:0:0');
    assert.equal(network('::1'), '0:0:0:0');
    assert.equal(network('::ffff:192.0.2.1'), '192.0.2.1');
    assert.equal(network('192.0.2.1'), '192.0.2.1');
  });
});
