/**
 * Erasing what the audit log tells about somebody. Entries, their order and every proof stay: what goes is what opens the
 * commitments. It cannot be taken back.
 */
import { type PrincipalId, type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import { askHolds, type HoldRegister } from '../../kernel/audit/pruning/index.ts';
import { workspace } from '../../kernel/authorise.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import {
  type Implementation,
  implementCommand,
  implementQuery,
  type RunContext,
} from '../../kernel/implementation.ts';
import type { TaskHandler } from '../../kernel/jobs/task.ts';
import type { Permit } from '../../kernel/permit.ts';
import { requirePrincipal } from '../principals/index.ts';
import { eraseOpenings, holdTransaction, readErasable } from './store.ts';

/** The job that removes what one call leaves. */
export const eraseTask = 'audit.erase';
/** In one transaction: nobody in the tenant waits noticeably for it. */
const mostAtOnce = 2_000;

export const previewErasure = (holds: HoldRegister): Implementation =>
  implementQuery('audit.erasure.preview', {
    async run(tx, context, { principalId }) {
      const { subjectId } = await requireSubject(tx, context, principalId);
      const { count } = await askHolds(holds, holdTransaction(tx), { kind: 'erase', subjectId });
      return { ...(await readErasable(tx, subjectId)), holds: count };
    },
    present: async (_context, found) => found,
  });

export const eraseSubject = (holds: HoldRegister): Implementation =>
  implementCommand('audit.erase', {
    async run(tx, context, { principalId, reason }) {
      const { subjectId, permit } = await requireSubject(tx, context, principalId);
      const { isVetoed } = await askHolds(holds, holdTransaction(tx), { kind: 'erase', subjectId });
      if (isVetoed) throw held();
      const found = await readErasable(tx, subjectId);
      if (found.fields + found.waiting === 0) return { fields: 0, waiting: 0, isComplete: true };
      const { erased: fields, waiting } = await eraseOpenings(tx, permit, subjectId, mostAtOnce);
      // Without a subject: the reason is that of who erases, and would otherwise be the next thing to be erased.
      context.record(subjectId, { metadata: { openings: found.fields, waiting, reason } });
      const isComplete = fields < mostAtOnce;
      if (!isComplete) tx.enqueue({ task: eraseTask, principalId: null, referenceId: subjectId });
      return { fields, waiting, isComplete };
    },
    present: async (_context, erased) => erased,
  });

/** Somebody whom the caller may see; what is decided is about the log of the whole workspace. */
async function requireSubject(
  tx: ReadTransaction,
  context: RunContext,
  principalId: PrincipalId,
): Promise<{ readonly subjectId: Uuid; readonly permit: Permit }> {
  const { row } = await requirePrincipal(tx, context, 'people.read', uuidOf(principalId));
  return { subjectId: row.principal_id, permit: context.authorise('privacy.manage', workspace) };
}

const held = (): WardroomError =>
  new WardroomError('conflict', {
    problems: [{ path: '/principalId', message: 'A legal hold keeps what the log knows of this person.' }],
  });

/** Goes on where the call ended. A hold that was placed meanwhile stops it: the job fails, and is tried again. */
export const eraseTheRest =
  (holds: HoldRegister): TaskHandler =>
  async ({ database, job, keys, permitFor }) => {
    const { referenceId: subjectId } = job;
    if (subjectId === null) return;
    for (let erased = mostAtOnce; erased >= mostAtOnce; )
      erased = await database.writeAside(job.tenantId, keys, async (tx) => {
        const { isVetoed } = await askHolds(holds, holdTransaction(tx), { kind: 'erase', subjectId });
        if (isVetoed) throw held();
        return (await eraseOpenings(tx, permitFor(tx), subjectId, mostAtOnce)).erased;
      });
  };
