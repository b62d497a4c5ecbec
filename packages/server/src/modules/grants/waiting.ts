/**
 * A request that waits for a person’s answer. It is answered once: by whoever is first, under the head lock, and only as
 * it was read. Absent, expired, answered, and of a client that is not admitted are one answer.
 */
import type { Uuid } from '@wardroom/contract';
import { WardroomError } from '@wardroom/contract';
import type { GrantType } from '../../kernel/access/index.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import {
  type FoundRecord,
  openRecord,
  type RecordKind,
  type RecordRow,
  sealPayload,
  writeReplaced,
} from '../../kernel/protocol-records/index.ts';
import { type AskedFor, readRequest } from './request.ts';

export interface Waiting {
  readonly kind: RecordKind;
  readonly row: RecordRow;
  readonly record: FoundRecord;
  readonly asked: AskedFor;
}

/** What an answered record has. */
const answered: Partial<Record<RecordKind, readonly string[]>> = {
  Interaction: ['result'],
  DeviceCode: ['accountId', 'error', 'inFlight'],
};

export async function readWaiting(
  tx: ReadTransaction,
  { keys }: Pick<RunContext, 'keys'>,
  {
    kind,
    row,
    grantType,
  }: { readonly kind: RecordKind; readonly row: RecordRow | null; readonly grantType: GrantType },
): Promise<Waiting | null> {
  if (row === null || row.consumed_at !== null) return null;
  const record = await openRecord(keys, kind, row);
  if (answered[kind]?.some((name) => record.payload[name] !== undefined)) return null;
  const asked = await readRequest(tx, keys, record, grantType);
  return asked && { kind, row, record, asked };
}

/** Throws `not_found` when it has been answered, or has gone, since it was read. */
export async function answer(
  tx: WriteTransaction,
  permit: Permit,
  { kind, row, record }: Waiting,
  {
    context,
    fields,
    grantId,
  }: { readonly context: RunContext; readonly fields: object; readonly grantId: Uuid | null },
): Promise<void> {
  const { lookup, sealed: before } = row;
  const sealed = sealPayload(context.keys, kind, lookup, { ...record.payload, ...fields });
  const written = await writeReplaced(tx, permit, { kind, lookup, before, sealed, grantId, at: context.at });
  if (!written) throw new WardroomError('not_found');
}

/** Consent is a person’s own: no token, key or program gives it. Throws `forbidden`. */
export function requirePersonInSession({ authority }: RunContext): void {
  if (authority.credential.kind !== 'session' || authority.actorType !== 'person')
    throw new WardroomError('forbidden');
}
