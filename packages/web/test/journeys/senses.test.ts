import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { composer, enter, message, openChannel, say, sidebar, timeline } from './acts.ts';
import { addChannel, clientFor, foundCompanies, ownerOf, readEverything } from './companies.ts';
import { until } from './deployment.ts';
import { journeys } from './journey.ts';
import { isReadable } from './looks.ts';
import { picture } from './pictures.ts';

const people = ['tom', 'lena', 'marcus'];
const lines = 130;

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: people });
  const owner = await ownerOf(deployment, 'acme');
  const log = await addChannel(owner, { name: 'log', topic: 'Readings', handles: people });
  await addChannel(owner, { name: 'office', handles: people });
  const tom = await clientFor(deployment, 'acme', 'tom');
  for (let number = 1; number <= lines; number += 1)
    await tom.call('messages.send', { channelId: log, body: `Reading ${number} of the buoy` });
  await readEverything(deployment, 'acme', ['priya', ...people]);
});

async function turnOnScreenReaderMode(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/you/preferences`);
  await page.getByRole('checkbox', { name: /^Screen reader mode/ }).check();
  await page.goto(origin);
  await sidebar(page).waitFor();
}

/** The numbers of the readings that are in the page, in the order in which they are read. */
const readings = async (page: Page): Promise<readonly number[]> => {
  const texts = await timeline(page, 'log').getByRole('article').allTextContents();
  return texts.flatMap((text) => Number(/Reading (\d+) /.exec(text)?.[1] ?? Number.NaN));
};

const upTo = (first: number) => Array.from({ length: lines - first + 1 }, (_, index) => first + index);

journey(
  'in screen reader mode every loaded message is in the page, in order, without a hole',
  async (stage) => {
    const origin = stage.deployment.origin('acme');
    const [lena, tom] = await Promise.all([enter(stage, 'acme', 'lena'), enter(stage, 'acme', 'tom')]);
    await turnOnScreenReaderMode(lena.page, origin);
    for (const { page } of [lena, tom]) {
      await openChannel(page, 'log');
      await message(timeline(page, 'log'), `Reading ${lines} `).waitFor();
    }
    const [first = 0] = await readings(lena.page);
    assert.ok(first > 1 && first < lines - 30, `a page is loaded, from ${first}`);
    assert.deepEqual(await readings(lena.page), upTo(first));
    assert.ok((await readings(tom.page)).length < lines - first, 'elsewhere only a window is in the page');
    await timeline(lena.page, 'log').focus();
    // To the first that is loaded, until there is nothing before it.
    await until(async () => {
      await lena.page.keyboard.press('Home');
      return (await readings(lena.page))[0] === 1;
    }, 'the beginning is there');
    assert.deepEqual(await readings(lena.page), upTo(1));
    const label = await message(lena.page, 'Reading 77 ').getAttribute('aria-label');
    assert.match(label ?? '', /^Tom Adeyemi, \d\d:\d\d: Reading 77 of the buoy/, 'who, when, what');
    await picture(lena.page, 'screen-reader-mode');
  },
);

/** Everything that the polite region of the page says from now on. */
async function listen(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    const region = document.querySelector('.unseen[role=status]');
    if (region === null) throw new Error('nothing is read out here');
    const note = () => said.push(region.textContent ?? '');
    new MutationObserver(note).observe(region, { childList: true, characterData: true, subtree: true });
  });
  return () => page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
}

journey('new messages are read out, each once, long ones whole in screen reader mode', async (stage) => {
  const origin = stage.deployment.origin('acme');
  const [lena, marcus] = await Promise.all([enter(stage, 'acme', 'lena'), enter(stage, 'acme', 'marcus')]);
  await turnOnScreenReaderMode(lena.page, origin);
  const heard = await Promise.all(
    [lena, marcus].map(async ({ page }) => {
      await openChannel(page, 'office');
      return await listen(page);
    }),
  );
  const tom = await clientFor(stage.deployment, 'acme', 'tom');
  const { channels } = await tom.call('channels.list', {});
  const channelId = channels.find(({ name }) => name === 'office')?.id;
  assert.ok(channelId !== undefined);
  const long = `The report: ${'all quiet on the water, '.repeat(20)}and that is the end of it`;
  const bodies = ['One ship is here', 'Two ships are here', 'Two ships are here', long];
  // At the same time, so that several may come in one frame.
  await Promise.all(bodies.slice(0, 3).map((body) => tom.call('messages.send', { channelId, body })));
  await tom.call('messages.send', { channelId, body: long });
  await until(
    async () => (await heard[0]?.())?.join('\n').includes('end of it') ?? false,
    'the last is read out',
  );
  const said = (await heard[0]?.())?.join('\n') ?? '';
  assert.equal(said.split('One ship is here').length, 2, said);
  assert.equal(said.split('Two ships are here').length, 3, said);
  await until(
    async () => (await heard[1]?.())?.join('\n').includes('all quiet') ?? false,
    'the other hears it, too',
  );
  const elsewhere = (await heard[1]?.())?.join('\n') ?? '';
  assert.ok(elsewhere.includes('all quiet') && !elsewhere.includes('end of it'), 'else not at length');
  await composer(marcus.page, 'office').pressSequentially('Half a');
  const writing = lena.page.locator('[aria-live=polite]').getByText('Marcus Hale is writing…');
  await writing.waitFor();
});

journey(
  'what is read comes in the order in which it is seen: channels, head, messages, field',
  async (stage) => {
    const { page } = await enter(stage, 'acme', 'lena');
    await openChannel(page, 'log');
    const order = await page.evaluate(() => {
      const wanted = ['nav', 'main header h1', '[role=log]', 'textarea'];
      const found = wanted.map((selector) => document.querySelector(selector));
      return found.map((element, index) => {
        const before = found[index - 1];
        if (element === null) return `${wanted[index]} is missing`;
        const follows = before === undefined || before === null;
        return follows || (before.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
      });
    });
    assert.deepEqual(order, [true, true, true, true]);
  },
);

/** What of an element can be seen when a system has taken its colours: text, ground, edges. */
const lookOf = (place: Locator): Promise<string> =>
  place.evaluate((element) => {
    const look = getComputedStyle(element);
    const { color, backgroundColor, outlineStyle, boxShadow, textDecorationLine } = look;
    // What can be seen through has the ground of the page.
    const clear = /, 0\)$/.test(backgroundColor);
    const ground = clear ? getComputedStyle(document.body).backgroundColor : backgroundColor;
    const edge = (side: string, width: string) => (width === '0px' ? 'none' : `${side} ${width}`);
    return [
      color,
      ground,
      outlineStyle,
      boxShadow,
      edge(look.borderInlineStartColor, look.borderInlineStartWidth),
      edge(look.borderBlockEndColor, look.borderBlockEndWidth),
      textDecorationLine,
    ].join(' | ');
  });

async function standsOut(chosen: Locator, other: Locator, what: string): Promise<void> {
  await chosen.waitFor();
  assert.notEqual(await lookOf(chosen), await lookOf(other), `${what} can be told from the others`);
}

for (const [name, options] of Object.entries({
  'forced colours': { forcedColors: 'active' },
  'more contrast': { contrast: 'more' },
} as const))
  journey(`with ${name} the focus and what is current or chosen stay visible`, async (stage) => {
    const { page } = await enter(stage, 'acme', 'lena', options);
    await openChannel(page, 'log');
    await message(timeline(page, 'log'), `Reading ${lines} `).waitFor();
    const links = sidebar(page).locator('.channel-link');
    await standsOut(
      links.and(page.locator('[aria-current]')),
      links.and(page.locator(':not([aria-current])')).first(),
      'the open channel',
    );
    const row = message(timeline(page, 'log'), `Reading ${lines} `);
    await timeline(page, 'log').focus();
    await page.keyboard.press('ArrowUp');
    await until(() => row.evaluate((element) => element === document.activeElement), 'the row has the focus');
    await standsOut(row, message(timeline(page, 'log'), `Reading ${lines - 1} `), 'the focused message');
    await picture(page, `senses-${name.replace(' ', '-')}`);
    await page.keyboard.press('Enter');
    const items = page.getByRole('menuitem');
    await standsOut(items.first(), items.nth(1), 'the focused line of a menu');
    await picture(page, `senses-menu-${name.replace(' ', '-')}`);
    await page.keyboard.press('Escape');
    const field = page.locator('.composer');
    const resting = await lookOf(field);
    await composer(page, 'log').focus();
    assert.notEqual(await lookOf(field), resting, 'the field shows that it has the focus');
    await page.keyboard.type('Ask @');
    const offers = page.getByRole('listbox', { name: 'People' }).getByRole('option');
    await standsOut(offers.first(), offers.nth(1), 'the offered name that Enter takes');
    await page.keyboard.press('Control+k');
    const targets = page.getByRole('listbox', { name: 'Places' }).getByRole('option');
    await standsOut(targets.first(), targets.nth(1), 'the chosen place');
    await picture(page, `senses-switcher-${name.replace(' ', '-')}`);
    await page.keyboard.press('Escape');
    await page.goto(`${stage.deployment.origin('acme')}/you/preferences`);
    const themes = page.locator('.segment');
    await standsOut(
      page.locator('.segment.chosen'),
      themes.and(page.locator(':not(.chosen)')).first(),
      'the chosen theme',
    );
    await picture(page, `senses-preferences-${name.replace(' ', '-')}`);
    if (name === 'more contrast') await isReadable(page);
  });

journey('who asks for less motion gets none', async (stage) => {
  const moving = (page: Page) =>
    page.evaluate(() =>
      [...document.querySelectorAll('*')]
        .filter((element) => {
          const { animationName, animationDuration, transitionProperty, transitionDuration } =
            getComputedStyle(element);
          const lasts = (durations: string) =>
            durations.split(',').some((duration) => Number.parseFloat(duration) > 0.01);
          return (
            (animationName !== 'none' && lasts(animationDuration)) ||
            (transitionProperty !== 'none' && lasts(transitionDuration))
          );
        })
        .map((element) => `${element.tagName}.${element.className}`),
    );
  const { page } = await enter(stage, 'acme', 'lena');
  await openChannel(page, 'office');
  await say(page, 'office', 'Nothing moves');
  assert.deepEqual(await moving(page), []);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  assert.deepEqual(await moving(page), []);
});
