/**
 * The web app in Chromium against the real server: what a first visit loads (gzip, as served from the build), how soon a
 * keystroke in the composer is painted, and how soon another channel is on the screen. The 10 × variant has ten times the
 * channels, and ten times the messages in each.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { NodeClient } from '@wardroom/sdk/node';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { conversationLines } from './conversation.ts';
import { newDirectory, ownerCookie, removeDirectory, setUp, startServer } from './server.ts';
import { ms, percentile, type Row, sortedNumbers } from './table.ts';

// What code that runs inside the page may name: the rest of this file runs in Node.
declare const document: { querySelector(selector: string): unknown };
declare const localStorage: { setItem(key: string, text: string): void };
declare const requestAnimationFrame: (work: () => void) => void;

const port = 8471;
const executable = process.env['WARDROOM_CHROMIUM'] ?? '/usr/bin/chromium';
const dist = fileURLToPath(new URL('../../packages/web/dist', import.meta.url));
const sizes = [
  { channels: 20, messages: 200 },
  { channels: 200, messages: 2_000 },
];
/** Channels switched between, each visited before: the rest of a large sidebar only stands there. */
const visited = 12;
/** Nothing on the screen after this: the bench ends with an error instead of waiting for ever. */
const longestSwitchMs = 20_000;

export async function web(): Promise<Row[]> {
  if (!existsSync(executable) || !existsSync(dist))
    return [{ measure: 'all', figure: 'MISSING', baseline: 'no Chromium or no build', bar: '–', aim: '–' }];
  const rows: Row[] = [];
  for (const size of sizes) rows.push(...(await measure(size, rows.length === 0)));
  return rows;
}

async function measure(
  size: { readonly channels: number; readonly messages: number },
  first: boolean,
): Promise<Row[]> {
  const directory = newDirectory();
  const server = await startServer(directory, port);
  const browser = await chromium.launch({ executablePath: executable });
  try {
    const owner = await setUp(server);
    await fill(owner, size);
    await owner.end();
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await signIn(context);
    const page = await context.newPage();
    const loaded = watchLoads(page);
    await page.goto(`http://bench.localhost:${port}/`);
    await link(page, 0).waitFor();
    await page.waitForLoadState('networkidle').catch(() => undefined);
    const firstLoad = loaded();
    const { cold, cached } = await measureSwitches(page);
    const typing = await measureTyping(page);
    const what = `${size.channels} channels of ${size.messages.toLocaleString('en')} messages`;
    const load: Row[] = first
      ? [
          {
            measure: 'first load, JavaScript, gzip',
            figure: `${(firstLoad / 1000).toFixed(0)} KB (${(wholeBuild() / 1000).toFixed(0)} KB with every later chunk)`,
            baseline: '–',
            bar: '≤ 230 KB',
            aim: '≤ 200 KB',
          },
        ]
      : [];
    return [
      ...load,
      timing(`interaction → next paint, ${what}`, typing, { bar: '≤ 200 ms', aim: '≤ 100 ms' }),
      timing(`channel switch, first visit, ${what}`, cold, { bar: '≤ 200 ms', aim: '–' }),
      timing(`channel switch from cache, ${what}`, cached, { bar: '≤ 200 ms', aim: '≤ 50 ms' }),
    ];
  } finally {
    await browser.close();
    await server.stop('SIGKILL');
    removeDirectory(directory);
  }
}

const timing = (measure: string, times: readonly number[], goals: Pick<Row, 'bar' | 'aim'>): Row => ({
  measure,
  figure: `p50 ${ms(percentile(times, 0.5))}, p95 ${ms(percentile(times, 0.95))}`,
  baseline: '–',
  ...goals,
});

async function fill(
  owner: NodeClient,
  { channels, messages }: { readonly channels: number; readonly messages: number },
): Promise<void> {
  const lines = conversationLines();
  for (let channel = 0; channel < channels; channel += 1) {
    // Only the visited ones have to be long.
    const count = channel < visited ? messages : 1;
    let channelId: string | undefined;
    for (let from = 0; from < count; from += 500) {
      const batch = Array.from({ length: Math.min(500, count - from) }, (_, index) => ({
        externalId: `m-${channel}-${from + index}`,
        author: { handle: `author-${index % 20}`, displayName: `Author ${index % 20}` },
        body: lines[(channel * 977 + from + index) % lines.length] ?? 'nothing',
        sentAt: 1_700_000_000_000 + (from + index) * 60_000,
        threadRootExternalId: null,
      }));
      const name = nameOf(channel);
      channelId = (await owner.call('imports.append', { channel: { name }, messages: batch })).channelId;
    }
    if (channelId !== undefined) await owner.call('channels.join', { channelId: channelId as never });
  }
}

