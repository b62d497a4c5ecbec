/**
 * The first reading of a log: what must be known before its first message can be planned. It keeps nicks and the
 * numbers of linked lines only, so a log of any length fits.
 */
import { createReadStream } from 'node:fs';
import type { LogSource } from './catalogue.ts';
import { type LinkTally, linkReplies, parseLink, type ReplyLink } from './link-replies.ts';
import { type ParsedLine, parseLine, type Spoken } from './parse-line.ts';
import { emptyReadTally, readLog } from './read-log.ts';
import { ClockStyle } from './timeline.ts';

export interface Survey {
  /** Nicks as spelled, in order of appearance, under the date of their lines (null: lines without a date). */
  readonly speakers: Speakers;
  readonly twelveHourClock: boolean;
  /** Reply → root of its thread, as line numbers. */
  readonly roots: ReadonlyMap<number, number>;
}

export async function surveyLog(source: LogSource, tally: LinkTally): Promise<Survey> {
  const links = await readLinks(source.annotationPath, tally);
  const linked = new Set(links.flatMap((link) => [link.earlier, link.later]));
  const linkedLines = new Map<number, Spoken>();
  const speakers = new Speakers();
  const clock = new ClockStyle();
  for await (const line of readLog(createReadStream(source.path), emptyReadTally())) {
    const parsed = parseLine(line.text);
    if (!isSpoken(parsed)) continue;
    if (parsed.secondOfDay !== null) clock.observe(parsed.secondOfDay);
    if (parsed.kind !== 'narration' && parsed.text !== '') speakers.add(parsed);
    if (linked.has(line.number)) linkedLines.set(line.number, parsed);
  }
  const isMessage = (number: number) => isImported(linkedLines.get(number), speakers);
  return { speakers, twelveHourClock: clock.isTwelveHour, roots: linkReplies(links, isMessage, tally) };
}

async function readLinks(path: string | null, tally: LinkTally): Promise<ReplyLink[]> {
  const links: ReplyLink[] = [];
  if (path === null) return links;
  for await (const line of readLog(createReadStream(path), emptyReadTally())) {
    const link = parseLink(line.text);
    if (link) links.push(link);
    else if (line.text.trim() !== '') tally.malformed += 1;
  }
  return links;
}

/** Who speaks on which day of a log. */
export class Speakers {
  readonly #nicks = new Set<string>();
  readonly #byDay = new Map<number | null, Set<string>>();

  add({ nick, dayAt }: Spoken): void {
    this.#nicks.add(nick);
    const day = this.#byDay.get(dayAt);
    if (day) day.add(nick);
    else this.#byDay.set(dayAt, new Set([nick]));
  }

  /** In order of appearance. */
  all(): ReadonlySet<string> {
    return this.#nicks;
  }

  on(dayAt: number | null): ReadonlySet<string> {
    return this.#byDay.get(dayAt) ?? new Set();
  }
}

export function isSpoken(parsed: ParsedLine): parsed is Spoken {
  return parsed.kind === 'message' || parsed.kind === 'action' || parsed.kind === 'narration';
}

/** Narration counts only of somebody who also speaks: otherwise it is a server's notice in unknown words. */
export function isImported(spoken: Spoken | undefined, speakers: Speakers): boolean {
  if (!spoken || spoken.text === '') return false;
  return spoken.kind !== 'narration' || speakers.all().has(spoken.nick);
}
