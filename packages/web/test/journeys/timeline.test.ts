import assert from 'node:assert/strict';
import type { Client } from '@wardroom/sdk';
import type { Page } from 'playwright-core';
import { enter, message, openChannel, say, timeline } from './acts.ts';
import { addChannel, addMembers, clientFor, foundCompanies, ownerOf, readEverything } from './companies.ts';
import { journeys } from './journey.ts';
import { fitsItsWidth } from './looks.ts';
import { pictureInBoth } from './pictures.ts';
import { largestShift, places, settled } from './places.ts';

const people = ['tom', 'lena'];
const dayMs = 86_400_000;
const deepCount = 50_000;
const batch = 500;
/** Noon UTC, so that no time zone of Europe shows another day; one message every 30 minutes, for years. */
const deepStart = Date.UTC(2022, 0, 1, 12);
const deepStepMs = 30 * 60_000;

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: people });
  const owner = await ownerOf(deployment, 'acme');
  await addChannel(owner, { name: 'general', topic: 'Everybody is here', handles: people });
  await addChannel(owner, { name: 'floods', topic: 'What should not be sent', handles: people });
  const deep = await importDeep(owner);
  await owner.call('channels.join', { channelId: deep });
  await addMembers(owner, deep, people);
  await readEverything(deployment, 'acme', ['priya', ...people]);
});

/** Fifty thousand short messages of two people. */
async function importDeep(owner: Client) {
  let channelId: Awaited<ReturnType<typeof append>> | undefined;
  const append = async (from: number) => {
    const messages = Array.from({ length: Math.min(batch, deepCount - from) }, (_, index) => {
      const number = from + index;
      return {
        externalId: `deep-${number}`,
        threadRootExternalId: null,
        author: {
          handle: number % 3 === 0 ? 'oskar' : 'emil',
          displayName: number % 3 === 0 ? 'Oskar Lind' : 'Emil Novak',
        },
        body: number % 7 === 0 ? `Reading ${number}\n${'long '.repeat(number % 60)}` : `Reading ${number}`,
        sentAt: deepStart + number * deepStepMs,
      };
    });
    const input = { channel: { name: 'deep', topic: 'Readings of a buoy' }, messages };
    return (await owner.call('imports.append', input)).channelId;
  };
  for (let from = 0; from < deepCount; from += batch) channelId = await append(from);
  if (channelId === undefined) throw new Error('nothing was imported');
  return channelId;
}

journey(
  'a day leads to its first message in fifty thousand, and the list stays still there',
  async (stage) => {
    const { page } = await enter(stage, 'acme', 'lena');
    await openChannel(page, 'deep');
    await message(timeline(page, 'deep'), `Reading ${deepCount - 1}`).waitFor();
    const number = 24_000;
    const day = new Date(deepStart + number * deepStepMs + dayMs).toISOString().slice(0, 10);
    await page.getByRole('button', { name: 'Go to a day' }).click();
    await page.getByLabel('Day', { exact: true }).fill(day);
    await pictureInBoth(page, 'jump-to-day');
    await page.getByRole('button', { name: 'Go', exact: true }).click();
    const marked = page.locator('.message.marked');
    await marked.waitFor();
    const text = (await marked.textContent()) ?? '';
    const found = Number(/Reading (\d+)/.exec(text)?.[1]);
    const at = deepStart + found * deepStepMs;
    const local = new Date(at).toLocaleDateString('en-CA', { timeZone: 'Europe/Berlin' });
    const before = new Date(at - deepStepMs).toLocaleDateString('en-CA', { timeZone: 'Europe/Berlin' });
    assert.equal(local, day, 'the message is of that day');
    assert.notEqual(before, day, 'and the first of it');
    const place = await settled(page);
    const box = await marked.boundingBox();
    assert.ok(box !== null && box.y > 100 && box.y < 600, `it stands in view: ${box?.y}`);
    await page.waitForTimeout(400);
    assert.ok(largestShift(place, await places(page)) <= 1, 'what is loaded around it moves nothing');
    await page.goto(page.url());
    await marked.waitFor();
    await timeline(page, 'deep').hover();
    const slowest = await scrollThrough(page, 40);
    // How quick is measured, not judged: machines differ. What hangs is cut by the time limit of the file.
    console.log(`slowest frame ${slowest.toFixed(0)} ms`);
  },
);

