/** The personal part of an audit entry, sealed under the scope's audit key. */
import type { AuditMetadata } from '@wardroom/contract';
import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { ScopeKeys } from '../keyring/index.ts';
import { type AuditEntry, requireDeclared } from './entry.ts';
import type { SealedAuditEntry } from './store.ts';

export interface SealedPart {
  readonly address: string | null;
  readonly metadata: AuditMetadata;
}

export function sealAuditEntry(entry: AuditEntry, keys: ScopeKeys, ids: Ids, clock: Clock): SealedAuditEntry {
  requireDeclared(entry);
  const id = ids.next();
  const part: SealedPart = { address: entry.address, metadata: entry.metadata ?? {} };
  const field = { table: 'audit_outbox', column: 'sealed', row: id };
  return { ...entry, id, at: clock.now(), sealed: keys.encrypt('audit', field, JSON.stringify(part)) };
}

export const openAuditEntry = (id: string, sealed: Buffer, keys: ScopeKeys): SealedPart =>
  JSON.parse(
    keys.decryptText('audit', { table: 'audit_outbox', column: 'sealed', row: id }, sealed),
  ) as SealedPart;
