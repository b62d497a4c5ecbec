import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseAllowance } from './allow-list.ts';
import { parseDestination } from './destination.ts';
import { judge } from './judge.ts';
import type { Purpose } from './purposes.ts';
import { Refusal } from './refusal.ts';

const rules = { ownDomains: ['chat.example.org', 'localhost'], isAlternativePortOpen: false, allowList: [] };

/** Reason of the refusal before anything is looked up, or where it would lead. */
function readingOf(
  text: string,
  changed: Partial<Parameters<typeof parseDestination>[2]> = {},
  purpose: Purpose = 'jwks',
) {
  try {
    const { host, port, isLiteral, allowances } = parseDestination(purpose, text, { ...rules, ...changed });
    if (isLiteral) judge([host], { allowances, ownAddresses: [] });
    return `${host} ${port}`;
  } catch (error) {
    assert.ok(error instanceof Refusal, String(error));
    return error.reason;
  }
}

test('a public https address is where it says', () => {
  assert.equal(readingOf('https://keys.example.com/jwks?a=b'), 'keys.example.com 443');
  assert.equal(readingOf('https://KEYS.Example.com:443/'), 'keys.example.com 443');
  assert.equal(readingOf('https://xn--bcher-kva.example.com/'), 'xn--bcher-kva.example.com 443');
  assert.equal(readingOf('https://8.8.8.8/'), '8.8.8.8 443');
  assert.equal(readingOf('https://[2606:4700:4700::1111]/'), '2606:4700:4700::1111 443');
});

test('every spelling of a private IPv4 address is the private address', () => {
  const spellings = [
    ...['127.0.0.1', '127.1', '127.0.1', '2130706433', '0x7f000001', '0x7F.1', '0177.0.0.1', '017700000001'],
    ...[
      '0',
      '0.0.0.0',
      '00.0',
      '127.0.0.1.',
      '127.000.000.001',
      '%31%32%37.0.0.1',
      '127%2e0.0.1',
      '0x7f.0.0.0x1',
    ],
    ...['10.0.0.1', '167772161', '0xa000001', '012.0.0.1', '192.168.1', '0300.0250.1.1', '3232235777'],
    ...['169.254.169.254', '2852039166', '0xA9FEA9FE', '0251.0376.0251.0376', '169.254.43518'],
    ...[
      '172.16.0.1',
      '100.64.0.1',
      '168.63.129.16',
      '255.255.255.255',
      '224.0.0.1',
      '198.18.0.1',
      '240.0.0.1',
    ],
    // Full-width digits and dots, percent-encoded because other than ASCII is refused before.
    ...['%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1', '127%E3%80%820%E3%80%820%E3%80%821'],
  ];
  for (const host of spellings) assert.equal(readingOf(`https://${host}/`), 'address_private', host);
});

test('every IPv6 address that is ours, local or carries an IPv4 address is private', () => {
  const spellings = [
    ...['::1', '0:0:0:0:0:0:0:1', '::', '::0001', '0000:0000:0000:0000:0000:0000:0000:0001'],
    ...[
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::FFFF:8.8.8.8',
      '0:0:0:0:0:ffff:10.0.0.1',
      '::127.0.0.1',
      '::7f00:1',
    ],
    ...['64:ff9b::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::a00:1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ...[
      '2002:7f00:1::',
      '2002:a00:1::1',
      'fe80::1',
      'fec0::1',
      'fc00::1',
      'fd00:ec2::254',
      'ff02::1',
      '100::1',
    ],
    ...['2001:db8::1', '3fff::1', '5f00::1', '2620:4f:8000::1', '::ffff:0:127.0.0.1', '4000::1', '1::1'],
  ];
  for (const host of spellings) assert.equal(readingOf(`https://[${host}]/`), 'address_private', host);
});

test('what one parser might read differently is no address', () => {
  const texts = [
    ...['https://[fe80::1%25eth0]/', 'https://[fe80::1%eth0]/', 'https://[::1', 'https://127.0.0.1.1.1/'],
    ...['https://keys.example.com\\@127.0.0.1/', 'https:\\\\keys.example.com', 'https://keys.example.com/\t'],
    ...[
      'https://keys.exa\nmple.com/',
      ' https://keys.example.com/',
      'https://keys.example.com/ x',
      'https://bü.example.com/',
    ],
    ...[
      'https://１２７.0.0.1/',
      'keys.example.com',
      '//keys.example.com/',
      '',
      'https://',
      'https://0x100000000/',
    ],
    ...[
      'https://256.0.0.1/',
      'https://1.2.3.0x/x'.replace('0x', '08'),
      `https://keys.example.com/${'a'.repeat(2048)}`,
    ],
  ];
  for (const text of texts) assert.equal(readingOf(text), 'url_malformed', JSON.stringify(text.slice(0, 60)));
});

