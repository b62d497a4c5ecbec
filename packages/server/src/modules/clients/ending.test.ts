/** What ends with a client, or with a part of what it may. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type ClientView, type OperationName, type Scope, type Uuid, uuidOf } from '@wardroom/contract';
import { instant } from '../../kernel/database/connections.ts';
import type { TokenFacts } from '../../kernel/tokens/index.ts';
import { codeOf, createIdentityHarness, type IdentityHarness } from '../../testing/identity.ts';
import { createClientDirectory } from './index.ts';

interface Made {
  readonly client: ClientView;
  readonly secret: string | null;
}

const app = {
  name: 'Reader',
  authentication: 'none',
  grantTypes: ['authorization_code'],
  redirectUris: ['https://app.example/back'],
  scopes: ['messages:read', 'channels:read'],
};

describe('the end of clients', () => {
  let h: IdentityHarness;
  let principalId = '';
  before(async () => {
    h = await createIdentityHarness();
    const input = { handle: 'svc', displayName: 'Service', kind: 'service' };
    principalId = (
      await h.succeed<{ principal: { id: string } }>(h.acme, 'developer', 'principals.createBot', input)
    ).principal.id;
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const create = (input: object) => h.succeed<Made>(h.acme, 'developer', 'clients.create', input);
  const find = async (id: string) => {
    const { clients } = await h.succeed<{ clients: ClientView[] }>(h.acme, 'developer', 'clients.list', {
      limit: 200,
    });
    return clients.find((client) => client.id === id);
  };

  /** As the authorisation server writes them. */
  const insertToken = async (
    clientId: string,
    scopes: string[],
    more: { expired?: boolean; proofKey?: string } = {},
  ) => {
    const id = h.parts.ids.next();
    const at = h.clock.now();
    await h.admin.query(
      `insert into tenant.tokens (tenant_id, token_id, principal_id, parent_kind, parent_id, root_id, ancestors,
                                  scopes, once, issued_at, expires_at, client_id, proof_key)
       values ($1, $2, $3, 'client', $4, $4, '{}', $5, false, $6, $7, $4, $8)`,
      [
        ...[h.acme.tenant.id, id, h.acme.principals.member.uuid, uuidOf(clientId as never), scopes],
        ...[instant(at - 2000), instant(more.expired ? at - 1000 : at + 300_000)],
        more.proofKey ?? null,
      ],
    );
    return id;
  };
  const insertGrant = async (clientId: string, scopes: Scope[] = ['messages:read']): Promise<Uuid> => {
    const id = h.parts.ids.next();
    const at = h.clock.now();
    await h.admin.query(
      `insert into tenant.grants (tenant_id, grant_id, principal_id, client_id, is_device, scopes, created_at, expires_at)
       values ($1, $2, $3, $4, false, $7, $5, $6)`,
      [
        ...[h.acme.tenant.id, id, h.acme.principals.member.uuid, uuidOf(clientId as never)],
        ...[instant(at), instant(at + 86_400_000), scopes],
      ],
    );
    return id;
  };
  const denied = async (): Promise<string[]> =>
    (await h.admin.query('select denied_id from tenant.denials')).rows.map(({ denied_id }) => denied_id);

  it('fewer scopes end exactly those tokens that carry more, with an event for each', async () => {
    const { client } = await create(app);
    const other = await create(app);
    const wide = await insertToken(client.id, ['messages:read', 'channels:read']);
    const within = await insertToken(client.id, ['messages:read']);
    const over = await insertToken(client.id, ['channels:read'], { expired: true });
    const others = await insertToken(other.client.id, ['messages:read', 'channels:read']);
    const seen = h.events.length;
    const change = { clientId: client.id, scopes: ['messages:read', 'messages:write'] };
    await h.succeed(h.acme, 'developer', 'clients.update', change);
    const events = h.events.slice(seen).map(({ type, credentialId }) => [type, credentialId]);
    assert.deepEqual(events, [['token.revoked', wide]]);
    const ids = await denied();
    assert.ok(ids.includes(wide));
    for (const id of [within, over, others, uuidOf(client.id)]) assert.ok(!ids.includes(id), id);
  });

  it('a client that has to prove itself from now on loses the tokens that anybody could use', async () => {
    const { client } = await create(app);
    const bound = await insertToken(client.id, ['messages:read'], { proofKey: 'k'.repeat(43) });
    const unbound = await insertToken(client.id, ['messages:read']);
    const seen = h.events.length;
    for (const requiresProof of [true, true, false])
      await h.succeed(h.acme, 'developer', 'clients.update', { clientId: client.id, requiresProof });
    const events = h.events.slice(seen).map(({ type, credentialId }) => [type, credentialId]);
    assert.deepEqual(events, [['token.revoked', unbound]]);
    assert.ok(!(await denied()).includes(bound));
  });

  /** What the authorisation server would have signed. */
  const holding = async (clientId: string, grantId: Uuid | null, principalId: Uuid, scopes: Scope[]) => {
    const tokenId = await insertToken(clientId, scopes);
    const at = Math.floor(h.clock.now() / 1000) * 1000;
    const token: TokenFacts = {
      ...{ tokenId, tenantId: h.acme.tenant.id, principalId, clientId, via: [], keyId: null, grantId },
      ...{ sessionId: null, ancestors: [], scopes: new Set(scopes), prefix: null, heldTo: null },
      ...{ operation: null, once: false, orgId: null, proofKey: null, actors: [] },
      ...{ subjectEpoch: 0, tenantEpoch: 0, issuedAt: at, expiresAt: at + 300_000 },
    };
    const identity = { kind: 'token', id: tokenId, principalId, tenantId: h.acme.tenant.id, token } as const;
    return async () => codeOf(await h.call(h.acme, identity, 'channels.list', {}));
  };

  it('what a token may ends with what its client may, and with its client', async () => {
    const scopes: Scope[] = ['messages:read', 'channels:read'];
    const { client } = await create(app);
    const member = h.acme.principals.member.uuid;
    const forPerson = await holding(client.id, await insertGrant(client.id, scopes), member, scopes);
    assert.equal(await forPerson(), 'ok');
    await h.succeed(h.acme, 'developer', 'clients.update', {
      clientId: client.id,
      scopes: ['messages:read'],
    });
    assert.equal(await forPerson(), 'unauthenticated');
    const within = await holding(client.id, await insertGrant(client.id, scopes), member, ['channels:read']);
    assert.equal(await within(), 'insufficient_scope', 'however it was issued');

    const robot = {
      ...app,
      ...{ authentication: 'client_secret_basic', grantTypes: ['client_credentials'] },
    };
    const robotClient = await create({ ...robot, principalId });
    const own = await holding(robotClient.client.id, null, uuidOf(principalId as never), ['channels:read']);
    const kept = await create({ ...robot, principalId });
    const others = await holding(kept.client.id, null, uuidOf(principalId as never), ['channels:read']);
    assert.deepEqual([await own(), await others()], ['ok', 'ok']);
    await h.succeed(h.acme, 'developer', 'clients.revoke', { clientId: robotClient.client.id });
    assert.deepEqual([await own(), await others()], ['unauthenticated', 'ok']);
  });

  it('more scopes end nothing', async () => {
    const { client } = await create(app);
    await insertToken(client.id, ['messages:read']);
    const seen = h.events.length;
    const change = { clientId: client.id, scopes: [...app.scopes, 'messages:write'] };
    await h.succeed(h.acme, 'developer', 'clients.update', change);
    assert.equal(h.events.length, seen);
  });

  it('a revoked client is gone with its secret, its grants and its tokens, and one event says so; again is nothing', async () => {
    const { client, secret } = await create({ ...app, authentication: 'client_secret_basic' });
    const kept = await create(app);
    const clientId = client.id;
    const [grant, other] = [await insertGrant(clientId), await insertGrant(kept.client.id)];
    const directory = createClientDirectory({ ...h.parts, database: h.kernel.database });
    const works = () => directory.verifySecret(h.acme.tenant, uuidOf(clientId), secret ?? '');
    assert.equal(await works(), true);
    const seen = h.events.length;
    await h.succeed(h.acme, 'developer', 'clients.revoke', { clientId });
    assert.deepEqual(
      h.events.slice(seen).map(({ type, credentialId, subjectId }) => ({ type, credentialId, subjectId })),
      [{ type: 'token.revoked', credentialId: uuidOf(clientId), subjectId: undefined }],
    );
    assert.equal(await works(), false);
    assert.ok((await denied()).includes(uuidOf(clientId)));
    const { rows } = await h.admin.query(
      'select grant_id, revoked_at is null as alive from tenant.grants where grant_id = any ($1)',
      [[grant, other]],
    );
    assert.deepEqual(
      new Map(rows.map((row) => [row.grant_id, row.alive])),
      new Map([
        [grant, false],
        [other, true],
      ]),
    );
    assert.equal((await find(clientId))?.status, 'revoked');
    await h.succeed(h.acme, 'developer', 'clients.revoke', { clientId });
    assert.equal(h.events.length, seen + 1);
    for (const [operation, input] of [
      ['clients.update', { clientId, name: 'Back' }],
      ['clients.rotateSecret', { clientId }],
      ['clients.approve', { clientId }],
    ] as [OperationName, object][])
      assert.equal(codeOf(await h.call(h.acme, 'admin', operation, input)), 'conflict', operation);
  });
});
