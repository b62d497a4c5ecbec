/** An owner has the browser verify entries of the audit log, behind whose back others rewrite, roll back and rotate. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Client } from '@wardroom/sdk';
import { cosign, type NoteSigner, type VerifierKey, verifierKey, verifierKeyText } from '@wardroom/seal';
import { ed25519Key, sha256 } from '@wardroom/seal/node';
import type { Page } from 'playwright-core';
import { type OutsideDatabase, startOutsideDatabase } from '../../../server/src/testing/outside-database.ts';
import { verifyProof } from '../../../verifier/src/index.ts';
import { nodeCrypto } from '../../../verifier/src/node.ts';
import { enter } from './acts.ts';
import { addChannel, foundCompanies, ownerOf } from './companies.ts';
import { until } from './deployment.ts';
import { type Journey, journeys } from './journey.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

let database: OutsideDatabase | undefined;

const journey = journeys(
  async (deployment) => {
    await foundCompanies(deployment, {});
  },
  {
    async settings() {
      database = await startOutsideDatabase();
      return { DATABASE_URL: database.url };
    },
    close: async () => database?.close(),
  },
);

const proofOf = (page: Page) => page.getByRole('region', { name: 'Proof' });
/** What was found out comes into view. */
const show = (page: Page) => proofOf(page).getByRole('status').scrollIntoViewIfNeeded();
const verify = (page: Page) =>
  proofOf(page)
    .getByRole('button', { name: /^Verify/ })
    .click();

async function openEntry({ deployment }: Journey, page: Page, channel: string): Promise<void> {
  await page.goto(`${deployment.origin('acme')}/console/audit?type=channel.created`);
  await page.getByRole('row', { name: new RegExp(`channel\\.created.*${channel}`) }).click();
}

async function keyOf(seed: number, name: string, type: 1 | 4): Promise<NoteSigner & { text: string }> {
  const { publicKey, sign } = ed25519Key(new Uint8Array(32).fill(seed));
  const key: VerifierKey = await verifierKey(sha256, { name, type, publicKey });
  return { key, sign, text: verifierKeyText(key) };
}

journey(
  'an entry is verified in the browser; what another key or another text would say is refused',
  async (stage) => {
    const owner = await ownerOf(stage.deployment, 'acme');
    await addChannel(owner, { name: 'ledger', handles: [] });
    const { page } = await enter(stage, 'acme', 'priya');
    const open = () => openEntry(stage, page, 'ledger');
    await open();
    await verify(page);
    await page.getByText(/^Verified: entry \d+ of \d+$/).waitFor();
    await page.getByText('The key was kept just now').waitFor();
    await page.getByText('that everybody is shown the same log').waitFor();
    await show(page);
    await pictureInBoth(page, 'audit-verify');
    await fitsItsWidth(page);
    await isUsableWithoutEyes(page);
    await isReadable(page);

    const downloading = page.waitForEvent('download');
    await proofOf(page).getByRole('button', { name: 'Download proof' }).click();
    const text = await readFile(await (await downloading).path(), 'utf8');
    const { keys } = await owner.call('audit.checkpoint', {});
    const trusted = { logKeys: keys.log, witnessKeys: [] };
    const judged = await verifyProof(text, { trusted, crypto: nodeCrypto });
    assert.equal(judged.verdict, 'intact', 'outside of the browser, too');

    await addChannel(owner, { name: 'harbour-books', handles: [] });
    await open();
    await verify(page);
    await page.getByText('The log continues the one that this browser saw before: holds').waitFor();

    await page.route('**/v1/audit.proof', async (route) => {
      const proof = await owner.call('audit.proof', route.request().postDataJSON());
      const entry = Buffer.from(proof.entry, 'base64').toString().replace('"success"', '"blocked"');
      await route.fulfill({ json: { ...proof, entry: Buffer.from(entry).toString('base64') } });
    });
    await verify(page);
    await page.getByText('This entry cannot be proved').waitFor();
    await page
      .getByText('The entry is in the signed log, at its place: does not hold: inclusion_invalid')
      .waitFor();
    await page.getByText('What is shown is what was sealed: does not hold: differs').waitFor();
    await page.unroute('**/v1/audit.proof');

    const [name = ''] = keys.log[0]?.split('+') ?? [];
    const other = (await keyOf(7, name, 1)).text;
    await page.evaluate((key) => {
      const kept = JSON.parse(localStorage.getItem('wardroom.audit.kept') ?? '{}');
      localStorage.setItem('wardroom.audit.kept', JSON.stringify({ ...kept, keys: [key] }));
    }, other);
    await verify(page);
    await page.getByText(/by a key that this browser keeps: does not hold: key_untrusted/).waitFor();
  },
);