/** Turns the wheel up. @returns the longest time between two frames, in milliseconds */
async function scrollThrough(page: Page, turns: number): Promise<number> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(globalThis, { frameTimes: times });
    const note = (at: number) => {
      times.push(at);
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  for (let turn = 0; turn < turns; turn += 1) {
    await page.mouse.wheel(0, -600);
    await page.waitForTimeout(16);
  }
  return await page.evaluate(() => {
    const { frameTimes } = globalThis as unknown as { frameTimes: number[] };
    return Math.max(...frameTimes.slice(1).map((at, index) => at - (frameTimes[index] ?? at)));
  });
}

journey(
  'what grows late above the reader moves nothing, and at the end the end stays in view',
  async (stage) => {
    const { page } = await enter(stage, 'acme', 'lena');
    await openChannel(page, 'deep');
    await message(timeline(page, 'deep'), `Reading ${deepCount - 1}`).waitFor();
    await settled(page);
    const grow = (which: 'above' | 'last') =>
      page.evaluate((wanted) => {
        const top = document.querySelector('.timeline')?.getBoundingClientRect().top ?? 0;
        const rows = [...document.querySelectorAll<HTMLElement>('.row-place')];
        const above = rows.filter((row) => row.getBoundingClientRect().bottom < top).at(-1);
        const row = wanted === 'above' ? above : rows.at(-1);
        const text = row?.querySelector<HTMLElement>('.message-main');
        if (text === undefined || text === null) throw new Error(`nothing is ${wanted}`);
        text.style.minHeight = `${text.offsetHeight + 240}px`;
      }, which);
    await grow('last');
    const end = await page.evaluate(async () => {
      for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame);
      const list = document.querySelector('.timeline');
      return list === null ? -1 : list.scrollHeight - list.scrollTop - list.clientHeight;
    });
    assert.ok(end <= 2, `${end} px from the end`);
    await timeline(page, 'deep').hover();
    for (let turn = 0; turn < 6; turn += 1) await page.mouse.wheel(0, -500);
    // At once: also while the list is still on its way up.
    const before = await settled(page);
    await grow('above');
    await page.waitForTimeout(100);
    assert.ok(largestShift(before, await places(page)) <= 1);
  },
);

journey(
  'forty thousand characters and floods of emoji are drawn, and the app still answers',
  async (stage) => {
    const { page } = await enter(stage, 'acme', 'lena');
    const lena = await clientFor(stage.deployment, 'acme', 'lena');
    const { channels } = await lena.call('channels.list', {});
    const channelId = channels.find(({ name }) => name === 'floods')?.id;
    assert.ok(channelId !== undefined);
    const bodies = [
      'word '.repeat(8_000).trim(),
      '😀👩‍👩‍👧‍👦🏳️‍🌈'.repeat(1_500).slice(0, 39_990).toWellFormed(),
      'x'.repeat(40_000),
      `${'> '.repeat(200)}deep`,
      '*_`['.repeat(9_000),
      `Z${'\u0300'.repeat(3_000)}algo`,
    ];
    for (const body of bodies) await lena.call('messages.send', { channelId, body });
    await openChannel(page, 'floods');
    await message(timeline(page, 'floods'), 'algo').waitFor();
    await settled(page);
    await fitsItsWidth(page);
    await timeline(page, 'floods').hover();
    const slowest = await scrollThrough(page, 30);
    console.log(`slowest frame ${slowest.toFixed(0)} ms`);
    await pictureInBoth(page, 'floods');
    await say(page, 'floods', 'Still here');
    await message(timeline(page, 'floods'), 'Still here').waitFor();
  },
);
