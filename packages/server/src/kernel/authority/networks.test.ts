import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allowsAddress, canonicalCidr, coversNetworks } from './networks.ts';

const seeded = { seed: 20_261, numRuns: 300 };

test('every network has one way to be written, and what is none has none', () => {
  for (const [written, canonical] of [
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['203.0.113.7', '203.0.113.7/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8:0:0::/32', '2001:db8::/32'],
    ['2001:db8::1', '2001:db8::1/128'],
    ['::ffff:192.0.2.1', '192.0.2.1/32'],
    ['::ffff:192.0.2.0/120', '192.0.2.0/24'],
    ['::/0', '::/0'],
    // Host bits: one may have meant the address or the network.
    ['10.0.0.1/8', null],
    ['2001:db8::1/64', null],
    ['10.0.0.0/33', null],
    ['2001:db8::/129', null],
    ['10.0.0.0/08', null],
    ['10.0.0.0/-1', null],
    ['10.0.0.0/', null],
    ['10.0.0.0/8/8', null],
    ['10.0.0/8', null],
    ['010.0.0.0/8', null],
    ['0x0a.0.0.0/8', null],
    ['fe80::%eth0/64', null],
    ['example.org', null],
    ['', null],
  ] as const)
    assert.equal(canonicalCidr(written), canonical, written);
});

test('an address is in a network exactly when its first bits are those of the network', () => {
  const word = fc.integer({ min: 0, max: 0xffff_ffff });
  const dotted = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 32 }), fc.boolean(), (one, other, bits, near) => {
      const mask = bits === 0 ? 0 : (0xffff_ffff << (32 - bits)) >>> 0;
      const address = near ? ((one & mask) | (other & ~mask)) >>> 0 : other;
      const cidr = canonicalCidr(`${dotted((one & mask) >>> 0)}/${bits}`);
      assert.ok(cidr);
      const expected = (address & mask) >>> 0 === (one & mask) >>> 0;
      assert.equal(allowsAddress([cidr], dotted(address)), expected);
      assert.equal(
        allowsAddress([cidr], `::ffff:${dotted(address)}`),
        expected,
        'in IPv6 form it is the same',
      );
    }),
    seeded,
  );
});

test('no networks are everywhere; in networks, what is no address is nowhere', () => {
  assert.equal(allowsAddress([], ''), true);
  for (const address of ['', 'localhost', '10.0.0.1x', '/run/socket', 'fe80::1%eth0'])
    assert.equal(allowsAddress(['0.0.0.0/0', '::/0'], address), false, address);
  assert.equal(allowsAddress(['2001:db8::/32'], '2001:db8:ffff::1'), true);
  assert.equal(allowsAddress(['2001:db8::/32'], '2001:db9::1'), false);
  assert.equal(allowsAddress(['10.0.0.0/8', '2001:db8::/32'], '11.0.0.1'), false);
});

test('networks cover others when each of these is within one of them', () => {
  assert.ok(coversNetworks([], ['10.0.0.0/8']));
  assert.ok(coversNetworks(['10.0.0.0/8'], ['10.1.0.0/16', '10.0.0.0/8']));
  assert.ok(!coversNetworks(['10.0.0.0/8'], []), 'everywhere is wider than somewhere');
  assert.ok(!coversNetworks(['10.1.0.0/16'], ['10.0.0.0/8']));
  assert.ok(!coversNetworks(['10.0.0.0/8'], ['10.1.0.0/16', '2001:db8::/32']));
});
