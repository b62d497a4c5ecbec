/** Message text → tree, the same for the server that notifies and the app that shows. Pure. */
export { findMentions, type Mentions, mostMentions } from './mentions.ts';
export { longestText, parse, textOf } from './parse.ts';
export type { Align, Block, Inline, LinkInline, ListItem } from './tree.ts';
