import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import {
  act,
  banner,
  channelLink,
  composer,
  enter,
  message,
  openChannel,
  say,
  thread,
  timeline,
} from './acts.ts';
import { addChannel, clientFor, foundCompanies, ownerOf, readEverything } from './companies.ts';
import { until } from './deployment.ts';
import { type Journey, journeys, type Seat } from './journey.ts';
import { picture } from './pictures.ts';

const people = ['tom', 'lena'];

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: people });
  const owner = await ownerOf(deployment, 'acme');
  const tom = await clientFor(deployment, 'acme', 'tom');
  for (const name of ['bridge', 'deck', 'hold', 'galley', 'mess']) {
    const channelId = await addChannel(owner, { name, handles: people });
    await tom.call('messages.send', { channelId, body: `The ${name} is clear` });
  }
  await readEverything(deployment, 'acme', people);
});

/** Somebody whose network can be taken away: no request gets out, and the open socket ends. */
async function enterOnWheels(stage: Journey, handle: string): Promise<Seat> {
  const seat = await enter(stage, 'acme', handle);
  await seat.page.context().addInitScript(() => {
    const sockets: WebSocket[] = [];
    const Real = WebSocket;
    let isWelcome = false;
    Object.assign(globalThis, {
      endSockets: () => sockets.splice(0).map((socket) => socket.close()),
      isWelcome: () => isWelcome,
      WebSocket: class extends Real {
        constructor(...values: ConstructorParameters<typeof Real>) {
          super(...values);
          sockets.push(this);
          this.addEventListener('message', () => {
            isWelcome = true;
          });
        }
      },
    });
  });
  await seat.page.reload();
  seat.watch.expectOutage();
  return seat;
}

interface OnWheels {
  readonly endSockets: () => void;
  readonly isWelcome: () => boolean;
}

/** Not before the pages are connected: what was never there is not lost. */
async function loseNetwork(...pages: readonly Page[]): Promise<void> {
  for (const page of pages) await page.waitForFunction(() => (globalThis as unknown as OnWheels).isWelcome());
  await pages[0]?.context().setOffline(true);
  for (const page of pages) await page.evaluate(() => (globalThis as unknown as OnWheels).endSockets());
}

const waiting = (page: Page) => page.getByRole('article', { name: 'Your message, not sent yet' });
const nothingWaits = (page: Page) => waiting(page).first().waitFor({ state: 'detached' });

/** What was said in a channel, as a third device reads it. */
async function truth({ deployment }: Journey, channel: string): Promise<readonly string[]> {
  const owner = await ownerOf(deployment, 'acme');
  const { channels } = await owner.call('channels.list', {});
  const channelId = channels.find(({ name }) => name === channel)?.id;
  assert.ok(channelId !== undefined);
  const { messages } = await owner.call('messages.list', { channelId, limit: 100 });
  return messages.toSorted((a, b) => a.channelSeq - b.channelSeq).map(({ body }) => body ?? '');
}

const shown = (page: Page, channel: string) => timeline(page, channel).locator('.text').allTextContents();

journey(
  'the network goes while one sends, edits, reacts, looks elsewhere and loads again: nothing is lost or doubled',
  async (stage) => {
    const [tom, lena] = await Promise.all([enterOnWheels(stage, 'tom'), enter(stage, 'acme', 'lena')]);
    await Promise.all([tom, lena].map(({ page }) => openChannel(page, 'bridge')));
    const { page } = tom;
    await act(page, 'The bridge is clear', 'React');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    await act(page, 'The bridge is clear', 'Edit');
    await loseNetwork(page);

    const edit = page.getByRole('textbox', { name: 'Edit message' });
    await edit.fill('The bridge is clear again');
    await edit.press('Enter');
    await page.getByRole('alert').getByText('The server could not be reached.').waitFor();
    assert.equal(await edit.inputValue(), 'The bridge is clear again', 'what was changed is still there');
    await edit.press('Escape');
    await act(page, 'The bridge is clear', 'React');
    await page.getByRole('option').first().click();
    await page.getByRole('alert').filter({ hasText: 'The reaction was not saved.' }).waitFor();
    await say(page, 'bridge', 'From the tunnel, one');
    await say(page, 'bridge', 'From the tunnel, two');
    await until(async () => (await waiting(page).count()) === 2, 'both wait');

    await channelLink(page, 'deck').click();
    await banner(page).waitFor();
    await composer(page, 'deck').fill('Half a thought of the deck');
    await picture(page, 'network-elsewhere');
    await say(lena.page, 'bridge', 'From the light');
    await message(timeline(lena.page, 'bridge'), 'From the light').waitFor();
    await until(
      () => page.evaluate(() => JSON.stringify({ ...localStorage }).includes('of the deck')),
      'it is kept',
    );
    const address = page.url();
    await page.reload().catch(() => {});
    await page.context().setOffline(false);
    await page.goto(address);

    await message(timeline(page, 'deck'), 'The deck is clear').waitFor();
    assert.equal(await composer(page, 'deck').inputValue(), 'Half a thought of the deck');
    await openChannel(page, 'bridge');
    await nothingWaits(page);
    await act(page, 'The bridge is clear', 'Edit');
    await edit.fill('The bridge is clear again');
    await edit.press('Enter');
    await message(timeline(lena.page, 'bridge'), 'The bridge is clear again').waitFor();
    const said = [
      'The bridge is clear again',
      'From the light',
      'From the tunnel, one',
      'From the tunnel, two',
    ];
    await message(timeline(lena.page, 'bridge'), 'tunnel, two').waitFor();
    assert.deepEqual(await truth(stage, 'bridge'), said);
    for (const seat of [tom, lena]) assert.deepEqual(await shown(seat.page, 'bridge'), said);
    assert.equal(
      await page.getByRole('list', { name: 'Reactions' }).count(),
      0,
      'what was refused is not there',
    );
  },
);

