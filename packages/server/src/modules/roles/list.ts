/** The locked built-in roles, then the custom ones by name. */
import { roleNames } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { readUses } from './find.ts';
import { builtInView, toRoleView } from './role.ts';
import { listRoleRows } from './store.ts';

const byName = new Intl.Collator('en', { numeric: true });

export const listRoles = (): Implementation =>
  implementQuery('roles.list', {
    async run(tx, context) {
      context.authorise('roles.read', workspace);
      const [rows, useOf] = await Promise.all([listRoleRows(tx), readUses(tx, context.authority)]);
      return {
        builtIn: roleNames.map((role) => builtInView(role, useOf(role))),
        custom: rows.map((row) => ({ row, ...useOf(row.role_id) })),
      };
    },
    async present({ keys }, { builtIn, custom }) {
      await keys.ensureEpochs(
        'directory',
        custom.map(({ row }) => row.sealed),
      );
      const views = custom.map((role) => toRoleView(keys, role));
      return { roles: [...builtIn, ...views.sort((one, other) => byName.compare(one.name, other.name))] };
    },
  });
