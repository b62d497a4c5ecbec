import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Uuid } from '@wardroom/contract';
import { Probing } from './probing.ts';

const acme = '018f0000-0000-7000-8000-00000000000a' as Uuid;
const globex = '018f0000-0000-7000-8000-00000000000b' as Uuid;

test('the eleventh wrong claim of an address within a minute is told of, once', () => {
  const clock = { at: 0, now: () => clock.at };
  const probing = new Probing(clock);
  const tell = () => probing.exceeds(acme, '192.0.2.1', 'audience');
  assert.deepEqual(
    Array.from({ length: 15 }, tell).flatMap((told, index) => (told ? [index + 1] : [])),
    [11],
  );
  clock.at = 60_000;
  assert.deepEqual(Array.from({ length: 11 }, tell).filter(Boolean).length, 1);
});

test('addresses and tenants are counted apart, and what time brings about is not counted', () => {
  const probing = new Probing({ now: () => 0 });
  for (let attempt = 0; attempt < 10; attempt += 1) {
    assert.equal(probing.exceeds(acme, '192.0.2.1', 'signature'), false);
    assert.equal(probing.exceeds(acme, '192.0.2.2', 'signature'), false);
    assert.equal(probing.exceeds(globex, '192.0.2.1', 'signature'), false);
  }
  assert.equal(probing.exceeds(acme, '192.0.2.1', 'expired'), false);
  assert.equal(probing.exceeds(acme, '192.0.2.1', 'tenant'), true);
});
