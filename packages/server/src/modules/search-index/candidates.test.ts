/** The function that suggests messages, against reading every entry: over years, at the borders of stretches, when crowded. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Uuid } from '@wardroom/contract';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { readCandidates, storedTokens } from './index.ts';

const stretchMs = 2 ** 29;
const stretch = (number: number) => number * stretchMs;
const long = 99;

interface Entry {
  readonly messageId: Uuid;
  readonly channelId: Uuid;
  readonly sentAt: number;
  readonly tokens: readonly number[];
}

let harness: Harness;
let entries: readonly Entry[];
before(async () => {
  harness = await createHarness();
  entries = newestFirst(shapes().flatMap((times) => times.map(entryOf)));
  await insert(entries);
});
after(() => harness.close());

/** Days without a message, a crowded hour, one instant, and the first and last moments of a stretch. */
function shapes(): readonly (readonly number[])[] {
  const every = (from: number, step: number, count: number) =>
    Array.from({ length: count }, (_, index) => from + index * step);
  return [
    every(stretch(2_000), 86_400_000, 3_000),
    every(stretch(2_600) - 500, 1, 1_000),
    every(stretch(2_610) + 7, 100, 26_000),
    every(stretch(2_611) + 7, 0, 2_500),
    every(stretch(2_620), 20_000, 6_000),
    every(stretch(2_900), 60_000, 1_500),
  ];
}

function entryOf(sentAt: number, index: number): Entry {
  const { ids } = harness.parts;
  const { general, secret } = harness.acme;
  const tokens = [1 + (index % 2), 10 + (index % 5), 100 + (index % 700)];
  // A word that was frequent once, and a message with more words than are indexed.
  if (sentAt < stretch(2_611)) tokens.push(50);
  if (index % 900 === 17) tokens.push(long);
  return {
    messageId: ids.next(),
    channelId: index % 50 === 3 ? secret.uuid : general.uuid,
    sentAt,
    tokens,
  };
}

const newestFirst = (list: readonly Entry[]): readonly Entry[] =>
  [...list].sort((a, b) => b.sentAt - a.sentAt || (a.messageId < b.messageId ? 1 : -1));

async function insert(rows: readonly Entry[]): Promise<void> {
  await harness.admin.query(
    `insert into tenant.search_entries (tenant_id, message_id, channel_id, sent_at, tokens)
     select $1, e.message_id, e.channel_id, e.sent_at, e.tokens::bigint[]
       from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[]) as e (message_id, channel_id, sent_at, tokens)`,
    [
      harness.acme.tenant.id,
      rows.map(({ messageId }) => messageId),
      rows.map(({ channelId }) => channelId),
      rows.map(({ sentAt }) => new Date(sentAt).toISOString()),
      rows.map(({ tokens, sentAt }) => storedTokens({ entry: { generation: 0, tokens }, sentAt })),
    ],
  );
  await harness.admin.query('analyze tenant.search_entries');
}

interface Question {
  readonly channels: readonly Uuid[];
  readonly every: readonly number[];
  readonly some: readonly number[];
  readonly since: number | null;
}

const isMeant = ({ channels, every, some, since }: Question, entry: Entry): boolean =>
  channels.includes(entry.channelId) &&
  entry.sentAt >= (since ?? 0) &&
  (every.slice(0, 3).every((token) => entry.tokens.includes(token)) || entry.tokens.includes(long)) &&
  (some.length === 0 || some.some((token) => entry.tokens.includes(token)));

const first = { sentAt: 253_402_300_799_999, messageId: 'ffffffff-ffff-ffff-ffff-ffffffffffff' as Uuid };

/** Page after page, or only so many of them. */
async function walk(question: Question, wanted: number, pages = Number.POSITIVE_INFINITY): Promise<Uuid[]> {
  const found: Uuid[] = [];
  for (let before = first, page = 0; page < pages; page += 1) {
    const rows = await harness.kernel.database.read(harness.acme.tenant.id, (tx) =>
      readCandidates(tx, { ...question, long, before, wanted }),
    );
    found.push(...rows.map((row) => row.message_id));
    const last = rows.at(-1);
    if (last === undefined || rows.length < wanted) return found;
    before = { sentAt: last.sent_at, messageId: last.message_id };
  }
  return found;
}

test('what is suggested is what every entry says, in order and without a gap, however far back it lies', async () => {
  const { general, secret } = harness.acme;
  const both = [general.uuid, secret.uuid];
  const ask = (every: readonly number[], more: Partial<Question> = {}): Question => ({
    ...{ channels: both, some: [], since: null },
    ...more,
    every,
  });
  const questions: readonly (readonly [question: Question, wanted: number, pages?: number])[] = [
    [ask([123]), 33],
    [ask([50]), 500, 12],
    [ask([1]), 33, 8],
    [ask([50, 2]), 200, 8],
    [ask([1, 10, 50]), 500],
    [ask([799]), 33],
    [ask([700_000]), 33],
    [ask([], { some: [11, 12] }), 500, 8],
    [ask([2], { some: [103, 104, 105] }), 33],
    [ask([], { channels: [secret.uuid] }), 300],
    [ask([50], { channels: [secret.uuid] }), 33],
    [ask([1], { since: stretch(2_600) }), 500, 60],
    [ask([50], { since: stretch(2_600) - 250 }), 1_000, 40],
    [ask([2], { since: stretch(2_611) + 7 }), 1_000],
  ];
  for (const [question, wanted, pages] of questions) {
    const expected = entries.filter((entry) => isMeant(question, entry)).map(({ messageId }) => messageId);
    const found = await walk(question, wanted, pages);
    const name = JSON.stringify({ ...question, channels: question.channels.length });
    assert.deepEqual(found, pages === undefined ? expected : expected.slice(0, found.length), name);
    assert.ok(found.length >= Math.min(expected.length, wanted * (pages ?? 1)), name);
  }
});
