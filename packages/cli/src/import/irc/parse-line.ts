/**
 * One line of an IRC log → what it is. Stateless: the same line always means the same.
 *
 *     [HH:MM] <nick> text            message (seconds optional, brackets optional)
 *     [HH:MM]  * nick text           action
 *     === nick text                  narration: an action in logs of 2004 to 2006, if the nick is a person's
 *     === …, *** …, -!- …            notice (join, leave, topic, mode …)
 *     [HH:MM] -nick:#channel- text   notice, kind broadcast (the channel may be left out)
 *
 * Any of them may be preceded by `channel YYYY-MM-DD `.
 */
import { type NoticeKind, noticeKind } from './notice-kind.ts';

export interface LineStamp {
  /** Midnight UTC of the date on the line, ms since the epoch; null where the line names none. */
  readonly dayAt: number | null;
  /** Null where the line names no time. */
  readonly secondOfDay: number | null;
}

export interface Spoken extends LineStamp {
  readonly kind: 'message' | 'action' | 'narration';
  readonly nick: string;
  /** May be empty: people do press return. */
  readonly text: string;
}

export type ParsedLine =
  | Spoken
  | { readonly kind: 'notice'; readonly notice: NoticeKind }
  | { readonly kind: 'blank' }
  | { readonly kind: 'unparsable' };

const dated = /^\S+ (\d{4}-\d{2}-\d{2}) (.*)$/;
const timed = /^(?:\[(\d{1,2}):(\d{2})(?::(\d{2}))?\]|(\d{2}):(\d{2})(?::(\d{2}))?(?=\s))\s*(.*)$/;
/** Some loggers put spaces around the brackets of a nick; nicks themselves have none. */
const message = /^<[ @+%&~]?([^<>\s]+(?: [^<>\s]*){0,2})>(.*)$/;
const action = /^\*\s*([^\s*]{1,64})(?:\s+(.*))?$/;
const broadcast = /^-[^\s:!]+(?::[#&]\S*)?-(?:\s|$)/;
const marked = /^(?:===|\*\*\*|-!-)\s*(.*)$/;
const narrated = /^===\s+([^\s:]{1,64})\s+(\S.*)$/;

export function parseLine(line: string): ParsedLine {
  if (line.trim() === '') return { kind: 'blank' };
  const date = dated.exec(line);
  const dayAt = date ? parseDay(date[1] ?? '') : null;
  if (date && dayAt === null) return { kind: 'unparsable' };
  const afterDate = date ? (date[2] ?? '') : line;

  const time = timed.exec(afterDate);
  const secondOfDay = time ? secondsOf(time) : null;
  if (time && secondOfDay === null) return { kind: 'unparsable' };
  const rest = (time ? (time[7] ?? '') : afterDate).trim();
  return parseRest(rest, { dayAt, secondOfDay });
}

function parseRest(rest: string, stamp: LineStamp): ParsedLine {
  const said = message.exec(rest);
  if (said) return spoken('message', said, stamp);
  const done = action.exec(rest);
  if (done) return spoken('action', done, stamp);
  if (broadcast.test(rest)) return { kind: 'notice', notice: 'broadcast' };
  const mark = marked.exec(rest);
  if (!mark) return { kind: 'unparsable' };
  const notice = noticeKind(mark[1] ?? '');
  const told = notice === 'other' ? narrated.exec(rest) : null;
  return told ? spoken('narration', told, stamp) : { kind: 'notice', notice };
}

function spoken(kind: Spoken['kind'], match: RegExpExecArray, stamp: LineStamp): Spoken {
  return {
    kind,
    nick: (match[1] ?? '').replaceAll(' ', '').slice(0, 64),
    text: (match[2] ?? '').trim(),
    ...stamp,
  };
}

function secondsOf(time: RegExpExecArray): number | null {
  const hour = Number(time[1] ?? time[4]);
  const minute = Number(time[2] ?? time[5]);
  const second = Number(time[3] ?? time[6] ?? 0);
  if (hour > 23 || minute > 59 || second > 60) return null;
  return hour * 3600 + minute * 60 + Math.min(second, 59);
}

/** `YYYY-MM-DD` → midnight UTC in ms since the epoch; null where the calendar has no such day. */
export function parseDay(day: string): number | null {
  const at = Date.parse(`${day}T00:00:00Z`);
  // Date.parse takes 30 February for 1 March.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day ? null : at;
}
