/** Creates a custom role. What must never happen: it gives what whoever creates it does not hold. */
import { WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import { wantedOf, withoutHolders } from './consequences.ts';
import { mostRoles, nameLookup, requireFreeName, requireHeld, sealText, toRoleView } from './role.ts';
import { countRoles, insertRole, type RoleRow } from './store.ts';

export const createRole = (): Implementation =>
  implementCommand('roles.create', {
    async prepare({ keys, newId }, { name, description }) {
      const id = newId();
      return { id, sealed: sealText(keys, id, { name, description }), nameLookup: nameLookup(keys, name) };
    },
    async run(tx, context, { name, chosen, reason }, { id, sealed, nameLookup }) {
      const { authority, at } = context;
      const permit = context.authorise('roles.manage', { ...workspace, id });
      const wanted = wantedOf(chosen);
      requireHeld(authority, wanted.rights);
      requireFreeName(name);
      if ((await countRoles(tx)) >= mostRoles) throw new WardroomError('limit_reached');
      const row: RoleRow = {
        ...{ role_id: id, sealed, chosen: wanted.chosen, permissions: [...wanted.rights] },
        ...{ revision: 1, updated_at: at },
      };
      await insertRole(tx, permit, { row, nameLookup, createdBy: authority.principalId });
      context.record(id, { metadata: { permissions: row.permissions.join(' '), reason } });
      tx.append({ type: 'rights.changed', at, actorId: authority.principalId });
      return { row, consequences: withoutHolders(wanted) };
    },
    present: async ({ keys }, { row, consequences }) => ({
      role: toRoleView(keys, { row, people: 0, groups: 0 }),
      ...consequences,
    }),
  });
