/** An owner changes how long the audit log is kept, and erases what it tells about somebody. */
import assert from 'node:assert/strict';
import { enter } from './acts.ts';
import { foundCompanies, idOf, ownerOf } from './companies.ts';
import { journeys } from './journey.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom', 'lena'] });
});

journey(
  'what a change would remove is told before it is confirmed; who changed it second is told',
  async (stage) => {
    const owner = await ownerOf(stage.deployment, 'acme');
    const { page, watch } = await enter(stage, 'acme', 'priya');
    watch.expectRefusal('/v1/audit.settings.set', 409);
    await page.goto(`${stage.deployment.origin('acme')}/console/audit-retention`);
    await page.getByLabel('Security store, in days').fill('364');
    await page.getByText('From 365 to 36,500 days').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Save…' }).isDisabled(), true);
    await page.getByLabel('Security store, in days').fill('800');
    await page.getByText('Nothing would be removed now.').waitFor();
    await page.getByText('wardroom api audit.settings.set securityDays=800').waitFor();
    await pictureInBoth(page, 'retention');
    await fitsItsWidth(page);
    await isUsableWithoutEyes(page);
    await isReadable(page);
    await owner.call('audit.settings.set', { securityDays: 900, complianceDays: 900, version: 0 });
    await page.getByRole('button', { name: 'Save…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The audit log is kept for 800 days from now on.').waitFor();
    await dialog.getByRole('button', { name: 'Change retention' }).click();
    await dialog.getByRole('alert').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.reload();
    await page.getByLabel('Security store, in days').fill('800');
    await page.getByText('Nothing would be removed now.').waitFor();
    await page.getByRole('button', { name: 'Save…' }).click();
    await page.getByRole('button', { name: 'Change retention' }).click();
    await page.getByText('The retention of the audit log has changed.').waitFor();
    const { retention } = await owner.call('audit.settings.get', {});
    assert.deepEqual([retention.securityDays, retention.complianceDays, retention.version], [800, 900, 2]);
  },
);

journey('somebody is erased with a count, a reason and a confirmation', async (stage) => {
  const owner = await ownerOf(stage.deployment, 'acme');
  const { page: lena } = await enter(stage, 'acme', 'lena');
  await lena.close();
  const principalId = await idOf(owner, 'lena');
  const { page } = await enter(stage, 'acme', 'priya');
  await page.goto(`${stage.deployment.origin('acme')}/console/people/${principalId}`);
  const part = page.getByRole('complementary');
  await part.getByText(/\d+ fields? of sealed entries/).waitFor();
  await part.getByLabel('Reason').fill('Request 12');
  await pictureInBoth(page, 'erasure');
  await fitsItsWidth(page);
  await part.getByRole('button', { name: 'Erase…' }).click();
  await page.getByRole('button', { name: 'Erase for good' }).click();
  await part.getByText('The audit log holds no personal field about').waitFor();
  const { fields, waiting } = await owner.call('audit.erasure.preview', { principalId });
  assert.equal(fields + waiting, 0);
  const { entries } = await owner.call('audit.list', { type: 'audit.erased' });
  assert.equal(entries[0]?.metadata['reason'], 'Request 12');
});
