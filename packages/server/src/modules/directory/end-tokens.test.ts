/** Tokens of many workspaces at once (TOK-04): each log says so, and one that cannot be reached keeps nobody waiting. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { encodeId, type InputOf, type Operations, type OutputOf } from '@wardroom/contract';
import type { PresentedCredential } from '../../kernel/call.ts';
import type { TenantFixture } from '../../testing/fixtures.ts';
import { createHarness, type Harness, randomId } from '../../testing/harness.ts';
import { createPlatformHarness, type PlatformHarness } from '../../testing/platform.ts';

type Ended = OutputOf<Operations['directory.endTokens']>;

describe('directory.endTokens', () => {
  let h: Harness;
  let platform: PlatformHarness;
  let operator: PresentedCredential;
  before(async () => {
    h = await createHarness();
    platform = createPlatformHarness(h);
    operator = await platform.signedIn();
  });
  after(async () => {
    await h.close();
    assert.deepEqual([h.bugs, platform.bugs], [[], []]);
  });

  const reason = 'a signing host was broken into';
  const end = (input: Partial<InputOf<Operations['directory.endTokens']>>) =>
    platform.succeed<Ended>('directory.endTokens', { reason, ...input }, operator);
  async function holderOf(tenant: TenantFixture): Promise<() => Promise<string>> {
    const input = { scopes: ['workspace:read'] };
    const { accessToken } = await h.succeed<{ accessToken: string }>(tenant, 'member', 'tokens.issue', input);
    return async () => {
      const { answer } = await h.call(tenant, { kind: 'token', secret: accessToken }, 'tenants.show', {});
      return answer.ok ? 'ok' : answer.error.code;
    };
  }
  const [ours, theirs] = [
    () => encodeId('tenant', h.acme.tenant.id),
    () => encodeId('tenant', h.globex.tenant.id),
  ];

  it('ends every token of the named workspaces, once, and of no other; sessions stay', async () => {
    const uses = [await holderOf(h.acme), await holderOf(h.globex)];
    const nobody = randomId(h, 'tenant') as Ended['tenants'][number]['id'];
    const { tenants, next } = await end({ tenantIds: [ours(), nobody, ours()] });
    assert.deepEqual(tenants, [
      { id: ours(), outcome: 'ended' },
      { id: nobody, outcome: 'unknown' },
    ]);
    assert.equal(next, null);
    assert.deepEqual(await Promise.all(uses.map((use) => use())), ['unauthenticated', 'ok']);
    assert.ok((await h.call(h.acme, 'member', 'tenants.show', {})).answer.ok, 'the session is another thing');
    const { rows } = await h.admin.query(
      `select type, subject_id, credential_id from tenant.events where tenant_id = $1 order by seq desc limit 1`,
      [h.acme.tenant.id],
    );
    assert.deepEqual(rows, [{ type: 'token.revoked', subject_id: null, credential_id: null }]);
  });

  it('says so in the log of each workspace, and in that of the platform; the first names no operator', async () => {
    const { entries } = await h.succeed<OutputOf<Operations['audit.list']>>(
      h.acme,
      'auditor',
      'audit.list',
      {},
    );
    const entry = entries.find(({ action }) => action === 'directory.endTokens');
    assert.deepEqual(
      [entry?.type, entry?.actorType, entry?.actorId, entry?.metadata],
      ['token.revoked', 'operator', null, { reason }],
    );
    const log = await platform.succeed<OutputOf<Operations['directory.listAudit']>>(
      'directory.listAudit',
      {},
      operator,
    );
    const asked = log.entries.filter(({ action }) => action === 'directory.endTokens');
    assert.deepEqual(
      asked.map(({ resourceId, metadata }) => [resourceId, metadata]),
      [[ours(), { reason, tenants: 1, all: false }]],
    );
  });

  it('all of them, in pages; one that cannot be reached is named, and the others end', async () => {
    const unreachable = h.parts.ids.next();
    await h.admin.query(
      `insert into directory.tenants (tenant_id, status, slug_lookup, sealed, region, demo, created_at)
       select $1, 'active', sha256('unreachable'), sealed, region, demo, created_at from directory.tenants limit 1`,
      [unreachable],
    );
    const uses = [await holderOf(h.acme), await holderOf(h.globex)];
    const { tenants, next } = await end({ all: true });
    assert.equal(next, null);
    const outcomes = new Map(tenants.map(({ id, outcome }) => [id, outcome]));
    assert.deepEqual(
      [ours(), theirs(), encodeId('tenant', unreachable)].map((id) => outcomes.get(id)),
      ['ended', 'ended', 'failed'],
    );
    assert.deepEqual(await Promise.all(uses.map((use) => use())), ['unauthenticated', 'unauthenticated']);
    const later = await end({ all: true, after: theirs() });
    assert.ok(later.tenants.every(({ id }) => id !== ours() && id !== theirs()));
  });

  it('is asked in one way, by an operator', async () => {
    const inputs = [{}, { all: true, tenantIds: [ours()] }, { tenantIds: [ours()], after: ours() }];
    for (const input of inputs) {
      const { answer } = await platform.call('directory.endTokens', { reason, ...input }, operator);
      assert.equal(answer.ok ? 'ok' : answer.error.code, 'invalid_input');
    }
    const { answer } = await platform.call('directory.endTokens', { reason, all: true });
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'unauthenticated');
  });
});
