import { workspace } from '../../kernel/authorise.ts';
import { implementCommand } from '../../kernel/implementation.ts';
import { beginRebuild, type IndexSetting, privateBits, readIndexSetting } from '../search-index/index.ts';
import { reindexTask } from './reindex.ts';
import { statusOf } from './status.ts';
import { countMessages } from './store.ts';

/** The mode that the index has already changes nothing, unless its building has to be set going again. */
export const configureSearch = implementCommand('search.configure', {
  async run(tx, context, { mode }): Promise<IndexSetting> {
    const permit = context.authorise('workspace.update', workspace);
    const setting = await readIndexSetting(tx);
    if (setting.mode === mode) {
      if (setting.rebuilt_down_to !== null) tx.enqueue({ task: reindexTask, principalId: null });
      return setting;
    }
    const bits = mode === 'exact' ? 64 : privateBits(await countMessages(tx));
    const [begun = setting] = await beginRebuild(tx, permit, {
      mode,
      bits,
      generation: setting.generation + 1,
    });
    context.record(null, { metadata: { mode, bits } });
    tx.enqueue({ task: reindexTask, principalId: null });
    return begun;
  },

  present: async (_context, setting) => statusOf(setting),
});
