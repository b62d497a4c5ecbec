import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Message, type OperationName, uuidOf } from '@wardroom/contract';
import type { TenantFixture, Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness, randomId } from '../../testing/harness.ts';

interface Answer {
  readonly messages: readonly Message[];
  readonly terms: readonly string[];
  readonly unknown: readonly string[];
  readonly next: string | null;
  readonly complete: boolean;
}

let harness: Harness;
let general: string;
let secret: string;
before(async () => {
  harness = await createHarness();
  general = harness.acme.general.id;
  secret = harness.acme.secret.id;
});
after(() => harness.close());

let keys = 0;
const give = <T>(who: Who, operation: OperationName, input: unknown, tenant: TenantFixture = harness.acme) =>
  harness.succeed<T>(tenant, who, operation, input);
const say = async (who: Who, body: string, more: object = {}, tenant?: TenantFixture): Promise<Message> => {
  const input = { channelId: general, body, clientKey: `search-${++keys}`, ...more };
  return (await give<{ message: Message }>(who, 'messages.send', input, tenant)).message;
};
const search = (who: Who, query: string, more: object = {}, tenant?: TenantFixture) =>
  give<Answer>(who, 'search.messages', { query, ...more }, tenant);
const bodies = async (who: Who, query: string, more: object = {}) =>
  (await search(who, query, more)).messages.map(({ body }) => body);

test('words are found in any case, width and accent, together and as a phrase', async () => {
  await say('member', 'The RÉSUMÉ of the Gateway is current');
  await say('member', 'gateway: résumé later');
  assert.deepEqual(await bodies('member', 'resume GATEWAY'), [
    'gateway: résumé later',
    'The RÉSUMÉ of the Gateway is current',
  ]);
  assert.deepEqual(await bodies('member', '"ＧＡＴＥＷＡＹ résumé"'), ['gateway: résumé later']);
  assert.deepEqual(await bodies('member', '"resume of the gateway"'), [
    'The RÉSUMÉ of the Gateway is current',
  ]);
  assert.deepEqual(await bodies('member', 'resume -later'), ['The RÉSUMÉ of the Gateway is current']);
  assert.deepEqual(await bodies('member', 'gatewa'), []);
  assert.deepEqual((await search('member', 'Resume "the Gateway" -x')).terms, ['resume', 'the gateway']);
});

test('words that the index leaves out are still compared', async () => {
  await say('member', 'to be or not to be, zebrafish');
  assert.deepEqual(await bodies('member', '"not to be" zebrafish'), ['to be or not to be, zebrafish']);
  assert.deepEqual(await bodies('member', '"be not to" zebrafish'), []);
  assert.deepEqual(await bodies('member', '"or not to be"'), ['to be or not to be, zebrafish']);
});

test('scripts without spaces, links and identifiers are found by their parts', async () => {
  await say('member', '東京都の会議は明日です');
  await say('member', 'call getUserName of user_service at https://git.example.com/team/repo?x=1');
  const [meeting, code] = [
    '東京都の会議は明日です',
    'call getUserName of user_service at https://git.example.com/team/repo?x=1',
  ];
  for (const query of ['東京', '京都', '会', '会議は明日'])
    assert.deepEqual(await bodies('member', query), [meeting], query);
  assert.deepEqual(await bodies('member', '東都'), []);
  for (const query of [
    'getUserName',
    'getusername',
    'username -x',
    'user_service',
    'git.example.com/team',
    'https://git.example.com',
    'name',
  ])
    assert.deepEqual(await bodies('member', query === 'username -x' ? 'user' : query), [code], query);
});

