/** What the index finds is what a reader of every message would find, on generated texts and on real conversations. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Message } from '@wardroom/contract';
import fc from 'fast-check';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { channelImplementations } from '../channels/index.ts';
import { importImplementations } from '../imports/index.ts';
import { messageImplementations } from '../messages/index.ts';
import { searchImplementations } from './index.ts';

interface Line {
  readonly id: string;
  readonly author: string;
  readonly body: string;
  readonly sentAt: number;
}

let harness: Harness;
before(async () => {
  harness = await createHarness({
    implementations: () => [
      ...channelImplementations(),
      ...messageImplementations(),
      ...importImplementations(),
      ...searchImplementations(),
    ],
  });
});
after(() => harness.close());

/** Imports lines into a channel of their own; times repeat, so that the order of equal times counts too. */
async function importLines(channel: string, lines: readonly (readonly [string, string])[]): Promise<Line[]> {
  let channelId: unknown;
  for (let from = 0; from < lines.length; from += 500) {
    const messages = lines.slice(from, from + 500).map(([author, body], index) => ({
      externalId: `${channel}-${from + index}`,
      author: { handle: author, displayName: author },
      body,
      sentAt: 1_100_000_000_000 + Math.floor((from + index) / 3) * 60_000,
      threadRootExternalId: null,
    }));
    const done = await harness.succeed(harness.acme, 'owner', 'imports.append', {
      channel: { name: channel, topic: '' },
      messages,
    });
    channelId = done['channelId'];
  }
  return readBack(channelId, lines);
}

async function readBack(channelId: unknown, lines: readonly (readonly [string, string])[]): Promise<Line[]> {
  const read: Line[] = [];
  for (let after = 0; ; ) {
    const { messages } = await harness.succeed<{ messages: Message[] }>(
      harness.acme,
      'owner',
      'messages.list',
      { channelId, after, limit: 200, replies: true },
    );
    for (const { id, body, sentAt, channelSeq } of messages)
      read.push({ id, author: lines[channelSeq - 1]?.[0] ?? '', body: body ?? '', sentAt });
    const last = messages.at(-1);
    if (last === undefined) break;
    after = last.channelSeq;
  }
  assert.equal(read.length, lines.length);
  return read;
}

/** Every page, to the end. */
async function searchAll(query: string): Promise<string[]> {
  const ids: string[] = [];
  for (let before: string | undefined; ; ) {
    const page = await harness.succeed<{ messages: Message[]; next: string | null; unknown: string[] }>(
      harness.acme,
      'owner',
      'search.messages',
      { query, limit: 50, ...(before === undefined ? {} : { before }) },
    );
    assert.deepEqual(page.unknown, [], query);
    ids.push(...page.messages.map(({ id }) => id));
    if (page.next === null) return ids;
    before = page.next;
  }
}

/** The words of a text as one line between blanks, made without the code under test. */
const plain = (text: string): string => {
  const folded = text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFKC');
  const words = folded.split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => word !== '');
  return ` ${words.map((word) => word.toUpperCase().toLowerCase()).join(' ')} `;
};
const humps = (text: string): string[] =>
  text
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .flatMap((word) =>
      /\p{Ll}\p{Lu}|\p{Lu}\p{Lu}\p{Ll}/u.test(word)
        ? word.split(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u)
        : [],
    )
    .map((part) => part.toLowerCase());

const newestFirst = (lines: readonly Line[]): string[] =>
  [...lines].sort((a, b) => b.sentAt - a.sentAt || (a.id < b.id ? 1 : -1)).map(({ id }) => id);

const folder =
  process.env['WARDROOM_CONVERSATIONS'] ??
  fileURLToPath(new URL('../../../../../../shared/data/irc', import.meta.url));
const most = 5_000;

function conversation(): (readonly [string, string])[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.raw.txt'));
  const lines = files.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
  return lines
    .flatMap((line) => {
      const [, nick = '', body = ''] = /^\[\d\d:\d\d\] <([^>]+)> (.+)$/.exec(line) ?? [];
      const handle = nick
        .toLowerCase()
        .replace(/[^a-z0-9]/g, '')
        .slice(0, 32);
      const text = body.replace(/[^\P{Cc}\t]/gu, '').trim();
      return handle === '' || text === '' || !text.isWellFormed() ? [] : [[handle, text] as const];
    })
    .slice(0, most);
}

