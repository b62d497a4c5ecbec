/** Message text → tree, the same for the server that notifies and the app that shows. Pure. */

export { type Shown, withMarks } from './hidden.ts';
export { textOf } from './inlines.ts';
export { findMentions, type Mentions, mostMentions } from './mentions.ts';
export { longestText, parse } from './parse.ts';
export type { Align, Block, Inline, LinkInline, ListItem } from './tree.ts';
