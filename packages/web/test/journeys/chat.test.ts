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
  sidebar,
  thread,
  timeline,
} from './acts.ts';
import { addChannel, addMembers, foundCompanies, importPast, ownerOf, readEverything } from './companies.ts';
import { until } from './deployment.ts';
import { journeys } from './journey.ts';
import { pictureInBoth } from './pictures.ts';

const people = ['tom', 'lena'];

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: people });
  const owner = await ownerOf(deployment, 'acme');
  const past = await importPast(owner, 'acme');
  await addChannel(owner, { name: 'general', topic: 'Everybody is here', handles: people });
  for (const channelId of past.values()) {
    await owner.call('channels.join', { channelId });
    await addMembers(owner, channelId, people);
  }
  await readEverything(deployment, 'acme', people);
});

/** Holds every send back until it is let go. */
async function holdSends(page: Page): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route('**/v1/messages.send', async (route) => {
    await promise;
    await route.continue();
  });
  return resolve;
}

journey('what one person writes, edits and removes is on the screen of the other at once', async (stage) => {
  const [tom, lena] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'acme', 'lena')]);
  await Promise.all([openChannel(tom.page, 'incidents'), openChannel(lena.page, 'incidents')]);
  const text = 'db-1 is at 71 % again, I am looking';
  const letGo = await holdSends(tom.page);
  await say(tom.page, 'incidents', text);
  const pending = tom.page.getByRole('article', { name: 'Your message, not sent yet' });
  await pending.getByText('sending…').waitFor();
  assert.equal(await composer(tom.page, 'incidents').inputValue(), '', 'the field is free for the next one');
  assert.equal(await message(lena.page, text).count(), 0);
  letGo();
  await message(timeline(lena.page, 'incidents'), text).waitFor();
  await tom.page
    .getByRole('article', { name: /^Tom Adeyemi, / })
    .filter({ hasText: text })
    .waitFor();
  assert.equal(await pending.count(), 0);
  assert.equal(await message(tom.page, text).count(), 1, 'the sent one takes the place of the pending one');

  await act(tom.page, text, 'Edit');
  const field = tom.page.getByRole('textbox', { name: 'Edit message' });
  await field.fill('db-1 is at 71 %, that is yesterday’s number');
  await field.press('Enter');
  const edited = message(lena.page, 'that is yesterday’s number');
  await edited.getByText('edited', { exact: true }).waitFor();
  assert.equal(await message(lena.page, text).count(), 0, 'the former text is gone');

  await act(tom.page, 'that is yesterday’s number', 'Remove');
  await message(timeline(lena.page, 'incidents'), 'This message was removed.').waitFor();
  assert.equal(await lena.page.getByText('yesterday’s number').count(), 0);
  assert.equal(await tom.page.getByText('yesterday’s number').count(), 0);
  const left = await lena.page.evaluate(() => document.documentElement.outerHTML);
  assert.equal(/yesterday’s number|I am looking/.exec(left)?.[0], undefined, 'nowhere, not even unseen');
});

journey('a reply opens a thread for both, and stays out of the channel', async (stage) => {
  const [tom, lena] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'acme', 'lena')]);
  await Promise.all([openChannel(tom.page, 'chat-rollout'), openChannel(lena.page, 'chat-rollout')]);
  const question = 'Who takes the early shift on Monday?';
  await say(lena.page, 'chat-rollout', question);
  await message(tom.page, question).waitFor();
  await act(tom.page, question, 'Reply in thread');
  const reply = thread(tom.page).getByRole('textbox', { name: 'Reply…' });
  await reply.fill('I do, `06:00` to 14:00.');
  await reply.press('Enter');
  await message(lena.page, question)
    .getByRole('link', { name: /^1 reply/ })
    .click();
  await message(thread(lena.page), '06:00').waitFor();
  assert.equal(await thread(lena.page).locator('code').textContent(), '06:00');
  assert.equal(await message(timeline(lena.page, 'chat-rollout'), 'to 14:00').count(), 0);
  await pictureInBoth(lena.page, 'thread');
});

journey('unread and mentions are counted on both devices, and reading on one clears both', async (stage) => {
  const [tom, lena, pocket] = await Promise.all([
    enter(stage, 'acme', 'tom'),
    enter(stage, 'acme', 'lena'),
    enter(stage, 'acme', 'lena'),
  ]);
  await Promise.all([tom, lena, pocket].map(({ page }) => openChannel(page, 'general')));
  await openChannel(tom.page, 'incidents');
  await say(tom.page, 'incidents', 'Slot `reporting_2` is a minute behind');
  await say(tom.page, 'incidents', '@lena can you see why?');
  for (const { page } of [lena, pocket]) {
    await sidebar(page)
      .getByRole('link', { name: 'incidents, public channel, 2 unread, 1 mentions you' })
      .waitFor();
    await channelLink(page, 'incidents').locator('.badge-mention[data-count="1"]').waitFor();
    assert.match(await page.title(), /^\(1\) /);
  }
  await openChannel(lena.page, 'incidents');
  await lena.page.locator('.divider-new').waitFor();
  for (const { page } of [lena, pocket])
    await sidebar(page).getByRole('link', { name: 'incidents, public channel', exact: true }).waitFor();
  // Another channel may still be unread from before; nothing that mentions anybody is.
  assert.match(await pocket.page.title(), /^(• )?#general · Acme$/);
});

journey('what cannot be sent says so, keeps its text, and goes out when told', async (stage) => {
  const { page, watch } = await enter(stage, 'acme', 'tom');
  await openChannel(page, 'general');
  watch.expectRefusal('/v1/messages.send', 403);
  await page.route('**/v1/messages.send', (route) =>
    route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      body: JSON.stringify({ code: 'forbidden', status: 403, title: 'Forbidden', requestId: 'req_test' }),
    }),
  );
  await say(page, 'general', 'Canteen is closed on Friday');
  const row = message(page, 'Canteen is closed on Friday');
  await row.getByText('Not sent.').waitFor();
  await page.unroute('**/v1/messages.send');
  await row.getByRole('button', { name: 'Try again' }).click();
  await page
    .getByRole('article', { name: /^Tom Adeyemi, / })
    .filter({ hasText: 'Canteen' })
    .waitFor();
  assert.equal(await message(page, 'Canteen').count(), 1);
  assert.equal(await banner(page).count(), 0);
});

journey('the watch that every journey stands under notices what it is there for', async (stage) => {
  const { page, watch } = await enter(stage, 'acme', 'tom');
  watch.assertClean();
  await page.evaluate(() => {
    const image = document.createElement('img');
    image.src = 'https://elsewhere.example/pixel.png';
    document.body.append(image);
    try {
      image.outerHTML = '<b>written as text</b>';
    } catch {
      // Trusted Types refuse it; the report is what counts.
    }
    console.warn('a warning');
    setTimeout(() => {
      throw new Error('a mistake');
    });
  });
  await page.evaluate(async () => {
    await fetch('/v1/channels.get', {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
  });
  const wanted = ['img-src', 'require-trusted-types-for', 'a warning', 'a mistake', 'answer 400'];
  await until(
    () => wanted.every((words) => watch.findings.some((finding) => finding.includes(words))),
    `findings about ${wanted.join(', ')}`,
  );
  watch.forget();
});
