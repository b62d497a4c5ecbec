/**
 * Whoever may write the database (its administrator, or injected SQL inside its own tenant) may move ciphertexts about.
 * None of them opens anywhere but in the place that it was made for.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type OperationName, type Uuid, uuidOf } from '@wardroom/contract';
import type { TenantFixture, Who } from '../../src/testing/fixtures.ts';
import { createHarness, type Harness } from '../../src/testing/harness.ts';

let harness: Harness;
const messages = new Map<string, string>();

before(async () => {
  harness = await createHarness();
  for (const [tenant, body] of [
    [harness.acme, 'first'],
    [harness.acme, 'second'],
    [harness.globex, 'foreign'],
  ] as const) {
    const input = { channelId: tenant.general.id, body, clientKey: `place-${body}` };
    const { message } = await harness.succeed<{ message: { id: string } }>(
      tenant,
      'member',
      'messages.send',
      input,
    );
    messages.set(body, message.id);
    await harness.succeed(tenant, 'owner', 'reactions.add', { messageId: message.id, emoji: '👍' });
  }
});
after(() => harness.close());

const message = (body: string): string => messages.get(body) ?? '';
const person = (who: Who, tenant: TenantFixture = harness.acme): Uuid => tenant.principals[who].uuid;

interface Move {
  readonly what: string;
  readonly table: string;
  readonly key: string;
  readonly column: string;
  /** Where the text is taken from, when not from the same column. */
  readonly source?: string;
  readonly rows: () => readonly [from: Uuid, to: Uuid];
  readonly read: () => readonly [OperationName, unknown];
}

const bodies = { table: 'messages', key: 'message_id', column: 'sealed_body' };
const readMessage = () => ['messages.get', { messageId: message('second') }] as const;
const channels = { table: 'channels', key: 'channel_id' };
const readChannel = () => ['channels.get', { channelId: harness.acme.general.id }] as const;
const readPerson = () => ['principals.get', { principalId: harness.acme.principals.member2.id }] as const;

const moves: readonly Move[] = [
  {
    ...bodies,
    what: 'a message body, to another message',
    rows: () => [uuidOf(message('first')), uuidOf(message('second'))],
    read: readMessage,
  },
  {
    ...bodies,
    what: 'a message body, to another tenant',
    rows: () => [uuidOf(message('foreign')), uuidOf(message('second'))],
    read: readMessage,
  },
  {
    table: 'reactions',
    key: 'message_id',
    column: 'sealed_emoji',
    what: 'an emoji, to another message',
    rows: () => [uuidOf(message('first')), uuidOf(message('second'))],
    read: readMessage,
  },
  {
    ...channels,
    what: 'a channel name, to another channel',
    column: 'sealed_name',
    rows: () => [harness.acme.secret.uuid, harness.acme.general.uuid],
    read: readChannel,
  },
  {
    ...channels,
    what: 'a channel name, to the topic of the same channel',
    column: 'sealed_topic',
    source: 'sealed_name',
    rows: () => [harness.acme.general.uuid, harness.acme.general.uuid],
    read: readChannel,
  },
  {
    table: 'principals',
    key: 'principal_id',
    column: 'sealed',
    what: 'a profile, to another person',
    rows: () => [person('owner'), person('member2')],
    read: readPerson,
  },
];

for (const { what, table, key, column, source = column, rows, read } of moves) {
  test(`a ciphertext that was moved does not open: ${what}`, async () => {
    const [from, to] = rows();
    const [operation, input] = read();
    const call = async () => (await harness.call(harness.acme, 'member', operation, input)).answer;
    assert.equal((await call()).ok, true);
    const { rows: kept } = await harness.admin.query(
      `select ${column} as text from tenant.${table} where ${key} = $1`,
      [to],
    );
    const moved = await harness.admin.query(
      `update tenant.${table} set ${column} = (select ${source} from tenant.${table} where ${key} = $1) where ${key} = $2`,
      [from, to],
    );
    assert.equal(moved.rowCount, 1);
    const answer = await call();
    assert.equal(!answer.ok && answer.error.code, 'internal');
    assert.match(String(harness.bugs.pop()), /does not authenticate|no data key/);
    await harness.admin.query(`update tenant.${table} set ${column} = $2 where ${key} = $1`, [
      to,
      kept[0].text,
    ]);
    assert.equal((await call()).ok, true);
  });
}
