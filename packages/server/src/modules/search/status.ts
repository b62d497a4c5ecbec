import { workspace } from '../../kernel/authorise.ts';
import { implementQuery } from '../../kernel/implementation.ts';
import { type IndexSetting, readIndexSetting } from '../search-index/index.ts';

export const showStatus = implementQuery('search.status', {
  async run(tx, { authorise }) {
    authorise('workspace.update', workspace);
    return readIndexSetting(tx);
  },

  present: async (_context, setting) => statusOf(setting),
});

export const statusOf = ({ mode, rebuilt_down_to }: IndexSetting) => ({
  mode,
  complete: rebuilt_down_to === null,
});
