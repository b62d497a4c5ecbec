// Which passwords are accepted. Length and unpredictability only: no composition rules, no forced change
// (NIST SP 800-63B-4, 3.1.1.2). Pure, so the page can show the same reasons before anything is sent.
import { commonWords, keyboardRuns } from './common-passwords.ts';
import { normalisePassword } from './passwords.ts';

export type PasswordProblem = 'too_short' | 'too_long' | 'not_text' | 'predictable';

export interface PasswordRules {
  /** In code points: 15 where the password stands alone, 8 beside a second factor. */
  minimumLength: number;
  /** Words an attacker would try first: names of person, tenant, product, host, address. */
  contextWords?: readonly string[];
  /** Exact matches that an administrator supplies, normalised by `passwordKey`. */
  refused?: (key: string) => boolean;
}

export const longestPassword = 256;
/** Fewer characters than this beside known words add nothing to a guess list. */
const leastUnpredictable = 5;

/** All reasons to refuse a password; an empty list accepts it. */
export function passwordProblems(password: string, rules: PasswordRules): PasswordProblem[] {
  // Before normalising: NFKC can make one character eighteen, and a megabyte should cost nothing.
  if (password.length > 4 * longestPassword) return ['too_long'];
  const text = normalisePassword(password);
  const length = [...text].length;
  const problems: PasswordProblem[] = [];
  if (length < rules.minimumLength) problems.push('too_short');
  if (length > longestPassword) problems.push('too_long');
  if (!text.isWellFormed() || /\p{Cc}/u.test(text)) problems.push('not_text');
  if (isPredictable(text, rules)) problems.push('predictable');
  return problems;
}

/** The form in which passwords are compared with lists. */
export function passwordKey(password: string): string {
  return normalisePassword(password).toLowerCase();
}

/** What remains after common words, context words, keyboard runs and repetitions are taken out is what must be guessed. */
function isPredictable(text: string, rules: PasswordRules): boolean {
  const key = passwordKey(text);
  if (rules.refused?.(key) === true) return true;
  const context = (rules.contextWords ?? []).flatMap(wordsOf);
  return [key, withoutLeet(key)].some((form) => remainder(form, context) < leastUnpredictable);
}

/** Names come as "Ada Lovelace", "acme.chat.example.com", "ada@example.com". */
function wordsOf(context: string): string[] {
  return passwordKey(context)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= 3);
}

const leet: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'l',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

function withoutLeet(key: string): string {
  return key.replace(/[013457@$!]/g, (character) => leet[character] ?? character);
}

const longestFirst = (words: readonly string[]): string[] => [...words].sort((a, b) => b.length - a.length);
const commonLongestFirst = longestFirst(commonWords);

/** Counts what is left; long rests made of few different characters count as those characters. */
function remainder(key: string, context: readonly string[]): number {
  const known = context.length === 0 ? commonLongestFirst : longestFirst([...context, ...commonWords]);
  let rest = withoutRuns(key);
  for (const word of known) if (rest.includes(word)) rest = rest.replaceAll(word, ' ');
  rest = rest.replace(/(.{1,8}?)\1{2,}/gu, '$1').replace(/[^\p{L}\p{N}]+/gu, '');
  const distinct = new Set(rest).size;
  return distinct < leastUnpredictable ? distinct : [...rest].length;
}

/** Takes out runs of four and more neighbours on a keyboard or in the alphabet, in both directions. */
function withoutRuns(key: string): string {
  let out = '';
  for (let at = 0; at < key.length; ) {
    const run = runLength(key, at);
    out += run >= 4 ? ' ' : key.charAt(at);
    at += run >= 4 ? run : 1;
  }
  return out;
}

function runLength(key: string, at: number): number {
  let longest = 0;
  for (const row of keyboardRuns) {
    let length = 1;
    while (at + length <= key.length && row.includes(key.slice(at, at + length))) length++;
    longest = Math.max(longest, length - 1);
  }
  return longest;
}
