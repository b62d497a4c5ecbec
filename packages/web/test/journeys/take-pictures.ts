/**
 * Takes the pictures of the documentation: `node packages/web/test/journeys/take-pictures.ts <folder>`. What is said is
 * a piece of a public support channel when its log is there (see companies.ts); who says it are the people of the
 * demonstration.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContextOptions, chromium } from 'playwright-core';
import { type ImportBatch, type ImportMessage, planImport } from '../../../cli/src/import/irc/index.ts';
import { channelLink, enter, message, openChannel, thread, timeline } from './acts.ts';
import {
  addChannel,
  addMembers,
  append,
  clientFor,
  foundCompanies,
  importPast,
  logs,
  ownerOf,
  readEverything,
} from './companies.ts';
import { type Deployment, openDeployment } from './deployment.ts';
import type { Journey } from './journey.ts';
import { watchContext } from './watch.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('name the folder');

const people = ['tom', 'lena', 'marcus', 'yuki'];
/** Nick, as a handle → handle and name here. */
const speakers: Readonly<Record<string, readonly [string, string]>> = {
  talchas: ['tom', 'Tom Adeyemi'],
  yatekii: ['lena', 'Lena Vogt'],
  jebrosen: ['marcus', 'Marcus Hale'],
  patapon: ['yuki', 'Yuki Sato'],
  nagisa: ['priya', 'Priya Nair'],
  njg: ['oskar', 'Oskar Lindqvist'],
  proletarian: ['emil', 'Emil Novak'],
};
const nicks = new RegExp(`\\b(${Object.keys(speakers).join('|')})\\b`, 'gi');
const from = Date.UTC(2018, 11, 26, 21, 49);
const to = Date.UTC(2018, 11, 26, 21, 56);
const shift = Date.now() - 600_000 - to;

function told(said: ImportMessage): ImportMessage | null {
  const [handle] = speakers[said.authorHandle] ?? [];
  if (handle === undefined || said.sentAt < from || said.sentAt > to || /https?:/.test(said.text))
    return null;
  const text = said.text.replaceAll(nicks, (nick) => speakers[nick.toLowerCase()]?.[0] ?? nick);
  return {
    ...said,
    channel: 'rust-help',
    authorHandle: handle,
    authorNick: handle,
    text,
    sentAt: said.sentAt + shift,
  };
}

async function* excerpt(path: string): AsyncGenerator<ImportBatch> {
  const authors = Object.values(speakers).map(([handle, displayName]) => ({
    handle,
    nick: handle,
    displayName,
  }));
  for await (const batch of planImport(path)) {
    const messages = batch.messages.flatMap((said) => told(said) ?? []);
    yield { ...batch, channels: [], authors, messages };
  }
}

async function populate(deployment: Deployment): Promise<string> {
  await foundCompanies(deployment, { acme: people });
  const owner = await ownerOf(deployment, 'acme');
  const past = await importPast(owner, 'acme');
  const log = join(logs, 'rust.1.ascii.txt');
  if (existsSync(log)) for (const [name, id] of await append(owner, excerpt(log))) past.set(name, id);
  await addChannel(owner, { name: 'general', topic: 'Everybody is here', handles: people });
  await addChannel(owner, {
    name: 'leads',
    kind: 'private',
    topic: 'Owners and administrators',
    handles: ['lena'],
  });
  for (const channelId of past.values()) {
    await owner.call('channels.join', { channelId });
    await addMembers(owner, channelId, people);
  }
  const shown = past.has('rust-help') ? 'rust-help' : 'chat-rollout';
  const channelId = past.get(shown);
  if (channelId !== undefined && shown === 'rust-help')
    await owner.call('channels.update', {
      channelId,
      topic: 'Borrow checker, traits and friends. Paste code in backticks.',
    });
  await readEverything(deployment, 'acme', ['priya', ...people]);
  const tom = await clientFor(deployment, 'acme', 'tom');
  const { channels } = await tom.call('channels.list', {});
  const say = async (name: string, body: string) => {
    const found = channels.find((channel) => channel.name === name);
    if (found !== undefined) await tom.call('messages.send', { channelId: found.id, body });
  };
  await say('general', 'Lunch is at one today, the canteen is back.');
  await say('incidents', '@lena the alert on inactive slots is live, you may get a page.');
  return shown;
}

const deployment = await openDeployment();
const browser = await chromium.launch({
  executablePath: process.env['WARDROOM_CHROMIUM'] ?? '/usr/bin/chromium',
});
try {
  const shown = await populate(deployment);
  const open = async (options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options });
    return { watch: await watchContext(context), page: await context.newPage() };
  };
  const stage: Journey = { deployment, open };
  const desk = await enter(stage, 'acme', 'lena', {
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
  });
  await openChannel(desk.page, shown);
  const replies = timeline(desk.page, shown).getByRole('link', { name: /^\d+ repl/ });
  if ((await replies.count()) > 0) {
    await replies.last().click();
    await thread(desk.page).getByRole('article').nth(1).waitFor();
  }
  await desk.page.mouse.move(5, 700);
  for (const colorScheme of ['light', 'dark'] as const) {
    await desk.page.emulateMedia({ colorScheme });
    await desk.page.screenshot({ path: join(folder, `chat-${colorScheme}.png`), animations: 'disabled' });
  }
  const pocket = await enter(stage, 'acme', 'lena', {
    viewport: { width: 390, height: 780 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
    reducedMotion: 'reduce',
  });
  await channelLink(pocket.page, shown).click();
  await message(timeline(pocket.page, shown), '').first().waitFor();
  await pocket.page.mouse.move(5, 5);
  await pocket.page.waitForLoadState('networkidle');
  await pocket.page.screenshot({ path: join(folder, 'phone.png'), animations: 'disabled' });
} finally {
  await browser.close();
  await deployment.close();
}
