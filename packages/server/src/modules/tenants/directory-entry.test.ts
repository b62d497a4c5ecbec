import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHarness, type Harness } from '../../testing/harness.ts';

let harness: Harness;
before(async () => {
  harness = await createHarness();
});
after(() => harness.close());

test('a workspace that renames itself changes its own entry of the directory, and no other', async () => {
  const entries = async () => {
    const { rows } = await harness.admin.query<{ tenant_id: string; sealed: Buffer }>(
      'select tenant_id, sealed from directory.tenants',
    );
    return new Map(rows.map(({ tenant_id, sealed }) => [tenant_id, sealed.toString('hex')]));
  };
  const { acme, globex, kernel } = harness;
  const earlier = await entries();
  await harness.succeed(acme, 'owner', 'tenants.update', { name: 'Acme and others' });
  const later = await entries();
  assert.notEqual(later.get(acme.tenant.id), earlier.get(acme.tenant.id));
  assert.equal(later.get(globex.tenant.id), earlier.get(globex.tenant.id));
  for (const { tenant } of [acme, globex]) kernel.directory.purge(tenant.id);
  assert.equal((await kernel.directory.resolveHost(acme.host))?.name, 'Acme and others');
  assert.equal((await kernel.directory.resolveHost(globex.host))?.name, globex.tenant.name);
});
