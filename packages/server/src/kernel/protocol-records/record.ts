/**
 * A record as it is kept: found by a keyed hash of its id, its payload sealed with its place bound in. What must never
 * happen: a row that can be read, or used, by whoever has the database and not the keys.
 */
import { type Uuid, WardroomError } from '@wardroom/contract';
import { sealedOverhead } from '../crypto/index.ts';
import type { ScopeKeys } from '../keyring/index.ts';
import type { RecordKind, RecordRow } from './store.ts';

export interface FoundRecord {
  readonly payload: Record<string, unknown>;
  /** Milliseconds since 1970; null: what it stands for is still there to be had. */
  readonly consumedAt: number | null;
  readonly grantId: Uuid | null;
  readonly expiresAt: number;
}

const domain = 'credentials';
/** As the constraint of the table says, which counts sealed bytes. */
export const largestPayload = 32_768 - sealedOverhead;

const place = (kind: RecordKind, lookup: Buffer) => ({
  ...{ table: 'protocol_records', column: 'sealed', row: `${kind}/${lookup.toString('hex')}` },
});

export const lookupOf = (keys: ScopeKeys, kind: RecordKind, id: string): Buffer =>
  keys.lookup(domain, `record/${kind}`, id);

/** Of a device's code, as people type it (RFC 8628, 6.1), or of the uid of a session. */
export const aliasLookupOf = (keys: ScopeKeys, kind: RecordKind, alias: string): Buffer =>
  keys.lookup(
    domain,
    `record-alias/${kind}`,
    kind === 'DeviceCode' ? alias.toUpperCase().replace(/[\s-]/g, '') : alias,
  );

/** Throws `body_too_large` beyond 32 KiB. */
export function sealPayload(keys: ScopeKeys, kind: RecordKind, lookup: Buffer, payload: object): Buffer {
  const text = Buffer.from(JSON.stringify(payload));
  if (text.length > largestPayload) throw new WardroomError('body_too_large');
  return keys.encrypt(domain, place(kind, lookup), text);
}

export async function openRecord(keys: ScopeKeys, kind: RecordKind, row: RecordRow): Promise<FoundRecord> {
  await keys.ensureEpochs(domain, [row.sealed]);
  const text = keys.decryptText(domain, place(kind, row.lookup), row.sealed);
  return {
    payload: JSON.parse(text, withoutPrototypes) as Record<string, unknown>,
    ...{ consumedAt: row.consumed_at, grantId: row.grant_id, expiresAt: row.expires_at },
  };
}

/** Parts of it come from clients, and whoever copies it must not copy a prototype. */
const withoutPrototypes = (name: string, value: unknown): unknown =>
  name === '__proto__' ? undefined : value;
