/**
 * Suspends and reactivates. A suspended principal keeps sessions and keys, but each is worth nothing from this commit
 * on, because authority is read from the status (kernel/authority).
 */
import { uuidOf, WardroomError } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementCommand, type RunContext } from '../../kernel/implementation.ts';
import { presentPerson, requirePrincipal } from './find.ts';
import type { PrincipalRow } from './profile.ts';
import { type FoundPrincipal, hasOtherActiveOwner, writeStatus } from './store.ts';

const steps = {
  suspended: { from: 'active', event: 'principal.suspended' },
  active: { from: 'suspended', event: 'principal.reactivated' },
} as const;

async function changeStatus(
  tx: WriteTransaction,
  context: RunContext,
  id: string,
  status: keyof typeof steps,
): Promise<PrincipalRow> {
  const { row, permit } = await requirePrincipal(tx, context, 'people.manage', uuidOf(id));
  const { from, event } = steps[status];
  // Break-glass is ended where it is seen (breakGlass.end), and never begins anew.
  if (row.kind === 'operator') throw new WardroomError('conflict');
  if (row.status === status) return row;
  // Imported authors have never been here; there is nobody to suspend or to let back in.
  if (row.status !== from) throw new WardroomError('conflict');
  if (status === 'suspended') await requireMayGo(tx, context, row);
  await writeStatus(tx, permit, status, context.at);
  context.record(row.principal_id, { subjectId: row.principal_id });
  tx.append({
    type: event,
    at: context.at,
    actorId: context.authority.principalId,
    subjectId: row.principal_id,
  });
  return { ...row, status };
}

/** Nobody locks themselves out, and a workspace is never without an owner who can act. */
async function requireMayGo(tx: WriteTransaction, context: RunContext, row: FoundPrincipal): Promise<void> {
  if (row.principal_id === context.authority.principalId) throw new WardroomError('forbidden');
  if (row.role === 'owner' && !(await hasOtherActiveOwner(tx, row.principal_id)))
    throw new WardroomError('last_owner');
}

export const suspendPrincipal = (): Implementation =>
  implementCommand('principals.suspend', {
    run: (tx, context, { principalId }) => changeStatus(tx, context, principalId, 'suspended'),
    present: ({ keys }, row) => presentPerson(keys, row),
  });

export const reactivatePrincipal = (): Implementation =>
  implementCommand('principals.reactivate', {
    run: (tx, context, { principalId }) => changeStatus(tx, context, principalId, 'active'),
    present: ({ keys }, row) => presentPerson(keys, row),
  });