journey(
  'the kept key is shown whole, compared with another, and replaced by a word that is typed',
  async (stage) => {
    const owner = await ownerOf(stage.deployment, 'acme');
    await addChannel(owner, { name: 'keys-of-brass', handles: [] });
    const { page } = await enter(stage, 'acme', 'priya');
    await openEntry(stage, page, 'keys-of-brass');
    const dialog = page.getByRole('dialog');
    const openKeys = () => proofOf(page).getByRole('button', { name: 'Keys…' }).click();
    const compare = async (key: string) => {
      await dialog.getByLabel('Key that you know from elsewhere').fill(key);
      await dialog.getByRole('button', { name: 'Compare' }).click();
    };
    await openKeys();
    await dialog.getByText('None yet.').waitFor();
    await compare('nonsense');
    await dialog.getByText('This is no key of a log.').waitFor();
    await page.keyboard.press('Escape');
    await verify(page);
    await page.getByText('The key was kept just now').waitFor();

    const { checkpoint, keys } = await owner.call('audit.checkpoint', {});
    const real = keys.log.find((key) => key.startsWith(`${checkpoint?.origin}+`)) ?? '';
    await openKeys();
    await dialog.getByText(real, { exact: true }).waitFor();
    await compare(real);
    await dialog.getByText('This is the key that is kept here.').waitFor();
    await compare((await keyOf(8, 'elsewhere.example/audit/tnt_1', 1)).text);
    await dialog.getByText('This is the key of another log.').waitFor();
    const stranger = (await keyOf(9, `${checkpoint?.origin}`, 1)).text;
    await compare(stranger);
    await dialog.getByText('It does not fit.').waitFor();
    await dialog.getByText('Believe nothing that was verified here until you know why').waitFor();
    await pictureInBoth(page, 'audit-keys');
    await fitsItsWidth(page);
    await isUsableWithoutEyes(page);
    await isReadable(page);
    const replace = dialog.getByRole('button', { name: 'Replace the key' });
    assert.equal(await replace.isDisabled(), true, 'only once the word is typed');
    await dialog.getByLabel(/replace/).fill('replace');
    await replace.click();
    await dialog.getByText(stranger, { exact: true }).waitFor();
    await dialog.getByText(/as entered here/).waitFor();
    await page.keyboard.press('Escape');
    await verify(page);
    await page.getByText('Another key signs than the one that is kept here').waitFor();
    await page.getByText(`It was signed by ${real}. Compare that with somebody`).waitFor();

    await openKeys();
    await compare(real);
    await dialog.getByLabel(/replace/).fill('replace');
    await replace.click();
    await page.keyboard.press('Escape');
    await verify(page);
    await page.getByText(/^Verified: entry/).waitFor();
    await page.getByText(/as it was entered here/).waitFor();
    await page.getByText('The log continues the one that this browser saw before: holds').waitFor();
    assert.equal(
      await page.getByText('whose key it is').count(),
      0,
      'who has entered a key knows whose it is',
    );
  },
);

/** The directory as the server gives it, with cosignatures as a witness of it would have added them. */
async function witnessed(page: Page, owner: Client, witnesses: readonly NoteSigner[], atSeconds: number) {
  await page.route('**/v1/audit.proof', async (route) => {
    const proof = await owner.call('audit.proof', route.request().postDataJSON());
    const { directory, keys } = proof;
    assert.ok(directory);
    let { checkpoint } = directory;
    for (const witness of witnesses) checkpoint = await cosign(checkpoint, witness, atSeconds);
    const texts = witnesses.map(({ key }) => verifierKeyText(key));
    await route.fulfill({
      json: {
        ...proof,
        directory: { ...directory, checkpoint },
        keys: { ...keys, witnesses: texts },
      },
    });
  });
}

