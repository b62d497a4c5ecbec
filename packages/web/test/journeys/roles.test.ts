import assert from 'node:assert/strict';
import type { RoleRef } from '@wardroom/contract';
import type { Locator, Page } from 'playwright-core';
import { composer, enter, openChannel, say, sidebar, timeline } from './acts.ts';
import { addChannel, foundCompanies, idOf, ownerOf } from './companies.ts';
import { type Journey, journeys, type Seat } from './journey.ts';
import { tabTo } from './keyboard.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom', 'lena', 'yuki'] });
  const owner = await ownerOf(deployment, 'acme');
  await addChannel(owner, { name: 'general', handles: ['tom', 'lena', 'yuki'] });
});

async function openConsole(stage: Journey, handle: string, path: string, options = {}): Promise<Seat> {
  const seat = await enter(stage, 'acme', handle, options);
  await seat.page.goto(`${stage.deployment.origin('acme')}/console/${path}`);
  await seat.page.getByRole('navigation', { name: 'Console' }).waitFor();
  return seat;
}

const drawer = (page: Page): Locator => page.getByRole('complementary');
const box = (page: Page, name: string): Locator => page.getByRole('checkbox', { name, exact: true });
const preview = (page: Page): Locator => page.getByRole('region', { name: 'What saving changes' });

async function save(page: Page, action: 'Create' | 'Save', reason = ''): Promise<void> {
  await page.getByRole('button', { name: 'Review and save…' }).click();
  const asked = page.getByRole('dialog', { name: /^Save / });
  if (reason !== '') await asked.getByLabel('Reason (optional)').fill(reason);
  await asked.getByRole('button', { name: new RegExp(`^${action}`) }).click();
  await asked.waitFor({ state: 'detached' });
}

async function look(page: Page, name: string): Promise<void> {
  await page.mouse.move(1, 1);
  await pictureInBoth(page, `roles-${name}`);
  await fitsItsWidth(page);
  await isUsableWithoutEyes(page);
  await isReadable(page);
}

/** Of somebody who is not looked at. */
async function makeRole(stage: Journey, name: string, chosen: string, holder?: string): Promise<RoleRef> {
  const owner = await ownerOf(stage.deployment, 'acme');
  const words = chosen.split(' ') as never[];
  const { role } = await owner.call('roles.create', { name, chosen: words });
  if (holder !== undefined)
    await owner.call('roles.assign', { principalId: await idOf(owner, holder), role: role.role });
  return role.role;
}

journey(
  'a role is created with the keyboard alone, and found in the matrix with what gives it',
  async (stage) => {
    const { page } = await openConsole(stage, 'priya', 'roles');
    await page.getByText('No custom roles yet').waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Create a role' }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'New role' }).waitFor();
    await page.keyboard.type('Night Watch');
    await tabTo(page, page.getByRole('searchbox', { name: 'Find a permission' }));
    await page.keyboard.type('audit');
    await tabTo(page, box(page, 'Read the security store of the audit log'));
    await page.keyboard.press('Space');
    await preview(page).getByText('Open the console').waitFor();
    await preview(page).getByText('with “Read the security store of the audit log”').first().waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Review and save…' }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    const asked = page.getByRole('dialog', { name: 'Save Night Watch?' });
    await asked.waitFor();
    await page.keyboard.type('for the night shift');
    await page.keyboard.press('Enter');
    await asked.waitFor({ state: 'detached' });
    await drawer(page).getByRole('heading', { name: 'Night Watch' }).waitFor();
    await page.keyboard.press('Escape');
    await drawer(page).waitFor({ state: 'detached' });
    assert.equal(
      await page.evaluate(() => document.activeElement?.textContent?.trim()),
      'Night Watch',
      'the focus comes back to the role',
    );
    const given = page.getByRole('row', { name: /^Open the console / }).getByRole('cell');
    assert.equal(
      (await given.first().textContent())?.trim(),
      'Included with “Read the security store of the audit log”',
    );
    await look(page, 'matrix');

    await page.getByRole('link', { name: 'Show audit entry' }).click();
    await page
      .getByRole('table')
      .getByRole('row')
      .filter({ hasText: 'role.created' })
      .getByRole('link')
      .click();
    await drawer(page).getByText('for the night shift').waitFor();
    await drawer(page).getByText('Night Watch').first().waitFor();
  },
);

