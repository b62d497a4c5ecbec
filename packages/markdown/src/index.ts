export { findMentions, type Mentions } from './mentions.ts';