journey('witnesses whose keys were entered are counted, with how late each was', async (stage) => {
  const owner = await ownerOf(stage.deployment, 'acme');
  await addChannel(owner, { name: 'seen-by-many', handles: [] });
  const { entries } = await owner.call('audit.list', { type: 'channel.created', limit: 1 });
  const entryId = entries[0]?.id;
  assert.ok(entryId);
  const coverage = async () => {
    const { directory, index } = await owner.call('audit.proof', { entryId });
    const size = Number(directory?.tenantCheckpoint.split('\n')[1] ?? 0);
    return size > index;
  };
  const { page } = await enter(stage, 'acme', 'priya');
  await openEntry(stage, page, 'seen-by-many');
  const [saw, silent] = [await keyOf(21, 'witness.example.org', 4), await keyOf(22, 'quiet.example.org', 4)];
  await verify(page);
  await page.getByText(/^Verified: entry/).waitFor();
  const dialog = page.getByRole('dialog');
  await proofOf(page).getByRole('button', { name: 'Keys…' }).click();
  const field = dialog.getByLabel('Keys of witnesses');
  await field.fill('no key at all');
  await dialog.getByRole('button', { name: 'Keep witnesses' }).click();
  await dialog.getByText('This is no key of a witness').waitFor();
  await field.fill(`${saw.text}\n${silent.text}`);
  await dialog.getByRole('button', { name: 'Keep witnesses' }).click();
  await dialog.getByText('2 witnesses are asked for from now on.').waitFor();
  await page.keyboard.press('Escape');
  // A directory covers a log once a minute.
  for (let looks = 0; looks < 90 && !(await coverage()); looks += 1) await page.waitForTimeout(1_000);
  const sealedAt = entries[0]?.at ?? 0;
  await witnessed(page, owner, [saw], Math.ceil(sealedAt / 1_000) + 42);
  await verify(page);
  await page.getByText('1 of 2 witnesses vouches for it:').waitFor();
  await page.getByText(/witness\.example\.org: saw it 4[123] seconds after it was sealed/).waitFor();
  await page.getByText('quiet.example.org: has not cosigned the log yet').waitFor();
  await page
    .getByText('Your witnesses have seen the log with this entry in it: not all of them yet')
    .waitFor();
  await page.getByText(/^Verified: entry/).waitFor();
  await show(page);
  await pictureInBoth(page, 'audit-witnesses');
  await isUsableWithoutEyes(page);
  await page.unroute('**/v1/audit.proof');

  await witnessed(page, owner, [saw, silent], Math.ceil(sealedAt / 1_000) + 120);
  await verify(page);
  await page.getByText('2 of 2 witnesses vouch for it:').waitFor();
  await page.getByText(/quiet\.example\.org: saw it 2 minutes after it was sealed/).waitFor();
  await page.unroute('**/v1/audit.proof');

  const liar: NoteSigner = { key: saw.key, sign: (await keyOf(23, 'liar.example.org', 4)).sign };
  await witnessed(page, owner, [liar, silent], Math.ceil(sealedAt / 1_000) + 120);
  await verify(page);
  await page.getByText('witness.example.org: the cosignature in its name is not its own').waitFor();
  await page.getByText('This entry cannot be proved').waitFor();
  await page.unroute('**/v1/audit.proof');
});

journey('whoever owns the database and rewrites a row of the log is found out', async (stage) => {
  assert.ok(database);
  const owner = await ownerOf(stage.deployment, 'acme');
  await addChannel(owner, { name: 'safe-deposit', handles: [] });
  const { page } = await enter(stage, 'acme', 'priya');
  await openEntry(stage, page, 'safe-deposit');
  await verify(page);
  await page.getByText(/^Verified: entry/).waitFor();
  const { entries } = await owner.call('audit.list', { type: 'channel.created', limit: 1 });
  const [entry] = entries;
  assert.ok(entry);
  // An hour earlier somebody else was on duty.
  await database.rewrite(
    "update tenant.audit_log set at = at - interval '1 hour' where index = $1 and type = 'channel.created'",
    [entry.index],
  );
  await openEntry(stage, page, 'safe-deposit');
  await verify(page);
  await page.getByText('This entry cannot be proved').waitFor();
  await page
    .getByText('The entry is in the signed log, at its place: does not hold: inclusion_invalid')
    .waitFor();
  await page.getByText('was changed in the database after it was sealed').waitFor();
  await show(page);
  await pictureInBoth(page, 'audit-rewritten');
  await fitsItsWidth(page);
  await isUsableWithoutEyes(page);
  await isReadable(page);
  // Its neighbours still stand.
  await addChannel(owner, { name: 'next-door', handles: [] });
  await openEntry(stage, page, 'next-door');
  await verify(page);
  await page.getByText(/^Verified: entry/).waitFor();
});

