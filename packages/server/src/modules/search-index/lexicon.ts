/**
 * Keyed tokens of one tenant, for one setting of its index. HMAC-SHA-256 under a key that only this tenant has, 40 bits
 * of it: equal words give equal tokens, and nobody without the key gets from one to the other.
 */
import type { Uuid } from '@wardroom/contract';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { type IndexSetting, initialSetting } from './setting.ts';
import {
  authorTerm,
  channelTerm,
  contentMarks,
  contentMarksOf,
  longMark,
  mostTerms,
  termsOf,
} from './terms.ts';
import { readText } from './words.ts';

/** Tokens of a text, made for one generation of the index. */
export interface TextTokens {
  readonly generation: number;
  readonly tokens: readonly number[];
}

/** The same with its place, sorted and padded. */
export type IndexEntry = TextTokens;

export interface EntryPlace {
  readonly messageId: Uuid;
  readonly channelId: Uuid;
  readonly authorId: Uuid;
}

/** Frequent words of chat: what a tenant's vocabulary begins as, until its own words take their place. */
const firstWords =
  `about after again all also any because check could day deploy did done fix found get good great
  he help here how know let like look make maybe meeting need new no now ok one only out please question really
  right see she should some sorry sure team test thanks them think time today tomorrow try up use want way week well
  were which who why work yes yesterday yet`.split(/\s+/);

/** Room for the number of a stretch of time above it, in a number that is exact (store.ts). */
const tokenBytes = 5;
const vocabularySize = 512;
/** Tokens are padded to a multiple of this. */
const paddedTo = 8;
/** The words that come again and again: of those of real conversations, five of six. At most 0.4 MB for a busy tenant. */
const remembered = 4_096;
const longestRemembered = 24;

export class Lexicon {
  readonly setting: IndexSetting;
  readonly #keys: ScopeKeys;
  readonly #known = new Map<string, number>();
  readonly #vocabulary: number[];
  #written = 0;

  constructor(keys: ScopeKeys, setting: IndexSetting) {
    this.#keys = keys;
    this.setting = setting;
    this.#vocabulary = firstWords.map((word) => this.token(word));
  }

  token(term: string): number {
    const known = this.#known.get(term);
    if (known !== undefined) return known;
    const made = this.#make(term);
    if (term.length <= longestRemembered || term.startsWith(':')) this.#remember(term, made);
    return made;
  }

  /** Tokens of a text, without those of its place: what can be made before it is known where it goes. */
  tokensOf(body: string): TextTokens {
    const terms = termsOf(readText(body));
    const tokens: number[] = [];
    for (const term of terms) {
      if (tokens.length === mostTerms) {
        tokens.push(this.token(longMark));
        break;
      }
      tokens.push(this.token(term));
    }
    this.#learn(tokens);
    for (const mark of contentMarksOf(body)) tokens.push(this.token(contentMarks[mark]));
    return { generation: this.setting.generation, tokens };
  }

  /** Sorted, so that the order of words is not kept, and padded, so that their number is not either. */
  entry({ tokens }: TextTokens, place: EntryPlace): IndexEntry {
    const all = new Set(tokens);
    all.add(this.token(authorTerm(place.authorId)));
    all.add(this.token(channelTerm(place.channelId)));
    if (all.size % paddedTo > 0) this.#pad(all, place.messageId);
    return { generation: this.setting.generation, tokens: [...all].sort((a, b) => a - b) };
  }

  /** From the tenant's own vocabulary: a token that stands nowhere else would be known for padding. */
  #pad(tokens: Set<number>, messageId: Uuid): void {
    const choice = this.#keys.lookup('messages', 'search-padding', messageId);
    const size = this.#vocabulary.length;
    for (let at = 0; at + 1 < choice.length && tokens.size % paddedTo > 0; at += 2) {
      const token = this.#vocabulary[choice.readUInt16BE(at) % size];
      if (token !== undefined) tokens.add(token);
    }
    // The vocabulary of a workspace that says one word has little to choose from.
    for (let at = 0; at < size && tokens.size % paddedTo > 0; at += 1) {
      const token = this.#vocabulary[at];
      if (token !== undefined) tokens.add(token);
    }
  }

  /** The latest words, as often as they were said: padding then is as frequent as what it stands beside. */
  #learn(tokens: readonly number[]): void {
    for (const token of tokens.slice(0, 16)) {
      this.#vocabulary[this.#written % vocabularySize] = token;
      this.#written += 1;
    }
  }

  #make(term: string): number {
    const { mode, bits } = this.setting;
    if (mode === 'exact' || term.startsWith(':'))
      return this.#keys.lookup('messages', 'search', term).readUIntBE(0, tokenBytes);
    // The upper bits name the tenant, so that short tokens of different tenants still differ.
    const short = this.#keys.lookup('messages', 'search-private', term).readUInt32BE(0) >>> (32 - bits);
    const prefix = this.#keys.lookup('messages', 'search-private', ':tenant').readUIntBE(0, tokenBytes);
    return (prefix % 2 ** (8 * tokenBytes - bits)) * 2 ** bits + short;
  }

  #remember(term: string, token: number): void {
    if (this.#known.size >= remembered) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    this.#known.set(term, token);
  }
}

/** With the keys they are forgotten, too. */
const lexicons = new WeakMap<ScopeKeys, Lexicon>();

/** As the setting was when last seen; whoever writes compares the generation under the head lock. */
export const lastLexicon = (keys: ScopeKeys): Lexicon =>
  lexicons.get(keys) ?? lexiconFor(keys, initialSetting);

export function lexiconFor(keys: ScopeKeys, setting: IndexSetting): Lexicon {
  const known = lexicons.get(keys);
  if (known?.setting.generation === setting.generation) return known;
  const made = new Lexicon(keys, setting);
  lexicons.set(keys, made);
  return made;
}

/** The entry of a text under the setting of now, which is read under the head lock. */
export function entryUnder(
  keys: ScopeKeys,
  setting: IndexSetting,
  text: { readonly prepared: TextTokens; readonly body: string; readonly place: EntryPlace },
): IndexEntry {
  const lexicon = lexiconFor(keys, setting);
  const { prepared, body, place } = text;
  return lexicon.entry(prepared.generation === setting.generation ? prepared : lexicon.tokensOf(body), place);
}
