import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Locator, Page } from 'playwright-core';
import { enter, fillSignIn } from './acts.ts';
import { addChannel, foundCompanies, idOf, ownerOf, passwordOf } from './companies.ts';
import { type Journey, journeys, type Seat } from './journey.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom', 'lena'] });
  const owner = await ownerOf(deployment, 'acme');
  await addChannel(owner, { name: 'general', topic: 'Everybody is here', handles: ['tom', 'lena'] });
  await addChannel(owner, { name: 'harbour', topic: 'With the port authority', handles: ['lena'] });
  await addChannel(owner, { name: 'leads', kind: 'private', topic: 'Not for the floor', handles: ['lena'] });
});

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } as const;

async function openConsole(
  stage: Journey,
  handle: string,
  screen: string,
  options: Parameters<Journey['open']>[0] = {},
): Promise<Seat> {
  const seat = await enter(stage, 'acme', handle, options);
  await seat.page.goto(`${stage.deployment.origin('acme')}/console/${screen}`);
  await seat.page.getByRole('navigation', { name: 'Console' }).waitFor();
  return seat;
}

const row = (page: Page, text: string): Locator =>
  page.getByRole('table').getByRole('row').filter({ hasText: text });
const drawer = (page: Page): Locator => page.getByRole('complementary');
const screen = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name, exact: true });

/** In both themes, and as everybody meets it. */
async function look(page: Page, name: string): Promise<void> {
  await page.mouse.move(1, 1);
  await pictureInBoth(page, `console-${name}`);
  await fitsItsWidth(page);
  await isUsableWithoutEyes(page);
  await isReadable(page);
}

/** The key that is shown, before its dialog closes for good. */
async function takeKey(dialog: Locator): Promise<string> {
  const secret = await dialog.getByRole('textbox', { name: 'The key' }).inputValue();
  await dialog.getByLabel('I have stored it').check();
  await dialog.getByRole('button', { name: 'Done' }).click();
  return secret;
}

/** What a program with this key is answered, from outside of any browser. */
async function answerTo({ deployment }: Journey, secret: string): Promise<number | undefined> {
  const { host, port } = new URL(deployment.origin('acme'));
  const asking = request({
    ...{ host: '127.0.0.1', port, path: '/v1/channels.list' },
    headers: { host, authorization: `Bearer ${secret}` },
  });
  asking.end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  answer.resume();
  return answer.statusCode;
}

journey('an owner changes a role and suspends somebody, and finds both in the audit log', async (stage) => {
  const { page } = await openConsole(stage, 'priya', 'people');
  await row(page, '@tom').waitFor();
  await look(page, 'people');

  await page.getByRole('searchbox', { name: 'Name, handle or title' }).fill('lena');
  await row(page, '@tom').waitFor({ state: 'detached' });
  assert.match(page.url(), /[?&]q=lena/);
  await page.reload();
  await row(page, '@lena').waitFor();
  assert.equal(await row(page, '@tom').count(), 0, 'the filter is in the address');
  await page.getByRole('button', { name: 'Clear filters' }).click();

  await row(page, '@tom').getByRole('link').click();
  const tom = drawer(page);
  await tom.getByLabel('Role', { exact: true }).selectOption({ label: 'Viewer' });
  await tom.getByText(/Loses .*Write in channels they are in/).waitFor();
  await look(page, 'person');
  await tom.getByRole('button', { name: 'Change role to Viewer' }).click();
  await row(page, '@tom').getByText('Viewer').waitFor();

  await tom.getByRole('button', { name: 'Suspend…' }).click();
  const asked = page.getByRole('dialog', { name: /^Suspend / });
  await asked.getByRole('button', { name: 'Suspend', exact: true }).click();
  await row(page, '@tom').getByText('suspended').waitFor();
  await tom.getByRole('button', { name: 'Reactivate…' }).waitFor();

  await tom.getByRole('link', { name: 'Audit entries' }).click();
  await row(page, 'principal.suspended').first().waitFor();
  await row(page, 'role.assigned').first().waitFor();
  await page.getByRole('combobox', { name: 'Filters' }).fill('type:role.assigned');
  await page.keyboard.press('Enter');
  await row(page, 'principal.suspended').waitFor({ state: 'detached' });
  await row(page, 'role.assigned').first().getByRole('link').click();
  await drawer(page).getByText('"type":"role.assigned"').waitFor();
  await look(page, 'audit');
});

