import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { enter, message, openChannel, say, thread, timeline } from './acts.ts';
import { addMembers, foundCompanies, importLongPast, ownerOf, readEverything } from './companies.ts';
import { until } from './deployment.ts';
import { journeys } from './journey.ts';
import { isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

let channel = '';
let total = 0;

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom', 'lena'] });
  const owner = await ownerOf(deployment, 'acme');
  const [name, channelId] = await importLongPast(owner);
  channel = name;
  await owner.call('channels.join', { channelId });
  await addMembers(owner, channelId, ['tom', 'lena']);
  await readEverything(deployment, 'acme', ['tom', 'lena']);
  total = (await owner.call('channels.get', { channelId })).channel.lastSeq;
});

/** Key of a row on the screen → its distance from the top of the window, in pixels. */
type Places = Readonly<Record<string, number>>;

/** Rows that are on the screen from edge to edge, once two frames have been drawn. */
const places = (page: Page): Promise<Places> =>
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
function largestShift(before: Places, after: Places): number {
  const shifts = Object.entries(before).flatMap(([key, top]) =>
    after[key] === undefined ? [] : [Math.abs(after[key] - top)],
  );
  assert.ok(shifts.length >= 3, `only ${shifts.length} rows stayed on the screen`);
  return Math.max(...shifts);
}

const height = (page: Page): Promise<number> =>
  page.evaluate(() => document.querySelector('.timeline')?.scrollHeight ?? 0);

/** Lets every older page wait at the door until the rows on the screen have been measured. */
async function holdOlder(page: Page) {
  let letGo: (() => void) | null = null;
  await page.route('**/v1/messages.list', async (route) => {
    if (route.request().postDataJSON().before !== undefined)
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
    letGo = null;
    await route.continue();
  });
  return {
    isWaiting: () => letGo !== null,
    release: () => letGo?.(),
    end: async () => {
      letGo?.();
      await page.unroute('**/v1/messages.list');
    },
  };
}

journey('thousands of imported messages scroll back page by page, and no row jumps', async (stage) => {
  assert.ok(total > 2_500, `${total} messages are no long past`);
  const { page } = await enter(stage, 'acme', 'lena');
  await openChannel(page, channel);
  const older = await holdOlder(page);
  await timeline(page, channel).hover();
  const shifts: number[] = [];
  for (let turn = 0; turn < 12; turn += 1) {
    for (let wheel = 0; !older.isWaiting(); wheel += 1) {
      assert.ok(wheel < 60, 'scrolling up asks for the page before');
      await page.mouse.wheel(0, -700);
      await places(page);
    }
    const [before, heightBefore] = [await places(page), await height(page)];
    older.release();
    await until(async () => (await height(page)) > heightBefore, 'the page before is there');
    shifts.push(largestShift(before, await places(page)));
  }
  await older.end();
  assert.ok(
    Math.max(...shifts) <= 1,
    `shifts in pixels: ${shifts.map((shift) => shift.toFixed(1)).join(' ')}`,
  );
});

journey('who reads in the past is not moved by what is new; who is at the end follows it', async (stage) => {
  const [tom, lena] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'acme', 'lena')]);
  await Promise.all([tom, lena].map(({ page }) => openChannel(page, channel)));
  await timeline(lena.page, channel).hover();
  await lena.page.mouse.wheel(0, -1_500);
  await lena.page.getByRole('button', { name: 'Jump to newest' }).waitFor();
  const before = await places(lena.page);
  await say(tom.page, channel, 'Has anybody burned the _daily_ image since yesterday?');
  await lena.page.getByRole('button', { name: '1 new message' }).waitFor();
  assert.equal(largestShift(before, await places(lena.page)), 0);
  await lena.page.getByRole('button', { name: '1 new message' }).click();
  const newest = message(timeline(lena.page, channel), 'burned the daily image');
  await until(
    async () => (await newest.count()) === 1 && isOnScreen(lena.page, newest),
    'the newest is shown',
  );
  await say(tom.page, channel, 'The checksum of mine is wrong, I download it again');
  const next = message(timeline(lena.page, channel), 'The checksum of mine');
  await until(async () => (await next.count()) === 1 && isOnScreen(lena.page, next), 'the list follows');
  await isReadable(lena.page);
  await isUsableWithoutEyes(lena.page);
  await pictureInBoth(lena.page, 'history');
});

async function isOnScreen(page: Page, row: ReturnType<typeof message>): Promise<boolean> {
  const [box, log] = await Promise.all([row.boundingBox(), timeline(page, channel).boundingBox()]);
  if (box === null || log === null) return false;
  return box.y >= log.y && box.y + box.height <= log.y + log.height;
}

journey('threads of the past open beside the place they belong to', async (stage) => {
  const { page } = await enter(stage, 'acme', 'tom');
  await openChannel(page, channel);
  const links = timeline(page, channel).getByRole('link', { name: /^\d+ repl/ });
  await timeline(page, channel).hover();
  for (let wheel = 0; (await links.count()) === 0; wheel += 1) {
    assert.ok(wheel < 60, 'there are threads in the past');
    await page.mouse.wheel(0, -600);
    await places(page);
  }
  const link = links.last();
  await link.scrollIntoViewIfNeeded();
  const [count] = /\d+/.exec((await link.textContent()) ?? '') ?? [];
  await link.click();
  await thread(page)
    .getByText(new RegExp(`^${count} repl`))
    .waitFor();
  assert.equal(await thread(page).getByRole('article').count(), Number(count) + 1);
  await isReadable(page);
  await pictureInBoth(page, 'history-thread');
});
