/**
 * The keys that sign a tenant's access tokens: ES256, one after the other. The next one is published before it signs, the
 * old one until its last token has expired, so that no verifier ever meets a key it cannot find. What must never happen:
 * a key of one tenant verifies a token at another's host, or a stream of made-up key ids becomes a stream of queries.
 */
import type { Uuid } from '@wardroom/contract';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import type { TenantDatabase } from '../database/tenant-database.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import type { Keyring, ScopeKeys } from '../keyring/index.ts';
import { issuePermit, type Permit } from '../permit.ts';
import { endOtherKeys, readSigningKeys, type SigningKeyRow, writeSigningKey } from './store.ts';
import { leewayMs, longestLifeMs } from './token.ts';

export const algorithm = 'ES256';

export interface SigningKeysOptions {
  readonly database: Pick<TenantDatabase, 'read' | 'write'>;
  readonly keyring: Pick<Keyring, 'open'>;
  readonly clock: Clock;
  readonly ids: { next(): Uuid };
}

/** Published, and longer than any cache of the published keys lives, before it signs. */
export const publishedAheadMs = 600_000;
/** How long a verifier may keep the published keys. */
export const publishedForSeconds = 300;
const dayMs = 86_400_000;
/** Quarterly (TOK-08). */
export const signingLifeMs = 90 * dayMs;
/** After a key has signed its last token, the token lives this long at most. */
export const afterlifeMs = longestLifeMs + leewayMs;
/** Keys that retired before this verify nothing any more. */
export const publishedAfter = (at: number): number => at - afterlifeMs;
/** How long a node believes the keys that it has read; shorter than a new key is published ahead. */
const believedMs = 60_000;
/** A key id that is not there is looked for again after this. */
const coolDownMs = 2_000;
/** Opened private parts stay in memory as long as opened data keys do. */
const openedMs = 300_000;

interface KeySet {
  readonly rows: readonly SigningKeyRow[];
  readonly verifying: ReadonlyMap<string, CryptoKey>;
  readonly readAt: number;
}

export interface Signer {
  readonly kid: string;
  readonly key: CryptoKey;
}

export interface NewSigningKey {
  readonly kid: string;
  readonly publicJwk: string;
  readonly sealed: Buffer;
}

const place = (kid: string) => ({ table: 'signing_keys', column: 'sealed', row: kid });

/** To be made before a transaction: it costs a key generation. */
export async function newSigningKey(keys: ScopeKeys): Promise<NewSigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const { kty = '', crv = '', x = '', y = '' } = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint({ kty, crv, x, y }, 'sha256');
  const sealed = keys.encrypt('credentials', place(kid), JSON.stringify(await exportJWK(privateKey)));
  return { kid, publicJwk: JSON.stringify({ kty, crv, x, y, kid, alg: algorithm, use: 'sig' }), sealed };
}

/** The one that signs now. */
export const signingRow = (rows: readonly SigningKeyRow[], at: number): SigningKeyRow | undefined =>
  rows.findLast((row) => row.active_at <= at && (row.retire_at === null || row.retire_at > at));

/** Adds the next key. It signs from `activeAt` on, and the others until then. */
export async function appendKey(
  tx: WriteTransaction,
  permit: Permit,
  next: NewSigningKey,
  {
    at,
    activeAt,
    withdrawn,
  }: { readonly at: number; readonly activeAt: number; readonly withdrawn: boolean },
): Promise<void> {
  const { kid, publicJwk, sealed } = next;
  await writeSigningKey(tx, permit, {
    ...{ kid, sealed, public_jwk: publicJwk },
    ...{ created_at: at, active_at: activeAt },
  });
  await endOtherKeys(tx, permit, { kid, at: activeAt, withdrawn });
}

