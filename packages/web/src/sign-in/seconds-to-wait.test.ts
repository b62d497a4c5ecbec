import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secondsToWait } from './seconds-to-wait.ts';

test('only a refusal by limit is counted down, and never from zero', () => {
  assert.equal(secondsToWait({ code: 'rate_limited', retryAfterSeconds: 29.2 }), 30);
  assert.equal(secondsToWait({ code: 'rate_limited', retryAfterSeconds: 0 }), 1);
  assert.equal(secondsToWait({ code: 'rate_limited', retryAfterSeconds: null }), null);
  assert.equal(secondsToWait({ code: 'unavailable', retryAfterSeconds: 5 }), null);
  assert.equal(secondsToWait(new TypeError('Failed to fetch')), null);
});
