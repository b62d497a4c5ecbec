import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import {
  act,
  channelLink,
  composer,
  enter,
  message,
  openChannel,
  readToTheEnd,
  say,
  sidebar,
  timeline,
} from './acts.ts';
import { addChannel, clientFor, foundCompanies, ownerOf, readEverything } from './companies.ts';
import { until } from './deployment.ts';
import { journeys } from './journey.ts';
import { picture } from './pictures.ts';

const people = ['tom', 'lena', 'marcus'];

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: people });
  const owner = await ownerOf(deployment, 'acme');
  const yard = await addChannel(owner, { name: 'yard', topic: 'What comes and goes', handles: people });
  await addChannel(owner, { name: 'office', handles: people });
  await addChannel(owner, { name: 'canal', handles: people });
  const tom = await clientFor(deployment, 'acme', 'tom');
  for (let number = 1; number <= 40; number += 1)
    await tom.call('messages.send', { channelId: yard, body: `Truck ${number} is through the gate` });
  await readEverything(deployment, 'acme', ['priya', ...people]);
});

/** Begins a conversation with these people by the keyboard. */
async function writeTo(page: Page, names: readonly string[]): Promise<void> {
  await page.getByRole('button', { name: 'New message' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New message' });
  const field = dialog.getByRole('combobox', { name: 'People' });
  for (const name of names) {
    await field.fill(name);
    await dialog.getByRole('option', { name }).waitFor();
    await field.press('Enter');
  }
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

const fieldFor = (page: Page, name: string) =>
  page.getByRole('textbox', { name: `Message ${name}`, exact: true });

async function write(page: Page, name: string, text: string): Promise<void> {
  await fieldFor(page, name).fill(text);
  await fieldFor(page, name).press('Enter');
}

journey(
  'three write in a group; what two of them write to each other never reaches the third',
  async (stage) => {
    const [tom, lena, marcus] = await Promise.all([
      enter(stage, 'acme', 'tom'),
      enter(stage, 'acme', 'lena'),
      enter(stage, 'acme', 'marcus'),
    ]);
    await writeTo(tom.page, ['Lena Vogt', 'Marcus Hale']);
    await write(tom.page, 'Lena Vogt, Marcus Hale', 'Who is at the quay at six?');
    for (const [{ page }, name] of [
      [lena, 'Marcus Hale, Tom Adeyemi'],
      [marcus, 'Lena Vogt, Tom Adeyemi'],
    ] as const) {
      await sidebar(page)
        .getByRole('link', { name: `${name}, group message, 1 unread` })
        .click();
      await message(timeline(page, name), 'Who is at the quay at six?').waitFor();
    }
    await write(lena.page, 'Marcus Hale, Tom Adeyemi', 'I am, with the papers');
    for (const [{ page }, name] of [
      [tom, 'Lena Vogt, Marcus Hale'],
      [marcus, 'Lena Vogt, Tom Adeyemi'],
    ] as const)
      await message(timeline(page, name), 'with the papers').waitFor();
    await picture(marcus.page, 'group-message');

    await writeTo(tom.page, ['Lena Vogt']);
    await write(tom.page, 'Lena Vogt', 'Between us: the crane fails again');
    const direct = sidebar(lena.page).getByRole('link', { name: /^Tom Adeyemi, direct message, .*1 unread/ });
    await direct.click();
    await message(timeline(lena.page, 'Tom Adeyemi'), 'the crane fails again').waitFor();
    // Something later arrives at the third, so what was before it would have, too.
    await channelLink(tom.page, 'Lena Vogt, Marcus Hale').click();
    await write(tom.page, 'Lena Vogt, Marcus Hale', 'Then six it is');
    await message(timeline(marcus.page, 'Lena Vogt, Tom Adeyemi'), 'Then six it is').waitFor();
    assert.ok(
      marcus.watch.frames.some((frame) => frame.includes('Then six it is')),
      'frames are watched',
    );
    assert.ok(!marcus.watch.frames.some((frame) => frame.includes('crane')), 'no frame carries it');
    assert.equal(
      await sidebar(marcus.page)
        .getByRole('link', { name: /, direct message/ })
        .count(),
      0,
    );
  },
);

journey('that somebody writes, is there and goes is seen by the other', async (stage) => {
  const [tom, lena] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'acme', 'lena')]);
  await Promise.all([tom, lena].map(({ page }) => openChannel(page, 'office')));
  const writing = lena.page.getByText('Tom Adeyemi is writing…');
  await composer(tom.page, 'office').pressSequentially('Half a');
  await writing.first().waitFor();
  await openChannel(lena.page, 'yard');
  assert.equal(await writing.count(), 0, 'elsewhere it is not said');
  await openChannel(lena.page, 'office');
  await say(tom.page, 'office', 'A whole thought');
  await message(timeline(lena.page, 'office'), 'A whole thought').waitFor();
  await writing.first().waitFor({ state: 'detached' });

  await writeTo(lena.page, ['Tom Adeyemi']);
  const there = (state: string) =>
    sidebar(lena.page).getByRole('link', { name: new RegExp(`^Tom Adeyemi, direct message, ${state}`) });
  await there('active').waitFor();
  await tom.page.close();
  await there('offline').waitFor();
});

journey('who stops writing without sending is not said to write any more', async (stage) => {
  const [tom, lena] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'acme', 'lena')]);
  await Promise.all([tom, lena].map(({ page }) => openChannel(page, 'office')));
  const writing = lena.page.getByText('Tom Adeyemi is writing…');
  await composer(tom.page, 'office').pressSequentially('On second thoughts');
  await writing.first().waitFor();
  await writing.first().waitFor({ state: 'detached' });
  assert.equal(await message(lena.page, 'On second').count(), 0);
  await composer(tom.page, 'office').fill('');
});