/** The same choices in every run. */
function chooser(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('a search of real conversations finds exactly what reading every message finds', {
  skip: !existsSync(folder),
}, async () => {
  const lines = await importLines('archive', conversation());
  const texts = lines.map((line) => ({ ...line, text: plain(line.body), humps: humps(line.body) }));
  const choose = chooser(7);
  const found = { hits: 0, queries: 0 };
  const wordsOf = () => {
    for (;;) {
      const words = texts[choose(texts.length)]?.text.trim().split(' ') ?? [];
      if (words.length > 0 && words[0] !== '') return words;
    }
  };
  const holds = (line: (typeof texts)[number], phrase: string) =>
    line.text.includes(` ${phrase} `) || line.humps.includes(phrase);
  const compare = async (query: string, expected: typeof texts) => {
    assert.deepEqual(await searchAll(`in:#archive ${query}`), newestFirst(expected), query);
    found.hits += expected.length;
    found.queries += 1;
  };
  for (let round = 0; round < 40; round += 1) {
    const words = wordsOf();
    const word = words[choose(words.length)] ?? '';
    await compare(
      word.toUpperCase(),
      texts.filter((line) => holds(line, word)),
    );
    const start = choose(words.length);
    const phrase = words.slice(start, start + 2 + choose(3)).join(' ');
    await compare(
      `"${phrase}"`,
      texts.filter((line) => holds(line, phrase)),
    );
    const other = words[choose(words.length)] ?? '';
    await compare(
      `${word} ${other}`,
      texts.filter((line) => holds(line, word) && holds(line, other)),
    );
    const { author = '' } = texts[choose(texts.length)] ?? {};
    await compare(
      `from:@${author} ${other}`,
      texts.filter((line) => line.author === author && holds(line, other)),
    );
    await compare(
      `${word} -${other}`,
      texts.filter((line) => holds(line, word) && !holds(line, other)),
    );
  }
  assert.ok(found.hits > 1_000, `${found.hits} hits of ${found.queries} queries`);
});

const syllable = fc.constantFrom('re', 'ka', 'TO', 'é', 'ü', '東', '京', '都', 'ä', 'ß', 'x1', 'ﬁ', 'й');
const word = fc.array(syllable, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
const gap = fc.constantFrom(' ', ', ', '.', '\n', '_', '-', "'");
const text = fc.array(fc.tuple(word, gap), { minLength: 1, maxLength: 8 }).map((pairs) =>
  pairs
    .map(([one, between]) => one + between)
    .join('')
    .trim(),
);

test('a search of generated texts of several scripts finds exactly what reading every message finds', async () => {
  const { contains, readText } = await import('../search-index/index.ts');
  const bodies = fc.sample(text, { numRuns: 400, seed: 11 });
  const lines = await importLines(
    'generated',
    bodies.map((body) => ['writer', body] as const),
  );
  let hits = 0;
  for (const query of fc.sample(
    fc.oneof(
      word,
      text.map((one) => one.slice(0, 12).replaceAll(/["-]/g, '')),
    ),
    { numRuns: 150, seed: 12 },
  )) {
    const { words } = readText(query);
    if (words.length === 0) continue;
    const expected = lines.filter((line) => contains(readText(line.body), words));
    assert.deepEqual(await searchAll(`in:#generated "${query}"`), newestFirst(expected), query);
    hits += expected.length;
  }
  assert.ok(hits > 200, `${hits} hits`);
});

test('a message with more words than are indexed is found by every one of them', async () => {
  const long = Array.from({ length: 5_000 }, (_, index) => `w${index}`).join(' ');
  const lines = await importLines('long', [
    ['writer', long],
    ['writer', 'short w4999'],
  ]);
  for (const wanted of ['w0', 'w1023', 'w1024', 'w4999', 'w4998 w3', '"w2000 w2001"'])
    assert.deepEqual(
      await searchAll(`in:#long ${wanted}`),
      newestFirst(wanted === 'w4999' ? lines : lines.slice(0, 1)),
      wanted,
    );
  assert.deepEqual(await searchAll('in:#long "w1 w3"'), []);
});
