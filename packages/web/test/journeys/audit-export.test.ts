/** Somebody takes the audit log along: asked who they are in between, cancelled, and interrupted. */
import assert from 'node:assert/strict';
import type { Download, Locator, Page } from 'playwright-core';
import { verifyExport } from '../../../verifier/src/index.ts';
import { nodeCrypto, piecesOf } from '../../../verifier/src/node.ts';
import { enter } from './acts.ts';
import { clientFor, foundCompanies, ownerOf, passwordOf } from './companies.ts';
import { type Journey, journeys } from './journey.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

/** The server reads them anew whenever it starts. */
const settings: Record<string, string> = {};

const journey = journeys((deployment) => foundCompanies(deployment, { acme: ['tom'] }), {
  settings: async () => settings,
});

const dialogOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Export the audit log' });
const exportIn = (dialog: Locator): Locator => dialog.getByRole('button', { name: 'Export', exact: true });

/** In front of the question which part of the log it shall be. No machine chooses a file in the browser: this one downloads. */
async function aboutToExport(stage: Journey, { page }: { page: Page }): Promise<Locator> {
  await page.goto(`${stage.deployment.origin('acme')}/console/audit`);
  await page.getByRole('table', { name: 'Audit' }).waitFor();
  await page.evaluate(() => Reflect.deleteProperty(globalThis, 'showSaveFilePicker'));
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: 'The sealed log with proofs…' }).click();
  await exportIn(dialogOf(page)).waitFor();
  return dialogOf(page);
}

async function isIntact(stage: Journey, download: Download): Promise<void> {
  const owner = await ownerOf(stage.deployment, 'acme');
  const { keys } = await owner.call('audit.checkpoint', {});
  const report = await verifyExport(piecesOf(await download.path()), {
    trusted: { logKeys: keys.log, witnessKeys: [] },
    crypto: nodeCrypto,
  });
  assert.equal(report.verdict, 'intact', JSON.stringify(report));
}

journey('an export that breaks says why, and goes on where it was', async (stage) => {
  const seat = await enter(stage, 'acme', 'priya');
  const { page, watch } = seat;
  const dialog = await aboutToExport(stage, seat);
  watch.expectRefusal('/v1/audit.exports.read', 403);
  const refusal = {
    type: 'about:blank',
    title: 'Forbidden',
    status: 403,
    code: 'forbidden',
    requestId: 'req_0',
  };
  const cursors: string[] = [];
  await page.route('**/v1/audit.exports.read', async (route) => {
    cursors.push(route.request().postDataJSON().cursor);
    if (cursors.length > 1) await route.continue();
    else await route.fulfill({ status: 403, contentType: 'application/problem+json', json: refusal });
  });
  await exportIn(dialog).click();
  const goOn = dialog.getByRole('button', { name: 'Go on' });
  await goOn.waitFor();
  await dialog.getByRole('alert').waitFor();
  await pictureInBoth(page, 'audit-export-broken');
  await fitsItsWidth(page);
  await isUsableWithoutEyes(page);
  await isReadable(page);
  const downloading = page.waitForEvent('download');
  await goOn.click();
  await isIntact(stage, await downloading);
  await dialog.getByText(/^audit-acme\.tar: \d+ entries/).waitFor();
  assert.equal(cursors[1], cursors[0], 'from where it broke');
  const owner = await ownerOf(stage.deployment, 'acme');
  const { entries } = await owner.call('audit.list', { type: 'audit.exported' });
  assert.equal(entries.length, 1, 'it is one export');
});

journey('a cancelled export leaves no file, and can be begun anew', async (stage) => {
  const seat = await enter(stage, 'acme', 'priya');
  const { page, watch } = seat;
  watch.expectOutage();
  const dialog = await aboutToExport(stage, seat);
  const downloads: Download[] = [];
  page.on('download', (download) => downloads.push(download));
  let isHeld = true;
  const held = new Set<() => void>();
  await page.route('**/v1/audit.exports.read', async (route) => {
    if (isHeld) await new Promise<void>((resolve) => held.add(resolve));
    await route.continue().catch(() => undefined);
  });
  await dialog.getByLabel('Reason').fill('The first try');
  await exportIn(dialog).click();
  await dialog.getByRole('progressbar', { name: 'Progress of the export' }).waitFor();
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Cancel' }).waitFor();
  await pictureInBoth(page, 'audit-export-running');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await exportIn(dialog).waitFor();
  const answered = page.waitForResponse('**/v1/audit.exports.read');
  isHeld = false;
  for (const release of held) release();
  await (await answered).finished();

  const downloading = page.waitForEvent('download');
  await dialog.getByLabel('Reason').fill('The second try');
  await exportIn(dialog).click();
  await isIntact(stage, await downloading);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal(downloads.length, 1, 'nothing came of the first');
});

journey('whoever is asked in between who they are goes on with the export they began', async (stage) => {
  const owner = await ownerOf(stage.deployment, 'acme');
  const { principals } = await owner.call('principals.list', { limit: 100 });
  const tom = principals.find(({ handle }) => handle === 'tom');
  assert.ok(tom !== undefined);
  await owner.call('roles.assign', { principalId: tom.id, role: 'auditor' });
  const seat = await enter(stage, 'acme', 'tom');
  const { page, watch } = seat;
  watch.expectOutage();
  watch.expectRefusal('/v1/audit.exports.begin', 401);
  // The server’s clock goes on by sixteen minutes; the session and the page stay.
  const shift = `const now=Date.now;Date.now=()=>now()+${16 * 60_000}`;
  settings['NODE_OPTIONS'] = `--import=data:text/javascript,${encodeURIComponent(shift)}`;
  await stage.deployment.kill();
  await stage.deployment.restart();
  const dialog = await aboutToExport(stage, seat);
  const downloading = page.waitForEvent('download');
  await exportIn(dialog).click();
  const question = page.getByRole('dialog', { name: 'Confirm it is you' });
  await question.getByLabel('Your password').fill(passwordOf('acme', 'tom'));
  await pictureInBoth(page, 'audit-export-step-up');
  await question.getByRole('button', { name: 'Confirm' }).click();
  await question.waitFor({ state: 'detached' });
  await isIntact(stage, await downloading);
  await dialog.getByText(/^audit-acme\.tar: \d+ entries/).waitFor();
  const again = await clientFor(stage.deployment, 'acme', 'tom');
  const { entries } = await again.call('audit.list', { type: 'audit.exported', actor: tom.id });
  assert.equal(entries.length, 1, 'one question, one export');
});
