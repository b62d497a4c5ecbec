/** The door of the search index: what a text is made into, and where it is kept. */
export {
  type EntryPlace,
  entryUnder,
  type IndexEntry,
  Lexicon,
  lastLexicon,
  lexiconFor,
  type TextTokens,
} from './lexicon.ts';
export { type IndexSetting, privateBits, type SearchMode } from './setting.ts';
export {
  advanceRebuild,
  beginRebuild,
  type CandidateRow,
  insertEntries,
  type NewEntry,
  type Position,
  readCandidates,
  readIndexSetting,
  removeEntries,
  replaceEntries,
  storedTokens,
} from './store.ts';
export {
  authorTerm,
  type ContentMark,
  channelTerm,
  contentMarks,
  hasCode,
  hasLink,
  longMark,
  termsOfPhrase,
} from './terms.ts';
export { contains, readText, type Text } from './words.ts';
