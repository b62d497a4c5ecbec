/** A person without a mouse: where the focus is, how it gets there, and that it can be seen on the way. */
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { composer, timeline } from './acts.ts';

export const isFocused = (place: Locator): Promise<boolean> =>
  place.evaluate((element) => element === document.activeElement);

/** Presses the key until the focus is there; every stop on the way must show where it is. */
export async function tabTo(
  page: Page,
  place: Locator,
  key: 'Tab' | 'Shift+Tab' | 'F6' = 'Tab',
): Promise<void> {
  for (let steps = 0; !(await isFocused(place)); steps += 1) {
    assert.ok(steps < 60, `${place} is not reached by ${key}`);
    await page.keyboard.press(key);
    // A region that F6 leads to is a place to go on from, not something that acts.
    if (key !== 'F6') assert.equal(await unseenFocus(page), null, 'the focus is visible');
  }
}

/** @returns what has the focus without showing it */
const unseenFocus = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    const { outlineStyle, boxShadow } = getComputedStyle(element);
    const around = element.closest('.composer');
    const marked = outlineStyle !== 'none' || boxShadow !== 'none';
    const aroundMarked = around !== null && getComputedStyle(around).outlineStyle !== 'none';
    const inBorder = around !== null && getComputedStyle(around).boxShadow !== 'none';
    return marked || aroundMarked || inBorder ? null : element.outerHTML.slice(0, 120);
  });

/** Ctrl+K, the name, Enter. */
export async function switchTo(page: Page, channel: string): Promise<void> {
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Channel, person or action' });
  await field.waitFor();
  await page.keyboard.type(channel);
  await page.keyboard.press('Enter');
  await timeline(page, channel).waitFor();
  await field.waitFor({ state: 'detached' });
}

/** Writes a line where messages are written, and presses Enter; an open list of offers is closed first. */
export async function typeLine(page: Page, channel: string, line: string): Promise<void> {
  await tabTo(page, composer(page, channel), 'F6');
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}
