/** Reports of secret-scanning partners: their signature over the raw body, their form of question and answer. */
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { after, before, test } from 'node:test';
import { execute } from '../../kernel/execute.ts';
import { readPartnerKeys } from '../../kernel/ingress/index.ts';
import { InMemoryLimiter } from '../../kernel/limits/in-memory-limiter.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { type Rehearsal, rehearse } from './rehearsal.ts';

const pair = (namedCurve = 'P-256') => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  return { privateKey, pem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
};
const partner = pair();
const stranger = pair();
const listOf = (key: string) =>
  JSON.stringify({ public_keys: [{ key_identifier: 'k1', key, is_current: true }] });

let harness: Harness;
let edge: Rehearsal;
before(async () => {
  const rates = { global: 100_000, tenant: 10_000, principal: 600, address: 1_000, operation: 600 };
  harness = await createHarness({ limiter: new InMemoryLimiter({ clock: { now: () => 1_000_000 }, rates }) });
  edge = await rehearse({
    executeTenant: (call) => execute(harness.kernel, call),
    resolveHost: (host) => harness.kernel.directory.resolveHost(host),
    partnerKeys: readPartnerKeys(listOf(partner.pem)),
  });
});
after(async () => {
  await edge.close();
  await harness.close();
  assert.deepEqual(harness.bugs, []);
});

interface Report {
  readonly body: string;
  readonly signed?: string;
  readonly by?: typeof partner;
  readonly identifier?: string | string[];
}

const report = ({ body, signed = body, by = partner, identifier = 'k1' }: Report) =>
  edge.ask({
    path: '/v1/credentials.reportLeaked',
    host: `acme.localhost:${edge.port}`,
    body,
    headers: {
      'github-public-key-identifier': identifier,
      'github-public-key-signature': sign('sha256', Buffer.from(signed), by.privateKey).toString('base64'),
    },
  });
const finding = (token: string) => ({
  token,
  type: 'wardroom_key',
  url: 'https://example.com/x',
  source: 'content',
});
const works = async () =>
  (
    await harness.call(
      harness.acme,
      { kind: 'key', secret: harness.acme.principals.bot.secret },
      'tenants.show',
      {},
    )
  ).answer.ok;

test('a report that is not the partner’s is one refusal, whatever is wrong with it, and ends no key', async () => {
  const body = JSON.stringify([finding(harness.acme.principals.bot.secret)]);
  for (const [what, one] of Object.entries({
    'another body': { body, signed: `${body} ` },
    'another key': { body, by: stranger },
    'an unknown identifier': { body, identifier: 'k2' },
    'two identifiers': { body, identifier: ['k1', 'k1'] },
    'no list': { body: '{}' },
    'no JSON': { body: '[' },
    'an empty list': { body: '[]' },
    'a list of other things': { body: '[1]' },
  } satisfies Record<string, Report>)) {
    const { status, code } = await report(one);
    assert.deepEqual([status, code], [401, 'unauthenticated'], what);
  }
  assert.ok(await works());
});

test('a list without a signature is no report', async () => {
  const body = JSON.stringify([finding(harness.acme.principals.bot.secret)]);
  const path = '/v1/credentials.reportLeaked';
  const unsigned = await edge.ask({ path, host: `acme.localhost:${edge.port}`, body });
  assert.equal(unsigned.code, 'invalid_json');
  assert.ok(await works());
});

test('a signed report is answered in the partner’s form, and the key is worth nothing at once', async () => {
  const { secret } = harness.acme.principals.bot;
  const foreign = harness.globex.principals.bot.secret;
  const { status, text } = await report({
    body: JSON.stringify([finding('nothing'), finding(secret), finding(foreign)]),
  });
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(text), [
    { token_raw: 'nothing', token_type: 'wardroom_key', label: 'false_positive' },
    { token_raw: secret, token_type: 'wardroom_key', label: 'true_positive' },
    { token_raw: foreign, token_type: 'wardroom_key', label: 'false_positive' },
  ]);
  assert.ok(!(await works()));
});

test('refused reports are paid for by the address that sends them', async () => {
  let limited = 0;
  for (let count = 0; count < 120; count += 1)
    if ((await report({ body: '[]', by: stranger })).code === 'rate_limited') limited += 1;
  assert.ok(limited > 0);
});

test('partner keys are P-256 keys in the form in which they are published, or the server does not start', () => {
  assert.equal(readPartnerKeys(listOf(partner.pem)).size, 1);
  for (const text of [
    '',
    '{}',
    listOf('no key'),
    listOf(pair('P-384').pem),
    JSON.stringify({ public_keys: [] }),
  ])
    assert.throws(() => readPartnerKeys(text));
});
