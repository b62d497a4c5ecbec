/** Registering, seeing, changing, admitting and revoking clients: by whom, for whom, within which limits. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type ClientView, type OperationName, uuidOf } from '@wardroom/contract';
import type { Who } from '../../testing/fixtures.ts';
import { randomId } from '../../testing/harness.ts';
import {
  codeOf,
  createIdentityHarness,
  dump,
  type IdentityHarness,
  observed,
  outputOf,
  tracesOf,
} from '../../testing/identity.ts';

interface Made {
  readonly client: ClientView;
  readonly secret: string | null;
}

const app = {
  name: 'Reader',
  authentication: 'none',
  grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: ['https://app.example/back'],
  scopes: ['messages:read', 'channels:read'],
};
const robot = {
  name: 'Nightly',
  authentication: 'client_secret_basic',
  grantTypes: ['client_credentials'],
  scopes: ['messages:read', 'messages:write'],
};

describe('clients', () => {
  let h: IdentityHarness;
  const bots: Record<'developer' | 'owner', string> = { developer: '', owner: '' };
  before(async () => {
    h = await createIdentityHarness();
    for (const who of ['developer', 'owner'] as const) bots[who] = await createService(who, `svc-${who}`);
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const createService = async (who: Who, handle: string): Promise<string> => {
    const input = { handle, displayName: handle, kind: 'service' };
    return (await h.succeed<{ principal: { id: string } }>(h.acme, who, 'principals.createBot', input))
      .principal.id;
  };
  const creating = (who: Who, input: object) => h.call(h.acme, who, 'clients.create', input);
  const create = async (who: Who, input: object) => outputOf<Made>(await creating(who, input));
  const list = async (who: Who, input = {}) =>
    outputOf<{ clients: ClientView[]; next: string | null }>(
      await h.call(h.acme, who, 'clients.list', { limit: 200, ...input }),
    );
  const find = async (id: string) => (await list('admin')).clients.find((client) => client.id === id);
  const keyOf = async (scopes: string[], more = {}) => {
    await h.admin.query(`update tenant.principals set role = 'admin' where principal_id = $1`, [
      uuidOf(bots.owner),
    ]);
    const issued = await h.succeed<{ secret: string }>(h.acme, 'owner', 'credentials.issue', {
      ...{ principalId: bots.owner, description: 'x', scopes, ...more },
    });
    return { kind: 'key', secret: issued.secret } as const;
  };

  it('an app is registered as it was described, and its secret is nowhere but in the answer', async () => {
    const { client, secret } = await create('developer', { ...app, authentication: 'client_secret_post' });
    assert.match(secret ?? '', /^wr_live_cls_[0-9A-Za-z]{49}$/);
    assert.deepEqual(client, {
      id: client.id,
      ...app,
      ...{ registration: 'here', documentUrl: null, status: 'active', principalId: null },
      ...{ authentication: 'client_secret_post', requiresProof: false },
      secretHint: `wr_live_cls_…${secret?.slice(51, 55)}`,
      secretExpiresAt: client.createdAt + 90 * 86_400_000,
      ...{ graceEndsAt: null, createdAt: client.createdAt, lastUsedAt: null },
      createdBy: h.acme.principals.developer.id,
    });
    assert.deepEqual(await find(client.id), client);
    const everything = await dump(h);
    for (const trace of tracesOf(secret ?? 'none')) assert.ok(!everything.includes(trace));
    for (const said of ['Reader', 'app.example']) assert.ok(!everything.includes(said), said);
  });

  it('the secret of a client is no key: the API does not know it', async () => {
    const { secret } = await create('developer', { ...robot, principalId: bots.developer });
    const call = await h.call(h.acme, { kind: 'key', secret: secret ?? '' }, 'tenants.show', {});
    assert.equal(codeOf(call), 'unauthenticated');
  });

  it('a client that proves itself in another way has no secret', async () => {
    const { client, secret } = await create('developer', app);
    assert.deepEqual([secret, client.secretHint, client.secretExpiresAt], [null, null, null]);
  });

  it('who may register what: own programs, or all with clients.manage; never in the name of a person', async () => {
    const { principals } = h.acme;
    const cases: [Who, string | null, string][] = [
      ['owner', null, 'ok'],
      ['admin', null, 'ok'],
      ['developer', null, 'ok'],
      ['member', null, 'forbidden'],
      ['guest', null, 'forbidden'],
      ['viewer', null, 'forbidden'],
      ['auditor', null, 'forbidden'],
      ['developer', bots.developer, 'ok'],
      ['developer', bots.owner, 'forbidden'],
      ['admin', bots.developer, 'ok'],
      ['developer', principals.developer.id, 'forbidden'],
      ['owner', principals.member.id, 'forbidden'],
      ['owner', h.globex.principals.bot.id, 'not_found'],
      ['owner', randomId(h, 'principal'), 'not_found'],
    ];
    for (const [who, principalId, code] of cases) {
      const input = principalId === null ? app : { ...robot, principalId };
      assert.equal(codeOf(await creating(who, input)), code, `${who} ${principalId}`);
    }
  });

  it('a suspended program gets no client', async () => {
    const principalId = await createService('developer', 'svc-asleep');
    await h.succeed(h.acme, 'admin', 'principals.suspend', { principalId });
    assert.equal(codeOf(await creating('developer', { ...robot, principalId })), 'conflict');
  });

  it('what does not fit together is refused and named', async () => {
    const { answer } = await creating('developer', { ...robot, authentication: 'none' });
    assert.ok(!answer.ok && answer.error.code === 'invalid_input');
    assert.deepEqual(
      answer.error.options.problems?.map(({ path }) => path),
      ['/principalId', '/authentication'],
    );
    for (const redirectUri of ['http://app.example/back', 'https://app.example/#x', 'javascript:alert(1)'])
      assert.equal(
        codeOf(await creating('developer', { ...app, redirectUris: [redirectUri] })),
        'invalid_input',
      );
  });

  it('a key registers no client that may more, or from more places, than itself', async () => {
    const narrow = await keyOf(['clients:write', 'messages:read']);
    const asked = (who: Parameters<typeof h.call>[1], scopes: string[]) =>
      h.call(h.acme, who, 'clients.create', { ...app, scopes });
    assert.equal(codeOf(await asked(narrow, ['messages:read'])), 'ok');
    const refused = await asked(narrow, ['messages:read', 'people:write']);
    assert.equal(codeOf(refused), 'insufficient_scope');
    assert.deepEqual(!refused.answer.ok && refused.answer.error.options.neededScopes, ['people:write']);
    const near = await keyOf(['clients:write', 'messages:read'], { allowedCidrs: ['127.0.0.1'] });
    assert.equal(codeOf(await asked(near, ['messages:read'])), 'forbidden');
  });

  it('a key neither changes, rotates nor admits a client that may more than itself', async () => {
    const narrow = await keyOf(['clients:write', 'messages:read']);
    const { client } = await create('owner', { ...app, authentication: 'client_secret_basic' });
    const clientId = client.id;
    for (const [operation, input] of [
      ['clients.update', { clientId, redirectUris: ['https://elsewhere.example/'] }],
      ['clients.rotateSecret', { clientId }],
      ['clients.approve', { clientId }],
    ] as [OperationName, object][])
      assert.equal(codeOf(await h.call(h.acme, narrow, operation, input)), 'insufficient_scope', operation);
    assert.equal(
      codeOf(await h.call(h.acme, narrow, 'clients.revoke', { clientId })),
      'ok',
      'ending is safe',
    );
  });

  it('one sees the clients of one’s own programs and apps, clients.manage all; pages join', async () => {
    const own = await create('developer', { ...robot, principalId: bots.developer });
    const given = await create('admin', { ...robot, principalId: bots.developer });
    const others = await create('admin', app);
    const ids = async (who: Who) => (await list(who)).clients.map(({ id }) => id);
    const seen = await ids('developer');
    assert.ok(seen.includes(own.client.id) && seen.includes(given.client.id));
    assert.ok(!seen.includes(others.client.id));
    const all = await ids('admin');
    for (const { client } of [own, given, others]) assert.ok(all.includes(client.id));
    const paged: string[] = [];
    for (let next: string | null = null; ; ) {
      const page: Awaited<ReturnType<typeof list>> = await list('admin', {
        limit: 2,
        ...(next === null ? {} : { after: next }),
      });
      paged.push(...page.clients.map(({ id }) => id));
      next = page.next;
      if (next === null) break;
    }
    assert.deepEqual(paged, all);
    for (const after of [others.client.id, randomId(h, 'client')])
      assert.deepEqual(await list('developer', { after }), { clients: [], next: null });
  });

  it('clients of others, of other workspaces and made-up ones are one answer by the same statements', async () => {
    const others = await create('admin', app);
    const foreign = await h.succeed<Made>(h.globex, 'developer', 'clients.create', app);
    for (const operation of ['clients.update', 'clients.rotateSecret', 'clients.revoke'] as const) {
      const of = (clientId: string) =>
        observed(h, () => h.call(h.acme, 'developer', operation, { clientId }));
      const absent = await of(randomId(h, 'client'));
      assert.equal(absent.seen.code, 'not_found');
      assert.deepEqual(await of(others.client.id), absent, operation);
      assert.deepEqual(await of(foreign.client.id), absent, operation);
    }
    const admitting = (clientId: string) =>
      observed(h, () => h.call(h.acme, 'admin', 'clients.approve', { clientId }));
    assert.deepEqual(await admitting(foreign.client.id), await admitting(randomId(h, 'client')));
    const own = await create('developer', app);
    assert.equal(
      codeOf(await h.call(h.acme, 'developer', 'clients.approve', { clientId: own.client.id })),
      'forbidden',
    );
  });

  it('what is changed is what was said, still fits together, and the same again writes nothing', async () => {
    const { client } = await create('developer', app);
    const clientId = client.id;
    const change = (input: object) => h.call(h.acme, 'developer', 'clients.update', { clientId, ...input });
    const changed = outputOf<Made>(await change({ name: 'Reader 2', requiresProof: true })).client;
    assert.deepEqual(changed, { ...client, name: 'Reader 2', requiresProof: true });
    assert.equal(codeOf(await change({ redirectUris: [] })), 'invalid_input');
    h.takeStatements();
    assert.equal(codeOf(await change({ name: 'Reader 2' })), 'ok');
    assert.ok(!h.takeStatements().includes('clients.update'));
    assert.deepEqual(await find(clientId), changed);
  });

  it('everything that is done is on record, with who did it', async () => {
    const { client } = await create('developer', { ...app, authentication: 'client_secret_basic' });
    const clientId = client.id;
    await h.succeed(h.acme, 'developer', 'clients.update', { clientId, name: 'Changed name' });
    await h.succeed(h.acme, 'developer', 'clients.rotateSecret', { clientId });
    await h.succeed(h.acme, 'developer', 'clients.revoke', { clientId });
    const { rows } = await h.admin.query(
      'select type, actor_id from tenant.audit_outbox where resource_id = $1 order by entry_id',
      [uuidOf(clientId)],
    );
    const actor = h.acme.principals.developer.uuid;
    assert.deepEqual(
      rows.map(({ type, actor_id }) => [type, actor_id]),
      ['client.registered', 'client.updated', 'client.secret_rotated', 'client.revoked'].map((type) => [
        type,
        actor,
      ]),
    );
  });

  it('there is room for a thousand', async () => {
    const { client } = await h.succeed<Made>(h.globex, 'developer', 'clients.create', app);
    await h.admin.query(
      `insert into tenant.clients select (c).* from (
         select json_populate_record(c, json_build_object('client_id', gen_random_uuid())) as c
           from tenant.clients c, generate_series(1, 998) where client_id = $1) x`,
      [uuidOf(client.id)],
    );
    const one = () => h.call(h.globex, 'developer', 'clients.create', app);
    const { rows } = await h.admin.query(
      'select count(*)::int as n from tenant.clients where tenant_id = $1',
      [h.globex.tenant.id],
    );
    for (let n: number = rows[0].n; n < 1000; n += 1) assert.equal(codeOf(await one()), 'ok');
    assert.equal(codeOf(await one()), 'limit_reached');
    await h.succeed(h.globex, 'developer', 'clients.revoke', { clientId: client.id });
    assert.equal(codeOf(await one()), 'ok');
  });
});
