/** What the authorisation server asks: who is this, may this one join, and what does a stranger cost. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type AccessSettings, type ClientView, encodeId, uuidOf } from '@wardroom/contract';
import type { ClientDirectory, ClientDocument, WantedClient } from '../../kernel/access/index.ts';
import type { TenantFixture } from '../../testing/fixtures.ts';
import { randomId } from '../../testing/harness.ts';
import { createIdentityHarness, dump, type IdentityHarness, tracesOf } from '../../testing/identity.ts';
import { createClientDirectory, readClient } from './index.ts';

const wanted: WantedClient = {
  name: 'Stranger',
  authentication: 'client_secret_basic',
  grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: ['https://stranger.example/back'],
  scopes: ['messages:read'],
  jwks: null,
  jwksUri: null,
};
const document: ClientDocument = {
  ...wanted,
  url: 'https://stranger.example/client.json',
  authentication: 'none',
};

describe('the directory of clients', () => {
  let h: IdentityHarness;
  let directory: ClientDirectory;
  before(async () => {
    h = await createIdentityHarness();
    directory = createClientDirectory({ ...h.parts, database: h.kernel.database });
  });
  after(async () => {
    await directory.settled();
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const from = () => ({ address: '192.0.2.7', requestId: h.parts.ids.next() });
  const configure = (input: Partial<AccessSettings>, tenant = h.acme) =>
    h.succeed(tenant, 'admin', 'access.configure', input);
  const join = (change: Partial<WantedClient> = {}, tenant = h.acme) =>
    directory.registerItself(tenant.tenant, { ...wanted, ...change }, from());
  const admit = (change: Partial<ClientDocument> = {}, tenant = h.acme) =>
    directory.admitDocument(tenant.tenant, { ...document, ...change }, from());
  const find = (name: string, tenant = h.acme) => directory.find(tenant.tenant, name);
  const entries = async (id: string) =>
    (
      await h.admin.query(
        'select type, actor_type, actor_id, action from tenant.audit_outbox where resource_id = $1 order by entry_id',
        [id],
      )
    ).rows;
  /** More clients like this one, written directly. */
  const multiply = (id: string, times: number) =>
    h.admin.query(
      `insert into tenant.clients select (c).* from (
         select json_populate_record(c, json_build_object('client_id', gen_random_uuid(),
                  'document_lookup', case when c.document_lookup is null then null
                     else '\\x' || encode(sha256(n::text::bytea), 'hex') end)) as c
           from tenant.clients c, generate_series(1, $2::int) n where client_id = $1) x`,
      [id, times],
    );

  it('a client is found by its name in its own workspace, whatever its status', async () => {
    const { client } = await h.succeed<{ client: ClientView }>(h.acme, 'developer', 'clients.create', {
      ...{ name: 'Reader', authentication: 'none', scopes: ['messages:read'] },
      ...{ grantTypes: ['authorization_code'], redirectUris: ['https://app.example/back'] },
    });
    const found = await find(client.id);
    assert.deepEqual(found, {
      ...{ id: uuidOf(client.id), protocolName: client.id, name: 'Reader', registration: 'here' },
      ...{ status: 'active', principalId: null, authentication: 'none', grantTypes: ['authorization_code'] },
      ...{ redirectUris: ['https://app.example/back'], scopes: ['messages:read'], requiresProof: false },
      ...{ jwks: null, jwksUri: null, documentUrl: null },
    });
    const inside = await h.kernel.database.read(h.acme.tenant.id, (tx) =>
      readClient(tx, h.acme.keys, client.id),
    );
    assert.deepEqual(inside, found);
    assert.equal(await find(client.id, h.globex), null);
    await h.succeed(h.acme, 'developer', 'clients.revoke', { clientId: client.id });
    h.clock.advance(1_001);
    assert.equal((await find(client.id))?.status, 'revoked');
  });

  it('a found client is believed for a second, simultaneous questions are one, and impossible names cost none', async () => {
    const { client } = await h.succeed<{ client: ClientView }>(h.acme, 'developer', 'clients.create', {
      ...{ name: 'Reader', authentication: 'none', scopes: ['messages:read'] },
      ...{ grantTypes: ['authorization_code'], redirectUris: ['https://app.example/back'] },
    });
    const asked = async (names: readonly string[]) => {
      h.takeStatements();
      await Promise.all(names.map((name) => find(name)));
      return h.takeStatements().filter((name) => name === 'clients.find').length;
    };
    assert.equal(await asked(Array(8).fill(client.id)), 1);
    h.clock.advance(900);
    assert.equal(await asked([client.id]), 0);
    h.clock.advance(101);
    assert.equal(await asked([client.id]), 1);
    assert.equal(await asked([randomId(h, 'client'), randomId(h, 'client')]), 2);
    h.takeStatements();
    for (const name of ['', 'cli_x', 'https://a.example', 'http://a.example/b', 'x'.repeat(100_000)])
      assert.equal(await find(name), null);
    assert.deepEqual(h.takeStatements(), []);
  });

  it('who registers itself waits to be admitted, on record as nobody we know; admitted it works', async () => {
    const { client, secret, secretExpiresAt } = await join();
    assert.deepEqual(
      { ...client, id: '', protocolName: '' },
      {
        ...{ id: '', protocolName: '', name: 'Stranger', registration: 'itself', status: 'waiting' },
        ...{ principalId: null, authentication: 'client_secret_basic', grantTypes: wanted.grantTypes },
        ...{ redirectUris: wanted.redirectUris, scopes: wanted.scopes, requiresProof: false },
        ...{ jwks: null, jwksUri: null, documentUrl: null },
      },
    );
    assert.match(secret ?? '', /^wr_live_cls_/);
    assert.equal(Math.round(((secretExpiresAt ?? 0) - h.clock.now()) / 86_400_000), 90);
    assert.deepEqual(await entries(client.id), [
      { type: 'client.registered', actor_type: 'anonymous', actor_id: null, action: 'oauth.register' },
    ]);
    const works = () => directory.verifySecret(h.acme.tenant, client.id, secret ?? '');
    assert.equal(await works(), false, 'not before it is admitted');
    const clientId = encodeId('client', client.id);
    assert.equal((await find(clientId))?.status, 'waiting');
    await h.succeed(h.acme, 'admin', 'clients.approve', { clientId });
    assert.equal(await works(), true);
    const everything = await dump(h);
    for (const trace of [...tracesOf(secret ?? 'none'), 'Stranger', 'stranger.example'])
      assert.ok(!everything.includes(trace));
  });

  it('the workspace decides: not at all, after approval, or at once', async () => {
    await configure({ selfRegistration: 'off' });
    await assert.rejects(join(), { code: 'forbidden' });
    await configure({ selfRegistration: 'open' });
    assert.equal((await join()).client.status, 'active');
    await configure({ selfRegistration: 'approval' });
  });

  it('nobody registers themselves with a right of their own, with nonsense, or with a private key', async () => {
    const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as never;
    for (const change of [
      { grantTypes: ['client_credentials'] },
      { name: '' },
      { name: 'two\nlines' },
      { redirectUris: ['http://stranger.example/back'] },
      { redirectUris: [] },
      { scopes: ['everything'] },
      { scopes: [] },
      { jwksUri: 'http://stranger.example/jwks', authentication: 'private_key_jwt' },
      { authentication: 'private_key_jwt', jwks: { keys: [key] } },
      { authentication: 'tls_client_auth' },
    ])
      await assert.rejects(join(change as never), { code: 'invalid_input' }, JSON.stringify(change));
  });

  it('strangers do not fill a workspace: 200 wait at most, and 1,000 have come by themselves', async () => {
    const tenant = h.globex;
    const { client } = await join({}, tenant);
    await multiply(client.id, 199);
    await assert.rejects(join({}, tenant), { code: 'limit_reached' });
    await configure({ selfRegistration: 'open' }, tenant);
    const open = await join({}, tenant);
    await multiply(open.client.id, 799);
    await assert.rejects(join({}, tenant), { code: 'limit_reached' });
    const revoking = { clientId: encodeId('client', open.client.id) };
    await h.succeed(tenant, 'admin', 'clients.revoke', revoking);
    assert.equal((await join({}, tenant)).client.status, 'active');
  });

  it('eight that come at once find only the room there is', async () => {
    const tenant = h.globex;
    await h.admin.query(
      `update tenant.clients set status = 'revoked' where client_id in (
         select client_id from tenant.clients where tenant_id = $1 and registration = 'itself' and status = 'waiting' limit 3)`,
      [tenant.tenant.id],
    );
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => join({}, tenant)));
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 3);
    const { rows } = await h.admin.query(
      `select count(*)::int as n from tenant.clients where tenant_id = $1 and registration = 'itself' and status <> 'revoked'`,
      [tenant.tenant.id],
    );
    assert.equal(rows[0].n, 1000);
  });

  const both = (tenant: TenantFixture) => [find(document.url, tenant), admit({}, tenant)] as const;

  it('a document is believed where the settings say so; it has one row, and the same again writes nothing', async () => {
    assert.equal(await find(document.url), null);
    const client = await admit();
    assert.deepEqual(
      [client?.protocolName, client?.documentUrl, client?.registration, client?.status],
      [document.url, document.url, 'document', 'active'],
    );
    assert.deepEqual(await find(document.url), client, 'at once, although it was absent a moment ago');
    h.takeStatements();
    assert.deepEqual(await admit(), client);
    assert.ok(!h.takeStatements().some((name) => /insert|update/.test(name)));
    assert.deepEqual(await Promise.all(both(h.acme)), [client, client]);
    assert.equal(await find(encodeId('client', client?.id ?? '')), null, 'it has no other name');
    assert.deepEqual(
      (await entries(client?.id ?? '')).map(({ type, actor_type }) => [type, actor_type]),
      [['client.registered', 'anonymous']],
    );
  });

  it('eight admissions of one new document at once make one client', async () => {
    const url = 'https://crowd.example/client.json';
    const clients = await Promise.all(Array.from({ length: 8 }, () => admit({ url })));
    assert.equal(new Set(clients.map((client) => client?.id)).size, 1);
  });

  it('a changed document changes the client, and fewer scopes end what carries more', async () => {
    const url = 'https://changing.example/client.json';
    const before = await admit({ url, scopes: ['messages:read', 'channels:read'] });
    assert.ok(before);
    const tokenId = h.parts.ids.next();
    await h.admin.query(
      `insert into tenant.tokens (tenant_id, token_id, principal_id, parent_kind, parent_id, root_id, ancestors,
                                  scopes, once, issued_at, expires_at, client_id)
       values ($1, $2, $3, 'client', $4, $4, '{}', '{channels:read}', false, $5, $6, $4)`,
      [
        ...[h.acme.tenant.id, tokenId, h.acme.principals.member.uuid, before.id],
        ...[new Date(h.clock.now() - 1000), new Date(h.clock.now() + 300_000)],
      ],
    );
    const seen = h.events.length;
    const after = await admit({ url, name: 'Changed' });
    assert.deepEqual(after, { ...before, name: 'Changed', scopes: ['messages:read'] });
    assert.deepEqual(
      h.events.slice(seen).map(({ type, credentialId }) => [type, credentialId]),
      [['token.revoked', tokenId]],
    );
    assert.deepEqual(
      (await entries(before.id)).map(({ type }) => type),
      ['client.registered', 'client.updated'],
    );
    const clientId = encodeId('client', before.id);
    const outcome = await h.call(h.acme, 'admin', 'clients.update', { clientId, name: 'Ours' });
    assert.equal(
      outcome.answer.ok ? 'ok' : outcome.answer.error.code,
      'conflict',
      'its document says its name',
    );
  });

  it('a revoked document stays revoked, whatever it says', async () => {
    const url = 'https://revoked.example/client.json';
    const before = await admit({ url });
    const clientId = encodeId('client', before?.id ?? '');
    await h.succeed(h.acme, 'admin', 'clients.revoke', { clientId });
    for (const name of ['Stranger', 'Again'])
      assert.deepEqual(await admit({ url, name }), { ...before, status: 'revoked' }, name);
  });

  it('where documents are off, or of another host, nothing is admitted', async () => {
    const url = 'https://new.example/client.json';
    await configure({ clientDocuments: 'off' });
    assert.equal(await admit(), null, 'not even what was admitted before');
    await configure({ clientDocuments: 'listed', documentHosts: ['other.example'] });
    assert.equal(await admit({ url }), null);
    assert.equal(await find(url), null);
    await configure({ documentHosts: ['new.example'] });
    assert.equal((await admit({ url }))?.status, 'active');
    await configure({ clientDocuments: 'any', documentHosts: [] });
  });

  it('documents of strangers end at 1,000; those of listed hosts find room', async () => {
    const first = await admit({}, h.globex);
    await multiply(first?.id ?? '', 999);
    const url = 'https://late.example/client.json';
    await assert.rejects(admit({ url }, h.globex), { code: 'limit_reached' });
    await configure({ documentHosts: ['late.example'] }, h.globex);
    assert.equal((await admit({ url }, h.globex))?.status, 'active');
  });

  it('a document has no secret and no address but its own', async () => {
    for (const change of [
      { authentication: 'client_secret_basic' },
      { url: 'http://stranger.example/client.json' },
      { url: 'https://stranger.example' },
    ] as Partial<ClientDocument>[])
      await assert.rejects(admit(change), { code: 'invalid_input' });
  });

  it('the last use is written at most once a minute, together for all, and not for what is revoked', async () => {
    const made = await Promise.all([join(), join()]);
    const [one, other] = made.map(({ client }) => client.id);
    assert.ok(one && other);
    const lastUsed = async () =>
      new Map(
        (
          await h.admin.query(
            'select client_id, last_used_at from tenant.clients where client_id = any ($1)',
            [[one, other]],
          )
        ).rows.map((row) => [row.client_id, row.last_used_at?.getTime() ?? null]),
      );
    h.takeStatements();
    for (const id of [one, other, one, other]) directory.used(h.acme.tenant, id);
    await directory.settled();
    assert.equal(h.takeStatements().filter((name) => name === 'clients.used').length, 1);
    const first = await lastUsed();
    assert.ok((first.get(one) ?? 0) > 0 && (first.get(other) ?? 0) > 0);
    h.clock.advance(59_000);
    directory.used(h.acme.tenant, one);
    await directory.settled();
    assert.deepEqual(await lastUsed(), first);
    await h.succeed(h.acme, 'admin', 'clients.revoke', { clientId: encodeId('client', other) });
    h.clock.advance(1_000);
    for (const id of [one, other]) directory.used(h.acme.tenant, id);
    await directory.settled();
    const later = await lastUsed();
    assert.ok((later.get(one) ?? 0) > (first.get(one) ?? 0));
    assert.equal(later.get(other), first.get(other));
  });
});