journey(
  'the bar over the list leads to the first unread message; marked as read, both devices know',
  async (stage) => {
    const [desk, pocket] = await Promise.all([
      enter(stage, 'acme', 'marcus'),
      enter(stage, 'acme', 'marcus'),
    ]);
    for (const { page } of [desk, pocket]) await openChannel(page, 'office');
    const tom = await clientFor(stage.deployment, 'acme', 'tom');
    const { channels } = await tom.call('channels.list', {});
    const channelId = channels.find(({ name }) => name === 'canal')?.id;
    assert.ok(channelId !== undefined);
    for (let number = 1; number <= 60; number += 1)
      await tom.call('messages.send', { channelId, body: `Barge ${number} is in the lock` });
    const unread = (page: Page) =>
      sidebar(page).getByRole('link', { name: 'canal, public channel, 60 unread', exact: true });
    for (const { page } of [desk, pocket]) await unread(page).waitFor();
    // Nothing is read by looking, so that the bar alone is what reads.
    await desk.page.route('**/v1/channels.markRead', (route) => route.abort('internetdisconnected'));
    desk.watch.expectOutage();
    await openChannel(desk.page, 'canal');
    await readToTheEnd(desk.page, 'canal', 'Barge 60 ');
    const bar = desk.page.getByRole('region', { name: 'New' });
    await bar.getByText(/^60 new/).waitFor();
    await picture(desk.page, 'unread-bar');
    await bar.getByRole('button', { name: 'Jump' }).click();
    await message(timeline(desk.page, 'canal'), 'Barge 1 ').first().waitFor();
    await desk.page.locator('.divider-new').waitFor();
    await readToTheEnd(desk.page, 'canal', 'Barge 60 ');
    await desk.page.unroute('**/v1/channels.markRead');
    await bar.getByRole('button', { name: 'Mark read' }).click();
    await bar.waitFor({ state: 'detached' });
    for (const { page } of [desk, pocket])
      await sidebar(page).getByRole('link', { name: 'canal, public channel', exact: true }).waitFor();
  },
);

journey('what was just said is found by the other, who goes to where it was said', async (stage) => {
  const [tom, lena] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'acme', 'lena')]);
  await Promise.all([openChannel(tom.page, 'yard'), openChannel(lena.page, 'office')]);
  await say(tom.page, 'yard', 'The manifest names zweiundvierzig crates');
  await tom.page.getByRole('article', { name: 'Your message, not sent yet' }).waitFor({ state: 'detached' });
  await lena.page.keyboard.press('Control+Shift+F');
  const query = lena.page.getByRole('combobox', { name: 'Search messages' });
  await query.fill('zweiundvierzig');
  await query.press('Enter');
  await lena.page.getByRole('link', { name: /Tom Adeyemi in yard.*crates/ }).click();
  await message(timeline(lena.page, 'yard'), 'zweiundvierzig').waitFor();
  await lena.page.locator('.message.marked').filter({ hasText: 'zweiundvierzig' }).waitFor();
  await message(timeline(lena.page, 'yard'), 'Truck 40 ').waitFor();
});

journey('marked unread on one device, unread on the other, and read there, read on both', async (stage) => {
  const [desk, pocket] = await Promise.all([enter(stage, 'acme', 'lena'), enter(stage, 'acme', 'lena')]);
  await Promise.all([openChannel(desk.page, 'yard'), openChannel(pocket.page, 'office')]);
  await act(desk.page, 'Truck 40 ', 'Mark unread from here');
  const unread = (page: Page) =>
    sidebar(page).getByRole('link', { name: /^yard, public channel, \d+ unread/ });
  for (const { page } of [desk, pocket]) await unread(page).waitFor();
  await openChannel(desk.page, 'office');
  await openChannel(pocket.page, 'yard');
  for (const { page } of [desk, pocket])
    await sidebar(page).getByRole('link', { name: 'yard, public channel', exact: true }).waitFor();
});

journey(
  'written without a network and the page closed: it goes out once, in order, when it is open again',
  async (stage) => {
    const [tom, lena] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'acme', 'lena')]);
    await Promise.all([tom, lena].map(({ page }) => openChannel(page, 'office')));
    const address = tom.page.url();
    const texts = ['First from the tunnel', 'Second from the tunnel', 'Third from the tunnel'];
    tom.watch.expectOutage();
    await tom.page.context().setOffline(true);
    // The browser cuts the network a moment later: what is written before that still goes out.
    await until(
      () =>
        tom.page.evaluate(() =>
          fetch('/sign-in').then(
            () => false,
            () => true,
          ),
        ),
      'the network is gone',
    );
    for (const text of texts) await say(tom.page, 'office', text);
    await until(
      async () => (await tom.page.getByText('Waiting for the connection.').count()) === 3,
      'all wait',
    );
    await picture(tom.page, 'offline');
    await tom.page.goto('about:blank');
    assert.equal(await message(lena.page, 'from the tunnel').count(), 0);
    await tom.page.context().setOffline(false);
    await tom.page.goto(address);
    await message(timeline(lena.page, 'office'), 'Third from the tunnel').waitFor();
    await tom.page
      .getByRole('article', { name: 'Your message, not sent yet' })
      .first()
      .waitFor({ state: 'detached' });
    for (const { page } of [tom, lena]) {
      const shown = await message(timeline(page, 'office'), 'from the tunnel').allInnerTexts();
      const lines = shown.map((row) => row.split('\n').find((line) => line.endsWith('from the tunnel')));
      assert.deepEqual(lines, texts);
    }
  },
);
