/** What is found out about one screen: the rules of axe-core, its width, its focus, and texts of no catalogue. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Axe {
  run(
    context: Document,
    options: object,
  ): Promise<{
    readonly violations: readonly {
      readonly id: string;
      readonly impact: string | null;
      readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
    }[];
  }>;
}

/** WCAG 2.2 A and AA by rules; what is moderate or minor is left to people. @returns one line per place */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(`${axeSource}; undefined`);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations } = await axe.run(document, {
      runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
      resultTypes: ['violations'],
      iframes: false,
      preload: false,
    });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(
          ({ target, failureSummary = '' }) =>
            `axe ${id}: ${target.join(' ')} (${failureSummary.replace(/\s+/g, ' ').slice(0, 160)})`,
        ),
      );
  });
}

/** The page does not scroll sideways, and none of its parts is wider than the window. */
export async function widthFindings(page: Page, width: number): Promise<readonly string[]> {
  await page.setViewportSize({ width, height: width < 720 ? 740 : 800 });
  return await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    const { scrollWidth, clientWidth } = document.documentElement;
    const found = scrollWidth > clientWidth ? [`${scrollWidth} px wide in ${clientWidth} px`] : [];
    for (const part of document.querySelectorAll('main, nav, aside, header, dialog')) {
      const { left, right, width } = part.getBoundingClientRect();
      if (width === 0 || !part.checkVisibility({ visibilityProperty: true })) continue;
      if (left < -1 || right > clientWidth + 1)
        found.push(
          `${part.tagName}.${part.className} from ${Math.round(left)} to ${Math.round(right)} px in ${clientWidth} px`,
        );
    }
    return found;
  });
}

/** Whatever has the focus after Tab looks different from the same without it. */
export async function focusFindings(page: Page): Promise<readonly string[]> {
  // From the last stop of a page the first Tab goes to the browser's own buttons.
  for (let presses = 0; presses < 2; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement !== document.body)) break;
  }
  return await page.evaluate(async () => {
    const { activeElement: focused } = document;
    if (!(focused instanceof HTMLElement) || focused === document.body) return ['Tab reaches nothing'];
    const around = [focused, focused.parentElement, focused.parentElement?.parentElement];
    const look = () =>
      around
        .filter((element) => element != null)
        .map((element) => {
          const { outline, boxShadow, borderColor, backgroundColor, transform, clip } =
            getComputedStyle(element);
          return [outline, boxShadow, borderColor, backgroundColor, transform, clip].join();
        })
        .join('|');
    const before = look();
    focused.blur();
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    return look() === before ? [`the focus is not seen: ${focused.outerHTML.slice(0, 160)}`] : [];
  });
}

/**
 * Texts and names that do not come from the catalogue; in the made-up language each one of it is in ⟦brackets⟧.
 * @param written what people wrote
 */
export async function untranslated(page: Page, written: readonly string[]): Promise<readonly string[]> {
  const texts = await page.evaluate(collectTexts);
  return texts
    .filter(({ text }) => /\p{L}/u.test(withoutContent(withoutCatalogue(text), written)))
    .map(({ text, place }) => `not of the catalogue: “${text.slice(0, 90)}” in ${place}`);
}

const withoutCatalogue = (text: string): string => {
  const shorter = text.replace(/⟦[^⟦⟧]*⟧/g, '');
  return shorter === text ? text : withoutCatalogue(shorter);
};

const months =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)';
const weekdays = '(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?';
/** Days, times and lists as Intl writes them, addresses, ids and machine words, keys. */
const madeUpOfData = [
  new RegExp(`\\b(${weekdays},? )?\\d{1,2} ${months}( \\d{4})?( at)?\\b`, 'g'),
  new RegExp(`\\b(${weekdays}, )?${months} \\d{1,2}(, \\d{4})?( at)?\\b`, 'g'),
  /\b\d{1,2}:\d\d(:\d\d)?\s[AP]M\b/g,
  /^\W*and\W*$/g,
  /^[a-z_]+\.[a-z_]+$/g,
  /\b[a-z_]+:(read|write)\b/g,
  /\(([A-Z+]|Del)\)$/g,
  /\bhttps?:\/\/\S+|\b[\w.-]*localhost(:\d+)?/g,
  /\b(wk_|[a-z]{2,4}_)[\w…]+/g,
];

const withoutData = (text: string): string =>
  madeUpOfData.reduce((left, pattern) => left.replaceAll(pattern, ''), text);

const withoutContent = (text: string, written: readonly string[]): string => {
  // Days first: a name may be a part of one. What lists join is only seen without the names.
  const unnamed = written.reduce((left, words) => left.replaceAll(words, ''), withoutData(text));
  return withoutData(unnamed);
};

/** Runs in the page. What people wrote, machine words and times stand in elements that say so. */
function collectTexts(): { readonly text: string; readonly place: string }[] {
  const content =
    '[translate=no], .text, bdi, code, time, pre, kbd, .menu-key, .mono, .result-text, script, style, .avatar, .logo';
  /** Names of emoji are a data set of their own. */
  const named = '[role=option] [class*=emoji], .emoji-list [role=option], .emoji-name';
  const found: { text: string; place: string }[] = [];
  const placeOf = (element: Element): string => {
    const path: string[] = [];
    for (let one: Element | null = element; one !== null && path.length < 4; one = one.parentElement)
      path.unshift(`${one.tagName.toLowerCase()}${[...one.classList].map((name) => `.${name}`).join('')}`);
    return path.join(' > ');
  };
  const isContent = (element: Element) => element.closest(`${content}, ${named}`) !== null;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const { parentElement, textContent } = node;
    const text = textContent?.trim() ?? '';
    if (parentElement === null || text === '' || isContent(parentElement)) continue;
    const seen = parentElement.closest('option, [aria-live]') !== null || parentElement.checkVisibility();
    if (seen) found.push({ text, place: placeOf(parentElement) });
  }
  for (const attribute of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description'])
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      const text = element.getAttribute(attribute) ?? '';
      if (!isContent(element) && element.checkVisibility())
        found.push({ text, place: `${attribute} of ${placeOf(element)}` });
    }
  found.push({ text: document.title, place: 'the title of the page' });
  return found;
}
