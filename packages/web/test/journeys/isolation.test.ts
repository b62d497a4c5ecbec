import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { enter, fillSignIn, message, openChannel, say, sidebar, timeline } from './acts.ts';
import {
  addChannel,
  addMembers,
  foundCompanies,
  importPast,
  ownerOf,
  passwordOf,
  readEverything,
} from './companies.ts';
import { journeys } from './journey.ts';

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom'], globex: ['wanjiru', 'dario'] });
  for (const [slug, handles] of [
    ['acme', ['tom']],
    ['globex', ['wanjiru', 'dario']],
  ] as const) {
    const owner = await ownerOf(deployment, slug);
    await addChannel(owner, { name: 'general', topic: 'Everybody is here', handles });
    for (const channelId of (await importPast(owner, slug)).values()) {
      await owner.call('channels.join', { channelId });
      await addMembers(owner, channelId, handles);
    }
    await readEverything(deployment, slug, handles);
  }
});

/** Words that only acme uses: its name, people, channels, and what is said there. */
const words = /acme|priya|adeyemi|tom@|chat-rollout|incidents|reporting_old|zanzibar/i;

/** Everything the browser of one person holds. */
async function everythingIn(page: Page): Promise<string> {
  const stored = await page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const caches_ = await caches.keys();
    return JSON.stringify([
      { ...localStorage },
      { ...sessionStorage },
      databases,
      caches_,
      document.cookie,
      document.title,
      document.documentElement.outerHTML,
      performance.getEntries().map(({ name }) => name),
    ]);
  });
  return stored + JSON.stringify(await page.context().storageState());
}

journey('a person of another workspace sees, receives and stores no word of this one', async (stage) => {
  const [tom, wanjiru] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'globex', 'wanjiru')]);
  const answers: string[] = [];
  wanjiru.page.on('response', async (response) => {
    const body = await response.text().catch(() => '');
    if (response.url().includes('/v1/')) answers.push(body);
  });
  await wanjiru.page.reload();
  await Promise.all([openChannel(tom.page, 'incidents'), openChannel(wanjiru.page, 'general')]);
  await say(tom.page, 'incidents', 'The zanzibar key is revoked, @wanjiru would have liked that');
  await message(timeline(tom.page, 'incidents'), 'zanzibar').waitFor();
  // Her own channel is alive meanwhile: what follows is not an empty screen.
  await say(wanjiru.page, 'general', 'Release notes are in review');
  await message(timeline(wanjiru.page, 'general'), 'in review').waitFor();
  await openChannel(wanjiru.page, 'release-planning');
  await wanjiru.page.getByRole('button', { name: 'People', exact: true }).click();
  await wanjiru.page.getByRole('dialog').getByText('Dario Conti').waitFor();
  await wanjiru.page.keyboard.press('Escape');
  await wanjiru.page.keyboard.press('Control+k');
  await wanjiru.page.getByRole('combobox', { name: 'Channel' }).fill('incidents');
  await wanjiru.page.getByText('Nothing found').waitFor();
  await wanjiru.page.keyboard.press('Escape');

  const hers = await everythingIn(wanjiru.page);
  assert.ok(
    wanjiru.watch.frames.some((frame) => frame.includes('in review')),
    'her frames were read',
  );
  assert.ok(
    answers.some((answer) => answer.includes('Oskar') || answer.includes('ines')),
    'her answers were read',
  );
  // What she typed herself is not a word she was told.
  for (const text of [hers, ...wanjiru.watch.frames, ...answers])
    assert.equal(text.match(words)?.[0], undefined);
  assert.ok(words.test(await everythingIn(tom.page)), 'the words are the ones that are used there');
});

journey('links into another workspace lead nowhere, and say nothing about what is there', async (stage) => {
  const tom = await enter(stage, 'acme', 'tom');
  const wanjiru = await enter(stage, 'globex', 'wanjiru');
  await openChannel(tom.page, 'incidents');
  const { pathname } = new URL(tom.page.url());
  wanjiru.watch.expectRefusal('/v1/channels.get', 404);
  wanjiru.watch.expectRefusal('/v1/channels.members', 404);
  await wanjiru.page.goto(`${stage.deployment.origin('globex')}${pathname}`);
  await wanjiru.page.getByText('Channel not found').waitFor();
  const shown = await wanjiru.page.evaluate(() => document.body.textContent ?? '');
  assert.equal(shown.match(words)?.[0], undefined);
});

journey('at another workspace neither password nor session is worth anything', async (stage) => {
  const { page, watch } = await stage.open();
  await page.goto(stage.deployment.origin('globex'));
  await fillSignIn(page, 'wanjiru', passwordOf('globex', 'wanjiru'));
  await sidebar(page).waitFor();
  watch.expectRefusal('/v1/sessions.create', 401);
  await page.goto(stage.deployment.origin('acme'));
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  for (const handle of ['wanjiru', 'tom']) {
    await fillSignIn(page, handle, passwordOf('globex', 'wanjiru'));
    await page.getByRole('alert').getByText('Sign-in failed').waitFor();
    assert.equal(new URL(page.url()).pathname, '/sign-in');
  }
  const cookies = await page.context().cookies();
  assert.deepEqual(
    cookies.map(({ domain, name, httpOnly, secure }) => ({
      domain,
      host: name.startsWith('__Host-'),
      httpOnly,
      secure,
    })),
    [{ domain: 'globex.localhost', host: true, httpOnly: true, secure: true }],
  );
});
