import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { composer, enter, message, openChannel, timeline } from './acts.ts';
import { addChannel, addMembers, clientFor, foundCompanies, idOf, ownerOf, passwordOf } from './companies.ts';
import { journeys } from './journey.ts';
import { isFocused, tabTo } from './keyboard.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

const people = ['tom', 'lena', 'marcus'];

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: people });
  const owner = await ownerOf(deployment, 'acme');
  await owner.call('principals.create', {
    ...{ handle: 'noor', displayName: 'Noor Haddad', role: 'guest', password: passwordOf('acme', 'noor') },
  });
  const channelId = await addChannel(owner, { name: 'pier', handles: people });
  await addMembers(owner, channelId, ['noor']);
  for (const [handle, body] of [
    ['tom', 'The crane is free, @lena'],
    ['marcus', 'I am off to the canal'],
  ] as const)
    await (await clientFor(deployment, 'acme', handle)).call('messages.send', { channelId, body });
  await owner.call('channels.removeMember', { channelId, principalId: await idOf(owner, 'marcus') });
});

const card = (page: Page, name: string) => page.getByRole('dialog', { name: `About ${name}` });
const authorOf = (page: Page, text: string, name: string) =>
  message(timeline(page, 'pier'), text).getByRole('button', { name, exact: true });

journey(
  'a name over a message, in a text and in a list says who that is, and leads to them',
  async (stage) => {
    const { page } = await enter(stage, 'acme', 'lena');
    await openChannel(page, 'pier');
    await authorOf(page, 'The crane', 'Tom Adeyemi').click();
    await card(page, 'Tom Adeyemi').getByText('@tom').waitFor();
    await pictureInBoth(page, 'card');
    await fitsItsWidth(page);
    await isUsableWithoutEyes(page);
    await isReadable(page);
    await page.keyboard.press('Escape');
    await card(page, 'Tom Adeyemi').waitFor({ state: 'detached' });

    await message(timeline(page, 'pier'), 'The crane').getByText('@lena').click();
    const own = card(page, 'Lena Vogt');
    await own.getByText('@lena').waitFor();
    assert.equal(
      await own.getByRole('button', { name: 'Message' }).count(),
      0,
      'nobody writes to themselves',
    );
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: /^Members/ }).click();
    await page.getByRole('complementary').getByRole('button', { name: 'Tom Adeyemi' }).first().click();
    await card(page, 'Tom Adeyemi').getByRole('button', { name: 'Message' }).click();
    await card(page, 'Tom Adeyemi').waitFor({ state: 'detached' });
    await page.getByRole('textbox', { name: 'Message Tom Adeyemi', exact: true }).waitFor();
  },
);

journey('without a mouse the card opens from the row, and gives the focus back to it', async (stage) => {
  const { page } = await enter(stage, 'acme', 'lena');
  await openChannel(page, 'pier');
  await composer(page, 'pier').focus();
  await tabTo(page, timeline(page, 'pier'), 'Shift+Tab');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  const name = authorOf(page, 'The crane', 'Tom Adeyemi');
  await tabTo(page, name);
  await page.keyboard.press('Enter');
  await card(page, 'Tom Adeyemi').waitFor();
  await page.keyboard.press('Escape');
  await card(page, 'Tom Adeyemi').waitFor({ state: 'detached' });
  assert.ok(await isFocused(name), 'the focus is where it was');
});

journey('whom a guest does not see is somebody, on the row and on the card', async (stage) => {
  const { page } = await enter(stage, 'acme', 'noor');
  await openChannel(page, 'pier');
  await authorOf(page, 'off to the canal', 'Somebody').click();
  await card(page, 'Somebody').getByText('You do not see who this is.').waitFor();
  assert.equal(await page.getByText('Marcus').count(), 0);
  await page.keyboard.press('Escape');
  await authorOf(page, 'The crane', 'Tom Adeyemi').click();
  await card(page, 'Tom Adeyemi').getByText('@tom').waitFor();
});