journey('what a role gives appears and disappears on the open page of whoever holds it', async (stage) => {
  const role = await makeRole(stage, 'Harbour Desk', 'workspace.read message.write people.read');
  const admin = await openConsole(stage, 'priya', 'people');
  const yuki = await enter(stage, 'acme', 'yuki');
  await openChannel(yuki.page, 'general');
  await say(yuki.page, 'general', 'Good morning');
  await yuki.page.evaluate(() => Object.assign(window, { stays: true }));
  const toConsole = sidebar(yuki.page).getByRole('link', { name: 'Console' });
  assert.equal(await toConsole.count(), 0);

  const row = admin.page.getByRole('row').filter({ hasText: '@yuki' });
  await row.getByRole('link').click();
  const person = drawer(admin.page);
  await person.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Harbour Desk' });
  await person.getByText(/Loses .*Create channels/).waitFor();
  await person.getByRole('button', { name: 'Change role to Harbour Desk' }).click();
  await row.getByText('Harbour Desk').waitFor();
  await person.getByText('Role Harbour Desk').waitFor();
  await look(admin.page, 'person');

  // Less than a member: nothing to browse; writing stays.
  await sidebar(yuki.page).getByRole('button', { name: 'People' }).waitFor();
  await sidebar(yuki.page)
    .getByRole('link', { name: /Browse channels/ })
    .waitFor({ state: 'detached' });
  await composer(yuki.page, 'general').waitFor();

  await admin.page.goto(`${stage.deployment.origin('acme')}/console/roles/${role}?edit=yes`);
  await box(admin.page, 'Write in channels they are in').uncheck();
  await box(admin.page, 'Read channels they are in').check();
  await box(admin.page, 'Read the security store of the audit log').check();
  await preview(admin.page).getByText('1 person gains permissions').waitFor();
  await preview(admin.page).getByText('1 person loses permissions').waitFor();
  await preview(admin.page).getByText('Yuki Sato').first().waitFor();
  await look(admin.page, 'editor');
  await save(admin.page, 'Save');
  await composer(yuki.page, 'general').waitFor({ state: 'detached' });
  await yuki.page.getByText('You can read here, but not write.').waitFor();
  await timeline(yuki.page, 'general').getByText('Good morning').waitFor();

  await toConsole.click();
  await yuki.page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name: 'Audit' }).click();
  await yuki.page.getByRole('heading', { name: 'Audit', exact: true }).waitFor();
  await admin.page.getByRole('button', { name: 'Undo', exact: true }).click();
  await yuki.page.getByText('“Audit” is no longer open to you').waitFor();
  await look(yuki.page, 'lost');
  await admin.page.getByText('The change of Harbour Desk was undone.').waitFor();
  await yuki.page.getByRole('link', { name: 'Back to chat' }).click();
  await openChannel(yuki.page, 'general');
  await composer(yuki.page, 'general').waitFor();
  assert.equal(await yuki.page.evaluate(() => 'stays' in window), true, 'the page was never loaded again');
});

journey(
  'of two who change a role at the same time, the second is told and shown what the first saved',
  async (stage) => {
    const role = await makeRole(stage, 'Pilots', 'message.write');
    const { page } = await openConsole(stage, 'priya', `roles/${role}?edit=yes`);
    await box(page, 'Pin and unpin messages').check();
    const owner = await ownerOf(stage.deployment, 'acme');
    await owner.call('roles.update', {
      roleId: role as `rol_${string}`,
      revision: 1,
      name: 'Harbour Pilots',
      chosen: ['message.write', 'message.react'],
    });
    const told = page.getByRole('alert').filter({ hasText: 'Somebody else saved this role' });
    await told.getByText('New name: Harbour Pilots').waitFor();
    await told.getByText('React to messages').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Review and save…' }).isDisabled(), true);
    await look(page, 'conflict');
    await told.getByRole('button', { name: 'Use theirs' }).click();
    await told.waitFor({ state: 'detached' });
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Harbour Pilots');
    assert.equal(await box(page, 'Pin and unpin messages').isChecked(), false);
    await box(page, 'Pin and unpin messages').check();
    await save(page, 'Save');
    await page.getByText('Harbour Pilots was saved.').waitFor();
  },
);

