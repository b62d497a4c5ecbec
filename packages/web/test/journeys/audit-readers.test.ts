/** Those who read the audit log beside its owner: shared views, what was erased, and long lists by keyboard alone. */
import assert from 'node:assert/strict';
import type { AuditEntryView, PrincipalId } from '@wardroom/contract';
import type { Locator, Page } from 'playwright-core';
import { verifyExport } from '../../../verifier/src/index.ts';
import { nodeCrypto, piecesOf } from '../../../verifier/src/node.ts';
import { enter } from './acts.ts';
import { addChannel, clientFor, foundCompanies, idOf, ownerOf } from './companies.ts';
import { until } from './deployment.ts';
import { type Journey, journeys } from './journey.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

const journey = journeys((deployment) =>
  foundCompanies(deployment, { acme: ['tom', 'lena', 'marcus', 'yuki'] }),
);

const links = (page: Page): Locator => page.getByRole('table', { name: 'Audit' }).locator('.row-link');
const drawer = (page: Page): Locator => page.getByRole('complementary');
const lineOf = (page: Page) => page.getByRole('combobox', { name: 'Filters' }).inputValue();
const focusedRow = (page: Page) =>
  page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['row'] ?? null);

async function makeAuditor({ deployment }: Journey, handle: string): Promise<void> {
  const owner = await ownerOf(deployment, 'acme');
  await owner.call('roles.assign', { principalId: await idOf(owner, handle), role: 'auditor' });
}

async function look(page: Page, name: string): Promise<void> {
  await page.mouse.move(1, 1);
  await pictureInBoth(page, `audit-${name}`);
  await fitsItsWidth(page);
  await isUsableWithoutEyes(page);
  await isReadable(page);
}

journey('a second reader opens a view that is shared, and cannot change it', async (stage) => {
  await makeAuditor(stage, 'tom');
  const owner = await ownerOf(stage.deployment, 'acme');
  const filters = { outcome: 'success', type: 'principal.created' } as const;
  await owner.call('audit.saveView', { name: 'Who joined', filters, isShared: true });
  await owner.call('audit.saveView', { name: 'My own', filters, isShared: false });
  const { page } = await enter(stage, 'acme', 'tom');
  await page.goto(`${stage.deployment.origin('acme')}/console/audit`);
  await links(page).first().waitFor();
  await page.getByRole('button', { name: 'Views', exact: true }).click();
  const views = page.getByRole('dialog', { name: 'Views' });
  // Who audits reads no list of people.
  const shared = views.getByRole('button', { name: /^Who joined from a person you cannot see/ });
  await shared.waitFor();
  assert.equal(await views.getByText('My own').count(), 0, 'what is not shared stays with its owner');
  assert.equal(await views.getByRole('button', { name: /^(Rename|Remove)/ }).count(), 0);
  await look(page, 'views-shared');
  await shared.click();
  await page.waitForURL(/type=principal\.created/);
  await links(page).first().waitFor();
  assert.equal(await lineOf(page), 'outcome:success type:principal.created');
  await page.getByRole('row').filter({ hasText: 'session.created' }).waitFor({ state: 'detached' });
  assert.equal(await links(page).count(), 4, 'one for each who joined');
});

async function sealedSession(stage: Journey, principalId: PrincipalId): Promise<AuditEntryView> {
  const owner = await ownerOf(stage.deployment, 'acme');
  const read = async () =>
    (await owner.call('audit.list', { type: 'session.created', actor: principalId })).entries[0];
  await until(async () => typeof (await read())?.index === 'number', 'the entry has its place');
  const entry = await read();
  assert.ok(entry !== undefined);
  return entry;
}

