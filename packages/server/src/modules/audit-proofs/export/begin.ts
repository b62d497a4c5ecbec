/** Begins an export: settles what it holds, and puts on record who takes it along and why. */
import { type Uuid, WardroomError } from '@wardroom/contract';
import { tileWidth } from '@wardroom/seal';
import { workspace } from '../../../kernel/authorise.ts';
import type { ReadTransaction } from '../../../kernel/database/transaction.ts';
import { type Implementation, implementCommand } from '../../../kernel/implementation.ts';
import type { ScopeKeys } from '../../../kernel/keyring/index.ts';
import { requireBothStores } from '../../audit/index.ts';
import { checkpointFrom, lowestBoundary, newestCheckpoint } from '../store.ts';
import { type ExportPlan, encodeCursor } from './cursor.ts';

/** Long enough for a slow line and a night. */
export const exportLifeMs = 24 * 3_600_000;

export interface ExportRequest {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** Throws `conflict` while nothing is sealed, or not so far: it will be within a moment. */
export async function planExport(
  tx: ReadTransaction,
  { from, to }: ExportRequest,
  { callerId, at }: { readonly callerId: Uuid; readonly at: number },
): Promise<{ readonly plan: ExportPlan; readonly origin: string }> {
  const [end] =
    to === undefined
      ? await tx.query(newestCheckpoint, [tx.tenantId])
      : await tx.query(checkpointFrom, [tx.tenantId, to]);
  if (end === undefined) throw new WardroomError('conflict');
  const { size, origin } = end;
  const [boundary] = await tx.query(lowestBoundary, [tx.tenantId]);
  const wanted = Math.floor((from ?? 0) / tileWidth) * tileWidth;
  const first = Math.max(wanted, boundary?.lowest_index ?? 0);
  if (first > size) throw new WardroomError('conflict');
  const plan = {
    ...{ principalId: callerId, from: first, size },
    ...{ createdAt: at, expiresAt: at + exportLifeMs },
  };
  return { plan, origin };
}

export const exportFacts = (
  { from, size }: ExportPlan,
  reason: string | undefined,
): Readonly<Record<string, string | number>> => ({
  ...{ from, to: size },
  ...(reason === undefined ? {} : { reason }),
});

export const presentBegun = (
  keys: ScopeKeys,
  { plan, origin }: { readonly plan: ExportPlan; readonly origin: string },
) => ({
  cursor: encodeCursor(keys, { plan, place: { part: 'head' } }),
  ...{ origin, from: plan.from, to: plan.size, expiresAt: plan.expiresAt },
});

export const beginExport = (): Implementation =>
  implementCommand('audit.exports.begin', {
    async run(tx, context, { reason, ...wanted }) {
      context.authorise('audit.export', workspace);
      requireBothStores(context);
      const { principalId: callerId } = context.authority;
      const begun = await planExport(tx, wanted, { callerId, at: context.at });
      context.record(null, { metadata: exportFacts(begun.plan, reason) });
      return begun;
    },
    present: async ({ keys }, begun) => presentBegun(keys, begun),
  });
