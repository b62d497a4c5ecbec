/**
 * Gives a person another role. What must never happen: somebody grants or takes what they do not hold themselves, a bot
 * rises above the role agent, or a workspace is left without an active owner. The head lock makes the last rule hold
 * for simultaneous calls.
 */
import { uuidOf, WardroomError } from '@wardroom/contract';
import { roleIsWithin } from '@wardroom/policy';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import { hasOtherActiveOwner, presentPerson, requirePrincipal, writeRole } from '../principals/index.ts';

export const assignRole = (): Implementation =>
  implementCommand('roles.assign', {
    async run(tx, context, { principalId, role }) {
      const { authority, at } = context;
      // Decides on the role they have now; the one they are to have is decided next.
      const { row, permit } = await requirePrincipal(tx, context, 'roles.assign', uuidOf(principalId));
      if (!roleIsWithin(role, authority.role)) throw new WardroomError('forbidden');
      if (row.kind !== 'person') throw new WardroomError('conflict');
      if (row.role === role) return row;
      const ownerLeaves = row.role === 'owner' && row.status === 'active';
      if (ownerLeaves && !(await hasOtherActiveOwner(tx, row.principal_id)))
        throw new WardroomError('last_owner');
      await writeRole(tx, permit, role, at);
      context.record(row.principal_id, {
        subjectId: row.principal_id,
        metadata: { from: row.role, to: role },
      });
      tx.append({
        type: 'role.assigned',
        at,
        actorId: authority.principalId,
        subjectId: row.principal_id,
      });
      return { ...row, role };
    },
    present: ({ keys }, row) => presentPerson(keys, row),
  });