const nameOf = (channel: number): string => `channel-${String(channel).padStart(4, '0')}`;

async function signIn(context: BrowserContext): Promise<void> {
  const [name = '', value = ''] = (await ownerCookie(port, 'bench')).split('=');
  // The protocol takes a secure cookie for https only; Chromium sends it to http on loopback, too.
  const url = `https://bench.localhost:${port}`;
  await context.addCookies([{ name, value, url, httpOnly: true, secure: true, sameSite: 'Strict' }]);
  // Without it the app would not ask who is signed in (packages/web/src/workspace/session-hint.ts).
  await context.addInitScript(() => localStorage.setItem('wardroom.session', 'expected'));
}

/** Sums the gzip size of every script that the page asks for. */
function watchLoads(page: Page): () => number {
  let bytes = 0;
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (pathname.endsWith('.js')) bytes += gzipped(join(dist, pathname));
  });
  return () => bytes;
}

const gzipped = (path: string): number => (existsSync(path) ? gzipSync(readFileSync(path)).length : 0);
const wholeBuild = (): number =>
  readdirSync(join(dist, 'assets'))
    .filter((name) => name.endsWith('.js'))
    .reduce((sum, name) => sum + gzipped(join(dist, 'assets', name)), 0);

const link = (page: Page, channel: number) =>
  page
    .getByRole('navigation', { name: 'Workspace' })
    .getByRole('link', { name: new RegExp(`^${nameOf(channel)}\\b`) });

async function measureSwitches(
  page: Page,
): Promise<{ readonly cold: readonly number[]; readonly cached: readonly number[] }> {
  const cold: number[] = [];
  const cached: number[] = [];
  for (let channel = 0; channel < visited; channel += 1) cold.push(await timeSwitch(page, channel));
  for (let round = 0; round < 5; round += 1)
    for (let channel = 0; channel < visited; channel += 1) cached.push(await timeSwitch(page, channel));
  return { cold: sortedNumbers(cold), cached: sortedNumbers(cached) };
}

/** Inside the page: from the click to the frame in which a message of that channel has been painted. */
async function timeSwitch(page: Page, channel: number): Promise<number> {
  const target = link(page, channel);
  await target.scrollIntoViewIfNeeded();
  const label = `Messages in ${nameOf(channel)}`;
  const elapsed = await target.evaluate(
    (element, { log, limit }) =>
      new Promise<number | null>((resolve) => {
        const started = performance.now();
        const look = () => {
          const passed = performance.now() - started;
          if (document.querySelector(`[role=log][aria-label="${log}"] article`))
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
          else if (passed > limit) resolve(null);
          else requestAnimationFrame(look);
        };
        (element as unknown as { click(): void }).click();
        requestAnimationFrame(look);
      }),
    { log: label, limit: longestSwitchMs },
  );
  if (elapsed === null) throw new Error(`“${label}” showed nothing within ${longestSwitchMs} ms`);
  return elapsed;
}

async function measureTyping(page: Page): Promise<number[]> {
  const field = page.getByRole('main').getByRole('textbox').last();
  await field.focus();
  await page.evaluate(() => {
    const kept: number[] = [];
    Object.assign(globalThis, { paints: kept });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === 'keydown') kept.push(entry.duration);
    }).observe({ type: 'event', durationThreshold: 16 } as never);
  });
  await page.keyboard.type('how soon is what I type on the screen, while many others talk? ', { delay: 40 });
  await page.waitForTimeout(500);
  const slow = await page.evaluate(() => (globalThis as unknown as { paints: number[] }).paints);
  // Shorter than the shortest that the browser reports: counted as that.
  const quick = Array.from({ length: Math.max(0, 63 - slow.length) }, () => 16);
  return sortedNumbers([...slow, ...quick]);
}
