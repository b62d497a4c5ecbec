/** A policy from its first line to the person whom it refuses, and the explanation of that refusal. */
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { enter, openChannel, say, timeline } from './acts.ts';
import { addChannel, foundCompanies, idOf, ownerOf } from './companies.ts';
import { type Journey, journeys, type Seat } from './journey.ts';
import { tabTo } from './keyboard.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom', 'noor'] });
  const owner = await ownerOf(deployment, 'acme');
  const channelId = await addChannel(owner, { name: 'mergers', handles: ['tom', 'noor'] });
  await owner.call('channels.classify', { channelId, classification: 'confidential' });
});

async function openConsole(stage: Journey, path: string, options = {}): Promise<Seat> {
  const seat = await enter(stage, 'acme', 'priya', options);
  await seat.page.goto(`${stage.deployment.origin('acme')}/console/${path}`);
  await seat.page.getByRole('navigation', { name: 'Console' }).waitFor();
  return seat;
}

async function look(page: Page, name: string): Promise<void> {
  await page.mouse.move(1, 1);
  await pictureInBoth(page, `policies-${name}`);
  await fitsItsWidth(page);
  await isUsableWithoutEyes(page);
  await isReadable(page);
}

const press = (within: Page | Locator, name: string | RegExp) =>
  within.getByRole('button', { name, exact: typeof name === 'string' }).click();
const tab = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Parts of policies' }).getByRole('link', { name }).click();
const state = (page: Page) => page.getByRole('region', { name: 'In force now' });

async function confirm(page: Page, title: RegExp, action: string, reason: string): Promise<void> {
  const asked = page.getByRole('dialog', { name: title });
  await asked.getByLabel('Reason').fill(reason);
  await press(asked, action);
  await asked.waitFor({ state: 'detached' });
}

journey(
  'a policy is written, tested, saved, evaluated and put in force; whom it refuses is told, and the explainer names it',
  async (stage) => {
    const { page } = await openConsole(stage, 'policies');
    const noor = await enter(stage, 'acme', 'noor');
    await openChannel(noor.page, 'mergers');
    await say(noor.page, 'mergers', 'Hello everybody');

    await page.getByText('No policies yet').waitFor();
    await look(page, 'empty');
    await press(page, 'Add a policy');
    await page
      .getByRole('dialog', { name: 'Start from' })
      .getByRole('button', { name: /^Guests/ })
      .click();
    const text = page.getByRole('textbox', { name: 'Policy (Cedar)' });
    const whole = await text.inputValue();
    await text.fill(whole.replace('principal.roles', 'principal.rolls'));
    await page.getByRole('button', { name: /^Line 6, column \d+/ }).waitFor();
    await look(page, 'problem');
    await text.fill(whole);
    await page.getByText('No errors, and all tests pass.').waitFor();

    await tab(page, 'Tests');
    await press(page, 'Add a test');
    await page.getByLabel('Title of the test').fill('Guests do not write in confidential channels');
    await page.getByText('1 test fails.').waitFor();
    await page.getByRole('combobox', { name: 'Role' }).selectOption('guest');
    await page.getByRole('combobox', { name: 'Classification' }).selectOption('confidential');
    await page.getByText('passes', { exact: true }).waitFor();
    await look(page, 'tests');

    await press(page, 'Review and save…');
    await look(page, 'save');
    await confirm(page, /^Save a new version/, 'Save', 'after the review');
    await page.getByText('Version 1 is saved. It is not active yet.').waitFor();
    await say(noor.page, 'mergers', 'Still here');

    await press(state(page), 'Evaluate version 1 first…');
    await page.getByRole('dialog').getByText('What would have changed').waitFor();
    await confirm(page, /^Evaluate version 1/, 'Evaluate', 'a day beside');
    await state(page)
      .getByText(/Version 1 has been evaluated alongside since/)
      .waitFor();
    await say(noor.page, 'mergers', 'And still');

    await press(state(page), 'Activate version 1…');
    await look(page, 'enforce');
    await confirm(page, /^Activate version 1/, 'Activate', 'nobody objected');
    await state(page).getByText('Version 1 is active.').waitFor();
    await state(page)
      .getByText(/In force since .*, activated by Priya/)
      .waitFor();
    await look(page, 'decides');

    noor.watch.expectRefusal('/v1/messages.send', 403);
    const box = noor.page.getByRole('textbox', { name: /mergers/ });
    await box.fill('Not any more');
    await box.press('Enter');
    await timeline(noor.page, 'mergers')
      .getByText(/a policy of the workspace/)
      .waitFor();

    await tab(page, 'Decisions');
    await page.getByText('denied by a policy').first().waitFor();
    await look(page, 'decisions');
    await page.getByRole('link', { name: 'Why?' }).first().click();
    await page.getByRole('heading', { name: 'Denied' }).waitFor();
    const answer = page.getByRole('region', { name: 'Answer' });
    await answer
      .getByText(/guests/)
      .first()
      .waitFor();
    await look(page, 'explained');
    await answer.getByRole('link', { name: 'See the policy' }).click();
    await page.getByRole('textbox', { name: 'Policy (Cedar)' }).waitFor();
  },
);

journey('a question is asked with the keyboard alone, and its address asks it again', async (stage) => {
  const { page } = await openConsole(stage, 'explain');
  const owner = await ownerOf(stage.deployment, 'acme');
  const noor = await idOf(owner, 'noor');
  await page.getByRole('combobox', { name: 'Who' }).waitFor();
  await tabTo(page, page.getByRole('combobox', { name: 'Who' }));
  await page.keyboard.type('Noor');
  await tabTo(page, page.getByRole('searchbox', { name: 'Find a permission' }));
  await page.keyboard.type('audit log');
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Ask', exact: true }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Denied' }).waitFor();
  const asked = new URL(page.url()).searchParams;
  assert.deepEqual([asked.get('principal'), asked.get('permission')], [noor, 'audit.view']);
  await page.reload();
  await page.getByRole('heading', { name: 'Denied' }).waitFor();
});

