/** Deletes a custom role that nobody holds: a person without a role would be nobody, and a group would confer nothing. */
import { uuidOf, WardroomError } from '@wardroom/contract';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import { readUses, requireRevision, requireRoleRow } from './find.ts';
import { lookupOfDeleted, type Use } from './role.ts';
import { countGroups, type RoleRow, writeDeleted } from './store.ts';

export const deleteRole = (): Implementation =>
  implementCommand('roles.delete', {
    async run(tx, context, { roleId, revision, reason }) {
      const { authority, keys, at } = context;
      const { row, permit } = await requireRoleRow(tx, context, uuidOf(roleId));
      requireRevision(row, revision);
      const use = (await readUses(tx, authority))(row.role_id);
      if (use.people > 0 || (await isConferred(tx, row))) throw inUse(use);
      await writeDeleted(tx, permit, { lookup: lookupOfDeleted(keys, row.role_id), at });
      context.record(row.role_id, { metadata: { permissions: row.permissions.join(' '), reason } });
      tx.append({ type: 'rights.changed', at, actorId: authority.principalId });
    },
    present: async () => ({}),
  });

/** By any group, whether or not the caller sees it. */
async function isConferred(tx: ReadTransaction, { role_id }: RoleRow): Promise<boolean> {
  return (await countGroups(tx)).some(({ role }) => role === role_id);
}

/** Counts what the caller may know of. */
function inUse({ people, groups }: Use): WardroomError {
  const named = [
    ...(people > 0 ? [`held by ${people}`] : []),
    ...(groups > 0 ? [`given by ${groups} ${groups === 1 ? 'group' : 'groups'}`] : []),
  ];
  const message = named.length === 0 ? 'it is still given by a group' : `it is ${named.join(' and ')}`;
  return new WardroomError('conflict', { problems: [{ path: '/roleId', message }] });
}
