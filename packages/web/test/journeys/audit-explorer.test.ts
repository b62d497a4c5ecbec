/** Somebody searches the audit log in the console, follows it, keeps what they looked for, and takes the log along. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Permission } from '@wardroom/contract';
import type { Client } from '@wardroom/sdk';
import type { Locator, Page } from 'playwright-core';
import { verifyExport } from '../../../verifier/src/index.ts';
import { nodeCrypto, piecesOf } from '../../../verifier/src/node.ts';
import { enter } from './acts.ts';
import { addChannel, clientFor, foundCompanies, idOf, ownerOf } from './companies.ts';
import { type Journey, journeys } from './journey.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom', 'lena', 'marcus'] });
  const owner = await ownerOf(deployment, 'acme');
  await addChannel(owner, { name: 'harbour', handles: ['tom'] });
  const tom = await clientFor(deployment, 'acme', 'tom');
  // Refused, which is on record.
  await tom.call('audit.views', {}).catch(() => undefined);
});

async function giveRole(owner: Client, handle: string, wanted: { name: string; chosen: Permission[] }) {
  const { role } = await owner.call('roles.create', wanted);
  await owner.call('roles.assign', { principalId: await idOf(owner, handle), role: role.role });
}

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } as const;

const line = (page: Page): Locator => page.getByRole('combobox', { name: 'Filters' });
const rows = (page: Page): Locator =>
  page
    .getByRole('table', { name: 'Audit' })
    .getByRole('row')
    .filter({ has: page.locator('.row-link') });
const row = (page: Page, text: string): Locator => rows(page).filter({ hasText: text });
const drawer = (page: Page): Locator => page.getByRole('complementary');
const facet = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true });
const wordsOf = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);

async function openLog(stage: Journey, query = '', options: Parameters<Journey['open']>[0] = {}) {
  const seat = await enter(stage, 'acme', 'priya', options);
  await seat.page.goto(`${stage.deployment.origin('acme')}/console/audit${query}`);
  await line(seat.page).waitFor();
  return seat;
}

async function search(page: Page, words: string): Promise<void> {
  await line(page).fill(words);
  await page.keyboard.press('Enter');
}

async function look(page: Page, name: string): Promise<void> {
  await page.mouse.move(1, 1);
  await pictureInBoth(page, `audit-${name}`);
  await fitsItsWidth(page);
  await isUsableWithoutEyes(page);
  await isReadable(page);
}

journey(
  'filters are typed with the keyboard alone, stand in the address, and go back and forward',
  async (stage) => {
    const { page } = await openLog(stage);
    await rows(page).first().waitFor();
    await look(page, 'explorer');

    await line(page).focus();
    await page.keyboard.type('outc');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: /^outcome:success/ }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type('actor:pri');
    await page.getByRole('option', { name: /^actor:priya Priya/ }).waitFor();
    await look(page, 'hints');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('type:channel.created');
    await page.keyboard.press('Enter');
    await row(page, 'channel.created').first().waitFor();
    await row(page, 'session.created').waitFor({ state: 'detached' });
    const three = { outcome: 'success', actor: 'priya', type: 'channel.created' };
    assert.deepEqual(wordsOf(page), three);

    await search(page, 'type:session.created from:1h');
    await row(page, 'session.created').first().waitFor();
    assert.deepEqual(wordsOf(page), { type: 'session.created', from: '1h' });
    await page.goBack();
    await row(page, 'channel.created').first().waitFor();
    assert.equal(await line(page).inputValue(), 'actor:priya outcome:success type:channel.created');
    await page.goForward();
    await row(page, 'session.created').first().waitFor();
    await page.reload();
    await row(page, 'session.created').first().waitFor();
    assert.equal(await line(page).inputValue(), 'type:session.created from:1h');

    for (const [wrong, told] of [
      ['colour:red', 'is not a filter'],
      ['blocked', 'is not a filter'],
      ['outcome:perhaps', 'takes success, failure, or blocked|takes success, failure or blocked'],
      ['from:someday', 'is not a time'],
      ['actor:nobody.here', 'Nobody here has the handle'],
      ['resource:harbour', 'takes an ID'],
    ] as const) {
      await search(page, wrong);
      await page
        .getByRole('alert')
        .filter({ hasText: new RegExp(told) })
        .waitFor();
      assert.equal(await line(page).getAttribute('aria-invalid'), 'true', wrong);
    }
    await look(page, 'refused');
    await search(page, 'type:role.deleted');
    await page.getByText('No entry matches').waitFor();
  },
);

journey(
  'counts narrow the log by a click and widen it by another; a time is chosen by dragging or by keys',
  async (stage) => {
    const { page } = await openLog(stage);
    await rows(page).first().waitFor();
    const created = facet(page, 'Event').getByRole('button', { name: /^channel\.created/ });
    await created.click();
    await row(page, 'session.created').waitFor({ state: 'detached' });
    assert.deepEqual(wordsOf(page), { type: 'channel.created' });
    assert.equal(await created.getAttribute('aria-pressed'), 'true');
    await created.click();
    await row(page, 'session.created').first().waitFor();
    assert.deepEqual(wordsOf(page), {});

    const plot = page.getByRole('slider', { name: /^Time/ });
    await page.getByText('As a table').click();
    const counted = page.getByRole('table', { name: 'Entries over time' }).getByRole('row');
    await counted.nth(1).waitFor();
    const [day = ''] = (await counted.nth(1).getByRole('rowheader').allTextContents()) ?? [];
    assert.notEqual(day, '');
    await plot.focus();
    await page.keyboard.press('Shift+ArrowLeft');
    assert.match((await plot.getAttribute('aria-valuetext')) ?? '', /\d+ success, \d+ failure, \d+ blocked/);
    await look(page, 'range');
    await page.keyboard.press('Enter');
    await page.waitForURL(/from=.*to=/);
    const { from = '', to = '' } = wordsOf(page);
    assert.equal(Date.parse(to) - Date.parse(from), 2 * 86_400_000, 'two days');
    await row(page, 'session.created').first().waitFor();

    const box = await plot.boundingBox();
    assert.ok(box !== null);
    await page.mouse.move(box.x + box.width * 0.1, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.3, box.y + 20, { steps: 4 });
    await page.mouse.up();
    await page.waitForFunction((old) => new URL(location.href).searchParams.get('to') !== old, to);
    const narrower = wordsOf(page);
    assert.ok(Date.parse(narrower['from'] ?? '') >= Date.parse(from));
    assert.ok(Date.parse(narrower['to'] ?? '') < Date.parse(to));
    await page.getByRole('button', { name: 'Any time' }).click();
    await row(page, 'session.created').first().waitFor();
    assert.deepEqual(wordsOf(page), {});
  },
);

journey('what others do appears by itself, waits while somebody reads, and comes once', async (stage) => {
  const owner = await ownerOf(stage.deployment, 'acme');
  const { page, watch } = await openLog(stage, '?type=channel.created');
  await row(page, 'harbour').first().waitFor();
  await page.getByRole('switch', { name: 'Live' }).click();
  await page.getByText('Live: new entries appear here.').waitFor();
  await addChannel(owner, { name: 'quay-one', handles: [] });
  await row(page, 'quay-one').waitFor();
  await look(page, 'live');

  await row(page, 'harbour').first().getByRole('link').click();
  await drawer(page).getByRole('heading').first().waitFor();
  for (const name of ['quay-two', 'quay-three']) await addChannel(owner, { name, handles: [] });
  await page.getByText('Paused: 2 new entries wait.').waitFor();
  assert.equal(await row(page, 'quay-two').count(), 0);
  await page.keyboard.press('Escape');
  await row(page, 'quay-three').waitFor();
  await row(page, 'quay-two').waitFor();

  watch.expectOutage();
  await page.context().setOffline(true);
  await page.getByText('No connection. New entries will follow').waitFor();
  await addChannel(owner, { name: 'quay-four', handles: [] });
  await page.context().setOffline(false);
  await row(page, 'quay-four').waitFor();
  await facet(page, 'Outcome').getByRole('button', { name: 'success 5' }).waitFor();
  const shown = await rows(page)
    .locator('.row-link')
    .evaluateAll((links) => links.map((link) => (link as HTMLElement).dataset['row']));
  assert.equal(new Set(shown).size, shown.length, 'none twice');
  const { entries } = await owner.call('audit.list', { type: 'channel.created' });
  assert.deepEqual(
    shown,
    entries.map(({ id }) => id),
    'none missing, in their order',
  );
});

journey('filters are kept as a view for everybody, renamed and removed with a way back', async (stage) => {
  const { page } = await openLog(stage, '?outcome=success&actor=priya&from=7d');
  await rows(page).first().waitFor();
  const open = () => page.getByRole('button', { name: 'Views', exact: true }).click();
  const views = page.getByRole('dialog', { name: 'Views' });
  await open();
  await views.getByText('No saved views').waitFor();
  await views.getByRole('button', { name: 'Save these filters…' }).click();
  const saving = page.getByRole('dialog', { name: 'Save a view' });
  await saving.getByLabel('Name').fill('What Priya did');
  await saving.getByLabel('Show it to everybody').check();
  await saving.getByRole('button', { name: 'Save', exact: true }).click();
  await saving.waitFor({ state: 'detached' });
  await search(page, 'outcome:blocked');
  await open();
  await look(page, 'views');
  await views.getByRole('button', { name: /^What Priya did/ }).click();
  await page.waitForURL(/actor=priya/);
  assert.deepEqual(wordsOf(page), { outcome: 'success', actor: 'priya', from: '7d' });

  await open();
  await views.getByRole('button', { name: 'Rename What Priya did' }).click();
  const renaming = page.getByRole('dialog', { name: 'Rename the view' });
  await renaming.getByLabel('Name').fill('Priya’s week');
  await renaming.getByRole('button', { name: 'Save', exact: true }).click();
  await renaming.waitFor({ state: 'detached' });
  await open();
  await views.getByRole('button', { name: 'Remove Priya’s week' }).click();
  await views.getByText('No saved views').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Undo' }).click();
  await open();
  await views.getByRole('button', { name: /^Priya’s week shared/ }).waitFor();
});

journey(
  'one entry says what changed and which bytes were sealed, and leads to what belongs to it',
  async (stage) => {
    const owner = await ownerOf(stage.deployment, 'acme');
    const principalId = await idOf(owner, 'lena');
    await owner.call('roles.assign', { principalId, role: 'viewer' });
    const { entries } = await owner.call('audit.list', { type: 'role.assigned', limit: 1 });
    const [entry] = entries;
    assert.ok(entry !== undefined);
    const { page } = await openLog(stage, `/${entry.id}`);
    const change = drawer(page).getByRole('region', { name: 'Before and after' });
    await change.getByText('member').waitFor();
    await change.getByText('viewer').waitFor();
    const sealed = drawer(page).getByRole('region', { name: 'Sealed bytes' });
    await sealed.getByText('"type":"role.assigned"').waitFor();
    const { raw } = await owner.call('audit.get', { entryId: entry.id });
    assert.equal(await sealed.locator('pre').textContent(), raw, 'not a byte less or more');
    await look(page, 'entry');
    await drawer(page).getByRole('link', { name: 'Everything done with this credential' }).click();
    await page.waitForURL(/token=/);
    await row(page, 'role.assigned').first().waitFor();
    assert.deepEqual(wordsOf(page), { token: entry.credentialId });
    await row(page, 'role.assigned').first().getByRole('link').click();
    await drawer(page).getByRole('link', { name: 'Everything of this request' }).click();
    await page.waitForURL(/request=/);
    await row(page, 'role.assigned').first().waitFor();
    assert.equal(await rows(page).count(), 1);
  },
);

journey(
  'the log is taken along over a broken connection, and is verified outside of the browser',
  async (stage) => {
    const owner = await ownerOf(stage.deployment, 'acme');
    const { page, watch } = await openLog(stage);
    await rows(page).first().waitFor();
    // No machine chooses a file in the window of the browser: this one downloads.
    await page.evaluate(() => Reflect.deleteProperty(globalThis, 'showSaveFilePicker'));
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: 'The sealed log with proofs…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export the audit log' });
    await dialog.getByLabel('From one entry to another').check();
    await dialog.getByLabel('First entry').fill('7');
    await dialog.getByLabel('Last entry').fill('3');
    await dialog.getByText('The last entry is before the first').waitFor();
    await look(page, 'export');
    await dialog.getByLabel('The whole log').check();
    await dialog.getByLabel('Reason').fill('Yearly review');
    let broken = 0;
    watch.expectOutage();
    await page.route('**/v1/audit.exports.read', async (route) => {
      broken += 1;
      if (broken <= 2) await route.abort('connectionreset');
      else await route.continue();
    });
    const downloading = page.waitForEvent('download', { timeout: 90_000 });
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    const download = await downloading;
    assert.equal(download.suggestedFilename(), 'audit-acme.tar');
    await dialog.getByText(/^audit-acme\.tar: \d+ entries/).waitFor();
    await dialog.getByText('wardroom audit verify audit-acme.tar').waitFor();
    await look(page, 'exported');
    assert.ok(broken > 2);

    const path = await download.path();
    assert.ok((await readFile(path)).length > 1_024);
    const { keys } = await owner.call('audit.checkpoint', {});
    const report = await verifyExport(piecesOf(path), {
      trusted: { logKeys: keys.log, witnessKeys: [] },
      crypto: nodeCrypto,
    });
    assert.equal(report.verdict, 'intact', JSON.stringify(report));
    const { entries } = await owner.call('audit.list', { type: 'audit.exported', limit: 1 });
    assert.match(JSON.stringify(entries), /Yearly review/);
  },
);