export class SigningKeys {
  readonly #options: SigningKeysOptions;
  readonly #sets = new LRUCache<Uuid, KeySet>({ max: 1_000 });
  readonly #reading = new Map<Uuid, Promise<KeySet>>();
  readonly #opened = new LRUCache<string, { readonly key: CryptoKey; readonly until: number }>({
    max: 1_000,
  });

  constructor(options: SigningKeysOptions) {
    this.#options = options;
  }

  /** The public key of this id of this tenant, or undefined. */
  async find(tenantId: Uuid, kid: string): Promise<CryptoKey | undefined> {
    const set = await this.#current(tenantId);
    const known = set.verifying.get(kid);
    if (known !== undefined || this.#options.clock.now() - set.readAt < coolDownMs) return known;
    return (await this.#read(tenantId)).verifying.get(kid);
  }

  /** RFC 7517. Everything that may verify a token now or soon. */
  async published(tenantId: Uuid): Promise<{ readonly keys: readonly JWK[] }> {
    await this.#ensure(tenantId);
    const { rows } = await this.#current(tenantId);
    return { keys: rows.map((row) => JSON.parse(row.public_jwk) as JWK) };
  }

  /** What signs now; made first where there is none. Never inside a transaction. */
  async signer(tenantId: Uuid): Promise<Signer> {
    const row = await this.#ensure(tenantId);
    const now = this.#options.clock.now();
    const name = `${tenantId}/${row.kid}`;
    const opened = this.#opened.get(name);
    if (opened !== undefined && opened.until > now) return { kid: row.kid, key: opened.key };
    const keys = await this.#options.keyring.open({ kind: 'tenant', tenantId });
    await keys.ensureEpochs('credentials', [row.sealed]);
    const jwk = JSON.parse(keys.decryptText('credentials', place(row.kid), row.sealed)) as JWK;
    const key = await importJWK(jwk, algorithm);
    if (key instanceof Uint8Array) throw new Error('a signing key is not a pair of keys');
    this.#opened.set(name, { key, until: now + openedMs });
    return { kid: row.kid, key };
  }

  /** After a rotation on this node. */
  forget(tenantId: Uuid): void {
    this.#sets.delete(tenantId);
  }

  async #ensure(tenantId: Uuid): Promise<SigningKeyRow> {
    const { clock } = this.#options;
    const now = clock.now();
    const { rows } = await this.#current(tenantId);
    const row = signingRow(rows, now);
    const isDue = row !== undefined && row.retire_at === null && row.active_at + signingLifeMs <= now;
    if (row !== undefined && !isDue) return row;
    await this.#renew(tenantId);
    const renewed = signingRow((await this.#read(tenantId)).rows, clock.now());
    if (renewed === undefined) throw new Error('a tenant has no signing key right after one was made');
    return renewed;
  }

  /** The first key signs at once; one that follows is published first. Several nodes at once make one. */
  async #renew(tenantId: Uuid): Promise<void> {
    const { database, keyring, clock, ids } = this.#options;
    const keys = await keyring.open({ kind: 'tenant', tenantId });
    const next = await newSigningKey(keys);
    await database.write(tenantId, keys, async (tx) => {
      const at = clock.now();
      const rows = await readSigningKeys(tx, at);
      const current = signingRow(rows, at);
      if (current !== undefined && (current.retire_at !== null || current.active_at + signingLifeMs > at))
        return;
      const permit = systemPermit(tx);
      const activeAt = current === undefined ? at : at + publishedAheadMs;
      await appendKey(tx, permit, next, { at, activeAt, withdrawn: false });
      tx.record({
        ...{ type: 'signing_key.rotated', outcome: 'success', actorType: 'system', actorId: null },
        ...{ action: 'tokens.rotateSigningKey', resourceKind: 'Tenant', resourceId: tenantId },
        ...{ credentialId: null, address: null, requestId: ids.next(), metadata: { kid: next.kid } },
      });
    });
  }

  async #current(tenantId: Uuid): Promise<KeySet> {
    const known = this.#sets.get(tenantId);
    if (known !== undefined && this.#options.clock.now() - known.readAt < believedMs) return known;
    return this.#read(tenantId);
  }

  /** However many ask at once, one reads. */
  #read(tenantId: Uuid): Promise<KeySet> {
    const running = this.#reading.get(tenantId);
    if (running !== undefined) return running;
    const reading = this.#readNow(tenantId).finally(() => this.#reading.delete(tenantId));
    this.#reading.set(tenantId, reading);
    return reading;
  }

  async #readNow(tenantId: Uuid): Promise<KeySet> {
    const { database, clock } = this.#options;
    const readAt = clock.now();
    const rows = await database.read(tenantId, (tx) => readSigningKeys(tx, publishedAfter(readAt)));
    const verifying = new Map<string, CryptoKey>();
    for (const row of rows) {
      const key = await importJWK(JSON.parse(row.public_jwk) as JWK, algorithm);
      if (!(key instanceof Uint8Array)) verifying.set(row.kid, key);
    }
    const set = { rows, verifying, readAt };
    this.#sets.set(tenantId, set);
    return set;
  }
}

const systemPermit = (tx: WriteTransaction): Permit =>
  issuePermit({
    transaction: tx,
    tenantId: tx.tenantId,
    operation: 'tokens.rotateSigningKey',
    permission: 'system',
    resourceId: null,
  });
