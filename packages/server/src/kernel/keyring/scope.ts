// The nouns of the keyring. Root key (in the provider) → tenant key → data key per (scope, domain, epoch) → record.
import { KeyringError } from '../crypto/index.ts';

/** What keys are kept apart for. A closed list: a new domain is a decision, not a string. */
export const keyDomains = [
  'messages',
  'channels',
  'profiles',
  'directory',
  'sessions',
  'credentials',
  'cursors',
  'imports',
  'audit',
  'pepper',
  'policies',
] as const;
export type KeyDomain = (typeof keyDomains)[number];

/** Whose keys: one tenant's, or those of the deployment itself, which holds no tenant's content. */
export type KeyScope = { readonly kind: 'tenant'; readonly tenantId: string } | { readonly kind: 'platform' };

/** Custody of the root key. Calls may fail or hang; the keyring bounds them. */
export interface KeyProvider {
  readonly name: string;
  /** `context` is authenticated: what was wrapped for one context does not unwrap for another. */
  wrap(plaintext: Buffer, context: Buffer): Promise<Buffer>;
  /** Throws `ciphertext_rejected` for what it did not wrap; any other error means that it is unavailable. */
  unwrap(wrapped: Buffer, context: Buffer): Promise<Buffer>;
}

export interface StoredDataKey {
  domain: KeyDomain;
  epoch: number;
  wrapped: Buffer;
  /** Milliseconds since 1970. */
  createdAt: number;
}

export interface StoredKeys {
  tenantKey: { version: number; wrapped: Buffer } | null;
  dataKeys: StoredDataKey[];
}

/** Where wrapped keys are kept. Inserts are decided by the first writer: everyone gets back what is stored. */
export interface WrappedKeyStore {
  load(scope: KeyScope): Promise<StoredKeys>;
  insertTenantKey(scope: KeyScope, wrapped: Buffer): Promise<Buffer>;
  insertDataKey(scope: KeyScope, domain: KeyDomain, epoch: number, wrapped: Buffer): Promise<Buffer>;
}

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The name of a scope in associated data and caches; a tenant can never be called `platform`. */
export function scopeName(scope: KeyScope): string {
  if (scope.kind === 'platform') return 'platform';
  if (scope.tenantId.length !== 36 || !uuidForm.test(scope.tenantId)) {
    throw new KeyringError('identifier_malformed', 'a tenant id is not a UUID in lower case');
  }
  return scope.tenantId;
}
