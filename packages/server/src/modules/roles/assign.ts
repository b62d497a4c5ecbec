/**
 * Gives a person another role. What must never happen: somebody grants or takes what they do not hold themselves, a bot
 * rises above the role agent, or a workspace is left without an active owner. The head lock makes the last rule hold
 * for simultaneous calls.
 */
import { uuidOf, WardroomError } from '@wardroom/contract';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import {
  baseRole,
  hasOtherActiveOwner,
  presentPerson,
  requirePrincipal,
  requireRole,
  roleRefOf,
  writeRole,
} from '../principals/index.ts';

export const assignRole = (): Implementation =>
  implementCommand('roles.assign', {
    async run(tx, context, { principalId, role }) {
      const { authority, at } = context;
      // Decides on the role they have now; the one they are to have is decided next.
      const { row, permit } = await requirePrincipal(tx, context, 'roles.assign', uuidOf(principalId));
      const base = baseRole(role);
      requireRole(authority.book, base.roles);
      if (!authority.rights.covers(authority.book.rightsOf(base.roles))) throw new WardroomError('forbidden');
      if (row.kind !== 'person') throw new WardroomError('conflict');
      if (roleRefOf(row) === role) return row;
      const ownerLeaves = row.role === 'owner' && row.status === 'active';
      if (ownerLeaves && !(await hasOtherActiveOwner(tx, row.principal_id)))
        throw new WardroomError('last_owner');
      await writeRole(tx, permit, base, at);
      context.record(row.principal_id, {
        subjectId: row.principal_id,
        metadata: { from: roleRefOf(row), to: role },
      });
      tx.append({
        type: 'role.assigned',
        at,
        actorId: authority.principalId,
        subjectId: row.principal_id,
      });
      return { ...row, ...base };
    },
    present: ({ keys }, row) => presentPerson(keys, row),
  });
