/** Somebody who signed in a while ago does something that matters: asked once who it is, and on with what they did. */
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { enter } from './acts.ts';
import { foundCompanies, ownerOf, passwordOf } from './companies.ts';
import { type Journey, journeys, type Seat } from './journey.ts';
import { pictureInBoth } from './pictures.ts';

/** The server reads them anew whenever it starts. */
const settings: Record<string, string> = {};

const journey = journeys(
  async (deployment) => {
    await foundCompanies(deployment, { acme: [] });
    const owner = await ownerOf(deployment, 'acme');
    await owner.call('principals.createBot', { handle: 'herald', displayName: 'Herald' });
  },
  { settings: async () => settings },
);

let aheadMs = 0;
/** The server’s clock goes on by sixteen minutes; sessions and pages stay. */
async function passTime({ deployment }: Journey): Promise<void> {
  aheadMs += 16 * 60_000;
  const shift = `const now=Date.now;Date.now=()=>now()+${aheadMs}`;
  settings['NODE_OPTIONS'] = `--import=data:text/javascript,${encodeURIComponent(shift)}`;
  await deployment.kill();
  await deployment.restart();
}

const question = (page: Page): Locator => page.getByRole('dialog', { name: 'Confirm it is you' });
const password = passwordOf('acme', 'priya');

/** In the console, a while after signing in, about to issue a key. */
async function aboutToIssue(stage: Journey, options: Parameters<Journey['open']>[0] = {}): Promise<Seat> {
  const seat = await enter(stage, 'acme', 'priya', options);
  const { page, watch } = seat;
  watch.expectOutage();
  watch.expectRefusal('/v1/credentials.issue', 401);
  watch.expectRefusal('/v1/sessions.reauthenticate', 401);
  await passTime(stage);
  await page.goto(`${stage.deployment.origin('acme')}/console/keys`);
  await page.getByRole('button', { name: 'Issue a key' }).click();
  await page.getByRole('dialog', { name: 'Issue a key' }).getByLabel('What it is for').fill('Telemetry');
  return seat;
}
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    return element instanceof HTMLInputElement ? element.type : (element?.textContent ?? '');
  });

journey('whoever proves it goes on where they were: one question, one key', async (stage) => {
  const { page } = await aboutToIssue(stage);
  const issuing = page.getByRole('dialog', { name: 'Issue a key' });
  const calls: string[] = [];
  page.on('request', (request) => calls.push(new URL(request.url()).pathname));
  await issuing.getByRole('button', { name: 'Issue', exact: true }).click();
  await question(page).waitFor();
  assert.equal(await focused(page), 'password', 'the password can be typed at once');
  await pictureInBoth(page, 'step-up');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await issuing.getByRole('textbox', { name: 'The key' }).waitFor();
  assert.equal(await question(page).count(), 0);
  const made = calls.filter((path) => /credentials\.issue|reauthenticate/.test(path));
  assert.deepEqual(made, ['/v1/credentials.issue', '/v1/sessions.reauthenticate', '/v1/credentials.issue']);
  await issuing.getByLabel('I have stored it').check();
  await issuing.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('table').getByRole('row').filter({ hasText: 'Telemetry' }).waitFor();
});

journey(
  'a wrong password says so beside it; whoever leaves is told that nothing was done, and is where they were',
  async (stage) => {
    const { page } = await aboutToIssue(stage, { viewport: { width: 360, height: 740 } });
    const issuing = page.getByRole('dialog', { name: 'Issue a key' });
    const issue = issuing.getByRole('button', { name: 'Issue', exact: true });
    await issue.focus();
    await page.keyboard.press('Enter');
    const field = question(page).getByLabel('Your password');
    await field.fill('not this one');
    await question(page).getByRole('button', { name: 'Confirm' }).click();
    await question(page).getByRole('alert').getByText('The password is wrong').waitFor();
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    assert.equal(await focused(page), 'password');
    await pictureInBoth(page, 'step-up-wrong-360');
    await page.keyboard.press('Escape');
    await question(page).waitFor({ state: 'detached' });
    await issuing.getByText('Nothing was changed: this needs').waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Issue');
    assert.equal(await issuing.getByLabel('What it is for').inputValue(), 'Telemetry', 'nothing is lost');
    await page.keyboard.press('Enter');
    await question(page).getByLabel('Your password').fill(password);
    await question(page).getByRole('button', { name: 'Confirm' }).click();
    await issuing.getByRole('textbox', { name: 'The key' }).waitFor();
  },
);
