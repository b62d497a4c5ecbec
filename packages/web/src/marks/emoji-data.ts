/** Emoji with their English names (Unicode CLDR by emojibase), as a chunk of its own that loads when it is first needed. */

export interface Emoji {
  readonly emoji: string;
  readonly label: string;
  /** Lower case: label and tags, split into words. */
  readonly words: readonly string[];
  /** Number of the group in Unicode's order; 2 is skin tones and hair, which are not offered. */
  readonly group: number;
}

interface CompactEmoji {
  readonly unicode: string;
  readonly label: string;
  readonly tags?: readonly string[];
  readonly group?: number;
}

const componentGroup = 2;
const rgi = /^\p{RGI_Emoji}$/v;

/** emojibase marks some emoji with a presentation selector that UTS #51 does not have there; the server refuses those. */
export function rgiForm(emoji: string): string | null {
  if (rgi.test(emoji)) return emoji;
  const bare = emoji.replaceAll('\ufe0f', '');
  return rgi.test(bare) ? bare : null;
}

export function emojiFrom(entries: readonly CompactEmoji[]): readonly Emoji[] {
  return entries.flatMap(({ unicode, label, tags = [], group }) => {
    const emoji = rgiForm(unicode);
    if (emoji === null || group === undefined || group === componentGroup) return [];
    const words = [label, ...tags].flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}+]+/u));
    return [{ emoji, label, words: [...new Set(words)].filter((word) => word !== ''), group }];
  });
}

let loading: Promise<readonly Emoji[]> | null = null;

/** Rejects when the chunk cannot be loaded; asked again, it tries again. */
export function loadEmoji(): Promise<readonly Emoji[]> {
  loading ??= import('emojibase-data/en/compact.json').then(
    (data) => emojiFrom(data.default as readonly CompactEmoji[]),
    (thrown: unknown) => {
      loading = null;
      throw thrown;
    },
  );
  return loading;
}