test('user, password, fragment, protocol and port are refused each by itself', () => {
  const cases = [
    ['https://user@keys.example.com/', 'url_userinfo'],
    ['https://:secret@keys.example.com/', 'url_userinfo'],
    ['https://keys.example.com@127.0.0.1/', 'url_userinfo'],
    ['https://keys.example.com/#part', 'url_fragment'],
    ['https://keys.example.com/#', 'url_fragment'],
    ['http://keys.example.com/', 'protocol_refused'],
    ['HTTP://keys.example.com/', 'protocol_refused'],
    ['ftp://keys.example.com/', 'protocol_refused'],
    ['file:///etc/passwd', 'protocol_refused'],
    ['data:application/json,[]', 'protocol_refused'],
    ['blob:https://keys.example.com/x', 'protocol_refused'],
    ['https://keys.example.com:22/', 'port_refused'],
    ['https://keys.example.com:0/', 'port_refused'],
    ['https://keys.example.com:80/', 'port_refused'],
    ['https://keys.example.com:8443/', 'port_refused'],
  ] as const;
  for (const [text, reason] of cases) assert.equal(readingOf(text), reason, text);
});

test('8443 is open where the deployment says so, and nothing beside it', () => {
  const open = { isAlternativePortOpen: true };
  assert.equal(readingOf('https://keys.example.com:8443/', open), 'keys.example.com 8443');
  assert.equal(readingOf('https://keys.example.com:8444/', open), 'port_refused');
});

test('a host is a name of at least two labels of letters, digits and hyphens', () => {
  const hosts = [
    ...[
      'intranet',
      'keys.example.com.',
      'keys..example.com',
      '-a.example.com',
      'a-.example.com',
      'a_b.example.com',
    ],
    ...[
      `${'a'.repeat(64)}.example.com`,
      `${'a.'.repeat(127)}com`,
      'a!b.example.com',
      '*.example.com',
      'example.com..',
    ],
  ];
  for (const host of hosts) {
    const reason = readingOf(`https://${host}/`);
    assert.ok(reason === 'host_malformed' || reason === 'url_malformed', `${host}: ${reason}`);
  }
  assert.equal(readingOf('https://intranet/'), 'host_malformed');
  assert.equal(readingOf('https://keys.example.com./'), 'host_malformed');
});

test('special-use names are refused, and names that only look like them are not', () => {
  for (const end of [
    'local',
    'internal',
    'test',
    'example',
    'invalid',
    'onion',
    'alt',
    'home.arpa',
    'in-addr.arpa',
    'lan',
  ])
    assert.equal(readingOf(`https://keys.${end}/`), 'host_special_use', end);
  assert.equal(readingOf('https://metadata.google.internal/'), 'host_special_use');
  assert.equal(readingOf('https://internal.example.com/'), 'internal.example.com 443');
});

test('our own domains and everything below them are refused in any letter case', () => {
  for (const host of [
    'chat.example.org',
    'acme.chat.example.org',
    'ACME.Chat.Example.ORG',
    'a.b.chat.example.org',
    'acme.localhost',
  ])
    assert.equal(readingOf(`https://${host}/`), 'host_own', host);
  assert.equal(readingOf('https://notchat.example.org/'), 'notchat.example.org 443');
  assert.equal(readingOf('https://example.org/'), 'example.org 443');
});

test('the operator admits one purpose, host, port and network at a time', () => {
  const entry = parseAllowance('jwks=keys.internal:9443=10.1.2.0/24');
  assert.ok(entry);
  const allowList = [entry];
  assert.equal(readingOf('https://keys.internal:9443/', { allowList }), 'keys.internal 9443');
  assert.equal(readingOf('https://keys.internal:9444/', { allowList }), 'port_refused');
  assert.equal(readingOf('https://other.internal:9443/', { allowList }), 'port_refused');
  assert.equal(readingOf('https://keys.internal:9443/', { allowList }, 'webhook'), 'port_refused');
  const rulesOf = { allowances: allowList, ownAddresses: [] };
  assert.deepEqual(judge(['10.1.2.3'], rulesOf), ['10.1.2.3']);
  assert.throws(() => judge(['10.1.3.3'], rulesOf), { reason: 'address_private' });
  assert.throws(() => judge(['::ffff:10.1.2.3'], rulesOf), { reason: 'address_private' });
});

test('an entry of the allow-list that is not exactly of its form is none', () => {
  assert.deepEqual(parseAllowance('webhook=[fd00::1]:443=fd00::/8'), {
    ...{ purpose: 'webhook', host: 'fd00::1', port: 443, network: 'fd00::/8' },
  });
  for (const text of [
    ...[
      '',
      'jwks',
      'jwks=a.b:1',
      'jwks=a.b:0=10.0.0.0/8',
      'jwks=a.b:70000=10.0.0.0/8',
      'jwks=a.b:1=10.0.0.0/33',
    ],
    ...[
      'jwks=a.b:1=10.0.0.0',
      'other=a.b:1=10.0.0.0/8',
      'jwks=A.b:1=10.0.0.0/8',
      'jwks=a.b:1=ten/8',
      '*=a.b:1=10.0.0.0/8',
    ],
  ])
    assert.equal(parseAllowance(text), null, text);
});

test('property: no text makes the parser throw anything but a refusal, or lead to a private literal', () => {
  const hosts = fc.oneof(
    fc.ipV4(),
    fc.ipV4Extended(),
    fc.ipV6().map((text) => `[${text}]`),
    fc.domain(),
    fc.string(),
  );
  const texts = fc.oneof(
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc
      .tuple(fc.constantFrom('https://', 'https:/', 'https:', 'HTTPS://a@'), hosts, fc.string())
      .map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 100 }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      readingOf(text);
    }),
    { numRuns: 3000 },
  );
});
