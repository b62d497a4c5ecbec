import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TenantView } from '@wardroom/contract';
import {
  codeOf,
  createIdentityHarness,
  dump,
  goodPassword,
  type IdentityHarness,
  outputOf,
} from '../../testing/identity.ts';
import { provisionTenant } from './index.ts';

describe('tenants', () => {
  let h: IdentityHarness;
  before(async () => {
    h = await createIdentityHarness();
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const show = async (tenant = h.acme) =>
    outputOf<{ tenant: TenantView }>(await h.call(tenant, 'guest', 'tenants.show', {})).tenant;

  it('everybody sees the name; owners and administrators change it, and only their own', async () => {
    const { name: globexName } = await show(h.globex);
    const { slug } = await show();
    for (const [who, answer] of [
      ['owner', 'ok'],
      ['admin', 'ok'],
      ['developer', 'forbidden'],
      ['member', 'forbidden'],
      ['auditor', 'forbidden'],
      ['bot', 'insufficient_scope'],
    ] as const) {
      const name = `Acme by ${who}`;
      const outcome = await h.call(h.acme, who, 'tenants.update', { name });
      assert.equal(codeOf(outcome), answer);
      if (answer === 'ok') assert.equal(outputOf<{ tenant: TenantView }>(outcome).tenant.name, name);
      assert.equal((await show()).name, answer === 'ok' ? name : 'Acme by admin');
    }
    assert.equal((await show()).slug, slug);
    assert.equal((await show(h.globex)).name, globexName);
    assert.deepEqual(
      h.events.map(({ type }) => type),
      ['tenant.updated', 'tenant.updated'],
    );
    assert.ok(!(await dump(h)).includes('Acme by'));
  });

  const provision = (owner: { handle: string }, tenantId = h.parts.ids.next()) => {
    const deps = { ...h.parts, database: h.kernel.database, passwords: h.passwords };
    const full = {
      displayName: 'First Owner',
      emailAddress: 'first@new.example',
      password: goodPassword,
      ...owner,
    };
    return provisionTenant(deps, { tenantId, owner: full }).then(({ ownerId }) => ({ ownerId, tenantId }));
  };
  const rowsOf = async (tenantId: string) => {
    const { rows } = await h.admin.query(
      `select (select count(*)::int from tenant.heads where tenant_id = $1) as heads,
              (select count(*)::int from tenant.principals where tenant_id = $1) as principals,
              (select count(*)::int from tenant.passwords where tenant_id = $1) as passwords,
              (select count(*)::int from tenant.audit_outbox where tenant_id = $1 and type = 'tenant.created') as entries`,
      [tenantId],
    );
    return rows[0];
  };
  const once = { heads: 1, principals: 1, passwords: 1, entries: 1 };

  it('a tenant is provisioned once, however often and however simultaneously it is asked for', async () => {
    const tenantId = h.parts.ids.next();
    const results = await Promise.all([1, 2, 3, 4].map(() => provision({ handle: 'founder' }, tenantId)));
    results.push(await provision({ handle: 'founder' }, tenantId));
    assert.equal(new Set(results.map(({ ownerId }) => ownerId)).size, 1);
    assert.deepEqual(await rowsOf(tenantId), once);
  });

  it('a tenant that somebody owns is never given another owner', async () => {
    const { tenantId } = await provision({ handle: 'founder' });
    await assert.rejects(provision({ handle: 'intruder' }, tenantId), { code: 'conflict' });
    await assert.rejects(provision({ handle: 'acme-member' }, h.acme.tenant.id), { code: 'conflict' });
    assert.deepEqual(await rowsOf(tenantId), once);
  });

  for (const statement of [
    'tenants.insertHead',
    'principals.insert',
    'principals.insertPassword',
    'audit.insert',
    'tx.commit',
  ]) {
    it(`a crash before ${statement} leaves nothing, and the repetition completes`, async () => {
      const tenantId = h.parts.ids.next();
      await h.parts.keyring.open({ kind: 'tenant', tenantId });
      h.onceBefore(statement, async ({ backendPid }) => {
        await h.admin.query('select pg_terminate_backend($1, 5000)', [backendPid]);
      });
      await assert.rejects(provision({ handle: 'founder' }, tenantId), { name: 'WardroomError' });
      assert.deepEqual(await rowsOf(tenantId), { heads: 0, principals: 0, passwords: 0, entries: 0 });
      await provision({ handle: 'founder' }, tenantId);
      assert.deepEqual(await rowsOf(tenantId), once);
    });
  }

  it('the first owner signs in to the new workspace and can do what owners do', async () => {
    const { tenantId } = await provision({ handle: 'founder' });
    const platform = await h.parts.keyring.open({ kind: 'platform' });
    const place = { table: 'tenants', column: 'sealed', row: tenantId };
    await h.admin.query(
      `insert into directory.tenants (tenant_id, status, slug_lookup, sealed, region, created_at) values ($1, 'active', $2, $3, 'local', now())`,
      [
        tenantId,
        platform.lookup('directory', 'slug', 'initech'),
        platform.encrypt('directory', place, JSON.stringify({ slug: 'initech', name: 'Initech' })),
      ],
    );
    const fixture = { ...h.acme, host: 'initech.localhost', tenant: { ...h.acme.tenant, id: tenantId } };
    const outcome = await h.signIn(fixture, 'first@new.example');
    assert.equal(codeOf(outcome), 'ok');
    const credential = { kind: 'session', secret: outcome.sessionSecret ?? '' } as const;
    assert.equal(codeOf(await h.call(fixture, credential, 'audit.list', {})), 'ok');
    assert.equal(codeOf(await h.call(fixture, credential, 'tenants.update', { name: 'New Initech' })), 'ok');
  });
});
