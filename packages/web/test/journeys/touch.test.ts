/** What a finger gets: room for every control, sheets from the bottom, and no word of keys. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { channelLink, enter, message, timeline } from './acts.ts';
import { journeys } from './journey.ts';
import { fitsItsWidth, isUsableWithoutEyes } from './looks.ts';
import { screens } from './screens.ts';
import { walkEverywhere } from './walk.ts';
import { populateWorld, type World } from './world.ts';

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const looked = new Set([
  ...['sign-in', 'channel', 'thread', 'members', 'pins', 'emoji-picker', 'message-menu', 'channel-menu'],
  ...['search', 'directory', 'switcher', 'help', 'people', 'create-channel', 'new-message'],
  ...['account-profile', 'account-sessions', 'account-preferences', 'console-people', 'console-issue-key'],
]);

let world: World | undefined;
const journey = journeys(async (deployment) => {
  world = await populateWorld(deployment);
});

/** WCAG 2.5.5: 44 px either way, words within a sentence aside; and keys are not told of. Runs in the page. */
function faultsForFingers(): string[] {
  const faults: string[] = matchMedia('(pointer: coarse)').matches ? [] : ['no finger'];
  const seen = (element: Element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const controls =
    'button, a[href], input:not([type=radio], [type=checkbox]), select, textarea, summary, label:has(input), [role=option]';
  for (const element of document.querySelectorAll(controls)) {
    // The link for keyboards is out of the window until they come to it.
    if (!seen(element) || element.matches('.skip')) continue;
    const beside = [...(element.parentElement?.childNodes ?? [])].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '',
    );
    if (beside && getComputedStyle(element).display.startsWith('inline')) continue;
    const { width, height } = element.getBoundingClientRect();
    if (width > 2 && height > 2 && (width < 43.5 || height < 43.5))
      faults.push(`${Math.round(width)} × ${Math.round(height)} ${element.outerHTML.slice(0, 140)}`);
  }
  for (const element of document.querySelectorAll('kbd, .menu-key'))
    if (seen(element)) faults.push(`a key: ${element.textContent}`);
  return faults;
}

journey('on a phone every control has room for a finger, and no key is told of', async (stage) => {
  assert.ok(world !== undefined);
  const faults: string[] = [];
  let count = 0;
  await walkEverywhere(
    {
      stage,
      world,
      language: 'en',
      options: phone,
      async look({ name }, page) {
        count += 1;
        for (const fault of await page.evaluate(faultsForFingers)) faults.push(`${name}: ${fault}`);
        await fitsItsWidth(page);
      },
      onFailure: ({ name }, error) => faults.push(`${name}: ${error}`),
    },
    screens.filter(({ name }) => looked.has(name)),
  );
  assert.deepEqual(faults.slice(0, 12), [], `${faults.length} faults`);
  assert.equal(count, looked.size, 'every screen was looked at');
});

const focusIsIn = (page: Page, selector: string) =>
  page.evaluate((wanted) => document.activeElement?.matches(`:is(${wanted}), :is(${wanted}) *`), selector);

journey(
  'under a thumb menus and pop-overs are sheets: they keep the focus, and give it back',
  async (stage) => {
    const { page } = await enter(stage, 'acme', 'lena', phone);
    const menuOf = page.getByRole('button', { name: 'Menu of general' });
    const sheet = page.getByRole('dialog', { name: '#general' });
    for (const close of [
      () => page.keyboard.press('Escape'),
      () => page.touchscreen.tap(180, 20),
      () => sheet.getByRole('button', { name: 'Close' }).tap(),
    ]) {
      await menuOf.tap();
      await sheet.getByRole('menu').waitFor();
      const box = await sheet.boundingBox();
      assert.ok(box !== null && box.x === 0 && box.width === 360 && Math.round(box.y + box.height) === 740);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      assert.ok(
        await focusIsIn(page, 'dialog, body:not(:has(:focus))'),
        'Tab reaches nothing below the sheet',
      );
      await isUsableWithoutEyes(page);
      await close();
      await sheet.waitFor({ state: 'detached' });
      assert.ok(await focusIsIn(page, '.row-menu'), 'the focus is back');
    }

    await channelLink(page, 'general').tap();
    await page.getByRole('button', { name: 'kept until removed' }).tap();
    await page.getByRole('dialog').getByText('until').first().waitFor();
    await page.touchscreen.tap(180, 20);
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    const lunch = message(timeline(page, 'general'), 'Lunch is at one');
    await lunch.tap({ position: { x: 200, y: 12 } });
    await lunch.getByRole('button', { name: 'React', exact: true }).tap();
    await page.getByRole('dialog', { name: 'Choose an emoji' }).waitFor();
    assert.ok(!(await focusIsIn(page, 'input')), 'the keyboard of the phone stays down');
    await page.getByRole('option').nth(2).tap();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await lunch.getByRole('button', { pressed: true }).nth(1).waitFor();
  },
);

journey('on a phone the person behind a name comes up as a sheet', async (stage) => {
  const { page } = await enter(stage, 'acme', 'lena', phone);
  await channelLink(page, 'general').tap();
  await message(timeline(page, 'general'), 'Lunch is at one')
    .getByRole('button', { name: /Tom Adeyemi/ })
    .first()
    .tap();
  const card = page.getByRole('dialog');
  await card.getByText('@tom').waitFor();
  const box = await card.boundingBox();
  assert.ok(box !== null && Math.round(box.y + box.height) === 740, 'it stands at the bottom');
});
