/** Typed words → emoji; what was used lately. Pure. */
import type { Emoji } from './emoji-data.ts';

const mostFound = 72;

/** Every typed word must begin a word of the emoji. Whole names come before beginnings, names before tags. */
export function findEmoji(all: readonly Emoji[], typed: string): readonly Emoji[] {
  const wanted = typed
    .toLowerCase()
    .split(/[\s_:]+/)
    .filter((word) => word !== '');
  if (wanted.length === 0) return [];
  const whole = wanted.join(' ');
  const rank = ({ label, words }: Emoji): number => {
    if (label === whole) return 0;
    if (label.startsWith(whole)) return 1;
    if (wanted.every((word) => words.includes(word))) return 2;
    return wanted.every((word) => words.some((known) => known.startsWith(word))) ? 3 : 4;
  };
  return all
    .map((emoji) => ({ emoji, rank: rank(emoji) }))
    .filter((found) => found.rank < 4)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, mostFound)
    .map(({ emoji }) => emoji);
}

/** Offered until somebody has chosen others. */
export const usual: readonly string[] = ['👍', '❤️', '😂', '🎉', '👀', '✅', '🙏', '🚀', '🤔'];
const recentLimit = 18;

export function readRecent(text: string | null): readonly string[] {
  const chosen = text?.split(' ').filter((emoji) => emoji !== '') ?? [];
  return [...new Set([...chosen, ...usual])].slice(0, recentLimit);
}

export const withRecent = (text: string | null, emoji: string): string =>
  [...new Set([emoji, ...(text?.split(' ') ?? [])])]
    .filter((known) => known !== '')
    .slice(0, recentLimit)
    .join(' ');
