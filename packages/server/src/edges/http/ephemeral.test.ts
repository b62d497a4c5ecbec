/** TOK-11: what a backend outside takes for a credential, by the sample in docs/guides, with the keys that the server publishes. */
import '../../../test/conformance/resolve-localhost.ts';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeId } from '@wardroom/contract';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { execute } from '../../kernel/execute.ts';
import { mintEphemeral } from '../../kernel/tokens/ephemeral.ts';
import { type EphemeralOrder, Tokens } from '../../kernel/tokens/index.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { type Rehearsal, rehearse } from './rehearsal.ts';

type Verify = (credential: string) => Promise<{ subject: string; workspace: string }>;
interface Sample {
  createVerifier(options: {
    readonly issuer: string;
    readonly audience: string;
    readonly purpose: string;
    readonly use?: (id: string, expiresAt: number) => Promise<boolean>;
  }): Verify;
}
const sample = new URL('../../../../../docs/guides/verify-ephemeral-credentials.js', import.meta.url).href;
const audience = 'https://deploy.acme.example';
const purpose = 'deploy';

let h: Harness;
let edge: Rehearsal;
let verify: Verify;
let tokens: Tokens;
const fail = (error: unknown): never => assert.fail(String(error));
const originOf = (slug: string) => `http://${slug}.localhost:${edge.port}`;
before(async () => {
  h = await createHarness();
  const { kernel, parts } = h;
  edge = await rehearse({
    executeTenant: (call) => execute(kernel, call),
    resolveHost: (host) => kernel.directory.resolveHost(host),
    publishedKeys: ({ id }) => kernel.tokens.published(id),
  });
  await Promise.all([h.acme, h.globex].map(({ tenant }) => kernel.tokens.signer(tenant.id)));
  tokens = new Tokens({ ...parts, database: kernel.database, originOf, onError: fail });
  const { createVerifier } = (await import(sample)) as Sample;
  verify = createVerifier({ issuer: originOf('acme'), audience, purpose });
});
after(async () => {
  await edge.close();
  await h.close();
  assert.deepEqual(h.bugs, []);
});

const order = (more: Partial<EphemeralOrder> = {}) => ({
  ...{ subject: { kind: 'principal' as const, id: h.acme.principals.bot.uuid }, audience, purpose },
  ...more,
});
const mint = async (more: Partial<EphemeralOrder> = {}, tenant = h.acme.tenant) =>
  (await tokens.ephemeral(tenant, order(more))).credential;

test('a backend accepts it once: for its own address and purpose, on whose behalf it says', async () => {
  const { credential, id, expiresAt } = await tokens.ephemeral(h.acme.tenant, order());
  const { alg, typ } = decodeProtectedHeader(credential);
  assert.deepEqual([alg, typ], ['ES256', 'wr-ephemeral+jwt']);
  const claims = decodeJwt(credential);
  assert.deepEqual(Object.keys(claims).sort(), [
    'aud',
    'exp',
    'iat',
    'iss',
    'jti',
    'purpose',
    'sub',
    'tenant_id',
  ]);
  assert.deepEqual(
    [claims.jti, (claims.exp ?? 0) * 1000, (claims.exp ?? 0) - (claims.iat ?? 0)],
    [id, expiresAt, 120],
  );
  assert.deepEqual(await verify(credential), {
    subject: h.acme.principals.bot.id,
    workspace: encodeId('tenant', h.acme.tenant.id),
  });
  await assert.rejects(verify(credential), /used before/);
});

