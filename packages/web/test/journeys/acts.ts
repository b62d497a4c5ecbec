/** What people do in the app, by the names that a screen reader would say. */
import type { Locator, Page } from 'playwright-core';
import { carrySession } from './carry.ts';
import { passwordOf, type Slug } from './companies.ts';
import type { Journey, Seat } from './journey.ts';

export async function fillSignIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel('Handle or e-mail address').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** A person at a device of their own, signed in, with the workspace on the screen. */
export async function enter(
  journey: Journey,
  slug: Slug,
  handle: string,
  options: Parameters<Journey['open']>[0] = {},
): Promise<Seat> {
  const { deployment } = journey;
  const [seat, cookie] = await Promise.all([
    journey.open(options),
    deployment.signIn(slug, handle, passwordOf(slug, handle)),
  ]);
  await carrySession(seat.page.context(), deployment.origin(slug), cookie);
  await seat.page.goto(deployment.origin(slug));
  await sidebar(seat.page).or(seat.page.getByRole('log')).first().waitFor();
  return seat;
}

export const sidebar = (page: Page): Locator => page.getByRole('navigation', { name: 'Workspace' });

/** The link in the sidebar; its name says what is unread. */
export const channelLink = (page: Page, name: string): Locator =>
  sidebar(page).getByRole('link', { name: new RegExp(`^${name}, `) });

export async function openChannel(page: Page, name: string): Promise<void> {
  await channelLink(page, name).click();
  await timeline(page, name).waitFor();
}

export const timeline = (page: Page, name: string): Locator =>
  page.getByRole('log', { name: `Messages in ${name}`, exact: true });
export const thread = (page: Page): Locator => page.getByRole('complementary', { name: 'Thread' });
export const composer = (page: Page, name: string): Locator =>
  page.getByRole('textbox', { name: `Message #${name}`, exact: true });
export const banner = (page: Page): Locator => page.locator('.banner');

/** The message that says this, wherever it is on the screen. */
export const message = (within: Page | Locator, text: string): Locator =>
  within.getByRole('article').filter({ hasText: text });

export async function say(page: Page, channel: string, text: string): Promise<void> {
  const field = composer(page, channel);
  await field.fill(text);
  await field.press('Enter');
}

/** The pointer on a message until this comes off there. Rows move while something arrives; whoever sees that follows. */
async function follow(
  place: Locator,
  attempt: (within: { timeout: number }) => Promise<void>,
): Promise<void> {
  for (let turn = 1; ; turn += 1) {
    await place.hover();
    try {
      return await attempt({ timeout: 2_000 });
    } catch (error) {
      if (turn === 10) throw error;
      await place.page().mouse.move(1, 1);
    }
  }
}

export const reach = (place: Locator, button: Locator): Promise<void> =>
  follow(place, (within) => button.waitFor(within));
export const press = (place: Locator, button: Locator): Promise<void> =>
  follow(place, (within) => button.click(within));

/** One of the buttons that appear when the pointer is on a message, or else of the menu behind the last of them. */
export async function act(page: Page, text: string, button: string): Promise<void> {
  const place = message(page, text).first();
  const near = place.getByRole('toolbar').getByRole('button', { name: button, exact: true });
  const more = place.getByRole('button', { name: 'More', exact: true });
  await reach(place, more);
  if ((await near.count()) > 0) return await press(place, near);
  await press(place, more);
  // The key that does the same is part of what is shown, not of the name.
  await page.getByRole('menuitem', { name: button }).click();
}

/** To the end of the list, where this is said; the reader may have been left at the first unread message. */
export async function readToTheEnd(page: Page, channel: string, text: string): Promise<void> {
  const newest = page.getByRole('button', { name: /^(\d+ new messages?|Jump to newest)$/ });
  const wanted = message(timeline(page, channel), text);
  await newest.or(wanted).first().waitFor();
  if (await newest.isVisible()) await newest.click();
  await wanted.waitFor();
}
