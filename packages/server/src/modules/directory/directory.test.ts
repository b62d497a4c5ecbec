import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { PresentedCredential } from '../../kernel/call.ts';
import type { StoredEvent } from '../../kernel/event-log/event.ts';
import type { Outcome } from '../../kernel/execute.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { createPlatformHarness, goodPassword, type PlatformHarness } from '../../testing/platform.ts';

const codeOf = ({ answer }: Outcome) => (answer.ok ? 'ok' : answer.error.code);
const owner = { handle: 'grace', displayName: 'Grace', password: `${goodPassword}-grace` };

interface TenantAnswer {
  readonly tenant: {
    readonly id: string;
    readonly slug: string;
    readonly status: string;
    readonly address: string;
  };
}

describe('directory', () => {
  let harness: Harness;
  let platform: PlatformHarness;
  let operator: PresentedCredential;
  let crashes = false;
  const events: StoredEvent[] = [];
  before(async () => {
    harness = await createHarness({
      implementations: () => [],
      onCommitted: (_tenant, stored) => events.push(...stored),
    });
    platform = createPlatformHarness(harness, {
      beforeProvision: () => {
        if (crashes) throw new Error('crash');
      },
    });
    operator = await platform.signedIn();
  });
  after(() => harness.close());

  test('a new workspace answers at its address at once, although it was asked for before', async () => {
    assert.equal(await harness.kernel.directory.resolveHost('umbrella.localhost'), null);
    const input = { slug: 'umbrella', name: 'Umbrella', owner };
    const { tenant } = await platform.succeed<TenantAnswer>('directory.createTenant', input, operator);
    assert.equal(tenant.address, 'http://umbrella.localhost:8420');
    const resolved = await harness.kernel.directory.resolveHost('umbrella.localhost');
    assert.equal(resolved?.name, 'Umbrella');
    assert.equal(codeOf(await platform.call('directory.createTenant', input, operator)), 'already_exists');
  });

  test('a crash half-way leaves an address that answers like an unknown one, and the same call finishes it', async () => {
    const input = { slug: 'hooli', name: 'Hooli', owner };
    crashes = true;
    assert.equal(codeOf(await platform.call('directory.createTenant', input, operator)), 'internal');
    crashes = false;
    assert.equal(await harness.kernel.directory.resolveHost('hooli.localhost'), null);
    const listed = await platform.succeed<{ tenants: { slug: string }[] }>(
      'directory.listTenants',
      {},
      operator,
    );
    assert.equal(
      listed.tenants.some(({ slug }) => slug === 'hooli'),
      false,
    );
    assert.equal(codeOf(await platform.call('directory.createTenant', input, operator)), 'ok');
    assert.equal((await harness.kernel.directory.resolveHost('hooli.localhost'))?.status, 'active');
    const { rows } = await harness.admin.query<{ tenants: number; owners: number }>(
      `select count(distinct t.tenant_id)::int as tenants, count(p.principal_id)::int as owners
         from directory.tenants t left join tenant.principals p on p.tenant_id = t.tenant_id
        where t.slug_lookup = $1`,
      [(await harness.parts.keyring.open({ kind: 'platform' })).lookup('directory', 'slug', 'hooli')],
    );
    assert.deepEqual(rows, [{ tenants: 1, owners: 1 }]);
  });

  test('two creations of one address at once make one workspace', async () => {
    const input = { slug: 'stark', name: 'Stark', owner };
    const codes = (
      await Promise.all([1, 2, 3].map(() => platform.call('directory.createTenant', input, operator)))
    ).map(codeOf);
    assert.ok(codes.includes('ok'), codes.join());
    const { rows } = await harness.admin.query<{ n: number }>(
      'select count(*)::int as n from tenant.principals p join directory.tenants t using (tenant_id) where t.slug_lookup = $1',
      [(await harness.parts.keyring.open({ kind: 'platform' })).lookup('directory', 'slug', 'stark')],
    );
    assert.deepEqual(rows, [{ n: 1 }]);
  });

  test('a suspended workspace refuses at once and its log says so; resumed, it answers again', async () => {
    const input = { slug: 'wayne', name: 'Wayne', owner };
    const { tenant } = await platform.succeed<TenantAnswer>('directory.createTenant', input, operator);
    const tenantId = tenant.id;
    assert.equal((await harness.kernel.directory.resolveHost('wayne.localhost'))?.status, 'active');
    events.length = 0;
    const suspended = await platform.succeed<TenantAnswer>('directory.suspendTenant', { tenantId }, operator);
    assert.equal(suspended.tenant.status, 'suspended');
    assert.equal((await harness.kernel.directory.resolveHost('wayne.localhost'))?.status, 'suspended');
    assert.deepEqual(
      events.map(({ type }) => type),
      // Access tokens of the workspace die with it.
      ['tenant.suspended', 'token.revoked'],
    );
    assert.equal(codeOf(await platform.call('directory.suspendTenant', { tenantId }, operator)), 'ok');
    await platform.succeed('directory.resumeTenant', { tenantId }, operator);
    assert.equal((await harness.kernel.directory.resolveHost('wayne.localhost'))?.status, 'active');
  });

  test('lists are paged by id, without a gap or a repetition', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: { tenants: { slug: string }[]; next: string | null } = await platform.succeed(
        'directory.listTenants',
        { limit: 2, ...(after === null ? {} : { after }) },
        operator,
      );
      seen.push(...page.tenants.map(({ slug }) => slug));
      after = page.next;
    } while (after !== null);
    assert.deepEqual([...seen].sort(), ['acme', 'globex', 'hooli', 'initech', 'stark', 'umbrella', 'wayne']);
    assert.equal(new Set(seen).size, seen.length);
  });

  test('a demo link is refused where one workspace is real', async () => {
    const { tenants } = await platform.succeed<{ tenants: { id: string }[] }>(
      'directory.listTenants',
      {},
      operator,
    );
    const demo = createPlatformHarness(harness, { demo: true });
    const input = { tenantId: tenants[0]?.id, handle: 'acme-owner' };
    assert.equal(codeOf(await demo.call('directory.issueDemoLink', input, operator)), 'forbidden');
    await harness.admin.query('update directory.tenants set demo = true');
    assert.equal(codeOf(await platform.call('directory.issueDemoLink', input, operator)), 'forbidden');
    const { link } = await demo.succeed<{ link: string }>('directory.issueDemoLink', input, operator);
    assert.match(link, /^http:\/\/acme\.localhost:8420\/link#[\w-]{43}$/);
  });

  test('every change is in the platform log, and none of its text in clear', async () => {
    const { entries } = await platform.succeed<{ entries: { type: string; actorType: string }[] }>(
      'directory.listAudit',
      { limit: 200 },
      operator,
    );
    const types = new Set(entries.map(({ type }) => type));
    for (const type of [
      'setup.completed',
      'operator.created',
      'operator.session_created',
      'tenant.created',
      'tenant.suspended',
      'tenant.resumed',
      'demo.link_issued',
      'request.refused',
    ])
      assert.ok(types.has(type), type);
    const { rows } = await harness.admin.query<{ text: string }>(
      "select a::text as text from tenant.audit_outbox a where tenant_id = 'ffffffff-ffff-ffff-ffff-ffffffffffff'",
    );
    assert.equal(
      rows.some(({ text }) => text.includes('127.0.0.1')),
      false,
    );
    assert.deepEqual(
      platform.bugs.map(String).filter((bug) => !bug.includes('crash')),
      [],
    );
  });
});
