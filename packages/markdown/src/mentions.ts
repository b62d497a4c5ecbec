/** Whom a message addresses: the mentions of its tree. The server asks for every message, readers see the same. */
import { parse } from './parse.ts';
import type { Block, Inline } from './tree.ts';

export interface Mentions {
  /** Lower-case handles in order of appearance, each once, at most {@link mostMentions}. */
  readonly handles: readonly string[];
  /** `@channel` or `@everyone` was written. */
  readonly all: boolean;
}

export const mostMentions = 64;
const none: Mentions = Object.freeze({ handles: Object.freeze([]) as readonly string[], all: false });
const addressesAll = new Set(['channel', 'everyone']);

/** Mentions outside code, links, web addresses and e-mail addresses. A backslash before `@` takes it back. */
export function findMentions(text: string): Mentions {
  // Most messages address nobody: they cost one search.
  if (!text.includes('@')) return none;
  const handles = new Set<string>();
  let all = false;
  for (const name of namesIn(parse(text))) {
    if (addressesAll.has(name)) all = true;
    else if (handles.size < mostMentions) handles.add(name);
  }
  return { handles: [...handles], all };
}

function* namesIn(blocks: readonly Block[]): Generator<string> {
  for (const block of blocks) {
    if ('inlines' in block) yield* namesOf(block.inlines);
    else if (block.kind === 'quote') yield* namesIn(block.blocks);
    else if (block.kind === 'list') for (const item of block.items) yield* namesIn(item.blocks);
    else if (block.kind === 'table')
      for (const cells of [block.head, ...block.rows]) for (const cell of cells) yield* namesOf(cell);
  }
}

function* namesOf(inlines: readonly Inline[]): Generator<string> {
  for (const inline of inlines) {
    if (inline.kind === 'mention') yield inline.name;
    else if ('inlines' in inline) yield* namesOf(inline.inlines);
  }
}
