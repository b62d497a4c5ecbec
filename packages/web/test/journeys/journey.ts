/** One deployment and one Chromium per file, one browser context per person, and nobody unwatched. */
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type Deployment, openDeployment } from './deployment.ts';
import { picture } from './pictures.ts';
import { keepJourneyTranscript } from './transcripts.ts';
import { type Watch, watchContext } from './watch.ts';

/** Somebody in front of a screen. */
export interface Seat {
  readonly page: Page;
  readonly watch: Watch;
}

export interface Journey {
  readonly deployment: Deployment;
  /** A fresh browser profile that nobody is signed in to. */
  open(options?: BrowserContextOptions): Promise<Seat>;
}

const executable = process.env['WARDROOM_CHROMIUM'] ?? '/usr/bin/chromium';
export const skip = existsSync(executable)
  ? false
  : `no Chromium at ${executable}; install it or set WARDROOM_CHROMIUM to its path`;

const patienceMs = 60_000;
const desktop: BrowserContextOptions = {
  viewport: { width: 1280, height: 800 },
  locale: 'en-GB',
  timezoneId: 'Europe/Berlin',
  // Nothing is asserted in the middle of an animation.
  reducedMotion: 'reduce',
};

/** What a file needs that others do not. */
export interface Surroundings {
  /** Settings of the server. */
  readonly settings?: () => Promise<Readonly<Record<string, string>>>;
  readonly close?: () => Promise<void>;
}

/**
 * @param populate runs once, before the first journey of the file
 * @returns declares a journey: `test()` whose seats are closed and found clean at its end
 */
export function journeys(
  populate: (deployment: Deployment) => Promise<void> = async () => {},
  surroundings: Surroundings = {},
) {
  let browser: Browser | undefined;
  let deployment: Deployment | undefined;
  if (skip !== false) console.log(skip);
  before(async () => {
    if (skip !== false) return;
    // One after the other: of two that start at once, the failure of one leaves the other running.
    deployment = await openDeployment(await surroundings.settings?.());
    browser = await chromium.launch({ executablePath: executable });
    await populate(deployment);
  });
  after(async () => {
    await browser?.close();
    await deployment?.close();
    await surroundings.close?.();
  });
  return (name: string, walk: (journey: Journey) => Promise<void>) =>
    test(name, { skip }, async () => {
      if (browser === undefined || deployment === undefined) throw new Error('nothing was started');
      await walkThrough(browser, deployment, { file: process.argv[1] ?? '', name, walk });
    });
}

async function walkThrough(
  browser: Browser,
  deployment: Deployment,
  { file, name, walk }: { file: string; name: string; walk: (journey: Journey) => Promise<void> },
): Promise<void> {
  const seats: Seat[] = [];
  try {
    await walk({
      deployment,
      async open(options = {}) {
        const context = await browser.newContext({ ...desktop, ...options });
        context.setDefaultTimeout(patienceMs);
        const watch = await watchContext(context);
        const seat = { page: await context.newPage(), watch };
        seats.push(seat);
        return seat;
      },
    });
    for (const { watch } of seats) watch.assertClean();
    await keepJourneyTranscript(
      seats.map(({ page }) => page),
      { file, name },
    );
  } catch (error) {
    // What the browser noticed usually explains what did not happen.
    for (const [number, { page, watch }] of seats.entries()) {
      if (watch.findings.length > 0) console.log(watch.findings);
      await picture(page, `failed-${name.slice(0, 30).replaceAll(' ', '-')}-${number}`).catch(() => {});
    }
    throw error;
  } finally {
    await Promise.all(seats.map(({ page }) => page.context().close()));
  }
}
