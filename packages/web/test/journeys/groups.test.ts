import assert from 'node:assert/strict';
import type { GroupView } from '@wardroom/contract';
import type { Locator, Page } from 'playwright-core';
import { channelLink, composer, enter, openChannel, sidebar, timeline } from './acts.ts';
import { addChannel, clientFor, foundCompanies, idOf, ownerOf } from './companies.ts';
import { type Journey, journeys, type Seat } from './journey.ts';
import { tabTo } from './keyboard.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom', 'lena', 'yuki', 'marcus'] });
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
const row = (page: Page, name: string): Locator => page.getByRole('row', { name: new RegExp(name) });

async function look(page: Page, name: string): Promise<void> {
  await page.mouse.move(1, 1);
  await pictureInBoth(page, `groups-${name}`);
  await fitsItsWidth(page);
  await isUsableWithoutEyes(page);
  await isReadable(page);
}

interface Made {
  readonly handle: string;
  readonly people?: readonly string[];
}

/** By the owner, who is not looked at. */
async function makeGroup(
  stage: Journey,
  { handle, people = [], ...more }: Made & Partial<Pick<GroupView, 'name' | 'visibility' | 'parentId'>>,
): Promise<GroupView> {
  const owner = await ownerOf(stage.deployment, 'acme');
  const { parentId, name = handle, ...rest } = more;
  const { group } = await owner.call('groups.create', {
    ...{ handle, name, ...rest },
    ...(parentId === undefined || parentId === null ? {} : { parentId }),
  });
  const principalIds = await Promise.all(people.map((one) => idOf(owner, one)));
  if (principalIds.length > 0) await owner.call('groups.addMembers', { groupId: group.id, principalIds });
  return group;
}

async function suggested(page: Page, typed: string): Promise<readonly string[]> {
  const field = composer(page, 'general');
  await field.fill('');
  await field.pressSequentially(typed);
  // Long enough for an answer that must not come.
  await page.waitForTimeout(600);
  return page.getByRole('listbox').getByRole('option').allTextContents();
}

async function groupsInDirectory(page: Page, look?: () => Promise<void>): Promise<readonly string[]> {
  await sidebar(page).getByRole('button', { name: 'People' }).click();
  const dialog = page.getByRole('dialog', { name: 'People' });
  await dialog.getByText('Groups', { exact: true }).click();
  await dialog.getByRole('searchbox', { name: 'Name or handle' }).waitFor();
  await page.waitForTimeout(400);
  const names = await dialog.getByRole('listitem').allTextContents();
  await look?.();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  return names;
}

journey('a group is made, filled and emptied with the keyboard alone', async (stage) => {
  const { page } = await openConsole(stage, 'priya', 'groups');
  await page.getByText('No groups yet').waitFor();
  await look(page, 'empty');
  await tabTo(page, page.getByRole('button', { name: 'Create a group' }));
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: 'Create a group' });
  await form.waitFor();
  await page.keyboard.type('Night Watch');
  await form.getByText('You become its manager and first member.').waitFor();
  await look(page, 'create');
  await page.keyboard.press('Enter');
  await drawer(page).getByRole('heading', { name: 'Night Watch' }).waitFor();
  await page.getByText('Night Watch was created.').waitFor();

  await tabTo(page, drawer(page).getByRole('button', { name: 'Add people…' }));
  await page.keyboard.press('Enter');
  const adding = page.getByRole('dialog', { name: 'Add people to Night Watch' });
  await adding.waitFor();
  await page.keyboard.type('len');
  await tabTo(page, adding.getByRole('checkbox', { name: /Lena/ }));
  await page.keyboard.press('Space');
  await adding.getByText('It gives no roles and no channels.').waitFor();
  await look(page, 'add');
  await tabTo(page, adding.getByRole('button', { name: 'Add 1 person' }));
  await page.keyboard.press('Enter');
  await adding.waitFor({ state: 'detached' });
  const lena = drawer(page).getByRole('listitem').filter({ hasText: 'Lena' });
  await lena.getByText('added directly').waitFor();
  const people = drawer(page).getByRole('list', { name: 'People' }).getByRole('listitem');
  assert.match((await people.first().textContent()) ?? '', /Priya.*manager/, 'managers come first');
  await look(page, 'group');

  await tabTo(page, lena.getByRole('button', { name: /^Remove Lena/ }));
  await page.keyboard.press('Enter');
  const asked = page.getByRole('dialog', { name: /^Remove Lena .* from Night Watch/ });
  await tabTo(page, asked.getByRole('button', { name: 'Remove', exact: true }));
  await page.keyboard.press('Enter');
  await lena.waitFor({ state: 'detached' });
  await tabTo(page, page.getByRole('button', { name: 'Undo', exact: true }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await lena.waitFor();
  await page.getByText('The change was undone.').waitFor();
});

