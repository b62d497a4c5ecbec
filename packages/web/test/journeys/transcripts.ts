/**
 * What a screen reader is told about each screen, written down in `test/transcripts/`. A change of it is part of the
 * change that caused it: `WARDROOM_WRITE_TRANSCRIPTS=1 npm test -- packages/web/test/journeys/screens.test.ts`.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const folder = fileURLToPath(new URL('../transcripts/', import.meta.url));
export const writing = (process.env['WARDROOM_WRITE_TRANSCRIPTS'] ?? '') !== '';

const pathOf = (name: string): string => join(folder, `${name}.yml`);
/** Enough to notice that a long list changed, such as that of all emoji. */
const longest = 400;

const day = '(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day';
const month = '(Jan|Febr)uary|March|April|May|June|July|August|(Septem|Octo|Novem|Decem)ber';
const shortMonth = 'Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec';

/** What is different on every run, by what it is. */
const changing: readonly (readonly [RegExp, string])[] = [
  [/(?<=wardroom-domain=)[\w-]{32}/g, '‹proof›'],
  [/\bwr_(live|test)_[a-z]+_\w{20,}/g, '‹key›'],
  [/\b(ten|prn|chn|msg|ses|crd|inv|aud|evt|req|[a-z]{3})_[0-9a-hjkmnp-tv-z]{20,}\b/g, '‹id›'],
  [/\b[0-9a-f]{32,}\b/g, '‹hash›'],
  [/\b[\w+/-]{40,}={0,2}/g, '‹hash›'],
  [/…[\w-]{4,6}(?![\w-])/g, '…‹end›'],
  [/(?<=localhost|\.example):\d+/g, ''],
  [/\d{4}-\d\d-\d\d(T[\d:.]+Z?)?/g, '‹day›'],
  [new RegExp(`\\b(${day},? )?\\d{1,2} (${month}|${shortMonth})( \\d{4})?( at)?`, 'g'), '‹day›'],
  [/\b(Today|Yesterday)\b/g, '‹day›'],
  [/\b\d{1,2}:\d\d(:\d\d)?\b/g, '‹time›'],
  [/\b\d{13}\b/g, '‹ms›'],
  // A place in the log, once it has one.
  [/\\"index\\": (?:\d+|null)/g, '\\"index\\": ‹index›'],
  [/\\"index\\":\d+/g, '\\"index\\":‹index›'],
  [/(?<=- term: Place in the log\n\s*- definition: ).*/g, '‹index›'],
  [/\bin \d+ (minute|hour|day)s?\b/g, '‹left›'],
  // Told or not yet, one or the other.
  [/, (active|away|offline)\b/g, ''],
  [/(Chrome|Chromium|HeadlessChrome)[ /]\d[\d.]*/g, '$1'],
];

const steady = (tree: string): string => {
  const lines = changing.reduce((left, [pattern, word]) => left.replaceAll(pattern, word), tree).split('\n');
  const shown = lines.slice(0, longest);
  if (lines.length > longest) shown.push(`# ${lines.length - longest} more lines`);
  return `${shown.join('\n')}\n`;
};

/** @returns where the screen and its transcript part, or nothing */
export async function transcriptFindings(page: Page, name: string): Promise<readonly string[]> {
  const now = steady(await page.locator('body').ariaSnapshot());
  if (writing) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(pathOf(name), now);
    return [];
  }
  if (!existsSync(pathOf(name))) return ['has no transcript; write it (see transcripts.ts)'];
  return difference(readFileSync(pathOf(name), 'utf8').split('\n'), now.split('\n'));
}

/** The first place where they differ: the rest mostly follows from it. */
function difference(before: readonly string[], now: readonly string[]): readonly string[] {
  const at = now.findIndex((line, index) => line !== before[index]);
  const line = at === -1 ? now.length : at;
  if (at === -1 && now.length === before.length) return [];
  return [`differs from its transcript in line ${line + 1}:\n  - ${before[line]}\n  + ${now[line]}`];
}

const journeyFolder = join(folder, 'journeys');

/** `sign-in.test.ts`, “somebody signs in” → `sign-in--somebody-signs-in`. */
export const journeyTranscript = (file: string, journey: string): string =>
  `${basename(file, '.test.ts')}--${journey
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 80)}`;

/**
 * What a screen reader would find where each person's journey ends. Two runs end in moments that differ (somebody still
 * writes, a notice is still up), so these are written down for readers; the screens above are held to theirs.
 */
export async function keepJourneyTranscript(
  pages: readonly Page[],
  journey: { readonly file: string; readonly name: string },
): Promise<void> {
  if (!writing) return;
  const open = pages.filter((page) => !page.isClosed());
  const trees = await Promise.all(open.map((page) => page.locator('body').ariaSnapshot()));
  const parts = trees.map((tree, index) => `# person ${index + 1}\n${steady(tree)}`);
  mkdirSync(journeyFolder, { recursive: true });
  writeFileSync(
    join(journeyFolder, `${journeyTranscript(journey.file, journey.name)}.yml`),
    parts.join('\n') || '# nobody has a page open at the end\n',
  );
}

export const journeyTranscripts = (): readonly string[] =>
  existsSync(journeyFolder) ? readdirSync(journeyFolder).map((file) => basename(file, '.yml')) : [];

/** Transcripts of screens that are not there any more. */
export function strayTranscripts(names: readonly string[]): readonly string[] {
  const known = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.yml')) : [];
  const stray = known.filter((file) => !names.includes(file.replace(/\.yml$/, '')));
  if (writing) for (const file of stray) rmSync(join(folder, file));
  return writing ? [] : stray;
}
