import assert from 'node:assert/strict';
import type { Client } from '@wardroom/sdk';
import type { Page } from 'playwright-core';
import { act, channelLink, enter, message, openChannel, say, thread, timeline } from './acts.ts';
import { addChannel, clientFor, foundCompanies, ownerOf, readEverything } from './companies.ts';
import { until } from './deployment.ts';
import { journeys } from './journey.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

const people = ['tom', 'lena'];

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: people });
  const owner = await ownerOf(deployment, 'acme');
  await addChannel(owner, { name: 'general', topic: 'Everybody is here', handles: people });
  await addChannel(owner, { name: 'quiet', handles: people });
  await talk(await clientFor(deployment, 'acme', 'tom'));
  await readEverything(deployment, 'acme', ['priya', ...people]);
});

async function talk(tom: Client): Promise<void> {
  const { channels } = await tom.call('channels.list', {});
  const general = channels.find(({ name }) => name === 'general');
  if (general === undefined) throw new Error('there is no general');
  for (let number = 1; number <= 30; number += 1)
    await tom.call('messages.send', { channelId: general.id, body: `Line ${number} of the log` });
}

const rowOf = (page: Page, text: string) => message(timeline(page, 'general'), text);
const chip = (page: Page, text: string, emoji: string) =>
  rowOf(page, text).getByRole('button', { name: new RegExp(`^${emoji} `) });

journey(
  'a reaction is there at once, for everybody, counted and named, and can be taken back',
  async (stage) => {
    const [tom, lena] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'acme', 'lena')]);
    await Promise.all([tom, lena].map(({ page }) => openChannel(page, 'general')));
    await act(lena.page, 'Line 30 of', 'React');
    await lena.page.getByRole('combobox', { name: 'Find an emoji' }).fill('rocket');
    await lena.page.getByRole('option', { name: 'rocket', exact: true }).waitFor();
    await lena.page.keyboard.press('Enter');
    await chip(tom.page, 'Line 30 of', '🚀').click();
    const both = rowOf(lena.page, 'Line 30 of').getByRole('button', { name: '🚀 2: you and Tom Adeyemi' });
    await both.waitFor();
    assert.equal(await both.getAttribute('aria-pressed'), 'true');
    await pictureInBoth(lena.page, 'reactions');
    await both.click();
    await rowOf(tom.page, 'Line 30 of').getByRole('button', { name: '🚀 1: you' }).waitFor();
    await isUsableWithoutEyes(lena.page);
  },
);

journey('a reaction that the server refuses goes away again, and says why', async (stage) => {
  const { page, watch } = await enter(stage, 'acme', 'lena');
  await openChannel(page, 'general');
  watch.expectRefusal('/v1/reactions.add', 403);
  await page.route('**/v1/reactions.add', (route) =>
    route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        code: 'forbidden',
        title: 'Forbidden',
        status: 403,
        detail: 'No.',
        requestId: 'req_x',
      }),
    }),
  );
  await act(page, 'Line 29 of', 'React');
  await page.getByRole('option').first().click();
  await page.getByRole('alert').filter({ hasText: 'The reaction was not saved.' }).waitFor();
  assert.equal(await rowOf(page, 'Line 29 of').getByRole('list', { name: 'Reactions' }).count(), 0);
});

journey('a pinned message is in the list of everybody and leads back to where it was said', async (stage) => {
  const [tom, lena] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'acme', 'lena')]);
  await Promise.all([tom, lena].map(({ page }) => openChannel(page, 'general')));
  await lena.page.getByRole('button', { name: 'Pinned messages' }).click();
  const pins = lena.page.getByRole('complementary', { name: 'Pinned messages' });
  await pins.getByText('No pinned messages').waitFor();
  await act(tom.page, 'Line 28 of', 'Pin to channel');
  await message(pins, 'Line 28 of').waitFor();
  await rowOf(lena.page, 'Line 28 of').getByText('Pinned by Tom Adeyemi').waitFor();
  await pictureInBoth(lena.page, 'pins');
  await isUsableWithoutEyes(lena.page);
  await pins.getByRole('link', { name: 'Show in channel' }).click();
  await lena.page.locator('.message.marked').filter({ hasText: 'Line 28 of' }).waitFor();
  await pins.getByRole('button', { name: 'Unpin' }).click();
  await rowOf(tom.page, 'Line 28 of').getByText('Pinned by').waitFor({ state: 'detached' });
  await pins.getByText('No pinned messages').waitFor();
});

