/** The trees of the long messages that were drawn last: scrolling past one again does not read it again. */
import { type Block, parse } from '@wardroom/markdown';

const longCharacters = 4_000;
const mostKept = 12;
const kept = new Map<string, readonly Block[]>();

export function parsed(text: string): readonly Block[] {
  if (text.length <= longCharacters) return parse(text);
  const blocks = kept.get(text) ?? parse(text);
  kept.delete(text);
  kept.set(text, blocks);
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
  return blocks;
}
