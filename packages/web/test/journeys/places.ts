/** Where rows are on the screen, so that a test can say that none of them moved. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** Key of a row on the screen → its distance from the top of the window, in pixels. */
export type Places = Readonly<Record<string, number>>;

/** Rows that are on the screen from edge to edge, once two frames have been drawn. */
export const places = (page: Page): Promise<Places> =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    const log = document.querySelector('.timeline')?.getBoundingClientRect();
    const found: Record<string, number> = {};
    for (const row of document.querySelectorAll<HTMLElement>('.row-place')) {
      const { top, bottom } = row.getBoundingClientRect();
      if (log !== undefined && top >= log.top && bottom <= log.bottom) found[row.dataset['key'] ?? ''] = top;
    }
    return found;
  });

/** The largest way that a row went which is on the screen before and after. */
export function largestShift(before: Places, after: Places): number {
  const shifts = Object.entries(before).flatMap(([key, top]) =>
    after[key] === undefined ? [] : [Math.abs(after[key] - top)],
  );
  assert.ok(shifts.length >= 3, `only ${shifts.length} rows stayed on the screen`);
  return Math.max(...shifts);
}

/** Waits until the list stands still, and says where its rows are. */
export async function settled(page: Page): Promise<Places> {
  let before = await places(page);
  for (let round = 0; round < 40; round += 1) {
    await page.waitForTimeout(60);
    const now = await places(page);
    if (JSON.stringify(now) === JSON.stringify(before)) return now;
    before = now;
  }
  assert.fail('the list does not come to rest');
}
