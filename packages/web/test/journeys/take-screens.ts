/**
 * Takes a picture of every screen in both colour schemes, wide and on a phone, for people who look at them:
 * `node packages/web/test/journeys/take-screens.ts <folder> [name …]`. A screen that fails does not stop the others.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContextOptions, chromium } from 'playwright-core';
import { openDeployment } from './deployment.ts';
import { screens } from './screens.ts';
import { walkEverywhere } from './walk.ts';
import { watchContext } from './watch.ts';
import { populateWorld } from './world.ts';

const [folder, ...names] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder');
mkdirSync(folder, { recursive: true });

const sizes = {
  wide: { viewport: { width: 1280, height: 800 } },
  // With a finger and without a pointer, as phones are.
  phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
} as const;
const chosen = screens.filter(({ name }) => names.length === 0 || names.includes(name));
const deployment = await openDeployment();
const browser = await chromium.launch({
  executablePath: process.env['WARDROOM_CHROMIUM'] ?? '/usr/bin/chromium',
});
let failed = 0;
try {
  const world = await populateWorld(deployment);
  for (const [size, device] of Object.entries(sizes)) {
    const options = {
      ...device,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      reducedMotion: 'reduce',
    } as const;
    const open = async (wanted: BrowserContextOptions = {}) => {
      const context = await browser.newContext(wanted);
      context.setDefaultTimeout(60_000);
      return { watch: await watchContext(context), page: await context.newPage() };
    };
    await walkEverywhere(
      {
        stage: { deployment, open },
        world,
        language: 'en',
        options,
        async look({ name }, page) {
          for (const colorScheme of ['dark', 'light'] as const) {
            await page.emulateMedia({ colorScheme });
            const path = join(folder, `${name}-${size}-${colorScheme}.png`);
            await page.screenshot({ path, animations: 'disabled', caret: 'initial' });
          }
        },
        onFailure({ name }, error) {
          failed += 1;
          console.log(`${name} (${size}): ${error instanceof Error ? error.message.slice(0, 600) : error}`);
        },
      },
      chosen,
    );
  }
} finally {
  await browser.close();
  await deployment.close();
}
console.log(`${chosen.length} screens in ${folder}, ${failed} failures`);
process.exitCode = failed > 0 ? 1 : 0;
