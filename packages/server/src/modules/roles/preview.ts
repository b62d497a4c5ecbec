/** What saving would do, decided and refused as the saving itself. */
import { uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { readConsequences, wantedOf, withoutHolders } from './consequences.ts';
import { requireRoleRow } from './find.ts';
import { requireHeld } from './role.ts';

export const previewRole = (): Implementation =>
  implementQuery('roles.preview', {
    async run(tx, context, { roleId, chosen }) {
      const { authority } = context;
      const wanted = wantedOf(chosen);
      if (roleId === undefined) {
        context.authorise('roles.manage', workspace);
        requireHeld(authority, wanted.rights);
        return withoutHolders(wanted);
      }
      const { row } = await requireRoleRow(tx, context, uuidOf(roleId));
      requireHeld(authority, wanted.rights);
      return readConsequences(tx, authority, row, wanted);
    },
    present: async (_context, consequences) => consequences,
  });