test('a backend refuses what is for others, of others, over, too old, or of another kind', async () => {
  const elsewhere = await mint({ audience: 'https://billing.acme.example' });
  await assert.rejects(verify(elsewhere), { code: 'ERR_JWT_CLAIM_VALIDATION_FAILED', claim: 'aud' });
  await assert.rejects(verify(await mint({ purpose: 'read' })), /for something else/);
  const signer = await tokens.signer(h.acme.tenant.id);
  const mintAt = async (ahead: number, expiresInMs: number) => {
    const by = { origin: originOf('acme'), id: h.parts.ids.next(), at: h.parts.clock.now() + ahead };
    const made = await mintEphemeral(signer, { ...order({ expiresInMs }), tenantId: h.acme.tenant.id }, by);
    return made.credential;
  };
  const [over, old, early] = [
    await mintAt(-121_000, 60_000),
    await mintAt(-310_000, 300_000),
    await mintAt(60_000, 120_000),
  ];
  for (const late of [over, old]) await assert.rejects(verify(late), { code: 'ERR_JWT_EXPIRED' });
  await assert.rejects(verify(early), { claim: 'iat' });

  // Another workspace, under its own name and under ours: its keys are not ours.
  await assert.rejects(verify(await mint({}, h.globex.tenant)), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
  const theirs = await tokens.signer(h.globex.tenant.id);
  const forged = await mintEphemeral(
    theirs,
    { ...order(), tenantId: h.acme.tenant.id },
    { origin: originOf('acme'), id: h.parts.ids.next(), at: h.parts.clock.now() },
  );
  await assert.rejects(verify(forged.credential), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
  const ours = await tokens.signer(h.acme.tenant.id);
  const named = await mintEphemeral(
    { kid: ours.kid, key: theirs.key },
    { ...order(), tenantId: h.acme.tenant.id },
    { origin: originOf('acme'), id: h.parts.ids.next(), at: h.parts.clock.now() },
  );
  await assert.rejects(verify(named.credential), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });

  const input = { scopes: ['workspace:read'] };
  const { accessToken } = await h.succeed<{ accessToken: string }>(h.acme, 'member', 'tokens.issue', input);
  await assert.rejects(verify(accessToken), { claim: 'typ' });
});

test('our own API refuses it by its type, whatever else is right', async () => {
  const here = new Tokens({
    ...h.parts,
    database: h.kernel.database,
    originOf: () => 'http://acme.localhost',
    onError: fail,
  });
  const { credential } = await here.ephemeral(h.acme.tenant, order());
  const caller = { kind: 'token', secret: credential } as const;
  const { answer } = await h.call(h.acme, caller, 'tenants.show', {});
  assert.equal(answer.ok ? 'ok' : answer.error.code, 'unauthenticated');
  await assert.rejects(here.validate(credential, h.acme.tenant, '127.0.0.1'), (error: Error) => {
    const { cause } = (error as Error & { options: { cause: { reason: string } } }).options;
    return cause.reason === 'type';
  });
});

test('none is made for this server, for a place that is no https address, for long, or without a purpose', async () => {
  const wrong: Partial<EphemeralOrder>[] = [
    { audience: originOf('acme') },
    { audience: 'https://acme.localhost' },
    { audience: 'https://acme.localhost:9999/hook' },
    { audience: 'http://deploy.acme.example' },
    { audience: 'deploy' },
    { audience: 'https://name:word@deploy.acme.example' },
    { audience: 'https://deploy.acme.example/#part' },
    { audience: 'https://DEPLOY.acme.example' },
    { audience: 'https://deploy.acme.example/a/../b' },
    { audience: `https://deploy.acme.example/${'a'.repeat(500)}` },
    { purpose: '' },
    { purpose: 'Deploy all' },
    { expiresInMs: 300_001 },
    { expiresInMs: 0 },
    { expiresInMs: Number.NaN },
  ];
  for (const more of wrong)
    await assert.rejects(
      tokens.ephemeral(h.acme.tenant, order(more)),
      { code: 'invalid_input' },
      JSON.stringify(more),
    );
  for (const good of [
    'https://deploy.acme.example',
    'https://deploy.acme.example/',
    'https://deploy.acme.example/hook?x=1',
  ])
    assert.equal(decodeJwt(await mint({ audience: good })).aud, good);
});