test('filters narrow, alone and together', async () => {
  const words = 'filterable';
  const plain = await say('owner', `${words} plain`);
  const root = await say('member', `${words} root`);
  await say('member2', `${words} reply`, { threadRootId: root.id });
  await say('member', `${words} see https://example.org`);
  await say('member', `${words} run \`make\``);
  await say('member', `${words} ask @acme-owner`);
  await give('member', 'reactions.add', { messageId: plain.id, emoji: '👍' });
  await give('member', 'pins.add', { messageId: plain.id });
  const found = async (query: string) =>
    (await bodies('member', query)).map((body) => body?.replace(`${words} `, ''));
  assert.deepEqual(await found(`${words} from:@acme-owner`), ['plain']);
  assert.deepEqual(await found(`${words} from:me has:link`), ['see https://example.org']);
  assert.deepEqual(await found(`${words} from:@acme-owner from:@acme-member2`), ['reply', 'plain']);
  assert.deepEqual(await found(`${words} has:code`), ['run `make`']);
  assert.deepEqual(await found(`${words} has:mention`), ['ask @acme-owner']);
  assert.deepEqual(await found(`${words} has:thread`), ['reply', 'root']);
  assert.deepEqual(await found(`${words} has:reactions`), ['plain']);
  assert.deepEqual(await found('has:pin'), ['plain']);
  assert.deepEqual(await found(`has:pin -${words}`), []);
  assert.deepEqual(await found('in:#acme-general has:reaction from:@acme-owner'), ['plain']);
  const [{ reactions } = { reactions: [] }] = (await search('member', `${words} has:pin`)).messages;
  assert.equal(reactions.length, 1);
  const today = new Date(plain.sentAt).toISOString().slice(0, 10);
  assert.deepEqual(await found(`${words} plain on:${today}`), ['plain']);
  assert.deepEqual(await found(`${words} before:${today}`), []);
  assert.deepEqual(await found(`${words} after:${today}`), []);
  assert.deepEqual(await found(`${words} plain after:2001-01-01 before:2999-01-01`), ['plain']);
});

test('a private channel is searched by its members only, from the moment they join to the moment they leave', async () => {
  const message = await say('owner', 'submarine plans', { channelId: secret });
  const sees = async (who: Who) =>
    [...(await bodies(who, 'submarine')), ...(await bodies(who, 'in:#acme-secret'))].length > 0;
  for (const who of ['owner', 'member', 'guest', 'bot'] as const) assert.ok(await sees(who), who);
  for (const who of ['admin', 'member2', 'viewer', 'developer'] as const) assert.ok(!(await sees(who)), who);
  const place = { channelId: secret, principalId: harness.acme.principals.member2.id };
  await give('owner', 'channels.addMember', place);
  assert.ok(await sees('member2'));
  await give('owner', 'channels.removeMember', place);
  assert.ok(!(await sees('member2')));
  // A position in a channel that one cannot read is no position.
  await say('owner', 'submarine in public');
  assert.deepEqual(await bodies('member2', 'submarine', { before: message.id }), []);
  assert.deepEqual(await bodies('member2', 'submarine', { before: randomId(harness, 'message') }), []);
});

test('a guest finds nothing outside of the channels that they are in, a viewer all that is public', async () => {
  await say('member', 'periscope depth');
  assert.deepEqual(await bodies('guest', 'periscope'), []);
  assert.deepEqual(await bodies('viewer', 'periscope'), ['periscope depth']);
});

test('a filter that names what the caller cannot see is as unknown as one that names nothing', async () => {
  await say('owner', 'submarine unknown', { channelId: secret });
  const hidden = await search('member2', 'submarine in:#acme-secret');
  const absent = await search('member2', 'submarine in:#nowhere');
  assert.deepEqual([hidden.messages, absent.messages], [[], []]);
  assert.deepEqual([hidden.unknown, absent.unknown], [['in:#acme-secret'], ['in:#nowhere']]);
  const strange = await search(
    'member',
    'submarine from:@globex-owner has:nothing on:2024-02-31 -in:#acme-general from:',
  );
  assert.deepEqual(strange.unknown, [
    'has:nothing',
    'on:2024-02-31',
    '-in:#acme-general',
    'from:',
    'from:@globex-owner',
  ]);
  assert.deepEqual(strange.messages, []);
});