journey('a copy of the database that is put back is called a roll-back', async (stage) => {
  assert.ok(database);
  const { deployment } = stage;
  const owner = await ownerOf(deployment, 'acme');
  await addChannel(owner, { name: 'low-tide', handles: [] });
  const { page, watch } = await enter(stage, 'acme', 'priya');
  await openEntry(stage, page, 'low-tide');
  await verify(page);
  await page.getByText(/^Verified: entry/).waitFor();
  watch.expectOutage();
  await deployment.kill();
  await database.copy();
  await deployment.restart();
  for (let n = 0; n < 40; n += 1) await addChannel(owner, { name: `flood-${n}`, handles: [] });
  await openEntry(stage, page, 'flood-39');
  await verify(page);
  await page.getByText('The log continues the one that this browser saw before: holds').waitFor();
  await deployment.kill();
  await database.putBack();
  await deployment.restart();
  await openEntry(stage, page, 'low-tide');
  await verify(page);
  await page.getByText('does not hold: rolled_back').waitFor();
  await page.getByText('Entries were taken away, or an older copy of the database was put back.').waitFor();
  await page.getByText('Keep this page and the downloaded proof').waitFor();
  await show(page);
  await pictureInBoth(page, 'audit-rolled-back');
  await isUsableWithoutEyes(page);
});

journey(
  'a key that is followed by another is followed here, and the older one is still recognised',
  async (stage) => {
    assert.ok(database);
    const { deployment } = stage;
    const own = database;
    const owner = await ownerOf(deployment, 'acme');
    await addChannel(owner, { name: 'old-locks', handles: [] });
    const { page, watch } = await enter(stage, 'acme', 'priya');
    await openEntry(stage, page, 'old-locks');
    await verify(page);
    await page.getByText(/^Verified: entry/).waitFor();
    const { checkpoint, keys } = await owner.call('audit.checkpoint', {});
    const older = keys.log.find((key) => key.startsWith(`${checkpoint?.origin}+`)) ?? '';

    // A quarter passes: the first key becomes old, and the one that is made then begins to sign.
    watch.expectOutage();
    await deployment.kill();
    await own.rewrite(
      "update platform.audit_keys set signs_from = now() - interval '92 days' where generation = 1",
    );
    await deployment.restart();
    const generations = () => own.query('select 1 from platform.audit_keys');
    await until(async () => (await generations()).length === 2, 'another key was made');
    await deployment.kill();
    await own.rewrite(
      "update platform.audit_keys set signs_from = now() - interval '10 minutes' where generation = 2",
    );
    await deployment.restart();
    await until(
      async () => (await owner.call('audit.checkpoint', {})).keys.rotations.length > 0,
      'the log names the key that follows',
    );

    await openEntry(stage, page, 'old-locks');
    await verify(page);
    await page
      .getByText('The key was followed by another, which the one that was kept here has signed.')
      .waitFor();
    await page.getByText('The log continues the one that this browser saw before: holds').waitFor();
    await show(page);
    await pictureInBoth(page, 'audit-rotated');
    await isUsableWithoutEyes(page);
    await proofOf(page).getByRole('button', { name: 'Keys…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Key that you know from elsewhere').fill(older);
    await dialog.getByRole('button', { name: 'Compare' }).click();
    await dialog.getByText('This key came before the one that is kept here').waitFor();
    await dialog.getByText('It fits.').waitFor();
    await page.keyboard.press('Escape');
    await verify(page);
    await page.getByText(/^Verified: entry/).waitFor();
  },
);
