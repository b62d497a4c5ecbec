/** The newest checkpoint, and that a later tree continues an earlier one. */
import { WardroomError } from '@wardroom/contract';
import { base64 } from '@wardroom/seal';
import type { ReadLogKeys } from '../../kernel/audit/trust/log-keys.ts';
import { workspace } from '../../kernel/authorise.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { type CheckpointRow, newestCheckpoint } from './store.ts';
import { proverOf } from './tree.ts';

export interface NewestCheckpoint {
  readonly newest: CheckpointRow | null;
  readonly tenantId: string;
}

export async function readCheckpoint(tx: ReadTransaction): Promise<NewestCheckpoint> {
  const [newest] = await tx.query(newestCheckpoint, [tx.tenantId]);
  return { newest: newest ?? null, tenantId: tx.tenantId };
}

export async function presentCheckpoint(readKeys: ReadLogKeys, { newest, tenantId }: NewestCheckpoint) {
  if (newest === null) return { checkpoint: null, keys: { log: [], witnesses: [], rotations: [] } };
  const { origin, size, note, signed_at } = newest;
  const { log, witnesses, rotations } = await readKeys({ tenantId, origin, size });
  const keys = { log: [...log], witnesses: [...witnesses], rotations: [...rotations] };
  return { checkpoint: { origin, size, note, signedAt: signed_at }, keys };
}

/** Throws `not_found` for what nobody has signed yet. */
export async function readConsistency(tx: ReadTransaction, { from, to }: { from: number; to: number }) {
  const [newest] = await tx.query(newestCheckpoint, [tx.tenantId]);
  if (newest === undefined || to > newest.size) throw new WardroomError('not_found');
  return { from, to, hashes: (await proverOf(tx, to).consistency(from)).map(base64) };
}

export const showCheckpoint = (readKeys: ReadLogKeys): Implementation =>
  implementQuery('audit.checkpoint', {
    run(tx, context) {
      context.authorise('audit.view', workspace);
      return readCheckpoint(tx);
    },
    present: (_context, result) => presentCheckpoint(readKeys, result),
  });

export const proveConsistency = (): Implementation =>
  implementQuery('audit.consistency', {
    run(tx, context, sizes) {
      context.authorise('audit.view', workspace);
      return readConsistency(tx, sizes);
    },
    present: async (_context, result) => result,
  });
