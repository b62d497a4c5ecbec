/** Somebody goes from screen to screen, and each is looked at once it has come to rest. */
import type { BrowserContextOptions, Page, Request } from 'playwright-core';
import { createTexts, english } from '../../src/i18n/catalogue.ts';
import { pseudo } from '../../src/i18n/pseudo.ts';
import { carrySession } from './carry.ts';
import { passwordOf } from './companies.ts';
import type { Journey } from './journey.ts';
import { type Screen, screens, type Visitor } from './screens.ts';
import type { World } from './world.ts';

export type Language = 'en' | 'pseudo';

export interface Walk {
  readonly stage: Journey;
  readonly world: World;
  readonly language: Language;
  readonly options?: BrowserContextOptions;
  readonly look: (screen: Screen, page: Page) => Promise<void>;
  /** A screen that was not reached, or not looked at to the end. */
  readonly onFailure: (screen: Screen, error: unknown) => void;
}

/** As many at a time as there is room for on two cores. */
const lanes: readonly (readonly Visitor[])[] = [
  ['lena'],
  ['priya', 'stranger'],
  ['operator', 'noor', 'yuki', 'ida'],
];

export async function walkEverywhere(walk: Walk, chosen: readonly Screen[] = screens): Promise<void> {
  await Promise.all(
    lanes.map(async (visitors) => {
      for (const visitor of visitors)
        await walkAs(
          visitor,
          walk,
          chosen.filter(({ as }) => as === visitor),
        );
    }),
  );
}

async function walkAs(visitor: Visitor, walk: Walk, seen: readonly Screen[]): Promise<void> {
  if (seen.length === 0) return;
  const { stage, world, language } = walk;
  const seat = await stage.open(walk.options);
  if (visitor !== 'stranger' && visitor !== 'operator') {
    const cookie = await world.deployment.signIn('acme', visitor, passwordOf('acme', visitor));
    await carrySession(seat.page.context(), world.origin, cookie);
  }
  const rest = restOf(seat.page);
  const { t } = createTexts('en', language === 'en' ? english : pseudo);
  const go = async (path: string) => {
    const url = new URL(path, world.origin);
    if (language === 'pseudo') url.searchParams.set('locale', language);
    // The same address with another secret would not be loaded again.
    await seat.page.goto('about:blank');
    await seat.page.goto(url.href);
  };
  for (const screen of seen) {
    for (const [operation, status] of screen.refusals ?? [])
      seat.watch.expectRefusal(`/v1/${operation}`, status);
    try {
      await seat.page.mouse.move(1, 1);
      await screen.open({ page: seat.page, world, t, go });
      await rest();
      await walk.look(screen, seat.page);
    } catch (error) {
      walk.onFailure(screen, error);
    }
  }
}

/** Nothing is asked any more, nothing says that it loads, and two looks at the page are the same. */
function restOf(page: Page): () => Promise<void> {
  const open = new Set<Request>();
  page.on('request', (request) => open.add(request));
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
  const seen = () =>
    page.evaluate(() => {
      const busy = document.querySelector('.skeleton, .waiting, [aria-busy=true]') !== null;
      return busy
        ? ''
        : `${location.pathname} ${document.body.innerHTML.length} ${document.body.textContent}`;
    });
  return async () => {
    let before = '';
    for (let round = 0; round < 100; round += 1) {
      const now = await seen();
      if (now !== '' && now === before && open.size === 0) return;
      before = now;
      await page.waitForTimeout(60);
    }
    throw new Error(`does not come to rest; still asked: ${[...open].map((one) => one.url()).join(' ')}`);
  };
}