journey('what was erased says so, and what is left is still proved', async (stage) => {
  const owner = await ownerOf(stage.deployment, 'acme');
  await clientFor(stage.deployment, 'acme', 'marcus');
  const principalId = await idOf(owner, 'marcus');
  const entry = await sealedSession(stage, principalId);
  assert.notEqual(entry.address, null);
  await owner.call('audit.erase', { principalId, reason: 'Request 12' });
  const { page } = await enter(stage, 'acme', 'priya');
  await page.goto(`${stage.deployment.origin('acme')}/console/audit/${entry.id}`);
  const facts = drawer(page);
  await facts.getByText('erased', { exact: true }).first().waitFor();
  assert.equal(await facts.getByText(String(entry.address)).count(), 0, 'it is nowhere');
  const proof = page.getByRole('region', { name: 'Proof' });
  await proof.getByRole('button', { name: 'Verify' }).click();
  await proof.getByText(/^Verified: entry \d+ of \d+$/).waitFor();
  await proof.getByText('What is shown is what was sealed: holds').waitFor();
  await look(page, 'erased');

  await page.keyboard.press('Escape');
  await page.evaluate(() => Reflect.deleteProperty(globalThis, 'showSaveFilePicker'));
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: 'The sealed log with proofs…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export the audit log' });
  const downloading = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  const path = await (await downloading).path();
  await dialog.getByText(/^audit-acme\.tar: \d+ entries/).waitFor();
  const { keys } = await owner.call('audit.checkpoint', {});
  const trusted = { logKeys: keys.log, witnessKeys: [] };
  const report = await verifyExport(piecesOf(path), { trusted, crypto: nodeCrypto });
  assert.equal(report.verdict, 'intact', JSON.stringify(report));
});

journey('a long list is walked by keyboard alone; only what is near is in the page', async (stage) => {
  const owner = await ownerOf(stage.deployment, 'acme');
  const count = 230;
  for (let made = 0; made < count; made += 10)
    await Promise.all(
      Array.from({ length: 10 }, (_, at) => addChannel(owner, { name: `berth-${made + at}`, handles: [] })),
    );
  const asked = { type: 'channel.created', limit: 200 } as const;
  const isSealed = async () =>
    (await owner.call('audit.list', asked)).entries.every(({ index }) => index !== null);
  await until(isSealed, 'every entry has its place');
  const newest = await owner.call('audit.list', asked);
  assert.ok(newest.next, 'there is a second page');
  const older = await owner.call('audit.list', { ...asked, before: newest.next });
  const ids = [...newest.entries, ...older.entries].map(({ id }) => id);
  assert.equal(ids.length, count);
  const { page } = await enter(stage, 'acme', 'priya');
  await page.goto(`${stage.deployment.origin('acme')}/console/audit?type=channel.created`);
  await links(page).first().waitFor();
  for (const loaded of [200, count]) {
    await page.getByRole('button', { name: 'Load more' }).click();
    await page.getByText(`${loaded} entries`, { exact: false }).first().waitFor();
  }
  const table = page.getByRole('table', { name: 'Audit' });
  assert.equal(await table.getAttribute('aria-rowcount'), String(count + 1));
  assert.ok((await links(page).count()) < 100, 'what is far away is not in the page');

  await links(page).first().focus();
  for (const [key, at] of [
    ['Home', 0],
    ['ArrowDown', 1],
    ['ArrowDown', 2],
    ['ArrowUp', 1],
    ['End', count - 1],
    ['ArrowUp', count - 2],
  ] as const) {
    await page.keyboard.press(key);
    await page.waitForFunction(
      (id) => (document.activeElement as HTMLElement | null)?.dataset['row'] === id,
      ids[at],
    );
  }
  await look(page, 'long');
  await page.keyboard.press('Enter');
  await drawer(page).getByRole('region', { name: 'Sealed bytes' }).waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('aside') !== null);
  await page.keyboard.press('Escape');
  await drawer(page).waitFor({ state: 'detached' });
  assert.equal(await focusedRow(page), ids[count - 2], 'back where it was');
  await page.keyboard.press('Home');
  await page.waitForFunction(
    (id) => (document.activeElement as HTMLElement | null)?.dataset['row'] === id,
    ids[0],
  );
  await page
    .getByRole('row')
    .filter({ hasText: `berth-${count - 1}` })
    .waitFor();
});

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true } as const;

journey(
  'on a phone what is rarely done is behind one button, and opens where it can be seen',
  async (stage) => {
    const { page } = await enter(stage, 'acme', 'priya', phone);
    await page.goto(`${stage.deployment.origin('acme')}/console/audit`);
    await links(page).first().waitFor();
    const more = page.getByRole('button', { name: 'More actions' });
    await more.click();
    await page.getByRole('button', { name: 'Views', exact: true }).click();
    const views = page.getByRole('dialog', { name: 'Views' });
    await views.waitFor();
    await look(page, 'views-phone');
    await page.keyboard.press('Escape');
    await views.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'More actions');
    await more.click();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: /as CSV$/ }).waitFor();
  },
);
