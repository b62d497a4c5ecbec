import assert from 'node:assert/strict';
import {
  act,
  channelLink,
  composer,
  enter,
  fillSignIn,
  message,
  openChannel,
  say,
  sidebar,
  thread,
  timeline,
} from './acts.ts';
import {
  addChannel,
  addMembers,
  foundCompanies,
  importPast,
  ownerOf,
  passwordOf,
  readEverything,
} from './companies.ts';
import { until } from './deployment.ts';
import { journeys } from './journey.ts';
import { isFocused, switchTo, tabTo, typeLine } from './keyboard.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { picture, pictureInBoth } from './pictures.ts';

const people = ['tom', 'lena', 'marcus'];
const longName = 'a-channel-with-a-name-that-nobody-would-want-to-type-a-second-time';

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: people });
  const owner = await ownerOf(deployment, 'acme');
  const past = await importPast(owner, 'acme');
  await addChannel(owner, { name: 'general', topic: 'Everybody is here', handles: people });
  await addChannel(owner, {
    name: longName,
    kind: 'private',
    topic: 'Names may be eighty letters long; a phone is not wider for it, and topics are longer still',
    handles: people,
  });
  for (const channelId of past.values()) {
    await owner.call('channels.join', { channelId });
    await addMembers(owner, channelId, people);
  }
  await readEverything(deployment, 'acme', ['priya', ...people]);
});

journey('without a mouse: sign in, go to a channel, write, reply in a thread, come back', async (stage) => {
  const { page } = await stage.open();
  await page.goto(stage.deployment.origin('acme'));
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.ok(await isFocused(page.getByLabel('Handle or e-mail address')), 'the first field has the focus');
  await page.keyboard.type('lena');
  await page.keyboard.press('Tab');
  await page.keyboard.type(passwordOf('acme', 'lena'));
  await page.keyboard.press('Enter');
  await sidebar(page).waitFor();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Channel' }).waitFor();
  await picture(page, 'switcher');
  await page.keyboard.type('inci');
  await page.keyboard.press('Enter');
  await timeline(page, 'incidents').waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await tabTo(page, composer(page, 'incidents'));
  await page.keyboard.type('Alert fired on db-2,');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('I am on it.');
  await page.keyboard.press('Enter');
  await message(timeline(page, 'incidents'), 'Alert fired on db-2').waitFor();
  await page.getByRole('article', { name: 'Your message, not sent yet' }).waitFor({ state: 'detached' });

  await tabTo(page, timeline(page, 'incidents'), 'Shift+Tab');
  await page.keyboard.press('ArrowUp');
  await tabTo(page, page.getByRole('button', { name: 'Reply in thread' }));
  await page.keyboard.press('Enter');
  const reply = thread(page).getByRole('textbox', { name: 'Reply…' });
  await reply.waitFor();
  await tabTo(page, reply);
  await page.keyboard.type('It was the nightly export.');
  await page.keyboard.press('Enter');
  await message(thread(page), 'nightly export').waitFor();
  await page.keyboard.press('Escape');
  await thread(page).waitFor({ state: 'detached' });
  await tabTo(page, composer(page, 'incidents'));
  await page.keyboard.press('ArrowUp');
  const edit = page.getByRole('textbox', { name: 'Edit message' });
  await edit.waitFor();
  assert.ok(await isFocused(edit));
  await page.keyboard.type(' Closed.');
  await page.keyboard.press('Enter');
  await message(timeline(page, 'incidents'), 'I am on it. Closed.').waitFor();
});

