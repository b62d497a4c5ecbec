import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { channelLink, composer, enter, message, openChannel, timeline } from './acts.ts';
import { addChannel, foundCompanies, ownerOf } from './companies.ts';
import { journeys } from './journey.ts';
import { switchTo, typeLine } from './keyboard.ts';
import { pictureInBoth } from './pictures.ts';

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom'] });
  const owner = await ownerOf(deployment, 'acme');
  const quay = await addChannel(owner, { name: 'quay', topic: 'Ships', handles: ['tom'] });
  await addChannel(owner, { name: 'yard', handles: ['tom'] });
  await addChannel(owner, { name: 'vault', kind: 'private', handles: ['tom'] });
  await owner.call('messages.send', { channelId: quay, body: 'The lantern of berth 4 is dark' });
});

const isWritten = (page: Page, channel: string, line: string) =>
  page.waitForFunction(
    ([label, wanted]) =>
      document.querySelector<HTMLTextAreaElement>(`textarea[aria-label="${label}"]`)?.value === wanted,
    [`Message #${channel}`, line] as const,
  );

journey('/topic changes what everybody reads at the head of the channel', async (stage) => {
  const [priya, tom] = await Promise.all([enter(stage, 'acme', 'priya'), enter(stage, 'acme', 'tom')]);
  await openChannel(tom.page, 'quay');
  await switchTo(priya.page, 'quay');
  await typeLine(priya.page, 'quay', '/topic');
  await priya.page.getByText('Write the new topic after /topic.').waitFor();
  await priya.page.keyboard.type(' Ships and cranes');
  await priya.page.keyboard.press('Enter');
  await isWritten(priya.page, 'quay', '');
  for (const { page } of [priya, tom])
    await page.getByRole('main').getByText('Ships and cranes', { exact: true }).first().waitFor();
  assert.equal(await message(tom.page, '/topic').count(), 0, 'the line itself was not sent');
});

journey('/search finds the words, and the way back leads to the channel', async (stage) => {
  const { page } = await enter(stage, 'acme', 'tom');
  await switchTo(page, 'quay');
  await typeLine(page, 'quay', '/search lantern');
  await page.getByText('1 result').waitFor();
  assert.equal(await page.getByRole('combobox', { name: 'Search messages' }).inputValue(), 'lantern');
  assert.ok(!page.url().includes('lantern'), 'what is searched for is in no address');
  await page.goBack();
  await timeline(page, 'quay').waitFor();
  assert.equal(await composer(page, 'quay').inputValue(), '', 'the line is done');
});

journey('/help lists every command, and an unknown one stays with the reason', async (stage) => {
  const { page } = await enter(stage, 'acme', 'tom');
  await switchTo(page, 'quay');
  await typeLine(page, 'quay', '/help');
  const offers = page.getByRole('listbox', { name: 'Commands' });
  await offers.getByRole('option').nth(8).waitFor();
  assert.equal(await offers.getByRole('option').count(), 9);
  await pictureInBoth(page, 'commands');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await isWritten(page, 'quay', '/help ');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('/lanterns on');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('There is no command /lanterns.').waitFor();
  assert.equal(await composer(page, 'quay').inputValue(), '/lanterns on');
  await page.keyboard.press('Home');
  await page.keyboard.type('/');
  await page.keyboard.press('Enter');
  await message(timeline(page, 'quay'), '/lanterns on').waitFor();
});

journey('/leave goes at once from a public channel, and asks once more in a private one', async (stage) => {
  const { page, watch } = await enter(stage, 'acme', 'tom');
  // The event may be here before the page has gone elsewhere: it asks once more what it may still see.
  for (const operation of ['channels.get', 'channels.members', 'messages.list', 'channels.markRead'])
    watch.expectRefusal(`/v1/${operation}`, 404);
  await switchTo(page, 'yard');
  await typeLine(page, 'yard', '/leave');
  // Pressed once more before the answer: it is left once.
  await page.keyboard.press('Enter');
  await channelLink(page, 'yard').waitFor({ state: 'detached' });
  await switchTo(page, 'vault');
  await typeLine(page, 'vault', '/leave');
  await page.getByText('Leave #vault? It is private').waitFor();
  assert.equal(await channelLink(page, 'vault').count(), 1);
  await page.keyboard.press('Enter');
  await channelLink(page, 'vault').waitFor({ state: 'detached' });
});

journey('/archive asks once more, then nobody can write there', async (stage) => {
  const [priya, tom] = await Promise.all([enter(stage, 'acme', 'priya'), enter(stage, 'acme', 'tom')]);
  await openChannel(tom.page, 'quay');
  await switchTo(priya.page, 'quay');
  await typeLine(priya.page, 'quay', '/archive');
  await priya.page.getByText('Archive #quay? Nobody can write in it then.').waitFor();
  await priya.page.keyboard.press('Enter');
  for (const { page } of [priya, tom]) {
    await page.getByText('This channel is archived: read only.').waitFor();
    assert.equal(await composer(page, 'quay').count(), 0);
  }
});
