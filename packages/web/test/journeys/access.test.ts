import assert from 'node:assert/strict';
import {
  channelLink,
  composer,
  enter,
  fillSignIn,
  message,
  openChannel,
  say,
  sidebar,
  timeline,
} from './acts.ts';
import { addChannel, foundCompanies, idOf, ownerOf, passwordOf } from './companies.ts';
import { journeys } from './journey.ts';

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom', 'lena'] });
  const owner = await ownerOf(deployment, 'acme');
  await addChannel(owner, { name: 'general', topic: 'Everybody is here', handles: ['tom', 'lena'] });
  await addChannel(owner, { name: 'leads', kind: 'private', topic: 'Not for the floor', handles: ['lena'] });
});

journey('who is removed from a private channel loses it at once, while it is open', async (stage) => {
  const [priya, lena] = await Promise.all([enter(stage, 'acme', 'priya'), enter(stage, 'acme', 'lena')]);
  // The page may have been about to say what it has read.
  lena.watch.expectRefusal('/v1/channels.markRead', 404);
  await Promise.all([openChannel(priya.page, 'leads'), openChannel(lena.page, 'leads')]);
  await say(priya.page, 'leads', 'Salaries are signed');
  await message(timeline(lena.page, 'leads'), 'Salaries').waitFor();
  await composer(lena.page, 'leads').fill('Thank you, all of');
  // Asking again is how the page learns that nothing is left for her.
  lena.watch.expectRefusal('/v1/channels.get', 404);
  lena.watch.expectRefusal('/v1/channels.members', 404);
  lena.watch.expectRefusal('/v1/messages.list', 404);
  const framesBefore = lena.watch.frames.length;

  await priya.page.getByRole('button', { name: /^Members/ }).click();
  await priya.page.getByRole('button', { name: 'Remove Lena Vogt' }).click();
  await lena.page.getByText('Channel not found').waitFor();
  assert.equal(await channelLink(lena.page, 'leads').count(), 0);
  await say(priya.page, 'leads', 'Now the other half');
  await message(timeline(priya.page, 'leads'), 'other half').waitFor();
  await say(priya.page, 'leads', 'That is all');
  await message(timeline(priya.page, 'leads'), 'That is all').waitFor();
  await openChannel(lena.page, 'general');
  const left = await lena.page.evaluate(() => document.documentElement.outerHTML);
  assert.equal(
    /Salaries|other half|That is all|Not for the floor/.exec(left)?.[0],
    undefined,
    'what was said there left the page',
  );
  const after = lena.watch.frames.slice(framesBefore).join('\n');
  assert.equal(
    /other half|That is all/.exec(after)?.[0],
    undefined,
    'nothing is delivered after the removal',
  );
  await lena.page.keyboard.press('Control+k');
  await lena.page.getByRole('combobox', { name: 'Channel' }).fill('leads');
  await lena.page.getByText('Nothing found').waitFor();
});

journey('a session that is ended elsewhere is signed out at once in its open page', async (stage) => {
  const office = await enter(stage, 'acme', 'lena');
  const lost = await enter(stage, 'acme', 'lena');
  await Promise.all([openChannel(office.page, 'general'), openChannel(lost.page, 'general')]);
  // The page may have been about to say what it has read.
  lost.watch.expectRefusal('/v1/channels.markRead', 401);
  await office.page.getByRole('button', { name: /Sessions, colours, sign out/ }).click();
  const dialog = office.page.getByRole('dialog', { name: 'You' });
  await dialog.getByText('This device').waitFor();
  await dialog.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await lost.page.getByText('You were signed out').waitFor();
  await say(lost.page, 'general', 'Is anybody there?').catch(() => {});
  lost.watch.expectRefusal('/v1/messages.send', 401);
  await office.page.keyboard.press('Escape');
  await say(office.page, 'general', 'The tablet from the van is signed out');
  await message(timeline(office.page, 'general'), 'from the van').waitFor();
  assert.ok(
    !lost.watch.frames.some((frame) => frame.includes('from the van')),
    'nothing arrives after the end',
  );
  assert.equal(await message(office.page, 'Is anybody there?').count(), 0);
  await lost.page.getByRole('button', { name: 'Sign in' }).click();
  await lost.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await fillSignIn(lost.page, 'lena', passwordOf('acme', 'lena'));
  await sidebar(lost.page).waitFor();
});

journey('who is suspended is signed out at once, and cannot come back', async (stage) => {
  const { page, watch } = await enter(stage, 'acme', 'tom');
  await openChannel(page, 'general');
  // The page may have been about to say what it has read.
  watch.expectRefusal('/v1/channels.markRead', 401);
  const owner = await ownerOf(stage.deployment, 'acme');
  await owner.call('principals.suspend', { principalId: await idOf(owner, 'tom') });
  await page.getByText('You were signed out').waitFor();
  watch.expectRefusal('/v1/sessions.create', 401);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await fillSignIn(page, 'tom', passwordOf('acme', 'tom'));
  await page.getByRole('alert').getByText('Sign-in failed').waitFor();
});
