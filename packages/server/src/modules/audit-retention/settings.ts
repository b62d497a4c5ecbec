/** How long the audit log is kept: looking at it, what a change would remove, and the change. */
import { WardroomError } from '@wardroom/contract';
import { askHolds, cutoffOf, type HoldRegister } from '../../kernel/audit/pruning/index.ts';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementCommand, implementQuery } from '../../kernel/implementation.ts';
import { daysText, presentRetention, type Retention, retentionOf } from './retention.ts';
import { findRetention, holdTransaction, readExtent, readRemoval, writeRetention } from './store.ts';

export const showRetention = (holds: HoldRegister): Implementation =>
  implementQuery('audit.settings.get', {
    async run(tx, context) {
      context.authorise('audit.view', workspace);
      const retention = retentionOf(await findRetention(tx));
      const extent = await readExtent(tx);
      const before = cutoffOf(retention, context.at);
      const due = await readRemoval(tx, extent, before);
      const { count } = await askHolds(holds, holdTransaction(tx), { kind: 'prune', before });
      return { retention, extent, due, holds: count };
    },
    present: async (_context, { retention, extent, due, holds }) => ({
      retention: presentRetention(retention),
      size: extent.size,
      lowestIndex: extent.lowest_index,
      prunedAt: extent.pruned_at,
      ...{ holds, due },
    }),
  });

export const previewRetention = (): Implementation =>
  implementQuery('audit.settings.preview', {
    async run(tx, context, planned) {
      context.authorise('audit.manage', workspace);
      const retention = retentionOf(await findRetention(tx));
      const extent = await readExtent(tx);
      return {
        now: await readRemoval(tx, extent, cutoffOf(retention, context.at)),
        planned: await readRemoval(tx, extent, cutoffOf(planned, context.at)),
      };
    },
    present: async (_context, removals) => removals,
  });

export const changeRetention = (): Implementation =>
  implementCommand('audit.settings.set', {
    async run(tx, context, { securityDays, complianceDays, version }) {
      const permit = context.authorise('audit.manage', workspace);
      const before = retentionOf(await findRetention(tx));
      // Who decided on what is no longer so has to look again.
      if (before.version !== version) throw stale(before.version);
      if (before.securityDays === securityDays && before.complianceDays === complianceDays) return before;
      const after: Retention = {
        ...{ securityDays, complianceDays, version: version + 1 },
        ...{ changedAt: context.at, changedBy: context.authority.principalId },
      };
      await writeRetention(tx, permit, after);
      context.record(null, {
        metadata: { from: daysText(before), to: daysText(after), version: after.version },
      });
      return after;
    },
    present: async (_context, retention) => ({ retention: presentRetention(retention) }),
  });

const stale = (version: number): WardroomError =>
  new WardroomError('conflict', {
    problems: [{ path: '/version', message: `Somebody else has changed it; it is at version ${version}.` }],
  });
