/** Lines that begin with `/`: read in the page, never sent as messages. Pure. */
import type { TextKey } from '../i18n/catalogue.ts';

export type CommandName =
  | 'topic'
  | 'invite'
  | 'leave'
  | 'archive'
  | 'mute'
  | 'dm'
  | 'search'
  | 'shrug'
  | 'help';

export interface Command {
  readonly name: CommandName;
  /** What stands after the name. */
  readonly usage: TextKey | null;
  readonly text: TextKey;
}

export const commands: readonly Command[] = [
  { name: 'topic', usage: 'composer.command.topic.usage', text: 'composer.command.topic' },
  { name: 'invite', usage: 'composer.command.invite.usage', text: 'composer.command.invite' },
  { name: 'leave', usage: null, text: 'composer.command.leave' },
  { name: 'archive', usage: null, text: 'composer.command.archive' },
  { name: 'mute', usage: null, text: 'composer.command.mute' },
  { name: 'dm', usage: 'composer.command.dm.usage', text: 'composer.command.dm' },
  { name: 'search', usage: 'composer.command.search.usage', text: 'composer.command.search' },
  { name: 'shrug', usage: 'composer.command.shrug.usage', text: 'composer.command.shrug' },
  { name: 'help', usage: null, text: 'composer.command.help' },
];

export type Line =
  | { readonly kind: 'message'; readonly body: string }
  | { readonly kind: 'command'; readonly name: CommandName; readonly rest: string }
  /** Looks like a command, and there is none of that name. */
  | { readonly kind: 'unknown'; readonly name: string };

/** Two slashes send one. A slash before a space, or a path of several parts, is text. */
export function readLine(body: string): Line {
  if (body.startsWith('//')) return { kind: 'message', body: body.slice(1) };
  const [, name, rest = ''] = /^\/([^\s/]+)(?=\s|$)([\s\S]*)$/.exec(body) ?? [];
  if (name === undefined) return { kind: 'message', body };
  const command = commands.find((known) => known.name === name.toLowerCase());
  return command === undefined
    ? { kind: 'unknown', name }
    : { kind: 'command', name: command.name, rest: rest.trim() };
}

const mostNames = 20;

/** The handles at the beginning, and what follows them. */
export function readHandles(rest: string): { readonly handles: readonly string[]; readonly text: string } {
  const handles: string[] = [];
  let text = rest;
  for (
    let found = /^@?([A-Za-z0-9._-]+),?(?:\s+|$)/.exec(text);
    found !== null && handles.length < mostNames;
    found = /^@([A-Za-z0-9._-]+),?(?:\s+|$)/.exec(text)
  ) {
    handles.push((found[1] ?? '').toLowerCase());
    text = text.slice(found[0].length);
  }
  return { handles: [...new Set(handles)], text };
}

/** The arm needs its backslash, which Markdown would take. */
export const shrug = (text: string): string => `${text === '' ? '' : `${text} `}¯\\\\\\_(ツ)\\_/¯`;

/** A slow command ends while somebody writes on: the command goes, the rest stays. */
export const writtenSince = (command: string, now: string): string =>
  now.startsWith(command) ? now.slice(command.length).trimStart() : now;
