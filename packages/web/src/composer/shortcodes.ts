/** `:tada:` → 🎉 (the codes of GitHub, by emojibase): a chunk of its own, loaded when somebody first writes a colon. */
import { rgiForm } from '../marks/emoji-data.ts';

/** Hexadecimal code points joined by `-` → one code or several. */
type Codes = Readonly<Record<string, string | readonly string[]>>;

export function shortcodesFrom(codes: Codes): ReadonlyMap<string, string> {
  const emojiOf = new Map<string, string>();
  for (const [points, names] of Object.entries(codes)) {
    const bare = String.fromCodePoint(...points.split('-').map((point) => Number.parseInt(point, 16)));
    const emoji = rgiForm(bare) ?? rgiForm(`${bare}\ufe0f`);
    if (emoji === null) continue;
    for (const name of typeof names === 'string' ? [names] : names) emojiOf.set(name, emoji);
  }
  return emojiOf;
}

let loaded: ReadonlyMap<string, string> | null = null;
let loading: Promise<ReadonlyMap<string, string>> | null = null;

/** null until they are loaded. */
export const knownShortcodes = (): ReadonlyMap<string, string> | null => loaded;

/** Rejects when the chunk cannot be loaded; asked again, it tries again. */
export function loadShortcodes(): Promise<ReadonlyMap<string, string>> {
  loading ??= import('emojibase-data/en/shortcodes/github.json').then(
    (data) => {
      loaded = shortcodesFrom(data.default as Codes);
      return loaded;
    },
    (thrown: unknown) => {
      loading = null;
      throw thrown;
    },
  );
  return loading;
}
