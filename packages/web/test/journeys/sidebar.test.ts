import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { channelLink, enter, openChannel, say, sidebar } from './acts.ts';
import { addChannel, addMembers, foundCompanies, idOf, ownerOf, passwordOf } from './companies.ts';
import { journeys } from './journey.ts';
import { isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

const people = ['tom', 'lena'];

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: people });
  const owner = await ownerOf(deployment, 'acme');
  await owner.call('principals.create', {
    ...{ handle: 'noor', displayName: 'Noor Haddad', role: 'guest', password: passwordOf('acme', 'noor') },
  });
  for (const name of ['berth', 'crane', 'depot']) await addChannel(owner, { name, handles: people });
});

async function choose(page: Page, menu: string, item: string): Promise<void> {
  await channelLink(page, menu).hover();
  await sidebar(page)
    .getByRole('button', { name: `Menu of ${menu}` })
    .click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

/** Headings and channels of the list, as they follow each other. */
const isArranged = (page: Page, ...rows: readonly string[]): Promise<unknown> =>
  page.waitForFunction((wanted) => {
    const list = [...document.querySelectorAll('nav li')].map(
      (row) => (row.querySelector('h2') ?? row.querySelector('a'))?.textContent?.trim() ?? '',
    );
    return JSON.stringify(list.slice(0, wanted.length)) === JSON.stringify(wanted);
  }, rows);

journey(
  'sections, favourites and muted channels are the same on both devices, and after a reload',
  async (stage) => {
    const [desk, pocket, tom] = await Promise.all([
      enter(stage, 'acme', 'lena'),
      enter(stage, 'acme', 'lena'),
      enter(stage, 'acme', 'tom'),
    ]);
    await choose(desk.page, 'depot', 'Move to a new section…');
    const dialog = desk.page.getByRole('dialog', { name: 'New section…' });
    await dialog.getByLabel('Title').fill('On shift');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await choose(desk.page, 'crane', 'Add to favourites');
    const order = ['Favourites', 'crane', 'On shift', 'depot', 'Channels', 'berth'] as const;
    for (const { page } of [desk, pocket]) await isArranged(page, ...order);
    await pictureInBoth(desk.page, 'sidebar-sections');
    await isUsableWithoutEyes(desk.page);
    await isReadable(desk.page);

    await choose(pocket.page, 'berth', 'Mute');
    const muted = (page: Page) => sidebar(page).getByRole('link', { name: /^berth, public channel.*muted/ });
    for (const { page } of [desk, pocket]) await muted(page).waitFor();
    await openChannel(tom.page, 'berth');
    await say(tom.page, 'berth', 'Berth four is free');
    await openChannel(tom.page, 'depot');
    await say(tom.page, 'depot', 'Keys are back');
    await sidebar(desk.page)
      .getByRole('link', { name: /^depot, public channel, 1 unread/ })
      .waitFor();
    assert.equal(
      await desk.page.locator('a.unread').filter({ hasText: 'berth' }).count(),
      0,
      'it asks for nothing',
    );

    await desk.page.reload();
    await isArranged(desk.page, ...order);
    await muted(desk.page).waitFor();
    await choose(pocket.page, 'depot', 'Remove from the section');
    for (const { page } of [desk, pocket])
      await channelLink(page, 'depot')
        .and(sidebar(page).locator('li:has(h2:has-text("Channels")) ~ li a'))
        .waitFor();
  },
);

journey('the strip says who can read, from what is so at the moment', async (stage) => {
  const { page } = await enter(stage, 'acme', 'lena');
  const owner = await ownerOf(stage.deployment, 'acme');
  const secret = await addChannel(owner, { name: 'ledger', kind: 'private', handles: people });
  await openChannel(page, 'ledger');
  const strip = page.getByRole('region', { name: 'Who can read this' });
  const chip = (name: string) => strip.getByRole('button', { name, exact: true });
  await chip('3 people').waitFor();
  assert.equal(await strip.getByText('can join').count(), 0, 'a private channel is read by its members');
  for (const name of ['kept until removed', 'encrypted · workspace key']) await chip(name).waitFor();

  await addMembers(owner, secret, ['noor']);
  await chip('1 guest').waitFor();
  const { principal } = await owner.call('principals.createBot', {
    ...{ handle: 'tally', displayName: 'Tally', kind: 'bot' },
  });
  await owner.call('channels.addMember', { channelId: secret, principalId: principal.id });
  await chip('1 bot').waitFor();
  await chip('1 guest').click();
  const members = page.getByRole('complementary');
  await members.getByText('Noor Haddad').waitFor();
  assert.equal(await members.getByText('Tom Adeyemi').count(), 0, 'those who are meant and nobody else');
  await owner.call('channels.removeMember', { channelId: secret, principalId: await idOf(owner, 'noor') });
  await owner.call('channels.removeMember', { channelId: secret, principalId: await idOf(owner, 'tom') });
  await chip('2 people').waitFor();
  await chip('1 guest').waitFor({ state: 'detached' });

  await openChannel(page, 'crane');
  await chip('3 people').waitFor();
  await owner.call('channels.removeMember', {
    channelId: await channelIdOf(stage, 'crane'),
    principalId: await idOf(owner, 'tom'),
  });
  await strip.getByRole('button', { name: '+ 1 in Acme can join' }).waitFor();
});

async function channelIdOf({ deployment }: Parameters<typeof enter>[0], name: string) {
  const { channels } = await (await ownerOf(deployment, 'acme')).call('channels.list', {});
  const found = channels.find((channel) => channel.name === name);
  assert.ok(found !== undefined);
  return found.id;
}
