import assert from 'node:assert/strict';
import { enter, message, openChannel, thread, timeline } from './acts.ts';
import { addChannel, clientFor, foundCompanies, ownerOf, readEverything } from './companies.ts';
import { until } from './deployment.ts';
import { journeys } from './journey.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

const people = ['tom', 'lena'];

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: people });
  const owner = await ownerOf(deployment, 'acme');
  const gateway = await addChannel(owner, { name: 'gateway', topic: 'Customs gateway', handles: people });
  const leads = await addChannel(owner, { name: 'leads', kind: 'private', handles: ['lena'] });
  const tom = await clientFor(deployment, 'acme', 'tom');
  const { message: root } = await tom.call('messages.send', {
    channelId: gateway,
    body: 'The **gateway** answers 503, see https://status.example/503',
  });
  await tom.call('messages.send', {
    channelId: gateway,
    threadRootId: root.id,
    body: 'Retries of the gateway climb, nothing lost',
  });
  for (let number = 1; number <= 60; number += 1)
    await tom.call('messages.send', { channelId: gateway, body: `Reading ${number}: all quiet, café open` });
  await owner.call('messages.send', { channelId: leads, body: 'The gateway contract ends in May' });
  await readEverything(deployment, 'acme', ['priya', ...people]);
});

const field = 'Search messages';

journey('what was said is found, marked, and shown where it was said', async (stage) => {
  const { page } = await enter(stage, 'acme', 'lena');
  await openChannel(page, 'gateway');
  await page.keyboard.press('Control+Shift+F');
  const query = page.getByRole('combobox', { name: field });
  await query.waitFor();
  await pictureInBoth(page, 'search-empty');
  await isUsableWithoutEyes(page);
  await query.fill('gateway');
  await query.press('Enter');
  await page.getByText('3 results').waitFor();
  assert.equal(
    await page
      .locator('mark')
      .filter({ hasText: /^gateway$/i })
      .count(),
    3,
  );
  assert.ok(!page.url().includes('gateway'), 'what is searched for is in no address');
  await pictureInBoth(page, 'search-results');
  await isUsableWithoutEyes(page);
  await isReadable(page);
  await page.getByRole('link', { name: /Tom Adeyemi in gateway.*Retries/ }).click();
  await message(thread(page), 'nothing lost').waitFor();
  await page.locator('.thread .message.marked').filter({ hasText: 'nothing lost' }).waitFor();
  await page.goBack();
  await page.getByText('3 results').waitFor();
  await page.getByRole('link', { name: /Tom Adeyemi in gateway.*503/ }).focus();
  await page.keyboard.press('Enter');
  await timeline(page, 'gateway').waitFor();
  await page.locator('.message.marked').filter({ hasText: 'answers 503' }).waitFor();
});

journey('nobody finds what they may not read', async (stage) => {
  const { page } = await enter(stage, 'acme', 'tom');
  await openChannel(page, 'gateway');
  await page.getByRole('button', { name: 'Search messages' }).click();
  const query = page.getByRole('combobox', { name: field });
  await query.fill('gateway');
  await query.press('Enter');
  await page.getByText('2 results').waitFor();
  assert.equal(await page.getByText('contract').count(), 0);
});

journey('filters are offered while typing, and one that names nobody says so', async (stage) => {
  const { page } = await enter(stage, 'acme', 'lena');
  await page.goto(`${stage.deployment.origin('acme')}/search`);
  const query = page.getByRole('combobox', { name: field });
  await query.pressSequentially('gateway fr');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('option', { name: /from:tom/ }).waitFor();
  await pictureInBoth(page, 'search-filters');
  await page.getByRole('option', { name: /from:tom/ }).click();
  assert.equal(await query.inputValue(), 'gateway from:tom ');
  await page.keyboard.press('Enter');
  await page.getByText('2 results').waitFor();
  await query.fill('gateway from:nobody');
  await query.press('Enter');
  await page.getByText('This filter names nobody').waitFor();
  await page.getByText('Nothing found').waitFor();
  await pictureInBoth(page, 'search-unknown');
  await page.reload();
  await page.getByText('This filter names nobody').waitFor();
  assert.equal(await query.inputValue(), 'gateway from:nobody', 'the query outlives the page');
});

journey('older results come on demand, and coming back finds the list where it was', async (stage) => {
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
  const { page } = await enter(stage, 'acme', 'lena', phone);
  await page.goto(`${stage.deployment.origin('acme')}/search`);
  const query = page.getByRole('combobox', { name: field });
  await query.fill('cafe');
  await query.press('Enter');
  await page.getByText('The newest 20 results').waitFor();
  await page.getByRole('button', { name: 'Older results' }).click();
  await page.getByText('The newest 40 results').waitFor();
  await fitsItsWidth(page);
  await pictureInBoth(page, 'phone-search');
  const results = page.locator('.result');
  assert.equal(await results.count(), 40);
  const wanted = results.nth(30);
  await wanted.scrollIntoViewIfNeeded();
  const scrolled = await page.locator('.search-body').evaluate((element) => element.scrollTop);
  await wanted.tap();
  await page.locator('.message.marked').waitFor();
  await page.goBack();
  await until(async () => (await results.count()) === 40, 'the results are still there');
  assert.equal(await page.locator('.search-body').evaluate((element) => element.scrollTop), scrolled);
});
