import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { enter, message, openChannel, say, timeline } from './acts.ts';
import { addChannel, foundCompanies, ownerOf } from './companies.ts';
import { journeys, type Seat } from './journey.ts';
import { picture } from './pictures.ts';

const dayMs = 86_400_000;
const people = ['tom', 'lena'];

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: people });
  const owner = await ownerOf(deployment, 'acme');
  await addChannel(owner, { name: 'tides', handles: people });
  await addChannel(owner, { name: 'moons', handles: people });
});

/** What stands between the messages and what is said, from top to bottom. */
const readFrom = (page: Page, channel: string): Promise<readonly string[]> =>
  timeline(page, channel)
    .locator('.day-button, .text')
    .allTextContents()
    .then((texts) => texts.map((text) => text.trim()));

async function exchange(writer: Seat, reader: Seat, text: string): Promise<void> {
  await say(writer.page, 'tides', text);
  await message(timeline(reader.page, 'tides'), text).waitFor();
  await writer.page
    .getByRole('article', { name: 'Your message, not sent yet' })
    .waitFor({ state: 'detached' });
}

journey(
  'a clock that jumps a day ahead and two days back changes no order and adds no day',
  async (stage) => {
    const [tom, lena] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'acme', 'lena')]);
    await Promise.all([tom, lena].map(({ page }) => openChannel(page, 'tides')));
    await exchange(tom, lena, 'First');
    await lena.page.clock.setSystemTime(Date.now() + dayMs);
    await exchange(lena, tom, 'Second');
    await exchange(tom, lena, 'Third');
    await lena.page.clock.setSystemTime(Date.now() - dayMs);
    await exchange(lena, tom, 'Fourth');
    await exchange(tom, lena, 'Fifth');
    const said = ['First', 'Second', 'Third', 'Fourth', 'Fifth'];
    assert.deepEqual(await readFrom(tom.page, 'tides'), ['Today', ...said]);
    const [day, ...rest] = await readFrom(lena.page, 'tides');
    assert.deepEqual(rest, said, 'nothing of her clock is in the order, and the day is there once');
    assert.notEqual(day, 'Today', 'to a device of yesterday, it is the day after');
    await picture(lena.page, 'clock');
    await lena.page.clock.setSystemTime(Date.now());
    await lena.page.reload();
    await message(timeline(lena.page, 'tides'), 'Fifth').waitFor();
    assert.deepEqual(await readFrom(lena.page, 'tides'), ['Today', ...said]);
  },
);

journey(
  'what is written by a clock of tomorrow stands at its place of today once it is sent',
  async (stage) => {
    const { page, watch } = await enter(stage, 'acme', 'lena');
    await page.clock.setSystemTime(Date.now() + dayMs);
    await openChannel(page, 'moons');
    await say(page, 'moons', 'Full');
    await page.getByRole('article', { name: /^Lena Vogt, .*Full/ }).waitFor();
    watch.expectOutage();
    await page.context().setOffline(true);
    await say(page, 'moons', 'Waning');
    await page.getByText('Waiting for the connection.').waitFor();
    assert.deepEqual(await readFrom(page, 'moons'), ['Yesterday', 'Full', 'Today', 'Waning']);
    await page.context().setOffline(false);
    await page.getByRole('article', { name: /^Lena Vogt, .*Waning/ }).waitFor();
    assert.deepEqual(await readFrom(page, 'moons'), ['Yesterday', 'Full', 'Waning']);
  },
);

journey('a page that is open at midnight calls the day that is over yesterday', async (stage) => {
  const { page } = await enter(stage, 'acme', 'tom');
  await openChannel(page, 'moons');
  await say(page, 'moons', 'New');
  await page.getByRole('article', { name: /^Tom Adeyemi, .*New/ }).waitFor();
  assert.equal((await readFrom(page, 'moons'))[0], 'Today');
  await page.clock.setSystemTime(Date.now() + dayMs);
  await timeline(page, 'moons')
    .getByRole('button', { name: /^Yesterday/ })
    .waitFor({ timeout: 90_000 });
});