journey('the arrow keys walk the tree, and a search shows what is above', async (stage) => {
  const deck = await makeGroup(stage, { handle: 'deck', name: 'Deck' });
  const crew = await makeGroup(stage, { handle: 'crew', name: 'Crew', parentId: deck.id, people: ['yuki'] });
  await makeGroup(stage, { handle: 'oars', name: 'Oars', parentId: crew.id, visibility: 'hidden' });
  const { page } = await openConsole(stage, 'priya', 'groups');
  await row(page, 'Oars').waitFor();
  assert.equal(await row(page, 'Oars').getAttribute('aria-level'), '3');
  await row(page, 'Deck').getByRole('link').focus();
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await page.keyboard.press('ArrowLeft');
  await row(page, 'Crew').waitFor({ state: 'detached' });
  assert.equal(await row(page, 'Deck').getAttribute('aria-expanded'), 'false');
  await page.keyboard.press('ArrowRight');
  await row(page, 'Crew').waitFor();
  await page.keyboard.press('ArrowRight');
  assert.equal(await focused(), 'Crew');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(), 'Oars');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await focused(), 'Crew');
  await page.getByRole('searchbox', { name: 'Name or handle' }).fill('oars');
  await row(page, 'Deck').waitFor();
  assert.match(page.url(), /q=oars/);
  await page.getByRole('searchbox', { name: 'Name or handle' }).fill('');
  await row(page, 'Deck').getByRole('link').click();
  await drawer(page).getByText('through Crew').waitFor();
  await look(page, 'tree');
  await drawer(page).getByRole('button', { name: 'Edit…' }).click();
  const form = page.getByRole('dialog', { name: 'Edit Deck' });
  const options = await form.getByLabel('Parent group').getByRole('option').allTextContents();
  assert.ok(!options.some((option) => /Deck|Crew|Oars/.test(option)), 'never below itself');
});