journey('a removal can be undone for five seconds, and leaving the page carries it out', async (stage) => {
  const [tom, lena] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'acme', 'lena')]);
  await Promise.all([tom, lena].map(({ page }) => openChannel(page, 'general')));
  await act(tom.page, 'Line 27 of', 'Remove');
  await rowOf(tom.page, 'Line 27 of').getByRole('button', { name: 'Undo' }).click();
  await rowOf(tom.page, 'Line 27 of').getByText('Removing…').waitFor({ state: 'detached' });
  await act(tom.page, 'Line 26 of', 'Remove');
  await rowOf(tom.page, 'Line 26 of').getByText('Removing…').waitFor();
  await pictureInBoth(tom.page, 'removing');
  await tom.page.goto('about:blank');
  await rowOf(lena.page, 'This message was removed.').waitFor();
  assert.equal(await lena.page.getByText('Line 26 of').count(), 0);
  assert.equal(await rowOf(lena.page, 'Line 27 of').count(), 1, 'what was kept is still there');
});

journey(
  'without a mouse: react, pin, copy, mark unread, edit and reply from the focused row',
  async (stage) => {
    const { page } = await enter(stage, 'acme', 'tom', {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await openChannel(page, 'general');
    await say(page, 'general', 'By keyboard only');
    await page.getByRole('article', { name: /^Tom Adeyemi, .*By keyboard only/ }).waitFor();
    await timeline(page, 'general').focus();
    await page.keyboard.press('ArrowUp');
    const row = rowOf(page, 'By keyboard only');
    await until(() => row.evaluate((element) => element === document.activeElement), 'the row has the focus');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem').first().waitFor();
    await pictureInBoth(page, 'row-menu');
    await isUsableWithoutEyes(page);
    await page.keyboard.press('Escape');
    await until(() => row.evaluate((element) => element === document.activeElement), 'the focus comes back');
    await page.keyboard.press('+');
    await page.getByRole('combobox', { name: 'Find an emoji' }).waitFor();
    await page.getByRole('option', { name: 'grinning face', exact: true }).waitFor();
    await pictureInBoth(page, 'emoji');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await row.getByRole('list', { name: 'Reactions' }).waitFor();
    await until(() => row.evaluate((element) => element === document.activeElement), 'the focus comes back');
    await page.keyboard.press('p');
    await row.getByText('Pinned by Tom').waitFor();
    await page.keyboard.press('p');
    await row.getByText('Pinned by Tom').waitFor({ state: 'detached' });
    await page.keyboard.press('c');
    await page.getByText('Link copied.').waitFor({ state: 'attached' });
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await page.keyboard.press('e');
    const edit = page.getByRole('textbox', { name: 'Edit message' });
    await edit.fill('By keyboard alone');
    await edit.press('Enter');
    await rowOf(page, 'By keyboard alone').waitFor();
    await rowOf(page, 'By keyboard alone').focus();
    await page.keyboard.press('r');
    await thread(page).getByRole('textbox', { name: 'Reply…' }).waitFor();
    await page.goto(link);
    await page.locator('.message.marked').filter({ hasText: 'By keyboard alone' }).waitFor();
  },
);

journey('marked unread from a message, a channel stays unread until it is opened again', async (stage) => {
  const { page } = await enter(stage, 'acme', 'lena');
  await openChannel(page, 'general');
  await act(page, 'Line 25 of', 'Mark unread from here');
  await page.locator('.divider-new').waitFor();
  await page.waitForTimeout(700);
  await page.getByRole('link', { name: /^general, \d+ unread|^general, .*unread/ }).waitFor();
  await openChannel(page, 'quiet');
  await openChannel(page, 'general');
  await until(
    async () => !(await channelLink(page, 'general').getAttribute('aria-label'))?.includes('unread'),
    'opened and seen to its end, it is read',
  );
});

journey('a thread has the screen of a phone to itself, and what one can do fits its width', async (stage) => {
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
  const { page } = await enter(stage, 'acme', 'lena', phone);
  await channelLink(page, 'general').tap();
  await rowOf(page, 'Line 24 of').tap();
  await rowOf(page, 'Line 24 of').getByRole('button', { name: 'More', exact: true }).tap();
  await page.getByRole('menuitem').first().waitFor();
  await fitsItsWidth(page);
  await pictureInBoth(page, 'phone-menu');
  await page.getByRole('menuitem', { name: 'React' }).tap();
  await page.getByRole('option').first().waitFor();
  await fitsItsWidth(page);
  await pictureInBoth(page, 'phone-emoji');
  await page.getByRole('option').first().tap();
  await rowOf(page, 'Line 24 of').getByRole('list', { name: 'Reactions' }).waitFor();
  await rowOf(page, 'Line 24 of').getByRole('button', { name: 'Reply in thread' }).tap();
  await thread(page).getByRole('textbox', { name: 'Reply…' }).waitFor();
  assert.equal(await timeline(page, 'general').isVisible(), false, 'the list is not behind it');
  await fitsItsWidth(page);
  await pictureInBoth(page, 'phone-thread');
  await isReadable(page);
});
