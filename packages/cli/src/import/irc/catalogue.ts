/** A path → the logs under it, which channel each belongs to, and in which order they are read. */
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { WardroomError } from '@wardroom/contract';
import { parseDay, parseLine } from './parse-line.ts';
import { emptyReadTally, readLog } from './read-log.ts';

export interface LogSource {
  readonly path: string;
  /** File name without its endings: `ubuntu.2005-02-08.train-a`. */
  readonly base: string;
  readonly channel: string;
  /** Midnight UTC of the day on which the log begins. */
  readonly dayAt: number;
  readonly bytes: number;
  /** Reply annotations beside the log, if there are any. */
  readonly annotationPath: string | null;
}

export interface Catalogue {
  readonly sources: readonly LogSource[];
  readonly ignoredFiles: readonly string[];
}

const annotationEnding = '.annotation.txt';
/** The raw form comes first: the ascii form has lost letters. */
const logEndings = ['.raw.txt', '.ascii.txt', '.log', '.txt'];
const probeBytes = 65_536;

/**
 * Logs of a folder (not of folders in it) in reading order: channel, then day, then name; or the one log at `path`.
 * @throws WardroomError invalid_input where there is nothing to import
 */
export async function listLogs(path: string): Promise<Catalogue> {
  const found = await stat(path).catch((cause: unknown) => {
    throw refused('There is no file or folder at this path that can be read.', cause);
  });
  const folder = found.isDirectory() ? path : dirname(path);
  const siblings = (await readdir(folder)).sort();
  const names = found.isDirectory() ? siblings : [basename(path)];
  const annotations = new Set(siblings.filter((name) => name.endsWith(annotationEnding)));

  const chosen = oneFormEach(names);
  const sources: LogSource[] = [];
  const ignoredFiles = names.filter((name) => !chosen.has(name) && !annotations.has(name));
  for (const [name, base] of chosen) {
    const source = await probe(join(folder, name), base, annotations.has(base + annotationEnding));
    if (source) sources.push(source);
    else ignoredFiles.push(name);
  }
  if (sources.length === 0) throw refused('No IRC log was found there. Name a log or a folder of logs.');
  sources.sort((a, b) => compare(a.channel, b.channel) || a.dayAt - b.dayAt || compare(a.base, b.base));
  return { sources, ignoredFiles: ignoredFiles.sort() };
}

/** File name → base; where a log exists in two forms, only the first by `logEndings`. */
function oneFormEach(names: readonly string[]): Map<string, string> {
  const formByBase = new Map<string, string>();
  for (const ending of logEndings) {
    for (const name of names) {
      const isLog = name.endsWith(ending) && !name.endsWith(annotationEnding);
      if (!isLog || logEndings.find((other) => name.endsWith(other)) !== ending) continue;
      const base = name.slice(0, -ending.length);
      if (!formByBase.has(base)) formByBase.set(base, name);
    }
  }
  return new Map([...formByBase].map(([base, name]) => [name, base]));
}

/** Reads the beginning of a file: null where fewer than half of its lines are those of a chat. */
async function probe(path: string, base: string, annotated: boolean): Promise<LogSource | null> {
  const about = await stat(path);
  if (!about.isFile()) return null;
  let [known, unknown] = [0, 0];
  let dayAt = dayOfName(base);
  for await (const line of readLog(beginningOf(path), emptyReadTally())) {
    const parsed = parseLine(line.text);
    if (parsed.kind === 'unparsable') unknown += 1;
    else if (parsed.kind !== 'blank') known += 1;
    if (dayAt === null && 'dayAt' in parsed) dayAt = parsed.dayAt;
  }
  if (known === 0 || known < unknown) return null;
  return {
    path,
    base,
    channel: channelOf(base),
    dayAt: dayAt ?? parseDay(about.mtime.toISOString().slice(0, 10)) ?? 0,
    bytes: about.size,
    annotationPath: annotated ? join(dirname(path), base + annotationEnding) : null,
  };
}

async function* beginningOf(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(probeBytes), 0, probeBytes, 0);
    yield buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function dayOfName(base: string): number | null {
  const match = /(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)/.exec(base);
  return match ? parseDay(`${match[1]}-${match[2]}-${match[3]}`) : null;
}

/** `ubuntu.2005-02-08.train-a`, `2005-02-08-#ubuntu` and `ubuntu.0` → `ubuntu`. */
export function channelOf(base: string): string {
  const family = base
    .replace(/(?<!\d)\d{4}-?\d{2}-?\d{2}(?!\d).*?(?=#|$)/, '')
    .replace(/(?<=[^.])\.\d+$/, '')
    .toLowerCase()
    .replace(/[^\p{Ll}\p{Lo}\p{N}._-]+/gu, '-')
    .replace(/^[^\p{Ll}\p{Lo}\p{N}]+|[-._]+$/gu, '')
    .slice(0, 80);
  return family === '' ? 'irc' : family;
}

/** By code unit, so that the order is the same under every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function refused(message: string, cause?: unknown): WardroomError {
  return new WardroomError('invalid_input', { problems: [{ path: '/path', message }], cause });
}