journey(
  'a hidden group is nowhere for whoever is outside, and everywhere for whoever is inside',
  async (stage) => {
    const group = await makeGroup(stage, {
      handle: 'blackbox',
      name: 'Blackbox',
      visibility: 'hidden',
      people: ['lena'],
    });
    await makeGroup(stage, { handle: 'harbour', name: 'Harbour', people: ['lena'] });
    const [lena, yuki] = await Promise.all([enter(stage, 'acme', 'lena'), enter(stage, 'acme', 'yuki')]);
    for (const { page } of [lena, yuki]) await openChannel(page, 'general');

    assert.match((await suggested(lena.page, '@blackb')).join(), /Blackbox.*2 members/);
    await pictureInBoth(lena.page, 'groups-suggested');
    assert.deepEqual(await suggested(yuki.page, '@blackb'), []);
    assert.match((await suggested(yuki.page, '@harb')).join(), /Harbour/);
    assert.match((await groupsInDirectory(lena.page)).join(), /Blackbox/);
    const seen = await groupsInDirectory(yuki.page, () => look(yuki.page, 'directory'));
    assert.match(seen.join(), /Harbour/);
    assert.doesNotMatch(seen.join(), /Blackbox/i);

    await composer(lena.page, 'general').fill('ask @blackbox and @harbour, please');
    await lena.page.keyboard.press('Enter');
    const mentioned = (page: Page) => timeline(page, 'general').locator('.mention');
    await mentioned(lena.page).filter({ hasText: '@blackbox' }).waitFor();
    await mentioned(yuki.page).filter({ hasText: '@harbour' }).waitFor();
    assert.equal(await mentioned(yuki.page).filter({ hasText: '@blackbox' }).count(), 0);

    await yuki.page.keyboard.press('Control+k');
    await yuki.page.getByRole('dialog').getByRole('combobox').fill('blackbox');
    await yuki.page.waitForTimeout(400);
    assert.equal(
      await yuki.page
        .getByRole('dialog')
        .getByRole('option')
        .filter({ hasText: /Blackbox/ })
        .count(),
      0,
    );
    await yuki.page.keyboard.press('Escape');

    // Who is on whose card.
    for (const [{ page }, shown] of [
      [lena, 1],
      [yuki, 0],
    ] as const) {
      await timeline(page, 'general').getByRole('button', { name: /^Lena/ }).first().click();
      const card = page.getByRole('dialog', { name: /^About Lena/ });
      await card.getByText('Harbour').waitFor();
      assert.equal(await card.getByText('Blackbox').count(), shown);
      await look(page, `card-${shown}`);
      await page.keyboard.press('Escape');
    }

    const owner = await ownerOf(stage.deployment, 'acme');
    await owner.call('groups.removeMembers', {
      groupId: group.id,
      principalIds: [await idOf(owner, 'lena')],
    });
    assert.deepEqual(await suggested(lena.page, '@blackb'), []);
    await mentioned(lena.page).filter({ hasText: '@blackbox' }).waitFor({ state: 'detached' });
  },
);

journey('a channel that mirrors a group appears with membership and goes with it', async (stage) => {
  const owner = await ownerOf(stage.deployment, 'acme');
  await makeGroup(stage, { handle: 'pilots', name: 'Pilots', people: ['lena'] });
  await addChannel(owner, { name: 'bridge', kind: 'private', handles: ['tom'] });
  const admin = await openConsole(stage, 'priya', 'groups');
  const [lena, tom, yuki] = await Promise.all(
    ['lena', 'tom', 'yuki'].map((handle) => enter(stage, 'acme', handle)),
  );
  // Whoever reads there asks again, and is told that there is nothing.
  for (const seat of [tom, yuki])
    for (const operation of ['channels.get', 'channels.members', 'messages.list', 'channels.readers'])
      seat?.watch.expectRefusal(`/v1/${operation}`, 404);
  await channelLink(tom?.page ?? admin.page, 'bridge').waitFor();
  await row(admin.page, 'Pilots').getByRole('link').click();
  await drawer(admin.page).getByRole('button', { name: 'Link a channel…' }).click();
  const linking = admin.page.getByRole('dialog', { name: /^Link a channel to Pilots/ });
  await linking.getByRole('combobox', { name: 'Channel' }).selectOption({ label: '#bridge' });
  await linking.getByText('1 person becomes a member.').waitFor();
  await linking.getByText(/1 person is not in the group and is removed/).waitFor();
  await look(admin.page, 'link');
  await linking.getByRole('button', { name: 'Link and remove 1 person' }).click();
  await channelLink(lena?.page ?? admin.page, 'bridge').waitFor();
  await channelLink(tom?.page ?? admin.page, 'bridge').waitFor({ state: 'detached' });

  await drawer(admin.page).getByRole('button', { name: 'Add people…' }).click();
  const adding = admin.page.getByRole('dialog', { name: 'Add people to Pilots' });
  await adding.getByText('They become members of #bridge.').waitFor();
  await adding.getByRole('checkbox', { name: /Yuki/ }).check();
  await adding.getByText('1 person becomes a member of channels').waitFor();
  await look(admin.page, 'add-effect');
  await adding.getByRole('button', { name: 'Add 1 person' }).click();
  await channelLink(yuki?.page ?? admin.page, 'bridge').waitFor();
  const line = drawer(admin.page).getByRole('listitem').filter({ hasText: 'Yuki' });
  await line.getByRole('button', { name: /^Remove Yuki/ }).click();
  await admin.page.getByRole('dialog').getByText('1 person leaves channels').waitFor();
  await look(admin.page, 'remove-effect');
  await admin.page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
  await channelLink(yuki?.page ?? admin.page, 'bridge').waitFor({ state: 'detached' });

  // In the channel nobody is added or removed.
  await admin.page.getByRole('link', { name: 'Back to chat' }).click();
  await openChannel(admin.page, 'bridge');
  await admin.page.getByRole('button', { name: /^Members/ }).click();
  const members = admin.page.getByRole('complementary', { name: 'Members' });
  await members.getByText('Members follow the group Pilots').waitFor();
  assert.equal(await members.getByText('Add people').count(), 0);
  assert.equal(await members.getByRole('button', { name: /^Remove/ }).count(), 0);
  await look(admin.page, 'mirrored');
  await members.getByRole('link', { name: 'Change the members of Pilots' }).click();
  await drawer(admin.page).getByRole('heading', { name: 'Pilots' }).waitFor();
});

