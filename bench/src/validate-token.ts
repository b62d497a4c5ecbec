/**
 * What an access token costs each time it is used again: verified and confirmed before, held against everything that ends
 * tokens by memory. The feed is real, its database answers from memory. The baseline is what a server without memory does:
 * jose verifying the same token. 10 ×: ten times as many tokens in turn.
 */
import { encodeId, type Scope, type Uuid } from '@wardroom/contract';
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { systemClock } from '../../packages/server/src/kernel/clock.ts';
import type { TenantDatabase } from '../../packages/server/src/kernel/database/tenant-database.ts';
import { Feeds } from '../../packages/server/src/kernel/feed/index.ts';
import { createIds } from '../../packages/server/src/kernel/ids.ts';
import { systemRandom } from '../../packages/server/src/kernel/random.ts';
import { type Signer, type TokenFacts, Tokens } from '../../packages/server/src/kernel/tokens/index.ts';
import { percentile, type Row, sortedNumbers } from './table.ts';

const origin = 'https://acme.example';
const turns = 60;
const perTurn = 2_000;
const ids = createIds(systemClock, systemRandom);
const tenant = { id: ids.next(), slug: 'acme' };
const principalId = ids.next();
const sessionId = ids.next();

export async function validateToken(): Promise<Row[]> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const kid = 'k'.repeat(43);
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256' };
  const answers = answersOf(kid, JSON.stringify(jwk));
  const database = {
    read: (tenantId: Uuid, work: (tx: object) => Promise<unknown>) =>
      work({ tenantId, query: async ({ name }: { name: string }) => answers[name] ?? [] }),
  } as unknown as TenantDatabase;
  const onError = (error: unknown) => {
    throw error;
  };
  const tokens = new Tokens({
    ...{ database, clock: systemClock, ids, originOf: () => origin, onError },
    keyring: { open: () => Promise.reject(new Error('nothing is signed here')) },
  });
  const heads = {
    readEpoch: async () => ids.next(),
    read: async (followed: readonly Uuid[]) => followed.map((id) => [id, 0] as const),
  };
  const feeds = new Feeds({ database, heads: heads as never, clock: systemClock, onError });
  await feeds.start();
  tokens.follow(feeds);
  const rows: Row[] = [];
  const published = createLocalJWKSet({ keys: [jwk] });
  for (const count of [1_000, 10_000]) {
    const issued = await issue(tokens, { kid, key: privateKey }, count);
    const steady = await measure(issued, perTurn, (token) => tokens.validate(token, tenant, '192.0.2.1'));
    const bare = await measure(issued, perTurn / 20, (token) =>
      jwtVerify(token, published, { issuer: origin, audience: origin, typ: 'at+jwt', algorithms: ['ES256'] }),
    );
    rows.push({
      measure: `a token used again, one of ${count.toLocaleString('en')}, p50`,
      figure: us(percentile(steady, 0.5)),
      baseline: `${us(percentile(bare, 0.5))} jose verify`,
      bar: count === 1_000 ? '≤ 5 µs' : '–',
      aim: count === 1_000 ? '≤ 2 µs' : '–',
    });
  }
  await feeds.close();
  return rows;
}

/** Rows as PostgreSQL would give them, by the name of the statement. */
function answersOf(kid: string, publicJwk: string): Readonly<Record<string, readonly object[]>> {
  const now = systemClock.now();
  const life = { created_at: now, expires_at: now + 86_400_000, idle_expires_at: now + 86_400_000 };
  const person = {
    principal_id: principalId,
    kind: 'person',
    status: 'active',
    role: 'member',
    owner_status: null,
  };
  const key = { kid, public_jwk: publicJwk, sealed: Buffer.alloc(0), created_at: now, active_at: now };
  return {
    'tokens.listKeys': [{ ...key, retire_at: null, withdrawn_at: null }],
    'log.readHead': [{ seq: 0 }],
    'authority.standings': [{ ...person, token_epoch: 0, tenant_epoch: 0 }],
    'authority.bySession': [
      { ...person, ...life, credential_id: sessionId, scopes: null, allowed_cidrs: [], revoked_at: null },
    ],
  };
}

async function issue(tokens: Tokens, signer: Signer, count: number): Promise<string[]> {
  const issued: string[] = [];
  for (let index = 0; index < count; index += 1) issued.push(await tokens.mint(signer, facts(), tenant));
  for (const token of issued) await tokens.validate(token, tenant, '192.0.2.1');
  return issued;
}

function facts(): TokenFacts {
  const issuedAt = Math.floor(systemClock.now() / 1000) * 1000;
  return {
    ...{
      tokenId: ids.next(),
      tenantId: tenant.id,
      principalId,
      clientId: encodeId('principal', principalId),
    },
    ...{ via: [], grantId: null, proofKey: null, actors: [] },
    ...{ keyId: null, sessionId, ancestors: [], prefix: null, heldTo: null, operation: null, once: false },
    scopes: new Set<Scope>(['messages:read', 'messages:write', 'channels:read']),
    ...{ orgId: null, subjectEpoch: 0, tenantEpoch: 0, issuedAt, expiresAt: issuedAt + 600_000 },
  };
}

/** Milliseconds per use, one figure for each turn. */
async function measure(
  issued: readonly string[],
  uses: number,
  validate: (token: string) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  for (let turn = 0; turn < turns; turn += 1) {
    const began = performance.now();
    for (let use = 0; use < uses; use += 1) {
      await validate(issued[next % issued.length] ?? '');
      next += 1;
    }
    times.push((performance.now() - began) / uses);
    // Heads are read between turns, as they are between calls.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return sortedNumbers(times);
}

const us = (ms: number): string => `${(ms * 1000).toFixed(1)} µs`;
