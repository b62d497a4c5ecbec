import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { channelLink, composer, enter, message, openChannel, thread, timeline } from './acts.ts';
import { addChannel, foundCompanies, ownerOf } from './companies.ts';
import { journeys } from './journey.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { picture, pictureInBoth } from './pictures.ts';

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom', 'lena', 'priya'] });
  const owner = await ownerOf(deployment, 'acme');
  await addChannel(owner, { name: 'general', topic: 'Everybody is here', handles: ['tom', 'lena', 'priya'] });
  await addChannel(owner, { name: 'incidents', handles: ['tom', 'lena'] });
});

const offers = (page: Page, name: string) => page.getByRole('listbox', { name });

/** Sent and taken over: the field is free, and this is said. */
async function sent(page: Page, channel: string, text: string): Promise<void> {
  await message(timeline(page, channel), text).first().waitFor();
  await page.getByRole('article', { name: 'Your message, not sent yet' }).waitFor({ state: 'detached' });
  assert.equal(await composer(page, channel).inputValue(), '');
}

journey('names, channels and emoji are completed by the keyboard alone', async (stage) => {
  const { page } = await enter(stage, 'acme', 'tom');
  await openChannel(page, 'incidents');
  const field = composer(page, 'incidents');
  await field.focus();
  await page.keyboard.type('Ask @');
  await offers(page, 'People').waitFor();
  const first = offers(page, 'People').getByRole('option').first();
  assert.equal(await first.getAttribute('aria-selected'), 'true');
  assert.equal(await field.getAttribute('aria-activedescendant'), await first.getAttribute('id'));
  await pictureInBoth(page, 'composer-people');
  await isReadable(page);
  await isUsableWithoutEyes(page);
  await page.keyboard.press('ArrowDown');
  assert.equal(await first.getAttribute('aria-selected'), 'false');
  await page.keyboard.press('Escape');
  await offers(page, 'People').waitFor({ state: 'detached' });
  await page.keyboard.press('Backspace');
  await page.keyboard.type('@len');
  await page.keyboard.press('Enter');
  assert.equal(await field.inputValue(), 'Ask @lena ');
  await page.keyboard.type('in #gen');
  await offers(page, 'Channels').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await field.inputValue(), 'Ask @lena in #general ');
  await page.keyboard.type(':tad');
  await offers(page, 'Emoji').waitFor();
  await page.keyboard.press('Enter');
  assert.equal(await field.inputValue(), 'Ask @lena in #general 🎉 ');
  await page.keyboard.type('and :rocket:');
  await page.waitForFunction(
    () => document.querySelector<HTMLTextAreaElement>('.composer textarea')?.value.includes('🚀') === true,
  );
  await page.keyboard.press('Enter');
  await sent(page, 'incidents', 'and 🚀');
});

journey(
  'keys mark the selection, an address pasted over words makes a link, undo takes it back',
  async (stage) => {
    const { page } = await enter(stage, 'acme', 'tom');
    await openChannel(page, 'incidents');
    const field = composer(page, 'incidents');
    await field.focus();
    await page.keyboard.type('read the plan');
    await page.keyboard.press('Control+Shift+ArrowLeft');
    await page.keyboard.press('Control+b');
    assert.equal(await field.inputValue(), 'read the **plan**');
    await page.keyboard.press('Control+b');
    assert.equal(await field.inputValue(), 'read the plan');
    await paste(page, 'https://plans.example/7');
    assert.equal(await field.inputValue(), 'read the [plan](https://plans.example/7)');
    await page.keyboard.press('Control+z');
    assert.equal(await field.inputValue(), 'read the plan');
  },
);

