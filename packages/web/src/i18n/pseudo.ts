/**
 * A made-up language for tests: every text is accented, a third longer and in brackets, so that text that does not come
 * from the catalogue, or does not fit, is seen at once.
 */
import './late.ts';
import { type Catalogue, type Entry, english } from './catalogue.ts';

const plain = 'aceinosuyAEINOUY';
const accented = 'åçéîñöšûýÅÉÎÑÖÛÝ';
const accents = new Map([...plain].map((letter, at) => [letter, accented[at] ?? letter]));

/** Places in braces stay as they are. */
function pseudoText(text: string): string {
  const spoken = text
    .split(/(\{\w+\})/)
    .map((part) => (part.startsWith('{') ? part : [...part].map((one) => accents.get(one) ?? one).join('')))
    .join('');
  return `⟦${spoken}${'·'.repeat(Math.ceil(text.length / 3))}⟧`;
}

const pseudoEntry = (entry: Entry): Entry =>
  typeof entry === 'string'
    ? pseudoText(entry)
    : { one: pseudoText(entry.one), other: pseudoText(entry.other) };

export const pseudo = Object.fromEntries(
  Object.entries(english).map(([key, entry]) => [key, pseudoEntry(entry)]),
) as unknown as Catalogue;
