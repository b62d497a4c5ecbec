import assert from 'node:assert/strict';
import type { ChannelId } from '@wardroom/contract';
import type { Page } from 'playwright-core';
import { channelLink, composer, enter, message, openChannel, say, sidebar, timeline } from './acts.ts';
import { addChannel, addMembers, clientFor, foundCompanies, idOf, ownerOf } from './companies.ts';
import { until } from './deployment.ts';
import { type Journey, journeys, type Seat } from './journey.ts';
import { pictureInBoth } from './pictures.ts';

const password = 'a gull on every second bollard';
const channels: Record<string, ChannelId> = {};

/** Lena is in the channel of the guests, Tom and Marcus are not. */
const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom', 'lena', 'marcus'] });
  const owner = await ownerOf(deployment, 'acme');
  channels['general'] = await addChannel(owner, { name: 'general', handles: ['tom', 'lena', 'marcus'] });
  channels['lock'] = await addChannel(owner, { name: 'lock', topic: 'With the pilots', handles: ['lena'] });
  channels['vault'] = await addChannel(owner, { name: 'vault', kind: 'private', handles: ['tom'] });
  const tom = await clientFor(deployment, 'acme', 'tom');
  await tom.call('messages.send', { channelId: channels['general'], body: 'Pilots are paid on Friday' });
  const lena = await clientFor(deployment, 'acme', 'lena');
  await lena.call('messages.send', {
    channelId: channels['lock'],
    body: 'Pilots wait at gate 2, @tom knows',
  });
});

/** Somebody with nothing but a link, in a browser of their own. */
async function join(stage: Journey, name: string, role: 'guest' | 'member'): Promise<Seat> {
  const owner = await ownerOf(stage.deployment, 'acme');
  const channelId = channels['lock'];
  assert.ok(channelId !== undefined);
  const { secret } = await owner.call('invitations.create', {
    role,
    channelIds: [channelId],
    expiresInDays: 1,
    maxUses: 1,
  });
  const seat = await stage.open();
  await seat.page.goto(`${stage.deployment.origin('acme')}/join#${secret}`);
  await seat.page.getByLabel('Your name').fill(name);
  await seat.page.getByLabel('Password', { exact: true }).fill(password);
  await seat.page.getByRole('button', { name: 'Join', exact: true }).click();
  await channelLink(seat.page, 'lock').waitFor();
  return seat;
}

const channelLinks = (page: Page) => sidebar(page).locator('.channel-link').allInnerTexts();

journey(
  'a guest who joined by link talks where they were invited to, and meets nobody and nothing else',
  async (stage) => {
    const lena = await enter(stage, 'acme', 'lena');
    await openChannel(lena.page, 'lock');
    const { page, watch } = await join(stage, 'Nadia Ferré', 'guest');
    assert.deepEqual(await channelLinks(page), ['lock']);
    await openChannel(page, 'lock');
    await say(page, 'lock', 'I am at gate 2');
    await message(timeline(lena.page, 'lock'), 'I am at gate 2').waitFor();
    await pictureInBoth(page, 'guest');

    await composer(page, 'lock').fill('@');
    const offers = page.getByRole('listbox', { name: 'People' });
    await offers.getByRole('option', { name: /Lena Vogt/ }).waitFor();
    assert.equal(await offers.getByText(/Tom Adeyemi|Marcus Hale/).count(), 0);
    await composer(page, 'lock').fill('');
    await page.keyboard.press('Control+k');
    const places = page.getByRole('combobox', { name: 'Channel, person or action' });
    for (const unseen of ['general', 'vault', 'Tom', 'Marcus']) {
      await places.fill(unseen);
      await page.getByText('Nothing found').waitFor();
    }
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Shift+F');
    const query = page.getByRole('combobox', { name: 'Search messages' });
    await query.fill('pilots');
    await query.press('Enter');
    await page.getByText('1 result').waitFor();
    await page.getByRole('link', { name: /Lena Vogt in lock/ }).waitFor();

    for (const operation of ['channels.get', 'channels.members', 'messages.list'])
      watch.expectRefusal(`/v1/${operation}`, 404);
    await page.goto(`${stage.deployment.origin('acme')}/c/${channels['general']}`);
    await page.getByText('Channel not found').waitFor();
    const everything = `${await page.evaluate(() => document.documentElement.outerHTML)}${watch.frames.join('')}`;
    for (const secret of ['paid on Friday', 'Tom Adeyemi', 'Marcus Hale', 'vault'])
      assert.ok(!everything.includes(secret), `${secret} reached the guest`);
  },
);

journey(
  'who comes to share a channel with a guest is seen by them, and is gone when that ends',
  async (stage) => {
    const owner = await ownerOf(stage.deployment, 'acme');
    const { page } = await join(stage, 'Ole Brandt', 'guest');
    await openChannel(page, 'lock');
    await page.getByRole('button', { name: /^Members/ }).click();
    const members = page.getByRole('complementary', { name: 'Members' });
    await members.getByText('Lena Vogt').waitFor();
    assert.equal(await members.getByText('Marcus Hale').count(), 0);
    const channelId = channels['lock'];
    assert.ok(channelId !== undefined);
    await addMembers(owner, channelId, ['marcus']);
    await members.getByText('Marcus Hale').waitFor();
    const principalId = await idOf(owner, 'marcus');
    await owner.call('channels.removeMember', { channelId, principalId });
    await members.getByText('Marcus Hale').waitFor({ state: 'detached' });
    await until(async () => {
      await page.reload();
      await timeline(page, 'lock').waitFor();
      await composer(page, 'lock').fill('@marc');
      return (await page.getByRole('listbox', { name: 'People' }).count()) === 0;
    }, 'he is not offered any more');
  },
);

journey('a colleague who joined by link finds the public channels, and no private one', async (stage) => {
  const { page } = await join(stage, 'Jana Wolf', 'member');
  await page.keyboard.press('Control+Shift+L');
  await page.getByText('general', { exact: true }).first().waitFor();
  assert.equal(await page.getByText('vault').count(), 0);
  await page.getByRole('button', { name: 'Join general' }).click();
  await channelLink(page, 'general').click();
  await message(timeline(page, 'general'), 'paid on Friday').waitFor();
});
