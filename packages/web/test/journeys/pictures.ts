/** Screenshots for people who look at them: only with WARDROOM_SCREENSHOTS=<folder>. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const folder = process.env['WARDROOM_SCREENSHOTS'];

export async function picture(page: Page, name: string): Promise<void> {
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'initial' });
}

/** The same screen in both colour schemes. */
export async function pictureInBoth(page: Page, name: string): Promise<void> {
  if (folder === undefined || folder === '') return;
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await picture(page, `${name}-${colorScheme}`);
  }
}
