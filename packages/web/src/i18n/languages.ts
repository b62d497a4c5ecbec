/** Which catalogue a reader gets. Only English is shipped; the made-up language is for tests. */
import { createTexts, english, type Texts } from './catalogue.ts';

const shipped = ['en'] as const;

/** Loaded only when asked for. */
const pseudoLocale = 'pseudo';

/** @param asked by the device's settings; null: the best of `languages` that is shipped. */
export function languageOf(asked: string | null, languages: readonly string[]): string {
  const wanted = asked === null ? languages : [asked, ...languages];
  if (asked === pseudoLocale) return pseudoLocale;
  const found = wanted.find((tag) => shipped.some((name) => tag.toLowerCase().split('-')[0] === name));
  return found !== undefined && isTag(found) ? found : 'en';
}

/** The address can name anything; Intl throws on what is not a tag (BCP 47). */
function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

export async function loadTexts(language: string): Promise<Texts> {
  if (language !== pseudoLocale) return createTexts(language, english);
  const { pseudo } = await import('./pseudo.ts');
  return createTexts('en', pseudo);
}
