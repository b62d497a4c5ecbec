/**
 * What makes an imported message the same message again. Its id follows from the external id under a key of the tenant
 * (UUIDv8, RFC 9562 section 5.8), so that a repeated row and the root of a thread from an earlier batch are found by
 * primary key, and an id tells nobody outside the tenant what it was made from.
 */
import { createHash } from 'node:crypto';
import type { Uuid } from '@wardroom/contract';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';

export function importedMessageId(keys: ScopeKeys, externalId: string): Uuid {
  const bytes = keys.lookup('imports', 'message', externalId).subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Uuid;
}

/** Base64url of SHA-256: 43 characters. */
export const importedClientKey = (externalId: string): string =>
  createHash('sha256').update(externalId).digest('base64url');
