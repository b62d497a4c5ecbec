/**
 * Walks what the index suggests, newest first, opens each message and keeps what is meant. Bounded: a query whose words
 * say little stops after {@link mostExamined} messages and names where to go on.
 */
import { type Message, type Uuid, uuidOf } from '@wardroom/contract';
import { instant } from '../../kernel/database/connections.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { hydrateMessages, presentMessages } from '../messages/index.ts';
import {
  authorTerm,
  type CandidateRow,
  channelTerm,
  contentMarks,
  type IndexSetting,
  lexiconFor,
  longMark,
  type Position,
  readCandidates,
  termsOfPhrase,
} from '../search-index/index.ts';
import type { Span } from './days.ts';
import { matches } from './match.ts';
import type { ParsedQuery } from './query.ts';
import type { Scope } from './scope.ts';
import { listPinnedIn } from './store.ts';

export interface Search {
  readonly query: ParsedQuery;
  readonly scope: Scope & { readonly before: Position };
  readonly span: Span;
  readonly setting: IndexSetting;
  readonly limit: number;
}

export interface Found {
  readonly messages: readonly Message[];
  /** Where to go on; null: there is nothing more. */
  readonly next: Uuid | null;
}

const mostExamined = 2_000;
const largestBatch = 500;
const openedAtOnce = 50;
/** The index narrows by several channels only where they are few and hold little: else it would read nearly all of itself. */
const mostChannelTokens = 16;
const largestShare = 0.05;

export async function findMessages(tx: ReadTransaction, keys: ScopeKeys, search: Search): Promise<Found> {
  const { limit, query, scope } = search;
  const suggest = suggestions(tx, keys, search);
  const messages: Message[] = [];
  let examined = 0;
  for (let wanted = limit + 12, before = scope.before; ; wanted = Math.min(wanted * 4, largestBatch)) {
    const rows = await suggest(before, wanted);
    for (let at = 0; at < rows.length; at += openedAtOnce)
      for (const message of await open(tx, keys, rows.slice(at, at + openedAtOnce))) {
        if (!isWithin(message, search) || !matches(message, query)) continue;
        messages.push(message);
        // One more than is shown, to know that more follow.
        if (messages.length > limit) return pageOf(messages, limit);
      }
    const last = rows.at(-1);
    examined += rows.length;
    if (last === undefined || rows.length < wanted) return { messages, next: null };
    if (examined >= mostExamined) return { messages, next: last.message_id };
    before = { sentAt: last.sent_at, messageId: last.message_id };
  }
}

function pageOf(found: readonly Message[], limit: number): Found {
  const messages = found.slice(0, limit);
  const last = messages.at(-1);
  return { messages, next: last === undefined ? null : uuidOf(last.id) };
}

/** In the order of the rows. */
async function open(tx: ReadTransaction, keys: ScopeKeys, rows: readonly CandidateRow[]): Promise<Message[]> {
  if (rows.length === 0) return [];
  const stored = await hydrateMessages(
    tx,
    rows.map((row) => row.message_id),
  );
  const byId = new Map(stored.map((row) => [row.message_id, row]));
  return presentMessages(
    keys,
    rows.flatMap((row) => byId.get(row.message_id) ?? []),
  );
}

/** What the index has promised is asked again: tokens may be of other words, and of other times. */
function isWithin({ authorId, channelId, sentAt }: Message, { scope, span }: Search): boolean {
  if (scope.authors !== null && !scope.authors.includes(uuidOf(authorId))) return false;
  if (!scope.channels.includes(uuidOf(channelId))) return false;
  return sentAt >= (span.since ?? 0) && sentAt < (span.until ?? Number.POSITIVE_INFINITY);
}

type Suggest = (before: Position, wanted: number) => Promise<CandidateRow[]>;

function suggestions(tx: ReadTransaction, keys: ScopeKeys, search: Search): Suggest {
  const { query, scope, span, setting } = search;
  const { until } = span;
  const bounded = (before: Position): Position =>
    until === null || before.sentAt < until ? before : { sentAt: until, messageId: firstId };
  const words = query.phrases.flatMap((phrase) => (phrase.negated ? [] : termsOfPhrase(phrase.words)));
  // Pins are few, and the tables know them.
  if (query.has.includes('pin') && words.length === 0)
    return (before, wanted) => {
      const { sentAt, messageId } = bounded(before);
      return listPinnedIn(tx, scope.channels, { at: instant(sentAt), messageId }, wanted);
    };
  const lexicon = lexiconFor(keys, setting);
  const tokens = (terms: readonly string[]) => [...new Set(terms.map((term) => lexicon.token(term)))];
  const { all, any } = placeTerms(search);
  const given = {
    channels: scope.channels,
    // Long words are rarer than short ones.
    every: tokens([...words.sort((a, b) => b.length - a.length), ...all]),
    long: lexicon.token(longMark),
    some: tokens(any),
    since: span.since,
  };
  return (before, wanted) => readCandidates(tx, { ...given, before: bounded(before), wanted });
}

/** Smaller than every id. */
const firstId = '00000000-0000-0000-0000-000000000000' as Uuid;

/** Terms of filters: those that all must be there, and those of which one must. */
function placeTerms({ query, scope }: Search): { all: string[]; any: string[] } {
  const all: string[] = [];
  for (const mark of query.has)
    if (mark === 'link' || mark === 'code' || mark === 'mention') all.push(contentMarks[mark]);
  const authors = (scope.authors ?? []).map(authorTerm);
  const few =
    scope.channels.length === 1 ||
    (scope.channels.length <= mostChannelTokens && scope.share <= largestShare);
  const channels = few ? scope.channels.map(channelTerm) : [];
  if (authors.length === 1) all.push(...authors);
  if (channels.length === 1) all.push(...channels);
  const any = authors.length > 1 ? authors : channels.length > 1 ? channels : [];
  return { all, any };
}