journey(
  'what members may do in a channel is set there, and how confidential it is stands in its head',
  async (stage) => {
    const { page } = await enter(stage, 'acme', 'priya');
    await openChannel(page, 'general');
    const yuki = await enter(stage, 'acme', 'yuki');
    await openChannel(yuki.page, 'general');
    assert.deepEqual(await suggested(yuki.page, '@chan'), []);
    await page.getByRole('button', { name: 'Channel details' }).click();
    const details = page.getByRole('dialog', { name: 'Details of #general' });
    await details.getByRole('checkbox', { name: /Mention everybody/ }).check();
    await details.getByRole('button', { name: 'Save' }).nth(1).click();
    await details.getByRole('combobox', { name: 'Classification' }).selectOption('restricted');
    await details.getByRole('textbox', { name: 'Labels' }).fill('harbour pilots');
    await details.getByRole('button', { name: 'Save' }).nth(2).click();
    await page.locator('.channel-head > .chip', { hasText: 'restricted' }).waitFor();
    await look(page, 'access');
    await yuki.page.locator('.channel-head > .chip', { hasText: 'restricted' }).waitFor();
    assert.match((await suggested(yuki.page, '@chan')).join(), /@channel/);
    await look(yuki.page, 'badge');
  },
);

journey(
  'who gives a role by a group sees first what it does, and the second of two is told',
  async (stage) => {
    const group = await makeGroup(stage, { handle: 'stewards', name: 'Stewards', people: ['marcus'] });
    const { page } = await openConsole(stage, 'priya', `groups/${group.id}`);
    await drawer(page).getByRole('button', { name: 'Change roles…' }).click();
    const asked = page.getByRole('dialog', { name: 'Roles that Stewards gives' });
    await asked.getByRole('checkbox', { name: 'Developer' }).check();
    await asked.getByText(/^All 2 members get the role Developer/).waitFor();
    await asked.getByText(/Adds/).waitFor();
    const effect = asked.getByRole('region', { name: 'Who gains and loses what' });
    await effect.getByText('1 person gains permissions').waitFor();
    await effect.getByText('Marcus').waitFor();
    await look(page, 'roles');
    await asked.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The roles of Stewards were changed.').waitFor();
    await drawer(page).getByRole('link', { name: 'Developer' }).waitFor();

    // Its people get by another group what that gives, before it is moved there.
    const galley = await makeGroup(stage, { handle: 'galley', name: 'Galley' });
    const owner = await ownerOf(stage.deployment, 'acme');
    await owner.call('groups.setRoles', { groupId: galley.id, revision: 1, roles: ['auditor'] });
    await drawer(page).getByRole('button', { name: 'Edit…' }).click();
    const moving = page.getByRole('dialog', { name: 'Edit Stewards' });
    await moving.getByRole('combobox', { name: 'Parent group' }).selectOption({ label: 'Galley' });
    await moving.getByRole('region', { name: 'Who gains and loses what' }).getByText('Marcus').waitFor();
    await look(page, 'move');
    await moving.getByRole('button', { name: 'Cancel' }).click();

    await drawer(page).getByRole('button', { name: 'Edit…' }).click();
    const form = page.getByRole('dialog', { name: 'Edit Stewards' });
    await form.getByLabel('Name', { exact: true }).fill('Head Stewards');
    const other = await clientFor(stage.deployment, 'acme', 'priya');
    await other.call('groups.update', { groupId: group.id, revision: 2, name: 'Chief Stewards' });
    await form.getByText('Somebody else changed this group').waitFor();
    await look(page, 'conflict');
    await form.getByRole('button', { name: 'Start again from the latest' }).click();
    const again = page.getByRole('dialog', { name: 'Edit Chief Stewards' });
    assert.equal(await again.getByLabel('Name', { exact: true }).inputValue(), 'Chief Stewards');
  },
);

