/**
 * Closes an access, whoever asks. The principal is suspended in the same transaction, so each of its credentials is worth
 * nothing from this commit on, and its sockets close by the event.
 */
import type { Uuid } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { issuePermit } from '../../kernel/permit.ts';
import { writeStatus } from '../principals/index.ts';
import { type AccessRow, type Closing, findAccesses, writeClosed } from './store.ts';

/** Null when it was never opened here. Closing a closed one changes nothing. */
export async function closeAccess(
  tx: WriteTransaction,
  accessId: Uuid,
  closing: Closing,
  record: (row: AccessRow) => void,
): Promise<AccessRow | null> {
  const [row] = await findAccesses(tx, [accessId]);
  if (row === undefined) return null;
  if (row.closed_at !== null) return row;
  const permit = issuePermit({
    ...{ transaction: tx, tenantId: tx.tenantId, operation: 'breakGlass.close', permission: 'system' },
    resourceId: row.principal_id,
  });
  const { at, by, how } = closing;
  await writeClosed(tx, permit, accessId, closing);
  await writeStatus(tx, permit, 'suspended', at);
  tx.append({ type: 'principal.suspended', at, actorId: by, subjectId: row.principal_id });
  tx.append({ type: 'break_glass.closed', at, actorId: by, subjectId: row.principal_id });
  record(row);
  return { ...row, closed_at: at, closed_how: how };
}

export interface SystemClosing {
  readonly closing: Closing;
  readonly action: 'breakGlass.close' | 'breakGlass.expire';
  readonly requestId: Uuid;
}

/** By the operator, or at its end: nobody of the tenant is the actor. */
export const closeAsSystem = (
  tx: WriteTransaction,
  accessId: Uuid,
  { closing, action, requestId }: SystemClosing,
): Promise<AccessRow | null> =>
  closeAccess(tx, accessId, closing, (row) =>
    tx.record({
      ...{ type: 'break_glass.closed', outcome: 'success', action, requestId, actorId: null },
      actorType: closing.how === 'time' ? 'system' : 'operator',
      ...{ resourceKind: 'BreakGlass', resourceId: accessId, subjectId: row.principal_id },
      ...{ credentialId: null, address: null, metadata: { closedBy: closing.how } },
    }),
  );