journey('what was open before is there at once without a network, where it was left', async (stage) => {
  const { page } = await enterOnWheels(stage, 'lena');
  for (const channel of ['deck', 'hold'] as const) {
    await openChannel(page, channel);
    await message(timeline(page, channel), `The ${channel} is clear`).waitFor();
  }
  await loseNetwork(page);
  for (const channel of ['deck', 'hold', 'deck'] as const) {
    await channelLink(page, channel).click();
    await message(timeline(page, channel), `The ${channel} is clear`).waitFor();
    assert.equal(await page.getByRole('main').getByText('could not be reached').count(), 0);
  }
});

journey(
  'the network goes in a thread and in a search: the reply waits, the search is asked again',
  async (stage) => {
    const { page } = await enterOnWheels(stage, 'tom');
    await page.getByRole('link', { name: 'Search messages' }).click();
    const query = page.getByRole('combobox', { name: 'Search messages' });
    await query.waitFor();
    await openChannel(page, 'deck');
    await act(page, 'The deck is clear', 'Reply in thread');
    const reply = thread(page).getByRole('textbox', { name: 'Reply' });
    await reply.waitFor();
    await loseNetwork(page);
    await reply.fill('Swept twice');
    await reply.press('Enter');
    await message(thread(page), 'Swept twice').getByText('Waiting for the connection.').waitFor();
    await page.getByRole('link', { name: 'Search messages' }).click();
    await query.fill('deck');
    await query.press('Enter');
    await page.getByRole('alert').getByText('The server could not be reached.').waitFor();
    assert.equal(await query.inputValue(), 'deck', 'what was asked is still there');
    await page.context().setOffline(false);
    await banner(page).waitFor({ state: 'detached', timeout: 90_000 });
    await query.press('Enter');
    await page.getByText('1 result', { exact: true }).waitFor();
    await page.getByRole('link', { name: /Tom Adeyemi in deck/ }).click();
    await message(timeline(page, 'deck'), 'The deck is clear')
      .getByRole('link', { name: /1 reply/ })
      .click();
    await message(thread(page), 'Swept twice').waitFor();
    await nothingWaits(page);
    const owner = await ownerOf(stage.deployment, 'acme');
    const { channels } = await owner.call('channels.list', {});
    const deck = channels.find(({ name }) => name === 'deck');
    assert.ok(deck !== undefined);
    const { messages } = await owner.call('messages.list', { channelId: deck.id, limit: 100 });
    const root = messages.find(({ body }) => body === 'The deck is clear');
    assert.ok(root !== undefined);
    const { replies } = await owner.call('messages.thread', { threadRootId: root.id });
    assert.deepEqual(
      replies.map(({ body }) => body),
      ['Swept twice'],
    );
  },
);

journey('a channel opened without a network says so, and fills itself when it is back', async (stage) => {
  const { page } = await enterOnWheels(stage, 'lena');
  await openChannel(page, 'bridge');
  await loseNetwork(page);
  await channelLink(page, 'mess').click();
  await banner(page)
    .getByText(/Reconnecting|No connection/)
    .waitFor();
  assert.equal(await message(page, 'The mess is clear').count(), 0);
  await page.getByRole('main').getByText('could not be reached').first().waitFor();
  await say(page, 'mess', 'Nobody has eaten yet');
  await waiting(page).getByText('Nobody has eaten yet').waitFor();
  assert.equal(await composer(page, 'mess').inputValue(), '');
  await picture(page, 'network-channel');
  await page.context().setOffline(false);
  await banner(page).waitFor({ state: 'detached', timeout: 90_000 });
  await message(timeline(page, 'mess'), 'The mess is clear').waitFor();
  await nothingWaits(page);
  await message(timeline(page, 'mess'), 'Nobody has eaten yet').waitFor();
  assert.deepEqual(await truth(stage, 'mess'), ['The mess is clear', 'Nobody has eaten yet']);
});