journey('on a phone the tree and a group fit', async (stage) => {
  const group = await makeGroup(stage, { handle: 'stokers', name: 'Stokers', people: ['lena', 'tom'] });
  const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
  const { page } = await openConsole(stage, 'priya', 'groups', phone);
  await row(page, 'Stokers').waitFor();
  await look(page, 'phone');
  await page.goto(`${stage.deployment.origin('acme')}/console/groups/${group.id}`);
  await drawer(page).getByText('added directly').first().waitFor();
  await look(page, 'phone-group');
  await drawer(page).getByRole('button', { name: 'Change roles…' }).click();
  await page.getByRole('dialog').getByRole('checkbox', { name: 'Auditor' }).check();
  await page.getByRole('dialog').getByText('2 people gain permissions').waitFor();
  await look(page, 'phone-roles');
});

const made = (number: number, parent: number | null): GroupView => {
  const name = (one: number) => `grp_${String(one).padStart(26, '0')}` as GroupView['id'];
  return {
    ...{ id: name(number), handle: `crew-${number}` as GroupView['handle'], name: `Crew ${number}` },
    ...{ description: '', parentId: parent === null ? null : name(parent), visibility: 'public' },
    ...{ mentionableBy: 'everyone', department: false, confers: [], members: 3 },
    ...{ own: null, revision: 1, createdAt: Date.UTC(2025, 0, 15) },
  };
};

journey('a thousand groups stay quick, and what a directory keeps is not taken here', async (stage) => {
  const owner = await ownerOf(stage.deployment, 'acme');
  const lena = await idOf(owner, 'lena');
  const groups = Array.from({ length: 1_000 }, (_, number) =>
    made(number, number % 20 === 0 ? null : number - (number % 20)),
  );
  const { page } = await enter(stage, 'acme', 'priya');
  const answer = (operation: string, json: object) =>
    page.route(`**/v1/${operation}**`, (route) => route.fulfill({ json }));
  await answer('groups.list', { groups, next: null });
  await answer('groups.get', { group: groups[0], channels: [] });
  await answer('groups.members', {
    members: [{ principalId: lena, role: 'member', sources: ['scim'], throughGroupId: null }],
    next: null,
  });
  await page.goto(`${stage.deployment.origin('acme')}/console/groups`);
  await row(page, 'Crew 0 ').waitFor();
  assert.equal(await page.getByRole('row').count(), 51, 'a large tree begins folded');
  const field = page.getByRole('searchbox', { name: 'Name or handle' });
  const tookMs: number[] = [];
  for (const typed of ['c', 'cr', 'crew-9', 'crew-99', 'crew-999']) {
    const started = performance.now();
    await field.fill(typed);
    await page.waitForURL(new RegExp(`q=${typed}$`));
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    tookMs.push(performance.now() - started);
  }
  await row(page, 'Crew 999').waitFor();
  assert.equal(await page.getByRole('row').count(), 3, 'with what is above, and the head');
  console.log(`typing among 1,000 groups: ${tookMs.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  await row(page, 'Crew 999').getByRole('link').click();
  const line = drawer(page).getByRole('listitem').filter({ hasText: 'Lena' });
  await line.getByText('directory (SCIM)').waitFor();
  await line.getByText('Managed by the directory').waitFor();
  assert.equal(await line.getByRole('button', { name: /^Remove/ }).count(), 0);
  await look(page, 'thousand');
});
