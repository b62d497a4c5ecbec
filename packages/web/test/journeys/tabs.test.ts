import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { act, channelLink, composer, enter, message, openChannel, say, sidebar, timeline } from './acts.ts';
import { addChannel, clientFor, foundCompanies, ownerOf, readEverything } from './companies.ts';
import { journeys } from './journey.ts';

const people = ['tom', 'lena'];

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: people });
  const owner = await ownerOf(deployment, 'acme');
  const tom = await clientFor(deployment, 'acme', 'tom');
  for (const name of ['lock', 'weir']) {
    const channelId = await addChannel(owner, { name, handles: people });
    await tom.call('messages.send', { channelId, body: `The ${name} is open` });
  }
  await readEverything(deployment, 'acme', ['priya', ...people]);
});

const read = (page: Page, name: string) =>
  sidebar(page).getByRole('link', { name: `${name}, public channel`, exact: true });
const unread = (page: Page, name: string) =>
  sidebar(page).getByRole('link', { name: new RegExp(`^${name}, public channel, 1 unread`) });

journey('two tabs agree on what was said, read, changed and reacted to', async (stage) => {
  const [{ page }, tom] = await Promise.all([enter(stage, 'acme', 'lena'), enter(stage, 'acme', 'tom')]);
  const other = await page.context().newPage();
  await other.goto(stage.deployment.origin('acme'));
  for (const tab of [page, other]) await openChannel(tab, 'lock');
  await openChannel(tom.page, 'weir');
  await say(tom.page, 'weir', 'The gauge says 3.2 m');
  for (const tab of [page, other]) await unread(tab, 'weir').waitFor();
  await openChannel(page, 'weir');
  for (const tab of [page, other]) await read(tab, 'weir').waitFor();

  await say(page, 'weir', 'Then we close at noon');
  await openChannel(other, 'weir');
  await message(timeline(other, 'weir'), 'Then we close at noon').waitFor();
  await act(other, 'Then we close at noon', 'Edit');
  const edit = other.getByRole('textbox', { name: 'Edit message' });
  await edit.fill('Then we close at one');
  await edit.press('Enter');
  await message(timeline(page, 'weir'), 'Then we close at one').waitFor();
  // A tab behind another draws nothing.
  await page.bringToFront();
  await act(page, 'The gauge says', 'React');
  await page.getByRole('option').first().click();
  for (const tab of [page, other])
    await message(timeline(tab, 'weir'), 'The gauge says').getByRole('list', { name: 'Reactions' }).waitFor();
  for (const tab of [page, other])
    assert.deepEqual(await timeline(tab, 'weir').locator('.text').allTextContents(), [
      'The weir is open',
      'The gauge says 3.2 m',
      'Then we close at one',
    ]);
});

journey('who signs out in one tab is signed out in the other, and no draft is left', async (stage) => {
  const { page, watch } = await enter(stage, 'acme', 'lena');
  const other = await page.context().newPage();
  await other.goto(stage.deployment.origin('acme'));
  for (const tab of [page, other]) await openChannel(tab, 'lock');
  await composer(other, 'lock').fill('Half a thought of the lock');
  await channelLink(page, 'lock')
    .and(page.getByRole('link', { name: /draft/ }))
    .waitFor();
  // The other tab may have been about to say what it has read.
  watch.expectRefusal('/v1/channels.markRead', 401);
  await page.getByRole('button', { name: /Sessions, colours, sign out/ }).click();
  await page
    .getByRole('dialog', { name: 'You' })
    .getByRole('button', { name: 'Sign out', exact: true })
    .click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await other
    .getByText('You were signed out')
    .or(other.getByRole('heading', { name: 'Sign in' }))
    .first()
    .waitFor();
  assert.equal(
    await other.evaluate(() => JSON.stringify({ ...localStorage }).includes('of the lock')),
    false,
    'nothing of it is left on the device',
  );
});
