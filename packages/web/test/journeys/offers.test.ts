/** What somebody is offered in a channel while their rights there come and go, and what a hidden group closes. */
import assert from 'node:assert/strict';
import type { ChannelId, Permission } from '@wardroom/contract';
import type { Client } from '@wardroom/sdk';
import type { Locator, Page } from 'playwright-core';
import {
  composer,
  enter,
  message,
  openChannel,
  press,
  reach,
  say,
  sidebar,
  thread,
  timeline,
} from './acts.ts';
import { addChannel, foundCompanies, idOf, ownerOf } from './companies.ts';
import { journeys } from './journey.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

const channels: Record<string, ChannelId> = {};
const place = (name: string): ChannelId => {
  const id = channels[name];
  assert.ok(id !== undefined);
  return id;
};

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom', 'lena', 'yuki', 'marcus'] });
  const owner = await ownerOf(deployment, 'acme');
  for (const name of ['pier', 'quay', 'watch'])
    channels[name] = await addChannel(owner, { name, handles: ['tom', 'lena', 'yuki'] });
  await owner.call('messages.send', { channelId: place('pier'), body: 'The tide turns at six' });
});

const dialog = (page: Page, name: string | RegExp): Locator => page.getByRole('dialog', { name });
const details = (page: Page): Promise<void> => page.getByRole('button', { name: 'Channel details' }).click();
const withdrawn = (within: Page | Locator): Locator =>
  within.getByRole('alert').filter({ hasText: 'You no longer have access' });

async function look(page: Page, name: string): Promise<void> {
  await page.mouse.move(1, 1);
  await pictureInBoth(page, `offers-${name}`);
  await fitsItsWidth(page);
  await isUsableWithoutEyes(page);
  await isReadable(page);
}

/** A role of exactly these permissions, for one person. */
async function give(owner: Client, handle: string, name: string, chosen: readonly Permission[]) {
  const { role } = await owner.call('roles.create', { name, chosen: [...chosen] });
  await owner.call('roles.assign', { principalId: await idOf(owner, handle), role: role.role });
}

journey(
  'what a channel gives its members appears on an open screen, and goes away with what was written kept',
  async (stage) => {
    const owner = await ownerOf(stage.deployment, 'acme');
    const channelId = place('pier');
    await give(owner, 'yuki', 'Deck Watch', ['channel.read', 'people.read']);
    const { page } = await enter(stage, 'acme', 'yuki');
    await openChannel(page, 'pier');
    await page.evaluate(() => Object.assign(window, { stays: true }));
    await page.getByText('You can read here, but not write.').waitFor();
    const tide = message(timeline(page, 'pier'), 'The tide turns at six');
    const reply = tide.getByRole('button', { name: 'Reply in thread' });
    await reach(tide, reply);
    assert.equal(await tide.getByRole('button', { name: 'React' }).count(), 0);

    const granted: Permission[] = ['message.write', 'message.react', 'message.mention_all', 'channel.invite'];
    await owner.call('channels.setAccess', { channelId, granted });
    await composer(page, 'pier').waitFor();
    await reach(tide, tide.getByRole('button', { name: 'React' }));
    await composer(page, 'pier').pressSequentially('@chan');
    await page
      .getByRole('listbox')
      .getByRole('option', { name: /@channel/ })
      .waitFor();
    await page.keyboard.press('Escape');
    await composer(page, 'pier').fill('');
    await say(page, 'pier', 'I have the rope');
    await message(timeline(page, 'pier'), 'I have the rope').waitFor();
    await press(tide, reply);
    await thread(page).getByRole('textbox', { name: 'Reply…' }).fill('In the thread, half');
    await composer(page, 'pier').fill('Nobody told me that the');

    await owner.call('channels.setAccess', { channelId, granted: [] });
    const kept = page.getByRole('main').getByRole('textbox', { name: /^Your unsent text/ });
    await kept.waitFor();
    assert.equal(await kept.inputValue(), 'Nobody told me that the');
    assert.equal(
      await thread(page)
        .getByRole('textbox', { name: /^Your unsent text/ })
        .inputValue(),
      'In the thread, half',
    );
    await look(page, 'kept');
    await owner.call('channels.setAccess', { channelId, granted });
    await composer(page, 'pier').waitFor();
    assert.equal(await composer(page, 'pier').inputValue(), 'Nobody told me that the');
    assert.equal(
      await thread(page).getByRole('textbox', { name: 'Reply…' }).inputValue(),
      'In the thread, half',
    );
    assert.equal(await page.evaluate(() => 'stays' in window), true, 'the page was never loaded again');
  },
);