journey('nobody gives what they do not hold, and a role that is held is not deleted', async (stage) => {
  const role = await makeRole(stage, 'Deck Hands', 'message.write', 'tom');
  const above = await makeRole(stage, 'Auditors', 'audit.view_security');
  const owner = await ownerOf(stage.deployment, 'acme');
  await owner.call('roles.assign', { principalId: await idOf(owner, 'lena'), role: 'admin' });
  const { page } = await openConsole(stage, 'lena', `roles/${role}`);
  await drawer(page).getByText('1 person still has it').waitFor();
  assert.equal(await drawer(page).getByRole('button', { name: 'Delete…' }).isDisabled(), true);
  await drawer(page).getByRole('link', { name: 'Edit' }).click();
  const audit = box(page, 'Read the security store of the audit log');
  assert.equal(await audit.isDisabled(), true);
  const why = page.getByRole('listitem').filter({ has: audit });
  await why.getByText('You do not have this permission yourself.').waitFor();
  await look(page, 'beyond');

  await page.goto(`${stage.deployment.origin('acme')}/console/roles/${above}`);
  await drawer(page).getByText('You cannot change it').waitFor();
  assert.equal(await drawer(page).getByRole('link', { name: 'Edit' }).count(), 0);
  await page.goto(`${stage.deployment.origin('acme')}/console/people/${await idOf(owner, 'tom')}`);
  const option = drawer(page).getByRole('option', { name: 'Auditors (above your own)' });
  await option.waitFor({ state: 'attached' });
  assert.equal(await option.isDisabled(), true);
});

journey('on a phone one role is read at a time', async (stage) => {
  await makeRole(stage, 'Tally Clerks', 'message.write');
  const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
  const { page } = await openConsole(stage, 'priya', 'roles', phone);
  await page.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Tally Clerks' });
  const heads = page.getByRole('columnheader');
  await heads.filter({ hasText: 'Tally Clerks' }).waitFor();
  assert.equal(await heads.filter({ visible: true }).count(), 1);
  await page.getByText('Included with “Write in channels they are in”').first().waitFor();
  await look(page, 'phone');
});

journey('a role of the workspace is given by link, and whoever joins holds it', async (stage) => {
  await makeRole(stage, 'Lookout', 'message.write channel.join people.invite');
  const { page } = await openConsole(stage, 'priya', 'invitations');
  await page.getByRole('button', { name: 'Invite by link' }).first().click();
  const making = page.getByRole('dialog', { name: 'Invite by link' });
  const roles = making.getByLabel('Role');
  await roles.selectOption({ label: 'Lookout' });
  await look(page, 'invite');
  await making.getByRole('button', { name: 'Create link' }).click();
  const link = await making.getByRole('textbox', { name: 'Invitation link' }).inputValue();
  await making.getByLabel('I have copied the link').check();
  await making.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('row', { name: /Lookout/ }).waitFor();

  const newcomer = await stage.open();
  await newcomer.page.goto(link);
  await newcomer.page.getByText(/Lookout/).waitFor();
  await pictureInBoth(newcomer.page, 'roles-join');
  await newcomer.page.getByLabel('Your name').fill('Nadia Ferré');
  await newcomer.page.getByLabel('Password', { exact: true }).fill('a gull on every second bollard');
  await newcomer.page.getByRole('button', { name: 'Join', exact: true }).click();
  await newcomer.page.getByRole('link', { name: 'Console' }).or(sidebar(newcomer.page)).first().waitFor();
  await newcomer.page.goto(`${stage.deployment.origin('acme')}/console/invitations`);
  await newcomer.page.getByRole('button', { name: 'Invite by link' }).first().click();
  // As far as their own role, and no further.
  const theirs = newcomer.page.getByRole('dialog', { name: 'Invite by link' });
  await theirs.waitFor();
  assert.equal(await theirs.getByLabel('Role').getByRole('option').count(), 1);
  await theirs.getByRole('button', { name: 'Create link' }).click();
  await theirs.getByRole('textbox', { name: 'Invitation link' }).waitFor();
});
