import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { journeyTranscript, journeyTranscripts } from './journeys/transcripts.ts';

const folder = fileURLToPath(new URL('./journeys/', import.meta.url));
/** `journey('…', async …`; a name in backquotes stands for several. */
const declared = /^ *journey\(\s*(?:'([^']+)'|"([^"]+)"|`([^`]+)`)/gm;
/** Walks all screens, each of which has a transcript of its own. */
const isOfScreens = (file: string): boolean => file === 'screens.test.ts';

interface Declared {
  readonly transcript: string;
  readonly isOne: boolean;
}

const declaredIn = (file: string): Declared[] =>
  [...readFileSync(`${folder}${file}`, 'utf8').matchAll(declared)].map(([, single, double, several]) => {
    const name = single ?? double ?? (several ?? '').replace(/\$\{.*/s, '');
    return { transcript: journeyTranscript(file, name), isOne: several === undefined };
  });

test('every journey has a transcript of where it ends, and no transcript is of a journey that is gone', () => {
  const files = globSync('*.test.ts', { cwd: folder }).filter((file) => !isOfScreens(file));
  const journeys = files.flatMap(declaredIn);
  assert.ok(journeys.length > 60, `${journeys.length} journeys were found`);
  const kept = journeyTranscripts();
  const missing = journeys.filter(({ transcript, isOne }) => isOne && !kept.includes(transcript));
  const stray = kept.filter(
    (name) =>
      !journeys.some(({ transcript, isOne }) => (isOne ? name === transcript : name.startsWith(transcript))),
  );
  assert.deepEqual({ missing, stray }, { missing: [], stray: [] });
});