journey('on a phone the counts fold, and an entry covers the log', async (stage) => {
  const { page } = await openLog(stage, '', phone);
  await rows(page).first().waitFor();
  assert.equal(await facet(page, 'Event').isVisible(), false);
  await look(page, 'explorer-phone');
  // What a folded button has opened is not folded with it.
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: 'The sealed log with proofs…' }).click();
  const exporting = page.getByRole('dialog', { name: 'Export the audit log' });
  await exporting.getByRole('button', { name: 'Cancel' }).click();
  await exporting.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  await facet(page, 'Event')
    .getByRole('button', { name: /^channel\.created/ })
    .click();
  await page.getByRole('button', { name: 'Filters (1)' }).waitFor();
  await look(page, 'counts-phone');
  await row(page, 'harbour').first().getByRole('link').click();
  await drawer(page).getByRole('region', { name: 'Sealed bytes' }).waitFor();
  await look(page, 'entry-phone');
});

journey('who reads one store sees that store alone, and who reads none is told so', async (stage) => {
  const audit = `${stage.deployment.origin('acme')}/console/audit`;
  const owner = await ownerOf(stage.deployment, 'acme');
  await giveRole(owner, 'lena', { name: 'Night Desk', chosen: ['audit.view_security'] });
  await giveRole(owner, 'marcus', { name: 'Witness', chosen: ['audit.view'] });
  const seat = await enter(stage, 'acme', 'lena');
  for (const name of ['list', 'facets', 'histogram']) seat.watch.expectRefusal(`/v1/audit.${name}`, 403);
  const lena = seat.page;
  await lena.goto(audit);
  await lena.getByText('You read the security store.').waitFor();
  await row(lena, 'role.created').first().waitFor();
  await row(lena, 'request.refused').first().waitFor();
  assert.equal(await row(lena, 'channel.created').count(), 0);
  assert.equal(await facet(lena, 'Event').getByText('channel.created').count(), 0);
  await line(lena).focus();
  await lena.keyboard.type('store:');
  await lena.getByRole('option', { name: /^store:security/ }).waitFor();
  assert.equal(await lena.getByRole('option', { name: /^store:compliance/ }).count(), 0);
  await lena.keyboard.press('Escape');
  await line(lena).fill('');
  await line(lena).blur();
  await look(lena, 'one-store');
  await search(lena, 'store:compliance');
  await lena.getByRole('alert').first().waitFor();
  assert.equal(await rows(lena).count(), 0);

  const marcus = (await enter(stage, 'acme', 'marcus')).page;
  await marcus.goto(audit);
  await marcus.getByText('None of your roles opens a store of the log').waitFor();
  await look(marcus, 'no-store');
});
