import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { composer, fillSignIn, message, say, timeline } from './acts.ts';
import { journeys } from './journey.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { picture } from './pictures.ts';

const journey = journeys();
const phone = { viewport: { width: 360, height: 740 } };
const password = 'two herons above the lock';

async function fillSetup(page: Page): Promise<void> {
  const fields = {
    'Password of the operator': 'seven gulls on the breakwater',
    Address: 'harbour',
    'Name of the workspace': 'Harbour Logistics',
    Handle: 'mirela',
    'E-mail address (optional)': 'mirela@harbour.example',
    'Password of the owner': password,
  };
  const names = page.getByLabel('Name', { exact: true });
  await names.first().fill('Control room');
  await names.last().fill('Mirela Stan');
  for (const [label, text] of Object.entries(fields))
    await page.getByLabel(label, { exact: true }).fill(text);
}
const create = (page: Page) => page.getByRole('button', { name: 'Create operator and workspace' }).click();
const problem = (page: Page, label: string) =>
  page.locator('.field', { has: page.getByLabel(label, { exact: true }) }).locator('.problem');

journey(
  'the setup link leads to the first message, says what is wrong on the way, and works once',
  async ({ deployment, open }) => {
    const owner = await open();
    const second = await open(phone);
    owner.watch.expectRefusal('/v1/setup.complete', 400);
    owner.watch.expectRefusal('/v1/setup.complete', 422);
    await Promise.all([owner.page.goto(deployment.setupLink), second.page.goto(deployment.setupLink)]);
    const { page } = owner;
    await page.getByRole('heading', { name: 'Set up Wardroom' }).waitFor();
    assert.equal(new URL(page.url()).hash, '', 'the secret leaves the address');
    await second.page.getByRole('heading', { name: 'Set up Wardroom' }).waitFor();
    await picture(page, 'setup');
    await picture(second.page, 'setup-phone');
    for (const seat of [owner, second]) {
      await fitsItsWidth(seat.page);
      await isUsableWithoutEyes(seat.page);
      await isReadable(seat.page);
    }

    // A short password and an address that cannot be one are named beside their fields; nothing was used up.
    await fillSetup(page);
    await page.getByLabel('Password of the owner').fill('short');
    await create(page);
    await problem(page, 'Password of the owner').waitFor();
    await picture(page, 'setup-refused');
    await page.getByLabel('Password of the owner').fill(password);
    for (const wrong of ['9th pier', 'www']) {
      await page.getByLabel('Address', { exact: true }).fill(wrong);
      await create(page);
      await problem(page, 'Address').waitFor();
      assert.equal(await page.getByLabel('Address', { exact: true }).getAttribute('aria-invalid'), 'true');
    }
    await page.getByLabel('Address', { exact: true }).fill('harbour');
    await create(page);
    await page.getByRole('heading', { name: 'Ready' }).waitFor();
    await picture(page, 'setup-done');

    // The same link in the other window is worth nothing now, and says so.
    second.watch.expectRefusal('/v1/setup.complete', 409);
    await fillSetup(second.page);
    await second.page.getByLabel('Address', { exact: true }).fill('other');
    await create(second.page);
    await second.page.getByRole('alert').waitFor();
    await fitsItsWidth(second.page);
    await second.page.goto('about:blank');
    await second.page.goto(deployment.setupLink);
    await second.page.getByRole('heading', { name: 'Setup is done' }).waitFor();

    await page.getByRole('link', { name: /^Open harbour/ }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await picture(page, 'sign-in');
    await isReadable(page);
    await fillSignIn(page, 'mirela@harbour.example', password);
    await page.getByRole('main').getByText('You are not in a channel yet').waitFor();
    await picture(page, 'welcome');
    await page.getByRole('main').getByRole('link', { name: 'Browse channels' }).click();
    await page.getByRole('button', { name: 'Create a channel' }).first().click();
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Berth planning');
    await picture(page, 'create-channel');
    await page.getByRole('dialog').getByRole('button', { name: 'Create', exact: true }).click();
    await composer(page, 'berth-planning').waitFor();
    await say(page, 'berth-planning', 'The _Calliope_ comes in at 06:40, berth 3. Pilot is ordered.');
    await message(timeline(page, 'berth-planning'), 'berth 3').waitFor();
    await page.getByRole('article', { name: /^Mirela Stan, / }).waitFor();
    await picture(page, 'first-message');
    await isReadable(page);
    await isUsableWithoutEyes(page);
  },
);

journey(
  'the operator makes a second workspace, and an address that is taken is named',
  async ({ deployment, open }) => {
    const { page, watch } = await open();
    watch.expectRefusal('/v1/operators.show', 401);
    watch.expectRefusal('/v1/directory.createTenant', 409);
    await page.goto(deployment.address);
    await picture(page, 'landing');
    await page.getByRole('button', { name: 'Operator sign-in' }).click();
    await page.getByLabel('Name').fill('Control room');
    await page.getByLabel('Password').fill('seven gulls on the breakwater');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page
      .getByRole('button', { name: /workspace/i })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Address', { exact: true }).fill('harbour');
    await dialog.getByLabel('Name of the workspace').fill('Harbour Repairs');
    await dialog.getByLabel('Handle').fill('tobias');
    await dialog.getByLabel('Name', { exact: true }).fill('Tobias Wirth');
    await dialog.getByLabel('Password of the owner').fill('an anvil in the dry dock');
    await dialog.locator('button[type=submit]').click();
    await dialog.locator('.problem, [role=alert]').first().waitFor();
    await picture(page, 'tenant-taken');
    await dialog.getByLabel('Address', { exact: true }).fill('repairs');
    await dialog.locator('button[type=submit]').click();
    await page.getByText('Harbour Repairs').waitFor();
    await picture(page, 'tenants');
    await fitsItsWidth(page);
  },
);