journey('a manager of a channel sees who can read it, and why, from its settings', async (stage) => {
  const { page } = await enter(stage, 'acme', 'priya');
  await openChannel(page, 'mergers');
  await press(page, 'Channel details');
  await press(page, 'Who can read this, and why');
  const dialog = page.getByRole('dialog', { name: 'Who can read #mergers, and why' });
  await dialog.getByText('Noor Haddad').click();
  await dialog.getByRole('list', { name: 'How it was decided for Noor Haddad' }).waitFor();
  await look(page, 'readers');
});

const bots =
  'forbid(principal, action == Wardroom::Action::"message.pin", resource) when { principal.kind == "bot" };';

journey(
  'of two who write policies at once the second is told; and any version can be gone back to',
  async (stage) => {
    const owner = await ownerOf(stage.deployment, 'acme');
    const save = (text: string, basedOn: number) =>
      owner.call('policies.save', {
        set: { policies: [{ id: 'bots', title: 'Bots', text }], tests: [] },
        ...{ basedOn, reason: `on top of ${basedOn}` },
      });
    const { versions } = await owner.call('policies.versions', { limit: 1 });
    const before = versions[0]?.version ?? 0;
    const first = (await save(bots, before)).version.version;

    const { page } = await openConsole(stage, 'policies?policy=bots');
    const title = page.getByLabel('Title', { exact: true });
    await title.fill('Bots pin nothing');
    const second = (await save(bots.replace('pin', 'react'), first)).version.version;
    // Nobody has asked: it is told, and what was typed stays.
    const told = page.getByRole('alert').filter({ hasText: `Somebody else saved version ${second}.` });
    await page
      .getByRole('region', { name: 'Unsaved changes.' })
      .getByText(/Somebody else/)
      .waitFor();
    await told.getByText(/message\.react/).waitFor();
    assert.equal(await title.inputValue(), 'Bots pin nothing');
    assert.equal(await page.getByRole('button', { name: 'Review and save…' }).isDisabled(), true);
    await look(page, 'conflict');
    await press(told, 'Continue with mine');
    await press(page, 'Review and save…');
    await confirm(page, /^Save a new version/, 'Save', 'a better title');
    const third = second + 1;
    await page.getByText(`Version ${third} is saved.`).first().waitFor();
    await press(state(page), `Activate version ${third}…`);
    await confirm(page, /^Activate version/, 'Activate', 'after all');
    await state(page).getByText(`Version ${third} is active.`).waitFor();

    await tab(page, 'Versions');
    await page.getByText('What changed in Bots pin nothing').or(page.getByText('changed')).first().waitFor();
    await look(page, 'versions');
    const line = page.getByRole('listitem').filter({ hasText: `Version ${first} ` });
    await press(line, 'Restore this version…');
    await confirm(page, /^Activate version/, 'Activate', 'too strict');
    await state(page).getByText(`Version ${first} is active.`).waitFor();
    await tab(page, 'Simulate');
    await press(page, 'Check everybody');
    await page.getByText(/Nothing changes for any of the \d+ checked/).waitFor();
    await look(page, 'simulate');
  },
);

journey(
  'what another administrator saves and lets decide is there without a reload, and nothing is decided over unseen',
  async (stage) => {
    const owner = await ownerOf(stage.deployment, 'acme');
    const { page } = await openConsole(stage, 'policies/versions');
    const { versions } = await owner.call('policies.versions', { limit: 1 });
    const basedOn = versions[0]?.version ?? 0;
    const save = (reason: string, on: number) =>
      owner.call('policies.save', {
        set: { policies: [{ id: 'bots', title: 'Bots', text: bots }], tests: [] },
        ...{ basedOn: on, reason },
      });
    const { version: saved } = await save('from elsewhere', basedOn);
    const line = page.getByRole('listitem').filter({ hasText: 'from elsewhere' });
    await line.waitFor();
    await press(state(page), `Activate version ${saved.version}…`);
    const asked = page.getByRole('dialog', { name: /^Activate version/ });
    await asked.getByLabel('Reason').fill('as agreed');
    const { state: now } = await owner.call('policies.show', {});
    await owner.call('policies.activate', {
      ...{ version: saved.version, mode: 'evaluate', revision: now.revision, reason: 'first a look' },
    });
    const told = asked.getByRole('alert').filter({ hasText: 'Somebody else changed the active version' });
    await told.waitFor();
    assert.equal(await asked.getByRole('button', { name: 'Activate' }).isDisabled(), true);
    await look(page, 'moved');
    await press(told, 'Continue');
    await press(asked, 'Activate');
    await asked.waitFor({ state: 'detached' });
    await state(page).getByText(`Version ${saved.version} is active.`).waitFor();

    // Settings that are being typed stay, too.
    await tab(page, 'Settings');
    await page.getByLabel('Region').fill('north');
    const { state: later } = await owner.call('policies.show', {});
    await owner.call('policies.configure', { revision: later.revision, timeZone: 'Europe/Oslo' });
    await page.getByRole('alert').filter({ hasText: 'Somebody else changed these settings' }).waitFor();
    assert.equal(await page.getByLabel('Region').inputValue(), 'north');
    await look(page, 'settings-overtaken');
    await press(page, 'Use theirs');
    assert.equal(await page.getByLabel('Time zone').inputValue(), 'Europe/Oslo');
  },
);
