/** A feed that somebody names; absent and foreign are one answer. */
import { type Uuid, WardroomError } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import { type OpenSink, openSink } from './sink.ts';
import { findSink, holdSink } from './store.ts';

/** In the order of the tenant: held until the end. */
export async function requireSink(
  tx: WriteTransaction,
  context: RunContext,
  sinkId: Uuid,
): Promise<OpenSink> {
  const row = await holdSink(tx, sinkId);
  if (row === null) throw new WardroomError('not_found');
  return openSink(context.keys, row);
}

/** As it is after what was written. */
export async function reread(tx: WriteTransaction, context: RunContext, sinkId: Uuid): Promise<OpenSink> {
  const row = await findSink(tx, sinkId);
  if (row === null) throw new WardroomError('not_found');
  return openSink(context.keys, row);
}
