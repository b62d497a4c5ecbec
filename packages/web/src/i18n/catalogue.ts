/**
 * Every text that people read. One file per area in `en/`; another language is the same shape. A text is a sentence with
 * `{name}` places, or forms by number: `{ one, other }` chosen by `count` (CLDR plural categories).
 */
import { en } from './en/index.ts';
import type { late } from './en/late.ts';

type Plural = { readonly one: string; readonly other: string } & Partial<
  Record<'zero' | 'two' | 'few' | 'many', string>
>;
export type Entry = string | Plural;
export type Catalogue = Readonly<Record<TextKey, Entry>>;
export type TextKey = keyof typeof en | keyof typeof late;
export type Values = Readonly<Record<string, string | number>>;

export interface Texts {
  readonly locale: string;
  /** The text of a key with its places filled. A value that is missing stays visible as `{name}`. */
  readonly t: (key: TextKey, values?: Values) => string;
}

/** A name in a sentence must not turn the rest of it around (UAX #9: embeddings, overrides, isolates). */
const turning = /[\u202a-\u202e\u2066-\u2069]/g;

export function createTexts(locale: string, catalogue: Catalogue): Texts {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const show = (value: string | number) =>
    typeof value === 'number' ? numbers.format(value) : value.replaceAll(turning, '');
  return {
    locale,
    t(key, values = {}) {
      const entry = catalogue[key];
      const form =
        typeof entry === 'string' ? entry : (entry[plurals.select(Number(values.count))] ?? entry.other);
      return form.replace(/\{(\w+)\}/g, (place, name: string) => {
        const value = Object.hasOwn(values, name) ? values[name] : undefined;
        return value === undefined ? place : show(value);
      });
    },
  };
}

const known: Partial<Record<TextKey, Entry>> = { ...en };

/** Texts that arrive with a page; what was made of the catalogue before knows them, too. */
export function addTexts(texts: Partial<Record<TextKey, Entry>>): void {
  Object.assign(known, texts);
}

/** Whole for whoever has imported what it says: see `late.ts`. */
export const english = known as Catalogue;
