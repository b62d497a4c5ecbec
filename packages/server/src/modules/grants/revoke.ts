/** Takes back what was granted: one’s own, or with `tokens.manage` that of roles within one’s own. */
import { uuidOf, WardroomError } from '@wardroom/contract';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import { endGrant } from './end.ts';
import { findGrant, writeNoted } from './store.ts';

export const revokeGrant = (): Implementation =>
  implementCommand('grants.revoke', {
    async run(tx, context, input) {
      const row = await findGrant(tx, uuidOf(input.grantId));
      const resource = row && {
        id: row.grant_id,
        facts: {
          kind: 'Token' as const,
          principalId: row.principal_id,
          rights: context.authority.book.rightsOf(row.roles),
        },
      };
      const permit = context.authorise('tokens.own', resource);
      if (row === null) throw new WardroomError('not_found');
      const { at, authority } = context;
      // One that has ended because something of it was used twice: they have seen it.
      if (row.replayed_at !== null) await writeNoted(tx, permit, row.grant_id);
      else if (!(await endGrant(tx, permit, row, { at, actorId: authority.principalId }))) return;
      context.record(row.grant_id, { subjectId: row.principal_id });
    },
    present: async () => ({}),
  });