journey('a table is walked through with the keyboard alone', async (stage) => {
  const { page } = await openConsole(stage, 'priya', 'people');
  const links = page.getByRole('table').locator('.row-link');
  await links.nth(2).waitFor();
  await links.first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  const name = (await links.nth(1).textContent())?.trim();
  assert.equal(await links.nth(1).evaluate((link) => link === document.activeElement), true);
  await page.keyboard.press('Enter');
  await drawer(page).getByRole('heading', { level: 2 }).waitFor();
  assert.equal(
    await page.evaluate(() => document.activeElement?.closest('aside') !== null),
    true,
    'the focus goes into the drawer',
  );
  await page.keyboard.press('Escape');
  await drawer(page).waitFor({ state: 'detached' });
  assert.equal(
    await page.evaluate(() => document.activeElement?.textContent?.trim()),
    name,
    'the focus comes back to the row',
  );
});

journey(
  'a key is shown once, works until it is withdrawn, and leaves prefix and last four',
  async (stage) => {
    const { page } = await openConsole(stage, 'priya', 'people');
    await page.getByRole('button', { name: 'Create a bot' }).click();
    const making = page.getByRole('dialog', { name: 'Create a bot' });
    await making.getByLabel('Name').fill('Crane Bot');
    assert.equal(await making.getByLabel('Handle').inputValue(), 'crane.bot');
    await making.getByRole('button', { name: 'Create' }).click();
    await row(page, '@crane.bot').waitFor();

    await screen(page, 'Keys and bots').click();
    await page.getByText('No keys yet').waitFor();
    await page.getByRole('button', { name: 'Issue a key' }).click();
    const issuing = page.getByRole('dialog', { name: 'Issue a key' });
    await issuing.getByLabel('What it is for').fill('Crane telemetry');
    await issuing.getByRole('button', { name: 'Issue', exact: true }).click();
    const field = issuing.getByRole('textbox', { name: 'The key' });
    const secret = await field.inputValue();
    const done = issuing.getByRole('button', { name: 'Done' });
    assert.equal(await done.isDisabled(), true, 'it has to be stored first');
    await issuing.getByLabel('I have stored it').check();
    await done.click();
    const kept = row(page, 'Crane telemetry');
    const [, lastFour = ''] = /…(\w{4})/.exec((await kept.textContent()) ?? '') ?? [];
    assert.ok(lastFour !== '' && secret.includes(lastFour), 'its owner knows it again by its end');
    assert.equal((await page.content()).includes(secret), false, 'the key is nowhere in the page');
    await look(page, 'keys');

    assert.equal(await answerTo(stage, secret), 200);
    await kept.getByRole('link').click();
    await drawer(page).getByRole('button', { name: 'Rotate…' }).click();
    const rotating = page.getByRole('dialog', { name: 'Rotate ' });
    await rotating.getByText('The old one stops working on').waitFor();
    await look(page, 'rotate-key');
    await rotating.getByRole('button', { name: 'Rotate', exact: true }).click();
    const successor = await takeKey(rotating);
    const replaced = row(page, 'Crane telemetry').filter({ hasText: 'replaced' });
    // Beside an open drawer the table keeps only what it has room for.
    await replaced.getByText(/^\d{1,2} \w+ \d{4}$/).waitFor({ state: 'attached' });
    assert.deepEqual([await answerTo(stage, secret), await answerTo(stage, successor)], [200, 200]);
    assert.equal(await drawer(page).getByRole('button', { name: 'Rotate…' }).isDisabled(), true);
    await drawer(page).getByRole('link', { name: 'replaced by' }).click();
    await look(page, 'key');
    await drawer(page).getByRole('button', { name: 'Rotate and revoke now…' }).click();
    const replacing = page.getByRole('dialog', { name: 'and revoke the old one?' });
    assert.equal(await replacing.getByRole('listitem').count(), 2, 'both are named');
    await replacing.getByRole('button', { name: 'Rotate and revoke' }).click();
    const last = await takeKey(replacing);
    assert.deepEqual(
      [await answerTo(stage, secret), await answerTo(stage, successor), await answerTo(stage, last)],
      [401, 401, 200],
    );

    const alive = row(page, 'Crane telemetry').filter({ hasText: 'active' });
    await alive.getByRole('link').click();
    await drawer(page).getByRole('button', { name: 'Revoke…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
    await alive.waitFor({ state: 'detached' });
    assert.equal(await answerTo(stage, last), 401);
    assert.equal(await drawer(page).getByRole('button', { name: 'Revoke…' }).count(), 0);
  },
);

journey('who joins by link as a guest sees the named channel, its people and nothing else', async (stage) => {
  const { page } = await openConsole(stage, 'priya', 'invitations');
  await page.getByText('No invitations yet').waitFor();
  await page.getByRole('button', { name: 'Invite by link' }).click();
  const making = page.getByRole('dialog', { name: 'Invite by link' });
  await making.getByLabel('Role').selectOption({ label: 'Guest' });
  await making.getByText('Choose at least one channel').waitFor();
  await making.getByRole('button', { name: 'Create link' }).click();
  const find = making.getByRole('searchbox', { name: 'Find a channel' });
  assert.equal(await find.evaluate((field) => field === document.activeElement), true, 'what is missing');
  await making.getByLabel('harbour').check();
  await look(page, 'invite');
  await making.getByRole('button', { name: 'Create link' }).click();
  const link = await making.getByRole('textbox', { name: 'Invitation link' }).inputValue();
  await making.getByLabel('I have copied the link').check();
  await making.getByRole('button', { name: 'Done' }).click();
  await row(page, 'Guest').getByText('0 of 1').waitFor();

  const guest = await stage.open();
  await guest.page.goto(link);
  await guest.page.getByRole('heading', { name: /^Join / }).waitFor();
  assert.equal(new URL(guest.page.url()).hash, '', 'the secret leaves the address');
  await guest.page.getByLabel('Your name').fill('Nadia Ferré');
  assert.equal(await guest.page.getByLabel('Handle').inputValue(), 'nadia.ferre');
  await guest.page.getByLabel('Password', { exact: true }).fill('a gull on every second bollard');
  await guest.page.mouse.move(1, 1);
  await pictureInBoth(guest.page, 'join');
  await isUsableWithoutEyes(guest.page);
  await isReadable(guest.page);
  await guest.page.getByRole('button', { name: 'Join', exact: true }).click();
  await guest.page.getByRole('link', { name: /^harbour/ }).waitFor();
  assert.equal(await guest.page.getByRole('link', { name: /^(general|leads)/ }).count(), 0);
  const seen = await guest.page.evaluate(() => document.body.textContent ?? '');
  assert.doesNotMatch(seen, /general|leads/);

  await page.reload();
  await row(page, 'Guest').getByText('1 of 1').waitFor();
  await row(page, 'Guest').getByText('used up').waitFor();

  const late = await stage.open();
  late.watch.expectRefusal('/v1/invitations.show', 401);
  await late.page.goto(link);
  await late.page.getByRole('heading', { name: 'This invitation does not work' }).waitFor();
  const { principals } = await guestDirectory(guest);
  assert.deepEqual(principals.toSorted(), ['lena', 'nadia.ferre', 'priya'], 'people of that channel only');
});

/** What the server tells the guest's own session. */
const guestDirectory = ({ page }: Seat): Promise<{ principals: string[] }> =>
  page.evaluate(async () => {
    const answer = await fetch('/v1/principals.list', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const { principals } = (await answer.json()) as { principals: { handle: string }[] };
    return { principals: principals.map(({ handle }) => handle) };
  });

journey('channels are archived, restored and, by their name, deleted', async (stage) => {
  const owner = await ownerOf(stage.deployment, 'acme');
  await addChannel(owner, { name: 'old-cranes', topic: 'Scrapped', handles: [] });
  const { page } = await openConsole(stage, 'priya', 'channels');
  await row(page, 'leads').waitFor();
  await look(page, 'channels');
  await row(page, 'old-cranes').getByRole('link').click();
  assert.equal(await drawer(page).getByRole('button', { name: 'Delete…' }).isDisabled(), true);
  await drawer(page).getByRole('button', { name: 'Archive…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Archive', exact: true }).click();
  await row(page, 'old-cranes').getByText('archived', { exact: true }).waitFor();
  await page.getByRole('combobox', { name: 'Status' }).selectOption('archived');
  await row(page, 'old-cranes').getByRole('link').click();
  await drawer(page).getByRole('button', { name: 'Delete…' }).click();
  const asked = page.getByRole('dialog', { name: 'Delete #old-cranes?' });
  const final = asked.getByRole('button', { name: 'Delete for everybody' });
  assert.equal(await final.isDisabled(), true);
  await asked.getByLabel('Type old-cranes to confirm').fill('old-cranes');
  await final.click();
  await row(page, 'old-cranes').waitFor({ state: 'detached' });
});

journey('the console shows each person what their role opens', async (stage) => {
  const { page } = await enter(stage, 'acme', 'lena');
  await page.goto(`${stage.deployment.origin('acme')}/console/audit`);
  await page.getByText(/The console is not open to you|This page does not exist/).waitFor();
  const owner = await openConsole(stage, 'priya', '');
  for (const name of ['People', 'Invitations', 'Channels', 'Keys and bots', 'Audit', 'Settings'])
    await screen(owner.page, name).waitFor();
  await screen(owner.page, 'Settings').click();
  const name = owner.page.getByLabel('Name of the workspace');
  const before = await name.inputValue();
  await name.fill('Acme Harbour');
  await owner.page.getByRole('button', { name: 'Save' }).first().click();
  await owner.page.getByRole('navigation', { name: 'Console' }).getByText('Acme Harbour').waitFor();
  await owner.page.getByText('Every message is indexed').waitFor();
  await look(owner.page, 'settings');
  await owner.page.getByLabel('Name of the workspace').fill(before);
  await owner.page.getByRole('button', { name: 'Save' }).first().click();
  await owner.page.getByRole('navigation', { name: 'Console' }).getByText(before).waitFor();
});

journey('who loses the right while the console is open is left with a plain page', async (stage) => {
  const owner = await ownerOf(stage.deployment, 'acme');
  const principalId = await idOf(owner, 'lena');
  await owner.call('roles.assign', { principalId, role: 'admin' });
  const { page, watch } = await openConsole(stage, 'lena', 'people');
  await row(page, '@priya').getByRole('link').click();
  await drawer(page).getByRole('heading').first().waitFor();
  // What was on its way when the right went is refused.
  watch.expectRefusal('/v1/roles.list', 403);
  watch.expectRefusal('/v1/principals.list', 403);
  await owner.call('roles.assign', { principalId, role: 'member' });
  await page.getByText('“People” is no longer open to you').waitFor();
  for (const left of [page.getByRole('table'), drawer(page), screen(page, 'People')])
    assert.equal(await left.count(), 0);
  await look(page, 'closed');
  await page.getByRole('link', { name: 'Back to chat' }).click();
  await page.getByRole('navigation', { name: 'Workspace' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Console', exact: true }).count(), 0);
});

journey('on a phone the console folds its navigation and its tables', async (stage) => {
  const { page } = await openConsole(stage, 'priya', 'people', phone);
  await row(page, '@lena').waitFor();
  await look(page, 'people-phone');
  assert.equal(await page.getByText('People', { exact: true }).filter({ visible: true }).count(), 1);
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await look(page, 'menu-phone');
  await screen(page, 'Audit').click();
  await row(page, 'session.created').first().waitFor();
  await look(page, 'audit-phone');
  const outcome = page.getByRole('region', { name: 'Outcome' }).getByRole('button', { name: 'success' });
  assert.equal(await outcome.isVisible(), false, 'filters are folded');
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  await outcome.click();
  await page.getByRole('button', { name: 'Filters (1)' }).waitFor();
  await look(page, 'filters-phone');
  await row(page, 'session.created').first().getByRole('link').click();
  await drawer(page).waitFor();
  await look(page, 'entry-phone');
  for (const name of ['invitations', 'channels', 'keys', 'settings']) {
    await page.goto(`${stage.deployment.origin('acme')}/console/${name}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    await look(page, `${name}-phone`);
  }
});

journey('somebody changes their name, title and password on their own pages', async (stage) => {
  const { page, watch } = await enter(stage, 'acme', 'lena');
  const you = (path: string) => `${stage.deployment.origin('acme')}/you/${path}`;
  await page.goto(you('profile'));
  await page.getByLabel('Title').fill('Berth planning');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await page.locator('.person-card').getByText('Berth planning').waitFor();
  await look(page, 'you-profile');

  await page.getByRole('link', { name: 'Sessions' }).click();
  await page.getByText('This device').waitFor();
  await look(page, 'you-sessions');

  await page.getByRole('link', { name: 'Preferences' }).click();
  await page.getByRole('radio', { name: 'Dark' }).waitFor();
  await look(page, 'you-preferences');

  await page.getByRole('link', { name: 'Password' }).click();
  watch.expectRefusal('/v1/principals.changePassword', 401);
  watch.expectRefusal('/v1/principals.changePassword', 422);
  const current = page.getByLabel('Current password');
  await current.fill(passwordOf('acme', 'lena'));
  await page.getByRole('button', { name: 'Show the password' }).click();
  assert.equal(await current.getAttribute('type'), 'text');
  await page.getByLabel('New password').fill('the tide table of last november');
  await look(page, 'you-password');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password was changed').waitFor();

  const account = page.getByRole('navigation', { name: 'Your account' });
  await account.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  watch.expectRefusal('/v1/sessions.create', 401);
  await fillSignIn(page, 'lena', passwordOf('acme', 'lena'));
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel('Handle or e-mail address').inputValue(), 'lena', 'the name stays');
  await look(page, 'sign-in-refused');
  await fillSignIn(page, 'lena', 'the tide table of last november');
  await page.getByRole('navigation', { name: 'Workspace' }).waitFor();
});