journey(
  'without a mouse: react, pin, search, go to what was found, look at people, sign out',
  async (stage) => {
    const { page } = await enter(stage, 'acme', 'marcus');
    await switchTo(page, 'chat-rollout');
    await typeLine(page, 'chat-rollout', 'The keyboard is enough');
    await page.getByRole('article', { name: /^Marcus Hale, .*enough/ }).waitFor();
    await tabTo(page, timeline(page, 'chat-rollout'), 'F6');
    await page.keyboard.press('ArrowUp');
    const row = message(timeline(page, 'chat-rollout'), 'keyboard is enough');
    await until(() => isFocused(row), 'the newest message has the focus');
    await page.keyboard.press('+');
    await page.getByRole('option', { name: 'grinning face', exact: true }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await row.getByRole('list', { name: 'Reactions' }).waitFor();
    await until(() => isFocused(row), 'the focus comes back');
    await page.keyboard.press('p');
    await row.getByText('Pinned by Marcus').waitFor();

    await switchTo(page, 'general');
    await page.keyboard.press('Control+Shift+F');
    const query = page.getByRole('combobox', { name: 'Search messages' });
    await until(() => isFocused(query), 'the field for words has the focus');
    await page.keyboard.type('keyboard');
    await page.keyboard.press('Enter');
    const found = page.getByRole('link', { name: /Marcus Hale in chat-rollout/ }).first();
    await found.waitFor();
    await tabTo(page, found);
    await page.keyboard.press('Enter');
    await page.locator('.message.marked').filter({ hasText: 'keyboard is enough' }).waitFor();

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Channel, person or action' }).waitFor();
    await page.keyboard.type('People');
    await page.getByRole('option', { name: 'People', exact: true }).waitFor();
    await page.keyboard.press('Enter');
    const people = page.getByRole('dialog', { name: 'People' });
    await tabTo(page, people.getByRole('button', { name: /^Lena Vogt/ }));
    await page.keyboard.press('Enter');
    await people.getByText('@lena').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await people.waitFor({ state: 'detached' });

    await page.goto(`${stage.deployment.origin('acme')}/you/sessions`);
    await tabTo(page, page.getByRole('button', { name: 'Sign out', exact: true }).first());
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  },
);

journey('every dialog opens with a name and the focus inside, and Escape closes it', async (stage) => {
  const { page } = await enter(stage, 'acme', 'priya');
  await openChannel(page, 'general');
  const dialogs = {
    'Go to…': 'Go to',
    'New message': 'New message',
    People: 'People',
    'Channel details': 'Details of #general',
    'Keyboard shortcuts': 'Keyboard shortcuts',
    'Sessions, colours, sign out': 'You',
  };
  for (const [button, title] of Object.entries(dialogs)) {
    const opener = page
      .getByRole('button', { name: button, exact: !/^(Sessions|Go to)/.test(button) })
      .first();
    await opener.press('Enter');
    const dialog = page.getByRole('dialog', { name: title, exact: true });
    await dialog.waitFor();
    assert.ok(await dialog.evaluate((element) => element.contains(document.activeElement)), title);
    await page.waitForLoadState('networkidle');
    await isUsableWithoutEyes(page);
    await isReadable(page);
    await picture(page, `dialog-${title.replaceAll(/\W+/g, '-').toLowerCase()}`);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await until(() => isFocused(opener), `the focus returns to ${button}`);
  }
});

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

journey('on a phone nothing is out of reach and nothing sticks out', async (stage) => {
  const { page } = await stage.open(phone);
  await page.goto(stage.deployment.origin('acme'));
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await fitsItsWidth(page);
  await picture(page, 'phone-sign-in');
  await fillSignIn(page, 'marcus', passwordOf('acme', 'marcus'));
  await sidebar(page).waitFor();
  await fitsItsWidth(page);
  await pictureInBoth(page, 'phone-list');

  await channelLink(page, 'chat-rollout').tap();
  await timeline(page, 'chat-rollout').waitFor();
  assert.ok(!(await sidebar(page).isVisible()), 'the channel has the screen');
  const field = composer(page, 'chat-rollout');
  await field.tap();
  await field.fill(
    `${'A line that is longer than the phone is wide. '.repeat(4)}\nhttps://status.example/${'a'.repeat(120)}`,
  );
  const box = await page.locator('form.composer').boundingBox();
  assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 360 && box.y + box.height <= 740);
  await fitsItsWidth(page);
  await page.getByRole('button', { name: 'Send', exact: true }).tap();
  await message(page, 'longer than the phone').waitFor();
  await fitsItsWidth(page);
  await isReadable(page);
  await isUsableWithoutEyes(page);
  await pictureInBoth(page, 'phone-channel');

  await message(page, 'On the old phones')
    .getByRole('link', { name: /^4 repl/ })
    .tap();
  await thread(page).getByRole('textbox', { name: 'Reply…' }).waitFor();
  await fitsItsWidth(page);
  await pictureInBoth(page, 'phone-thread');
  await thread(page).getByRole('button', { name: 'Close thread' }).tap();
  await page.getByRole('link', { name: 'All channels' }).tap();
  await sidebar(page).waitFor();
  await channelLink(page, longName).tap();
  await page.getByText(/^This is the beginning/).waitFor();
  await fitsItsWidth(page);
  await page.getByRole('region', { name: 'Who can read this' }).getByRole('button').first().tap();
  await page.getByRole('complementary').getByText('Marcus Hale').waitFor();
  await fitsItsWidth(page);
  await picture(page, 'phone-members');
  await page
    .getByRole('complementary')
    .getByRole('button', { name: /^Close/ })
    .tap();
  await page.getByRole('link', { name: 'All channels' }).tap();
  for (const button of ['New message', 'People', 'Go to']) {
    await page.getByRole('button', { name: button }).first().tap();
    await page.getByRole('dialog').waitFor();
    await fitsItsWidth(page);
    const inner = await page.getByRole('dialog').boundingBox();
    assert.ok(inner !== null && inner.x >= 0 && inner.x + inner.width <= 360, `${button} fits`);
    await picture(page, `phone-${button.replaceAll(' ', '-').toLowerCase()}`);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).tap();
  }
});

journey('on a phone a message can be edited and removed', async (stage) => {
  const { page } = await enter(stage, 'acme', 'tom', phone);
  await channelLink(page, 'general').tap();
  await timeline(page, 'general').waitFor();
  await say(page, 'general', 'Van 3 is back');
  await page
    .getByRole('article', { name: /^Tom Adeyemi, / })
    .filter({ hasText: 'Van 3' })
    .tap();
  await picture(page, 'phone-actions');
  await fitsItsWidth(page);
  await act(page, 'Van 3 is back', 'Remove');
  await message(page, 'This message was removed.').waitFor();
});
