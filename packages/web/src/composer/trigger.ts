/** What is being written at the caret: the beginning of a name, a channel, an emoji or a command. Pure. */

export type TriggerKind = '@' | '#' | ':' | '/';

export interface Trigger {
  readonly kind: TriggerKind;
  /** Where the sign stands, and where the caret is. */
  readonly start: number;
  readonly end: number;
  /** Between the two, without the sign. */
  readonly query: string;
}

/** Characters that are looked back at most: names are not longer, and the text may be. */
const reach = 48;
const words: Readonly<Record<Exclude<TriggerKind, '/'>, RegExp>> = {
  '@': /(?:^|[\s([{"'*_~>])@([\p{L}\p{M}\p{N}._-]*)$/u,
  '#': /(?:^|[\s([{"'*_~>])#([\p{L}\p{M}\p{N}._-]*)$/u,
  ':': /(?:^|[\s([{"'*_~>]):([\p{L}\p{N}_+-]*)$/u,
};

export function triggerAt(text: string, caret: number, withCommands: boolean): Trigger | null {
  const before = text.slice(Math.max(0, caret - reach), caret);
  // Two slashes are no command, also with the caret between them.
  if (withCommands && caret <= reach && !text.startsWith('//')) {
    const query = /^\/([a-z]*)$/.exec(before)?.[1];
    if (query !== undefined) return { kind: '/', start: 0, end: caret, query };
  }
  for (const kind of ['@', '#', ':'] as const) {
    const query = words[kind].exec(before)?.[1];
    if (query === undefined || isCode(before)) continue;
    return { kind, start: caret - query.length - 1, end: caret, query };
  }
  return null;
}

/** Behind an odd number of back-ticks in the line: code means what it says. */
const isCode = (before: string): boolean => {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return (line.match(/`+/g)?.length ?? 0) % 2 === 1;
};

/** Whether Enter takes the first offer. A lone `:` or `:d` is more often a colon or a face than an emoji. */
export const choosesFirst = ({ kind, query }: Trigger): boolean => kind !== ':' || query.length > 1;

/** `:name:` that has just been closed at the caret. */
export function closedShortcode(text: string, caret: number): Trigger | null {
  const before = text.slice(Math.max(0, caret - reach), caret);
  const query = /(?:^|[\s([{"'*_~>]):([a-z0-9_+-]+):$/.exec(before)?.[1];
  if (query === undefined || isCode(before)) return null;
  return { kind: ':', start: caret - query.length - 2, end: caret, query };
}
