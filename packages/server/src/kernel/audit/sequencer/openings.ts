/** What opens the commitments of an entry, beside the log under the tenant’s audit key. */
import type { Uuid } from '@wardroom/contract';
import type { Opening } from '@wardroom/seal';
import type { ScopeKeys } from '../../keyring/index.ts';

export interface OpeningRow {
  readonly entry_id: Uuid;
  readonly field: string;
  readonly sealed: Buffer;
}

const place = (entryId: Uuid, field: string) => ({
  table: 'audit_openings',
  column: 'sealed',
  row: `${entryId}/${field}`,
});

export const sealOpening = (keys: ScopeKeys, entryId: Uuid, field: string, opening: Opening): Buffer =>
  keys.encrypt('audit', place(entryId, field), JSON.stringify(opening));

export const openOpening = (keys: ScopeKeys, { entry_id, field, sealed }: OpeningRow): Opening =>
  JSON.parse(keys.decryptText('audit', place(entry_id, field), sealed)) as Opening;
