// Opens the stored keys of one scope: asks the provider for the tenant key, makes what is missing, rolls what is due.
import type { KeyObject } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { KeyringError, labelBytes, takeKey } from '../crypto/index.ts';
import type { Random } from '../random.ts';
import { DataKeys, firstEpoch, lookupEpoch, makeDataKey } from './data-keys.ts';
import { indexOfDomain, type ScopeUses } from './key-uses.ts';
import {
  type KeyDomain,
  type KeyProvider,
  type KeyScope,
  keyDomains,
  type StoredKeys,
  scopeName,
  type WrappedKeyStore,
} from './scope.ts';

export interface OpeningParts {
  provider: KeyProvider;
  store: WrappedKeyStore;
  clock: Clock;
  random: Random;
  lifeMs: number;
  graceMs: number;
  epochLifeMs: number;
  epochEncryptions: number;
  providerTimeoutMs: number;
}

interface TenantKey {
  secret: KeyObject;
  version: number;
}

const firstVersion = 1;
/** How far the clocks of nodes and database may differ before a reader has to fetch an epoch (`ensureEpochs`). */
const clockToleranceMs = 30_000;

export async function openScope(scope: KeyScope, uses: ScopeUses, parts: OpeningParts): Promise<DataKeys> {
  const stored = await parts.store.load(scope);
  const tenantKey = await openTenantKey(scope, stored, parts);
  const keys = new DataKeys(scopeName(scope), tenantKey.secret);
  for (const key of stored.dataKeys) keys.add(key);
  await Promise.all(
    keyDomains.map((domain) => completeDomain({ scope, domain, keys, uses, tenantKey }, parts)),
  );
  // Keys opened before an epoch was stored are gone after their life: by then every node has read it.
  keys.chooseCurrent(parts.clock.now() - parts.lifeMs - parts.graceMs - clockToleranceMs);
  return keys;
}

async function openTenantKey(scope: KeyScope, stored: StoredKeys, parts: OpeningParts): Promise<TenantKey> {
  const context = labelBytes(['wardroom/tenant-key/v1', scopeName(scope)]);
  const version = stored.tenantKey?.version ?? firstVersion;
  const wrapped = stored.tenantKey?.wrapped ?? (await makeTenantKey(scope, stored, context, parts));
  // A key just made is unwrapped too: a provider that cannot give back what it took must fail before data depend on it.
  const bytes = await asked(parts, (provider) => provider.unwrap(wrapped, context));
  if (bytes.length !== 32) throw new KeyringError('key_unavailable', 'the tenant key has a wrong length');
  return { secret: takeKey(bytes), version };
}

async function makeTenantKey(
  scope: KeyScope,
  stored: StoredKeys,
  context: Buffer,
  parts: OpeningParts,
): Promise<Buffer> {
  // Data keys without their tenant key: it was destroyed or lost, and a new one would hide that.
  if (stored.dataKeys.length > 0) throw new KeyringError('key_unavailable', 'the tenant key is gone');
  const bytes = parts.random.bytes(32);
  try {
    const wrapped = await asked(parts, (provider) => provider.wrap(bytes, context));
    return await parts.store.insertTenantKey(scope, wrapped);
  } finally {
    bytes.fill(0);
  }
}

interface DomainOpening {
  scope: KeyScope;
  domain: KeyDomain;
  keys: DataKeys;
  uses: ScopeUses;
  tenantKey: TenantKey;
}

/** Epoch 0 and a current epoch exist afterwards. */
async function completeDomain(opening: DomainOpening, parts: OpeningParts): Promise<void> {
  const { domain, keys, uses } = opening;
  const index = indexOfDomain(domain);
  if (!keys.has(index, lookupEpoch)) {
    // A new look-up key beside old data would make every name unfindable without an error.
    if (keys.newest(index) > lookupEpoch)
      throw new KeyringError('key_unavailable', `the look-up key of ${domain} is gone`);
    await addEpoch(opening, lookupEpoch, parts);
  }
  const newest = keys.newest(index);
  if (newest < firstEpoch) return addEpoch(opening, firstEpoch, parts);
  const tooOld = parts.clock.now() - keys.createdAt(index, newest) >= parts.epochLifeMs;
  const worn = uses.encryptionsUnder(index, newest) >= parts.epochEncryptions;
  if (tooOld || worn) await addEpoch(opening, newest + 1, parts);
}

async function addEpoch(opening: DomainOpening, epoch: number, parts: OpeningParts): Promise<void> {
  const { scope, domain, keys, tenantKey } = opening;
  const made = makeDataKey(tenantKey, { scope: scopeName(scope), domain, epoch }, parts.random);
  const wrapped = await parts.store.insertDataKey(scope, domain, epoch, made);
  keys.add({ domain, epoch, wrapped, createdAt: parts.clock.now() });
}

/** One call of the provider, bounded in time, its failures told apart: "that is not mine" and "no answer". */
async function asked(parts: OpeningParts, call: (provider: KeyProvider) => Promise<Buffer>): Promise<Buffer> {
  const { provider, providerTimeoutMs } = parts;
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no answer within ${providerTimeoutMs} ms`)),
      providerTimeoutMs,
    );
  });
  try {
    return await Promise.race([call(provider), timeout]);
  } catch (cause) {
    if (cause instanceof KeyringError && cause.code === 'ciphertext_rejected') {
      const message = `the key provider "${provider.name}" did not wrap this tenant key`;
      throw new KeyringError('key_unavailable', message, { cause });
    }
    throw new KeyringError(
      'key_provider_unavailable',
      `the key provider "${provider.name}" does not answer`,
      { cause },
    );
  } finally {
    clearTimeout(timer);
  }
}
