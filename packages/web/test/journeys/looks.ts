/**
 * What can be asserted about a screen without a library of rules: names, contrast, target size, width. A full audit
 * (axe) is not part of this suite yet.
 */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** Nothing sticks out sideways: no horizontal scrolling of the page. */
export async function fitsItsWidth(page: Page): Promise<void> {
  const { content, window } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  assert.ok(content <= window, `${page.url()} is ${content} px wide in a window of ${window} px`);
}

/** Every control has a name, every field a label, ids are unique, the page has a language, a title and one main place. */
export async function isUsableWithoutEyes(page: Page): Promise<void> {
  const faults = await page.evaluate(() => {
    const faults: string[] = [];
    const isShown = (element: Element) => element.checkVisibility({ visibilityProperty: true });
    const textOf = (ids: string | null) =>
      (ids ?? '')
        .split(/\s+/)
        .map((id) => document.getElementById(id)?.textContent ?? '')
        .join('');
    const nameOf = (element: Element) => {
      const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
      const labels = isField ? [...(element.labels ?? [])] : [];
      return [
        element.getAttribute('aria-label'),
        textOf(element.getAttribute('aria-labelledby')),
        ...labels.map((label) => label.textContent),
        element instanceof HTMLSelectElement ? element.labels[0]?.textContent : null,
        isField ? '' : element.textContent,
      ]
        .join('')
        .trim();
    };
    const controls =
      'a[href], button, input, select, textarea, [role=button], [role=combobox], [role=option]';
    for (const element of document.querySelectorAll(controls)) {
      if (!isShown(element)) continue;
      if (nameOf(element) === '') faults.push(`without a name: ${element.outerHTML.slice(0, 120)}`);
      const { width, height } = element.getBoundingClientRect();
      // WCAG 2.5.8: 24 px, links and names inside a text aside; radios and boxes are covered by their labels.
      const isExempt = element.matches(
        'a:not([class]), p a, p .mention, input[type=radio], label input, .skip, .link, .thread-link',
      );
      if (!isExempt && (width < 24 || height < 24))
        faults.push(`${width}×${height} px: ${element.outerHTML.slice(0, 120)}`);
    }
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index)))
      faults.push(`the id ${id} is there twice`);
    for (const image of document.querySelectorAll('img:not([alt])'))
      faults.push(image.outerHTML.slice(0, 120));
    if (document.documentElement.lang === '') faults.push('the page has no language');
    if (document.title === '') faults.push('the page has no title');
    const mains = [...document.querySelectorAll('main')].filter(isShown);
    if (mains.length > 1) faults.push(`${mains.length} main places`);
    return faults;
  });
  assert.deepEqual(faults, [], page.url());
}

/** WCAG 1.4.3: 4.5 between the colour of a text and what is behind it, 3 for large text; measured as computed. */
export async function isReadable(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    const faults = await page.evaluate(textsOfLowContrast);
    assert.deepEqual(faults, [], `${colorScheme} at ${page.url()}`);
  }
}

/** Runs in the page. Colours are read back from a canvas, so that every notation counts. */
function textsOfLowContrast(): string[] {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (context === null) return ['no canvas'];
  type Colour = readonly [number, number, number, number];
  const read = (colour: string): Colour => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top: Colour, below: Colour): Colour => {
    const mix = (index: 0 | 1 | 2) => top[index] * top[3] + below[index] * (1 - top[3]);
    return [mix(0), mix(1), mix(2), 1];
  };
  const luminance = (colour: Colour): number => {
    const linear = (value: number) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
  };
  const behind = (element: Element | null): Colour => {
    if (element === null) return [255, 255, 255, 1];
    const own = read(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, behind(element.parentElement));
  };
  const faults = new Set<string>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (element === null || text === '') continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    // Controls that are switched off are exempt; logos and pictures of people are not text to read.
    if (element.closest(':disabled, [aria-hidden=true], .unseen, script, style') !== null) continue;
    const style = getComputedStyle(element);
    const ground = behind(element);
    const [a, b] = [luminance(over(read(style.color), ground)), luminance(ground)];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (contrast < (isLarge ? 3 : 4.5))
      faults.add(`${contrast.toFixed(2)} ${element.tagName}.${element.className} “${text.slice(0, 30)}”`);
  }
  return [...faults];
}