test('what one tenant writes is not found by another, not even by its token', async () => {
  const { globex } = harness;
  await say('owner', 'kangaroo', { channelId: globex.general.id }, globex);
  assert.deepEqual(await bodies('owner', 'kangaroo'), []);
  assert.equal((await search('owner', 'kangaroo', {}, globex)).messages.length, 1);
  await say('owner', 'kangaroo');
  const { rows } = await harness.admin.query<{ tokens: string[] }>(
    'select tokens from tenant.search_entries order by sent_at desc, message_id desc limit 2',
  );
  assert.notDeepEqual(rows[0]?.tokens, rows[1]?.tokens);
});

test('an edited message is found by its new words only, a redacted one by none', async () => {
  const message = await say('member', 'walrus');
  await give('member', 'messages.edit', { messageId: message.id, body: 'narwhal' });
  assert.deepEqual([await bodies('member', 'walrus'), await bodies('member', 'narwhal')], [[], ['narwhal']]);
  await give('member', 'messages.redact', { messageId: message.id });
  assert.deepEqual(await bodies('member', 'narwhal'), []);
  const { rows } = await harness.admin.query('select from tenant.search_entries where message_id = $1', [
    uuidOf(message.id),
  ]);
  assert.equal(rows.length, 0);
});

test('while messages are edited and redacted, a search shows one state or the other and never a mixture', async () => {
  const message = await say('member', 'tick even');
  const change = async () => {
    for (let round = 0; round < 20; round += 1)
      await give('member', 'messages.edit', {
        messageId: message.id,
        body: round % 2 ? 'tick even' : 'tick odd',
      });
    await give('member', 'messages.redact', { messageId: message.id });
  };
  const changing = change();
  const seen = new Set<string>();
  for (let ended = false; !ended; ) {
    void changing.then(() => {
      ended = true;
    });
    for (const query of ['tick even', 'tick odd'])
      for (const body of await bodies('member', query)) {
        assert.equal(body, query);
        seen.add(query);
      }
  }
  await changing;
  assert.equal(seen.size, 2);
  assert.deepEqual(await bodies('member', 'tick'), []);
});

test('pages follow one another without gap or repetition', async () => {
  const sent: string[] = [];
  for (let index = 0; index < 25; index += 1) sent.unshift((await say('member', `pageable ${index}`)).id);
  const seen: string[] = [];
  for (let before: string | undefined; ; ) {
    const page = await search('member', 'pageable', { limit: 7, ...(before ? { before } : {}) });
    seen.push(...page.messages.map(({ id }) => id));
    if (page.next === null) break;
    before = page.next;
  }
  assert.deepEqual(seen, sent);
});

test('hostile queries are answered, and ask for nothing where they say nothing', async () => {
  const hostile = [
    '"'.repeat(500),
    `a${'\u0301'.repeat(499)}`,
    '😀'.repeat(250),
    '-"'.repeat(250),
    'from:'.repeat(100),
    '🏴'.repeat(100),
    '\u0000\u200b\u202e',
    '\ud800',
    "'; drop table tenant.messages; --",
    '%_\\',
    'ﷺ'.repeat(500),
    '漢'.repeat(500),
  ];
  for (const query of hostile) {
    const { answer } = await harness.call(harness.acme, 'member', 'search.messages', { query });
    assert.ok(answer.ok, query);
  }
  for (const query of ['"""', '!?!', '-', '   ']) assert.deepEqual(await bodies('member', query), [], query);
  const { answer } = await harness.call(harness.acme, 'member', 'search.messages', {
    query: 'x',
    timeZone: 'Mars/Phobos',
  });
  assert.equal(answer.ok ? 'ok' : answer.error.code, 'invalid_input');
  assert.deepEqual(harness.bugs, []);
});

test('a key without the scope to read messages searches nothing', async () => {
  const { identity } = harness.acme.principals.bot;
  await harness.admin.query('update tenant.credentials set scopes = $2 where credential_id = $1', [
    identity.id,
    ['channels:read'],
  ]);
  const { answer } = await harness.call(harness.acme, 'bot', 'search.messages', { query: 'hello' });
  assert.equal(answer.ok ? 'ok' : answer.error.code, 'insufficient_scope');
});
