/** Whether departments keep people apart, and what that means for how many. */
import { type Operations, type OutputOf, WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementCommand, implementQuery } from '../../kernel/implementation.ts';
import { readDepartments, readSegmented } from '../principals/index.ts';
import { effectOf } from './segmentation-effect.ts';
import { countDepartments, readMeetings, writeSegmented } from './store.ts';

type Segmentation = OutputOf<Operations['tenants.segment']>['segmentation'];

const named = (segmented: boolean): Segmentation => (segmented ? 'departments' : 'open');

export const showSegmentation = (): Implementation =>
  implementQuery('tenants.segmentation', {
    async run(tx, { authority, authorise }) {
      authorise('workspace.update', workspace);
      const [meetings, departments, count] = [
        await readMeetings(tx),
        await readDepartments(tx, 'everybody'),
        await countDepartments(tx),
      ];
      return { segmented: authority.segmented, book: authority.book, meetings, departments, count };
    },
    present: async (_context, { segmented, book, meetings, departments, count }) => ({
      segmentation: named(segmented),
      effect: { departments: count, ...(await effectOf({ book, meetings, departments })) },
    }),
  });

/** Every open client learns of it by one event: who sees others now starts from a new snapshot. */
export const segmentTenant = (): Implementation =>
  implementCommand('tenants.segment', {
    async run(tx, context, { segmentation, reason }) {
      const { authority, at, tenant } = context;
      const permit = context.authorise('workspace.update', workspace);
      // Or somebody who is kept apart would let themselves see everybody.
      context.authorise('people.read_across', workspace);
      const before = await readSegmented(tx);
      const after = segmentation === 'departments';
      if (before === after) return { segmentation };
      if (!(await writeSegmented(tx, permit, after))) throw new WardroomError('not_found');
      context.record(tenant.id, { metadata: { from: named(before), to: segmentation, reason } });
      tx.append({ type: 'sight.changed', at, actorId: authority.principalId });
      return { segmentation };
    },
    present: async (_context, result) => result,
  });
