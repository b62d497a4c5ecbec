import { encodeId } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { implementQuery } from '../../kernel/implementation.ts';
import { readIndexSetting } from '../search-index/index.ts';
import { spanOf } from './days.ts';
import { type Found, findMessages } from './find.ts';
import { type ParsedQuery, parseQuery } from './query.ts';
import { findScope, lookUpNames } from './scope.ts';

const mostTerms = 64;
const mostUnknown = 16;
const longestText = 500;
const nothing: Found = { messages: [], next: null };

export const searchMessages = implementQuery('search.messages', {
  async prepare({ keys }, { query: text, timeZone }) {
    const query = parseQuery(text);
    return { query, span: spanOf(query.days, timeZone), names: lookUpNames(keys, query) };
  },

  async run(tx, { authority, authorise, permits, keys }, { before, limit }, { query, span, names }) {
    authorise('message.search', workspace);
    const [setting, scope] = await Promise.all([
      readIndexSetting(tx),
      findScope(tx, { authority, permits }, query, { names, before }),
    ]);
    const asked = isAsked(query) && scope.unknown.length === 0 && scope.channels.length > 0;
    const from = scope.before;
    const found =
      asked && from !== null
        ? await findMessages(tx, keys, { query, span, setting, limit, scope: { ...scope, before: from } })
        : nothing;
    return { found, query, unknown: scope.unknown, complete: setting.rebuilt_down_to === null };
  },

  async present(_context, { found, query, unknown, complete }) {
    return {
      messages: [...found.messages],
      terms: termsOf(query),
      unknown: [...new Set(unknown)].slice(0, mostUnknown).map((text) => text.slice(0, longestText)),
      next: found.next === null ? null : encodeId('message', found.next),
      complete,
    };
  },
});

/** Punctuation alone asks for nothing; a filter alone asks for everything that it lets through. */
const isAsked = ({ phrases, from, in: channels, days, has }: ParsedQuery): boolean =>
  [phrases, from, channels, days, has].some((list) => list.length > 0);

const termsOf = ({ phrases }: ParsedQuery): string[] =>
  [...new Set(phrases.flatMap(({ words, negated }) => (negated ? [] : [words.join(' ')])))]
    .slice(0, mostTerms)
    .map((term) => term.slice(0, longestText));
