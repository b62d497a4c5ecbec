import assert from 'node:assert/strict';
import { enter } from './acts.ts';
import { addChannel, foundCompanies, operatorOf, ownerOf } from './companies.ts';
import { journeys } from './journey.ts';
import { fitsItsWidth, isReadable, isUsableWithoutEyes } from './looks.ts';
import { pictureInBoth } from './pictures.ts';

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom', 'lena'] });
  const owner = await ownerOf(deployment, 'acme');
  await addChannel(owner, { name: 'general', topic: 'Everybody is here', handles: ['tom', 'lena'] });
});

const reason = 'The directory import has broken every channel, ticket 4711';

journey(
  'an owner sees at once that the operator has come in, and ends it in front of both',
  async (stage) => {
    const { deployment } = stage;
    const [{ page: owner }, { page: member }, { page: operator }, calls] = await Promise.all([
      enter(stage, 'acme', 'priya'),
      enter(stage, 'acme', 'lena'),
      stage.open(),
      operatorOf(deployment),
    ]);
    const { tenants } = await calls.call('directory.listTenants', {});
    const tenantId = tenants.find(({ slug }) => slug === 'acme')?.id;
    assert.ok(tenantId !== undefined);
    const { link } = await calls.call('breakGlass.open', { tenantId, reason, minutes: 30, role: 'admin' });
    const notice = owner.locator('.banner-break-glass');
    await notice.waitFor();
    assert.match(String(await notice.textContent()), /has access as administrator until \d\d?:\d\d/);
    assert.ok(String(await notice.textContent()).includes(reason));
    await pictureInBoth(owner, 'break-glass');
    await fitsItsWidth(owner);
    await isUsableWithoutEyes(owner);
    await isReadable(owner);

    await operator.goto(link);
    await operator.getByRole('button').first().or(operator.locator('.banner-break-glass')).first().waitFor();
    const proceed = operator.getByRole('button', { name: 'Sign in' });
    if (await proceed.isVisible()) await proceed.click();
    await operator.locator('.banner-break-glass').waitFor();
    assert.match(
      String(await operator.locator('.banner-break-glass').textContent()),
      /You are here as operator/,
    );
    assert.equal(await member.locator('.banner-break-glass').count(), 0);

    await notice.getByRole('button', { name: 'End access…' }).click();
    const dialog = owner.getByRole('dialog', { name: 'End the operator’s access?' });
    await pictureInBoth(owner, 'break-glass-end');
    await dialog.getByRole('button', { name: 'End access' }).click();
    await notice.waitFor({ state: 'detached' });
    await operator.locator('.banner-signed-out').waitFor();

    // It stays on record, with the way to what was done.
    await owner.goto(`${deployment.origin('acme')}/console/break-glass`);
    const record = owner.getByRole('row', { name: /The directory import has broken/ });
    await record.getByText('ended by the workspace').waitFor();
    await record.getByRole('link').click();
    await owner.getByRole('complementary').getByText(reason).waitFor();
    await pictureInBoth(owner, 'break-glass-history');
    await fitsItsWidth(owner);
    await isUsableWithoutEyes(owner);
    await isReadable(owner);
    await owner.getByRole('link', { name: 'Show audit entries' }).click();
    await owner.getByRole('row', { name: /break_glass\.opened/ }).waitFor();
    assert.ok((await owner.getByRole('row').count()) > 2);

    // Whoever looks while it is open sees it come and go.
    await owner.goto(`${deployment.origin('acme')}/console/break-glass`);
    await record.waitFor();
    await calls.call('breakGlass.open', { tenantId, reason: 'And once more, ticket 4712', role: 'owner' });
    const again = owner.getByRole('row', { name: /And once more/ });
    await again.getByText('open now').waitFor();
    await again.getByRole('link').click();
    await owner.getByRole('complementary').getByRole('button', { name: 'End access…' }).click();
    await owner.getByRole('dialog').getByRole('button', { name: 'End access' }).click();
    await again.getByText('ended by the workspace').waitFor();
  },
);
