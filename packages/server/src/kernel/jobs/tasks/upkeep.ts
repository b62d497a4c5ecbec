/**
 * The kernel's own tasks: what grows is cut. Beside the order of the tenant and in small transactions, so that nobody
 * waits for it; repeatable, because each run only removes what is old by then.
 */
import type { WriteTransaction } from '../../database/transaction.ts';
import type { Permit } from '../../permit.ts';
import type { TaskContext, TaskHandler } from '../task.ts';
import type { upkeepNames } from '../upkeep-due.ts';
import {
  removeDecisions,
  removeEndedTokens,
  removeEvents,
  removeProtocolRecords,
  removeSessions,
} from './store.ts';

const dayMs = 86_400_000;
/** A client that was away for longer starts from a snapshot. */
export const eventWindowMs = 7 * dayMs;
/** Ended sessions stay this long in the list of a person's sessions and for whoever investigates. */
export const sessionTraceMs = 30 * dayMs;
/** What was decided, and on what grounds, for whoever asks or tries policies out on it. */
export const decisionTraceMs = 30 * dayMs;
const chunk = 1_000;

export const upkeepTasks: Readonly<Record<(typeof upkeepNames)[number], TaskHandler>> = {
  'log.prune': (context) =>
    inChunks(context, (tx, permit) => removeEvents(tx, permit, context.at - eventWindowMs, chunk)),
  'tokens.expire': async ({ database, job, keys, permitFor }) => {
    for (const removal of [removeEndedTokens, removeProtocolRecords]) {
      const remove = (tx: WriteTransaction) => removal(tx, permitFor(tx), chunk);
      while ((await database.writeAside(job.tenantId, keys, remove)) >= chunk);
    }
  },
  'sessions.expire': (context) =>
    inChunks(context, (tx, permit) => removeSessions(tx, permit, context.at - sessionTraceMs, chunk)),
  'decisions.expire': (context) =>
    inChunks(context, (tx, permit) => removeDecisions(tx, permit, context.at - decisionTraceMs, chunk)),
};

async function inChunks(
  { database, job, keys, permitFor }: TaskContext,
  remove: (tx: WriteTransaction, permit: Permit) => Promise<number>,
): Promise<void> {
  let removed: number;
  do {
    removed = await database.writeAside(job.tenantId, keys, (tx) => remove(tx, permitFor(tx)));
  } while (removed === chunk);
}