journey(
  'a dialog whose right goes away says so, keeps what was typed, and goes on when the right is back',
  async (stage) => {
    const owner = await ownerOf(stage.deployment, 'acme');
    const channelId = place('quay');
    const marcus = await idOf(owner, 'marcus');
    await owner.call('channels.addMember', { channelId, principalId: marcus });
    const manager = (role: 'manager' | 'member') =>
      owner.call('channels.setMemberRole', { channelId, principalId: marcus, role });
    await manager('manager');
    const { page } = await enter(stage, 'acme', 'marcus');
    await openChannel(page, 'quay');
    await details(page);
    const form = dialog(page, 'Details of #quay');
    await form.getByLabel('Topic', { exact: true }).fill('Ropes, and who has them');
    await manager('member');
    await withdrawn(form).first().waitFor();
    assert.equal(await form.getByRole('button', { name: 'Save', exact: true }).first().isDisabled(), true);
    assert.equal(await form.getByLabel('Topic', { exact: true }).inputValue(), 'Ropes, and who has them');
    assert.equal(await form.getByRole('button', { name: 'Archive' }).count(), 0);
    await look(page, 'withdrawn');
    await manager('manager');
    await withdrawn(form).first().waitFor({ state: 'detached' });
    await form.getByRole('button', { name: 'Save', exact: true }).first().click();
    await form.waitFor({ state: 'detached' });
    await page.locator('.topic', { hasText: 'Ropes, and who has them' }).waitFor();

    await details(page);
    await dialog(page, 'Details of #quay').getByRole('button', { name: 'Archive' }).click();
    const asked = dialog(page, /^Archive /);
    await manager('member');
    await withdrawn(asked).waitFor();
    assert.equal(await asked.getByRole('button', { name: 'Archive' }).isDisabled(), true);
    await asked.getByRole('button', { name: 'Cancel' }).click();

    await say(page, 'quay', 'The first rope is wet');
    const wet = message(timeline(page, 'quay'), 'The first rope is wet');
    await press(wet, wet.getByRole('button', { name: 'Edit' }));
    const edit = page.getByRole('textbox', { name: 'Edit message' });
    await edit.fill('The first rope is dry again');
    await owner.call('roles.assign', { principalId: marcus, role: 'viewer' });
    await wet.or(page.locator('.edit')).getByText('Not permitted').first().waitFor();
    assert.equal(await edit.inputValue(), 'The first rope is dry again');
    await owner.call('roles.assign', { principalId: marcus, role: 'member' });
    await edit.press('Enter');
    await message(timeline(page, 'quay'), 'The first rope is dry again').waitFor();

    await sidebar(page).getByRole('button', { name: 'Add channels' }).click();
    await page.getByRole('menuitem', { name: 'Create a channel' }).click();
    const create = dialog(page, 'Create a channel');
    await create.getByLabel('Name').fill('ropes');
    await owner.call('roles.assign', { principalId: marcus, role: 'guest' });
    await withdrawn(create).waitFor();
    assert.equal(await create.getByLabel('Name').inputValue(), 'ropes');
    await owner.call('roles.assign', { principalId: marcus, role: 'member' });
    await withdrawn(create).waitFor({ state: 'detached' });
  },
);

journey(
  'a channel whose members follow a hidden group offers nothing that is refused, and does not name the group',
  async (stage) => {
    const owner = await ownerOf(stage.deployment, 'acme');
    const channelId = place('watch');
    const principalIds = await Promise.all(['tom', 'lena'].map((handle) => idOf(owner, handle)));
    const { group } = await owner.call('groups.create', {
      ...{ handle: 'night-watch', name: 'Night Watch', visibility: 'hidden' },
    });
    await owner.call('channels.setMemberRole', {
      channelId,
      principalId: principalIds[1] ?? 'prn_',
      role: 'manager',
    });
    const { page } = await enter(stage, 'acme', 'lena');
    await openChannel(page, 'watch');
    await page.getByRole('button', { name: /^Members, / }).click();
    const panel = page.getByRole('complementary', { name: 'Members' });
    await panel.getByText('Add people').waitFor();

    await owner.call('groups.addMembers', { groupId: group.id, principalIds });
    await owner.call('groups.setMemberRole', {
      ...{ groupId: group.id, principalId: principalIds[1] ?? 'prn_', role: 'manager' },
    });
    await owner.call('groups.linkChannel', { groupId: group.id, channelId });
    await panel.getByText('Add people').waitFor({ state: 'detached' });
    await panel.getByText('Night Watch', { exact: false }).waitFor();
    assert.equal(await panel.getByRole('button', { name: /^Remove / }).count(), 0);

    const marcus = await enter(stage, 'acme', 'marcus');
    await marcus.page.goto(`${stage.deployment.origin('acme')}/c/${channelId}`);
    await marcus.page.getByText('Members follow a group').waitFor();
    assert.equal(await marcus.page.getByRole('button', { name: 'Join', exact: true }).count(), 0);
    assert.ok(!(await marcus.page.content()).includes('Night Watch'), 'the hidden group has no name here');
    await look(marcus.page, 'mirrored');
  },
);
