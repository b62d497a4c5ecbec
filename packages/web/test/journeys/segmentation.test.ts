/** An administrator keeps people apart by departments while somebody else’s screen is open, and lets them meet again. */
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { enter, openChannel } from './acts.ts';
import { addChannel, foundCompanies, idOf, ownerOf } from './companies.ts';
import { journeys } from './journey.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom', 'lena', 'marcus'] });
  const owner = await ownerOf(deployment, 'acme');
  await addChannel(owner, { name: 'pier', handles: ['tom', 'lena'] });
  await addChannel(owner, { name: 'yard', kind: 'private', handles: ['marcus'] });
});

/** What the switcher offers under a name, read until it is as it should be. */
async function finds(page: Page, name: string, found: boolean): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Channel, person or action' }).fill(name);
  if (found)
    await page
      .getByRole('option', { name: new RegExp(name) })
      .first()
      .waitFor();
  else await page.getByText('Nothing found').waitFor();
  await page.keyboard.press('Escape');
}

const section = (page: Page): Locator => page.getByRole('region', { name: 'Who sees whom' });

journey(
  'people who share no department and no channel are gone from an open screen, and come back',
  async (stage) => {
    const owner = await ownerOf(stage.deployment, 'acme');
    const [priya, lena] = await Promise.all([enter(stage, 'acme', 'priya'), enter(stage, 'acme', 'lena')]);
    await openChannel(lena.page, 'pier');
    await lena.page.evaluate(() => Object.assign(window, { stays: true }));
    await finds(lena.page, 'Marcus', true);

    await priya.page.goto(`${stage.deployment.origin('acme')}/console/settings`);
    const setting = section(priya.page);
    await setting.getByRole('radio', { name: /Departments are kept apart/ }).check();
    await setting
      .getByText(/^Hidden from each of them: \d+ people on average \(median\), \d+ at most/)
      .waitFor();
    await setting.getByLabel('Reason').fill('The yard is another company');
    await pictureInBoth(priya.page, 'segmentation');
    await fitsItsWidth(priya.page);
    await isUsableWithoutEyes(priya.page);
    await isReadable(priya.page);
    await setting.getByRole('button', { name: 'Save' }).click();
    await priya.page.getByText('Departments are kept apart now.').waitFor();

    await finds(lena.page, 'Marcus', false);
    await finds(lena.page, 'Tom', true);
    const { group } = await owner.call('groups.create', {
      ...{ handle: 'crane-crew', name: 'Crane crew', department: true },
    });
    const principalIds = [await idOf(owner, 'lena'), await idOf(owner, 'marcus')];
    await owner.call('groups.addMembers', { groupId: group.id, principalIds });
    await finds(lena.page, 'Marcus', true);
    await owner.call('groups.removeMembers', { groupId: group.id, principalIds });
    await finds(lena.page, 'Marcus', false);

    await setting.getByRole('radio', { name: /Everybody sees everybody/ }).check();
    await setting.getByRole('button', { name: 'Save' }).click();
    await priya.page.getByText('Everybody sees everybody again.').waitFor();
    await finds(lena.page, 'Marcus', true);
    assert.equal(await lena.page.evaluate(() => 'stays' in window), true, 'the page was never loaded again');
  },
);
