/** breakGlass.history: for everybody who sees the console, for ever. */
import { encodeId, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { presentAccesses } from './access.ts';
import { listAccesses } from './store.ts';

export const breakGlassHistory = (): Implementation =>
  implementQuery('breakGlass.history', {
    async run(tx, context, { before, limit }) {
      context.authorise('console.view', workspace);
      const rows = await listAccesses(tx, before === undefined ? null : uuidOf(before), limit + 1);
      return { rows: rows.slice(0, limit), more: rows.length > limit };
    },
    async present({ keys }, { rows, more }) {
      const last = rows.at(-1);
      return {
        accesses: await presentAccesses(keys, rows),
        next: more && last ? encodeId('breakGlass', last.access_id) : null,
      };
    },
  });
