/** What has been granted: listed, taken back with all that comes from it, and what the authorisation server is told. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { encodeId, type GrantView, uuidOf } from '@wardroom/contract';
import { addGrant, recordsOf } from '../../testing/access-requests.ts';
import { arrangeGrants } from '../../testing/grants.ts';
import { randomId } from '../../testing/harness.ts';
import { createGrants } from './index.ts';

const dayMs = 86_400_000;

const { h, client, from, clock, pass, grantsOf, entries, close } = await arrangeGrants();
after(close);

describe('grants', () => {
  it('is listed for whoever granted it, and for everybody with tokens.manage', async () => {
    const own = await addGrant(h, h.acme, { client, who: 'viewer' });
    const expired = await addGrant(h, h.acme, { client, who: 'viewer', lifeMs: -1 });
    assert.deepEqual(
      (await grantsOf('viewer')).map(({ id }) => id),
      [own],
    );
    assert.equal((await from('viewer', 'grants.list', { everybody: true })).code, 'forbidden');
    const all = (await grantsOf('admin', { everybody: true, limit: 200 })).map(({ id }) => id);
    assert.ok(all.includes(own) && !all.includes(expired));
    assert.deepEqual(await grantsOf('auditor'), []);
  });

  it('comes in pages, each once', async () => {
    const made = new Set<string>();
    for (let count = 0; count < 5; count += 1)
      made.add(await addGrant(h, h.acme, { client, who: 'auditor' }));
    const pages: string[] = [];
    let after: string | null = null;
    do {
      const page: { grants: GrantView[]; next: string | null } = await h.succeed(
        h.acme,
        'auditor',
        'grants.list',
        { limit: 2, ...(after === null ? {} : { after }) },
      );
      pages.push(...page.grants.map(({ id }) => id));
      after = page.next;
    } while (after !== null);
    assert.deepEqual(pages, [...made]);
  });

  it('is taken back by whoever granted it, or with tokens.manage within one’s own role; for others it is not there', async () => {
    const grantId = await addGrant(h, h.acme, { client, who: 'owner' });
    assert.equal((await from('member', 'grants.revoke', { grantId })).code, 'not_found');
    assert.equal(
      (await from('member', 'grants.revoke', { grantId: randomId(h, 'grant') })).code,
      'not_found',
    );
    assert.equal((await from('admin', 'grants.revoke', { grantId })).code, 'forbidden');
    assert.equal((await from('owner', 'grants.revoke', { grantId })).code, 'ok');
    assert.equal(
      (await from('owner', 'grants.revoke', { grantId })).code,
      'ok',
      'again, and nothing happens',
    );
    const revoked = (await entries('grant.revoked')).filter((one) => one.resource_id === uuidOf(grantId));
    assert.equal(revoked.length, 1);
    const others = await addGrant(h, h.acme, { client, who: 'member' });
    assert.equal((await from('admin', 'grants.revoke', { grantId: others })).code, 'ok');
  });

  it('taken back, its records end, its id is denied and the log says so', async () => {
    const grantId = await addGrant(h, h.acme, { client, who: 'member' });
    const uuid = uuidOf(grantId);
    const { id: tenantId } = h.acme.tenant;
    const options = { expiresAt: clock.now() + dayMs, grantId: uuid };
    await recordsOf(h).put(tenantId, 'RefreshToken', `refresh-of-${uuid}`, {}, options);
    assert.equal((await from('member', 'grants.revoke', { grantId })).code, 'ok');
    assert.equal(await recordsOf(h).find(tenantId, 'RefreshToken', `refresh-of-${uuid}`), null);
    const { rows: denied } = await h.admin.query('select kind from tenant.denials where denied_id = $1', [
      uuid,
    ]);
    assert.deepEqual(denied, [{ kind: 'grant' }]);
    const { rows: events } = await h.admin.query(
      'select type, subject_id from tenant.events where credential_id = $1',
      [uuid],
    );
    assert.deepEqual(events, [{ type: 'token.revoked', subject_id: h.acme.principals.member.uuid }]);
    assert.ok((await grantsOf('member')).every(({ id }) => id !== grantId));
  });

  it('a token of it is worth something until then, and nothing after', async () => {
    const { tenant, principals } = h.acme;
    const grantId = await addGrant(h, h.acme, { client, scopes: ['messages:read', 'workspace:read'] });
    await h.admin.query(
      "update tenant.clients set scopes = scopes || '{workspace:read}' where client_id = $1",
      [client.uuid],
    );
    const at = Math.floor(clock.now() / 1000) * 1000;
    const { rows } = await h.admin.query<{ sep: number; tep: number }>(
      `select p.token_epoch::int as sep, h.token_epoch::int as tep from tenant.principals p join tenant.heads h using (tenant_id)
        where principal_id = $1`,
      [principals.member.uuid],
    );
    const { tokens } = h.kernel;
    const secret = await tokens.mint(
      await tokens.signer(tenant.id),
      {
        ...{ tokenId: h.parts.ids.next(), tenantId: tenant.id, principalId: principals.member.uuid },
        ...{
          clientId: client.id,
          via: [],
          keyId: null,
          grantId: uuidOf(grantId),
          sessionId: null,
          ancestors: [],
        },
        ...{ scopes: new Set(['workspace:read'] as const), prefix: null, heldTo: null, operation: null },
        ...{ once: false, orgId: null, proofKey: null, actors: [] },
        ...{ subjectEpoch: rows[0]?.sep ?? -1, tenantEpoch: rows[0]?.tep ?? -1 },
        ...{ issuedAt: at, expiresAt: at + 600_000 },
      },
      tenant,
    );
    const use = async () => (await from({ kind: 'token', secret }, 'tenants.show', {})).code;
    assert.equal(await use(), 'ok');
    assert.equal((await from('member', 'grants.revoke', { grantId })).code, 'ok');
    assert.equal(await use(), 'unauthenticated');
  });

  describe('for the authorisation server', () => {
    const grants = () => createGrants({ database: h.kernel.database, ...h.parts });

    it('a replay revokes once, however often it is told, and is recorded as one', async () => {
      const { id: tenantId } = h.acme.tenant;
      const uuid = uuidOf(await addGrant(h, h.acme, { client }));
      assert.equal((await grants().find(tenantId, uuid))?.revokedAt, null);
      assert.equal(await grants().find(h.globex.tenant.id, uuid), null);
      const why = {
        type: 'grant.replayed',
        reason: 'replayed',
        address: '192.0.2.7',
        actorId: null,
      } as const;
      const requestId = h.parts.ids.next();
      await Promise.all(
        Array.from({ length: 8 }, () => grants().revoke(tenantId, uuid, { ...why, requestId })),
      );
      assert.notEqual((await grants().find(tenantId, uuid))?.revokedAt, null);
      const told = (await entries('grant.replayed')).filter((one) => one.resource_id === uuid);
      assert.equal(told.length, 1);
      await grants().revoke(tenantId, h.parts.ids.next(), { ...why, requestId });
      await grants().revoke(h.globex.tenant.id, uuid, { ...why, requestId });
    });

    it('uses are written down once a minute, and not for what was revoked', async () => {
      const { id: tenantId } = h.acme.tenant;
      const uuid = uuidOf(await addGrant(h, h.acme, { client, who: 'guest' }));
      const uses = grants();
      const lastUsed = async () =>
        (await grantsOf('guest')).find(({ id }) => id === encodeId('grant', uuid))?.lastUsedAt ?? null;
      assert.equal(await lastUsed(), null);
      uses.used(tenantId, uuid);
      await uses.settled();
      const first = await lastUsed();
      assert.ok(first !== null);
      uses.used(tenantId, uuid);
      await uses.settled();
      assert.equal(await lastUsed(), first);
      pass(60_001);
      uses.used(tenantId, uuid);
      await uses.settled();
      assert.ok(((await lastUsed()) ?? 0) > first);
    });
  });
});
