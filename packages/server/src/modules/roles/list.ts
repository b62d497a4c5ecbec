/** The locked built-in roles and what they hold. */
import { roleNames } from '@wardroom/contract';
import { rolePermissions } from '@wardroom/policy';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';

export const listRoles = (): Implementation =>
  implementQuery('roles.list', {
    async run(_tx, context) {
      context.authorise('roles.read', workspace);
    },
    present: async () => ({
      roles: roleNames.map((name) => ({ name, permissions: [...rolePermissions[name]] })),
    }),
  });