/** As the browser hands it over; the default action happens when nobody prevented it. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const data = new DataTransfer();
    data.setData('text/plain', pasted);
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
    if (document.activeElement?.dispatchEvent(event) === true)
      document.execCommand('insertText', false, pasted);
  }, text);
}

journey('a line with a slash is a command, an unknown one stays, two slashes send one', async (stage) => {
  const { page } = await enter(stage, 'acme', 'tom');
  const owner = await ownerOf(stage.deployment, 'acme');
  await addChannel(owner, { name: 'slips', handles: ['tom'] });
  await openChannel(page, 'slips');
  const field = composer(page, 'slips');
  await page.getByRole('button', { name: 'Commands', exact: true }).click();
  await offers(page, 'Commands').waitFor();
  await picture(page, 'composer-commands');
  await page.keyboard.type('sh');
  await page.keyboard.press('Tab');
  assert.equal(await field.inputValue(), '/shrug ');
  await page.keyboard.type('who knows');
  await page.keyboard.press('Enter');
  await sent(page, 'slips', 'who knows');
  await field.fill('/frobnicate now');
  await field.press('Enter');
  await page.getByText('There is no command /frobnicate.').waitFor();
  assert.equal(await field.inputValue(), '/frobnicate now');
  await field.fill('//etc is a path');
  await field.press('Enter');
  await sent(page, 'slips', '/etc is a path');
  await field.fill('/mute');
  await field.press('Enter');
  await page.getByText('Muted.', { exact: true }).waitFor();
  await field.fill('/invite @nobody-at-all');
  await field.press('Enter');
  await page.getByText('Nobody has the handle @nobody-at-all.').waitFor();
  await field.fill('/dm @lena See you at the pier');
  await field.press('Enter');
  await page.getByRole('log', { name: /^Messages in Lena/ }).waitFor();
  await message(page, 'See you at the pier').waitFor();
});

journey('two tabs share one draft; when both write at once, neither text is lost', async (stage) => {
  const { page } = await enter(stage, 'acme', 'lena');
  const other = await page.context().newPage();
  await other.goto(stage.deployment.origin('acme'));
  await Promise.all([openChannel(page, 'general'), openChannel(other, 'general')]);
  const [here, there] = [composer(page, 'general'), composer(other, 'general')];
  await here.fill('The count of hall C');
  await until(other, 'The count of hall C');
  await openChannel(other, 'incidents');
  await channelLink(other, 'general')
    .and(other.getByRole('link', { name: /draft/ }))
    .waitFor();
  await openChannel(other, 'general');

  // Nothing of what the other tab writes is heard here while this one is busy.
  await page.evaluate(() => addEventListener('storage', (event) => event.stopImmediatePropagation(), true));
  await there.fill('The count of hall C is 12');
  await here.fill('Hall C is counted tomorrow');
  const question = (tab: Page) => tab.getByText('Another tab has a different text here:');
  await Promise.any([question(page).waitFor(), question(other).waitFor()]);
  const asked = (await page.getByText('Another tab has').isVisible()) ? page : other;
  await picture(asked, 'composer-two-tabs');
  const texts = async () => [await here.inputValue(), await there.inputValue()].toSorted();
  assert.deepEqual(await texts(), ['Hall C is counted tomorrow', 'The count of hall C is 12']);
  const before = await composer(asked, 'general').inputValue();
  await asked.getByRole('button', { name: 'Swap' }).click();
  assert.notEqual(await composer(asked, 'general').inputValue(), before);
  await asked.getByRole('button', { name: 'Discard it' }).click();
  await asked.getByText('Another tab has').waitFor({ state: 'detached' });

  await page.waitForTimeout(400);
  const left = await composer(asked, 'general').inputValue();
  await asked.reload();
  await until(asked, left);
});

const until = (page: Page, text: string) =>
  page.waitForFunction(
    (wanted) => document.querySelector<HTMLTextAreaElement>('.composer textarea')?.value === wanted,
    text,
  );

journey(
  'two million characters are refused at once, too long a text is counted and not sent',
  async (stage) => {
    const { page } = await enter(stage, 'acme', 'tom');
    await openChannel(page, 'general');
    const field = composer(page, 'general');
    await field.focus();
    await page.keyboard.type('Before it. ');
    const started = performance.now();
    await paste(page, 'All hands to the pier. '.repeat(87_000));
    await page.getByText(/^The text has 2,001,000 characters; a message can have 40,000\./).waitFor();
    assert.equal(await field.inputValue(), 'Before it. ');
    const refusedMs = performance.now() - started;
    await paste(page, 'All hands to the pier. '.repeat(4_000));
    await page.getByText('92,011 of 40,000 characters.').waitFor();
    await page.keyboard.type('x');
    await page.getByText('92,012 of 40,000 characters.').waitFor();
    const tookMs = performance.now() - started;
    // How quick is measured, not judged: machines differ.
    console.log(
      `2 MB refused in ${Math.round(refusedMs)} ms; with 92,000 taken and one key ${Math.round(tookMs)} ms`,
    );
    await field.press('Enter');
    assert.ok(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled());
    await picture(page, 'composer-too-long');
    await openChannel(page, 'incidents');
    await openChannel(page, 'general');
    assert.equal((await composer(page, 'general').inputValue()).length, 92_012);
    await composer(page, 'general').fill('');
  },
);

journey('without room on the device the draft lives in the page, and that is said once', async (stage) => {
  const { page } = await enter(stage, 'acme', 'priya');
  await page.addInitScript(() => {
    const setItem = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key: string, text: string) {
      if (key.startsWith('wardroom.draft')) throw new DOMException('full', 'QuotaExceededError');
      setItem.call(this, key, text);
    };
  });
  await page.reload();
  await openChannel(page, 'general');
  await composer(page, 'general').fill('A thought that fits nowhere');
  await page.getByText('This device has no storage left for drafts.').waitFor();
  await page.getByRole('button', { name: 'OK' }).click();
  await composer(page, 'general').fill('A thought that fits nowhere else');
  await page.waitForTimeout(400);
  assert.equal(await page.getByText('This device has no storage left for drafts.').count(), 0);
  await channelLink(page, 'general')
    .and(page.getByRole('link', { name: /draft/ }))
    .waitFor();
  assert.equal(await composer(page, 'general').inputValue(), 'A thought that fits nowhere else');
});

journey('signing out leaves no draft on the device', async (stage) => {
  const { page } = await enter(stage, 'acme', 'lena');
  await openChannel(page, 'incidents');
  await composer(page, 'incidents').fill('A secret of the harbour');
  const keys = () => page.evaluate(() => JSON.stringify({ ...localStorage }));
  for (let round = 0; !(await keys()).includes('secret of the harbour'); round += 1) {
    assert.ok(round < 50, 'the draft is kept');
    await page.waitForTimeout(50);
  }
  await page.goto(`${stage.deployment.origin('acme')}/you/sessions`);
  await page.getByRole('button', { name: 'Sign out', exact: true }).first().click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.doesNotMatch(await keys(), /wardroom\.draft/);
});

journey('at 360 px the composer and its lists fit; a thread has the same field', async (stage) => {
  const { page } = await enter(stage, 'acme', 'tom', { viewport: { width: 360, height: 740 } });
  await openChannel(page, 'incidents');
  const field = composer(page, 'incidents');
  await field.focus();
  await page.keyboard.type('Who of @');
  await offers(page, 'People').waitFor();
  await fitsItsWidth(page);
  await isUsableWithoutEyes(page);
  const box = await offers(page, 'People').boundingBox();
  assert.ok(box !== null && box.x >= 0 && box.x + box.width <= 360 && box.y >= 0);
  await pictureInBoth(page, 'composer-phone');
  await field.fill('Who opens the thread?');
  await field.press('Enter');
  await sent(page, 'incidents', 'Who opens the thread?');
  assert.equal(await thread(page).count(), 0);
});
