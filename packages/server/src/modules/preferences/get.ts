import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { presentPreferences } from './arrangement.ts';
import { readPreferences } from './store.ts';

export const getPreferences = (): Implementation =>
  implementQuery('preferences.get', {
    async run(tx, { authority, authorise }) {
      authorise('workspace.read', workspace);
      return readPreferences(tx, authority.principalId);
    },
    present: ({ keys }, row) => presentPreferences(keys, row),
  });
