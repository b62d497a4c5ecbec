import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operations } from '@wardroom/contract';
import type { ImportBatch, ImportMessage } from './irc/index.ts';
import { type AppendRequest, requestsOf } from './requests.ts';

const progress = { filesDone: 0, filesTotal: 1, bytesTotal: 100, lines: 0, messages: 0, skipped: {} };

function message(channel: string, number: number, change: Partial<ImportMessage> = {}): ImportMessage {
  return {
    externalId: `irc:${channel}:${number}`,
    channel,
    authorHandle: 'anna',
    authorNick: 'Anna',
    text: `message ${number}`,
    isAction: false,
    sentAt: number,
    replyToExternalId: null,
    ...change,
  };
}

async function* batchesOf(lists: readonly (readonly ImportMessage[])[]): AsyncGenerator<ImportBatch> {
  for (const [position, messages] of lists.entries())
    yield {
      channels: [],
      authors: position === 0 ? [{ handle: 'anna', nick: 'Anna', displayName: 'Anna' }] : [],
      messages,
      progress: { ...progress, bytesDone: position + 1 },
      report: null,
    };
  const report = { ...progress, bytesDone: 100 };
  yield {
    channels: [],
    authors: [],
    messages: [],
    progress: report,
    report: { ...report } as ImportBatch['report'],
  };
}

async function requests(lists: readonly (readonly ImportMessage[])[], prefix?: string) {
  const all: AppendRequest[] = [];
  for await (const request of requestsOf(batchesOf(lists), prefix)) {
    const { input } = operations['imports.append'];
    assert.ok(input.safeParse(request.input).success, 'the contract accepts every request');
    all.push(request);
  }
  return all;
}

const many = (channel: string, from: number, count: number) =>
  Array.from({ length: count }, (_, index) => message(channel, from + index));

test('requests hold at most 500 messages of one channel, in order, and cover all bytes of the logs', async () => {
  const all = await requests([many('a', 0, 200), many('a', 200, 200), many('a', 400, 200), many('b', 0, 3)]);
  assert.deepEqual(
    all.map(({ channel, input }) => [channel, input.messages.length, input.messages[0]?.sentAt]),
    [
      ['a', 500, 0],
      ['a', 100, 500],
      ['b', 3, 0],
    ],
  );
  assert.equal(
    all.reduce((sum, { logBytes }) => sum + logBytes, 0),
    100,
  );
});

test('a request stays below the body limit, however long the messages', async () => {
  const long = Array.from({ length: 60 }, (_, number) => message('a', number, { text: '€'.repeat(40_000) }));
  const all = await requests([long]);
  const limit = operations['imports.append'].limits.bodyBytes;
  assert.ok(all.length > 1 && all.every(({ input }) => Buffer.byteLength(JSON.stringify(input)) < limit));
  assert.equal(all.flatMap(({ input }) => input.messages).length, 60);
});

test('the same plan gives the same digests; another text, author or channel another one', async () => {
  const digestOf = async (change: Partial<ImportMessage>, prefix = '') =>
    (await requests([[message('a', 1, change)]], prefix))[0]?.digest;
  const digests = [
    await digestOf({}),
    await digestOf({ text: 'else' }),
    await digestOf({ authorHandle: 'bert' }),
    await digestOf({}, 'old-'),
  ];
  assert.equal(new Set(digests).size, digests.length);
  assert.equal(await digestOf({}), digests[0]);
});

test('file names that are no external ids are hashed, for replies as for their roots', async () => {
  const [request] = await requests([
    [
      message('a', 1, { externalId: 'irc:büro heute:1' }),
      message('a', 2, { externalId: 'irc:büro heute:2', replyToExternalId: 'irc:büro heute:1' }),
    ],
  ]);
  const [root, reply] = request?.input.messages ?? [];
  assert.match(root?.externalId ?? '', /^sha256:/);
  assert.equal(reply?.threadRootExternalId, root?.externalId);
});

test('what people say of themselves is in italics, unless it would no longer fit', async () => {
  const [request] = await requests([
    [
      message('a', 1, { isAction: true, text: 'waves' }),
      message('a', 2, { isAction: true, text: 'x'.repeat(40_000) }),
    ],
  ]);
  assert.deepEqual(
    request?.input.messages.map(({ body }) => body.slice(0, 7)),
    ['*waves*', 'xxxxxxx'],
  );
});

test('names that turn the text beside them are cleaned, not refused', async () => {
  const turned = { authorHandle: 'mallory', authorNick: '\u202ennA\u2066\u2028 ' };
  const [request] = await requests([
    [message('a', 0, turned), message('a', 1, { ...turned, authorNick: '\u202e' })],
  ]);
  assert.deepEqual(
    request?.input.messages.map(({ author }) => author.displayName),
    ['nnA', 'mallory'],
  );
});