journey(
  'two tabs have one outbox: what both wrote goes out once, in order, from the one that is left',
  async (stage) => {
    const { page } = await enterOnWheels(stage, 'tom');
    const other = await page.context().newPage();
    await other.goto(stage.deployment.origin('acme'));
    await Promise.all([page, other].map((tab) => openChannel(tab, 'hold')));
    await loseNetwork(page, other);
    for (const [tab, text] of [
      [page, 'Crate one'],
      [other, 'Crate two'],
      [page, 'Crate three'],
      [page, 'Crate of nobody'],
    ] as const) {
      await say(tab, 'hold', text);
      for (const each of [page, other])
        await message(each, text)
          .getByText(/Waiting|sending/)
          .or(message(each, text))
          .first()
          .waitFor();
    }
    await until(async () => (await waiting(other).count()) === 4, 'the other tab shows all');
    await message(other, 'Crate of nobody').getByRole('button', { name: 'Discard' }).click();
    await message(page, 'Crate of nobody').waitFor({ state: 'detached' });
    await page.close();
    await page.context().setOffline(false);
    await nothingWaits(other);
    await message(timeline(other, 'hold'), 'Crate three').waitFor();
    const said = ['The hold is clear', 'Crate one', 'Crate two', 'Crate three'];
    assert.deepEqual(await truth(stage, 'hold'), said);
    assert.deepEqual(await shown(other, 'hold'), said);
  },
);

journey('with the storage of the device full, the app says so and chat goes on', async (stage) => {
  const [tom, lena] = await Promise.all([enterOnWheels(stage, 'tom'), enter(stage, 'acme', 'lena')]);
  const { page } = tom;
  await page.evaluate(() => {
    for (let length = 2 ** 22; length >= 1; )
      try {
        localStorage.setItem(`filler-${length}-${localStorage.length}`, 'x'.repeat(length));
      } catch {
        length = Math.floor(length / 2);
      }
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', {
    origin: stage.deployment.origin('acme'),
    quotaSize: 1,
  });
  await page.reload();
  await Promise.all([tom, lena].map((seat) => openChannel(seat.page, 'galley')));
  await composer(page, 'galley').fill('The soup is ready');
  await page.getByText('This device has no storage left for drafts.').waitFor();
  await composer(page, 'galley').press('Enter');
  await message(timeline(lena.page, 'galley'), 'The soup is ready').waitFor();
  await loseNetwork(page);
  await say(page, 'galley', 'Bring your spoons');
  await page.getByText('This device has no storage left: unsent').waitFor();
  await picture(page, 'network-storage');
  await page.context().setOffline(false);
  await message(timeline(lena.page, 'galley'), 'Bring your spoons').waitFor();
  await page.getByText('This device has no storage left: unsent').waitFor({ state: 'detached' });
  await openChannel(page, 'deck');
  await openChannel(page, 'galley');
  assert.deepEqual(await truth(stage, 'galley'), [
    'The galley is clear',
    'The soup is ready',
    'Bring your spoons',
  ]);
  assert.deepEqual(await shown(page, 'galley'), await truth(stage, 'galley'));
});

journey('a part of the page that cannot be loaded says so, and opens when it can', async (stage) => {
  const { page } = await enterOnWheels(stage, 'tom');
  const parts = /assets\/(emoji-picker|members-panel)/;
  await page.route(parts, (route) => route.abort('internetdisconnected'));
  await page.reload();
  await openChannel(page, 'bridge');
  const said = page.locator('.toasts').getByText('The server could not be reached.');
  await act(page, 'The bridge is clear', 'React');
  await said.waitFor();
  await page.getByRole('button', { name: /^Members/ }).click();
  await said.waitFor();
  await picture(page, 'network-part');
  await message(timeline(page, 'bridge'), 'The bridge is clear').waitFor();
  await page.unroute(parts);
  await page.getByRole('button', { name: /^Members/ }).click();
  await page.getByRole('complementary').getByText('Lena Vogt').waitFor();
  await act(page, 'The bridge is clear', 'React');
  await page.getByRole('option').first().waitFor();
});

journey('a page that cannot be loaded says so in its place, and opens when it can', async (stage) => {
  const { page } = await enterOnWheels(stage, 'tom');
  const pages = /assets\/(search-page|directory-page|account-pages)/;
  await page.route(pages, (route) => route.abort('internetdisconnected'));
  await page.reload();
  await openChannel(page, 'bridge');
  const refused = page.getByRole('main').getByText('This page cannot be loaded');
  await page.getByRole('link', { name: 'Browse channels' }).click();
  await refused.waitFor();
  await picture(page, 'network-page');
  await openChannel(page, 'bridge');
  await composer(page, 'bridge').fill('All else is as it was');
  await page.getByRole('link', { name: 'Search messages' }).click();
  await refused.waitFor();
  await page.unroute(pages);
  await page.getByRole('main').getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('combobox', { name: 'Search messages' }).waitFor();
  await page.getByRole('link', { name: 'Browse channels' }).click();
  await page.getByRole('main').getByText('galley').waitFor();
  await openChannel(page, 'bridge');
  assert.equal(await composer(page, 'bridge').inputValue(), 'All else is as it was');
});
