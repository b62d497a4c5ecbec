import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { classifyAddress, isSameAddress, isWithin } from './classify.ts';

/** Facts of the registries, and arithmetic of our own, so that the library is not its own witness. */
type Row = readonly [block: string, name: string, reference: string, isGloballyReachable: boolean | null];
const registry: { readonly ipv4: readonly Row[]; readonly ipv6: readonly Row[] } = JSON.parse(
  readFileSync(new URL('./vectors/iana-special-purpose.json', import.meta.url), 'utf8'),
);

interface Block {
  readonly base: bigint;
  readonly size: bigint;
}
const number4 = (text: string): bigint =>
  text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
function number6(text: string): bigint {
  const [head = '', tail] = text.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':'));
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - groups(head).length - after.length }, () => '0');
  return [...groups(head), ...(tail === undefined ? [] : zeros), ...after].reduce(
    (sum, group) => sum * 65_536n + BigInt(`0x${group}`),
    0n,
  );
}
const text4 = (value: bigint): string => [24n, 16n, 8n, 0n].map((by) => (value >> by) & 255n).join('.');
const text6 = (value: bigint): string =>
  Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - 16 * at)) & 0xffffn).toString(16)).join(':');

function blockOf(text: string, width: number, read: (text: string) => bigint): Block {
  const [base = '', bits] = text.split('/');
  return { base: read(base), size: 1n << BigInt(width - Number(bits)) };
}
const blocks4 = registry.ipv4.map(([block]) => blockOf(block, 32, number4));
const blocks6 = registry.ipv6.map(([block]) => blockOf(block, 128, number6));
const inside = (value: bigint, blocks: readonly Block[]): boolean =>
  blocks.some(({ base, size }) => value >= base && value < base + size);

const multicast4 = blockOf('224.0.0.0/4', 32, number4);
const azure = number4('168.63.129.16');
const unicast6 = blockOf('2000::/3', 128, number6);

test('the table is the whole registry of its date', () => {
  assert.equal(registry.ipv4.length, 26);
  assert.equal(registry.ipv6.length, 25);
});

test('first and last address of every special-purpose block are refused, reachable or not', () => {
  for (const [blocks, text] of [[blocks4, text4] as const, [blocks6, text6] as const]) {
    for (const { base, size } of blocks) {
      assert.equal(classifyAddress(text(base)), 'special', text(base));
      assert.equal(classifyAddress(text(base + size - 1n)), 'special', text(base + size - 1n));
    }
  }
});

/** Addresses anywhere, and addresses at and around the edges of blocks, where a wrong mask shows. */
function addresses(blocks: readonly Block[], width: number) {
  const max = (1n << BigInt(width)) - 1n;
  const near = fc
    .tuple(fc.constantFrom(...blocks), fc.bigInt({ min: -2n, max: 2n }), fc.boolean())
    .map(([{ base, size }, by, atEnd]) => base + (atEnd ? size - 1n : 0n) + by)
    .filter((value) => value >= 0n && value <= max);
  const within = fc
    .tuple(fc.constantFrom(...blocks), fc.bigInt({ min: 0n, max }))
    .map(([{ base, size }, at]) => base + (at % size));
  return fc.oneof(fc.bigInt({ min: 0n, max }), near, within);
}

test('property: an IPv4 address passes exactly when no special-purpose block, multicast or cloud agent holds it', () => {
  fc.assert(
    fc.property(addresses([...blocks4, multicast4], 32), (value) => {
      const isPublic = !inside(value, [...blocks4, multicast4]) && value !== azure;
      assert.equal(classifyAddress(text4(value)), isPublic ? 'public' : 'special', text4(value));
    }),
    { numRuns: 5000 },
  );
});

test('property: an IPv6 address passes exactly when it is global unicast and no special-purpose block holds it', () => {
  const candidates = fc.oneof(
    addresses([...blocks6, unicast6], 128),
    fc.bigInt({ min: unicast6.base, max: unicast6.base + unicast6.size - 1n }),
  );
  fc.assert(
    fc.property(candidates, (value) => {
      const isPublic = inside(value, [unicast6]) && !inside(value, blocks6);
      assert.equal(classifyAddress(text6(value)), isPublic ? 'public' : 'special', text6(value));
    }),
    { numRuns: 5000 },
  );
});

test('property: an IPv4 address inside an IPv6 one is refused in every way of carrying it', () => {
  const carriers = [
    (value: bigint) => (0xffffn << 32n) | value,
    (value: bigint) => value,
    (value: bigint) => (number6('64:ff9b::') & ~0xffffffffn) | value,
    (value: bigint) => number6('64:ff9b:1::') | value,
    (value: bigint) => number6('2002::') | (value << 80n),
    (value: bigint) => number6('2001::') | (value ^ 0xffffffffn),
    (value: bigint) => number6('::ffff:0:0:0') | value,
  ];
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 0xffffffffn }), fc.constantFrom(...carriers), (value, carry) => {
      assert.equal(classifyAddress(text6(carry(value))), 'special', text6(carry(value)));
    }),
    { numRuns: 2000 },
  );
});

test('the agent of a cloud is not public, its neighbours are', () => {
  assert.deepEqual(['168.63.129.15', '168.63.129.16', '168.63.129.17'].map(classifyAddress), [
    'public',
    'special',
    'public',
  ]);
});

test('what is not one canonical spelling of an address is none', () => {
  for (const text of [
    ...[
      '',
      '127.1',
      '127.0.0.1.',
      '0x7f.0.0.1',
      '0177.0.0.1',
      '2130706433',
      '1.2.3.4/8',
      ' 1.2.3.4',
      '8.8.8.8\n',
    ],
    ...[
      'fe80::1%eth0',
      '2606:4700::1%25eth0',
      '[2606:4700::1]',
      '1::2::3',
      'localhost',
      '8.8.8.256',
      '08.8.8.8',
    ],
  ])
    assert.equal(classifyAddress(text), 'malformed', JSON.stringify(text));
});

test('networks hold their own family only, and equal addresses are equal in every spelling', () => {
  assert.ok(isWithin('10.1.2.3', ['10.1.0.0/16']));
  assert.ok(!isWithin('10.2.2.3', ['10.1.0.0/16']));
  assert.ok(!isWithin('::ffff:10.1.2.3', ['10.1.0.0/16']));
  assert.ok(isSameAddress('2001:DB8::1', '2001:db8:0:0:0:0:0:1'));
  assert.ok(!isSameAddress('::ffff:127.0.0.1', '127.0.0.1'));
  assert.ok(!isSameAddress(undefined, '127.0.0.1'));
});
