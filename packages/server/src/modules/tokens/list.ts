/** Lists live issuances: one’s own, or all with `tokens.manage`. */
import { encodeId, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { listTokenRows } from './store.ts';
import { presentToken } from './token.ts';

export const listTokens = (): Implementation =>
  implementQuery('tokens.list', {
    async run(tx, context, { after, limit }) {
      const { principalId, rights } = context.authority;
      context.authorise('tokens.own', workspace);
      const rows = await listTokenRows(tx, {
        principalId: rights.has('tokens.manage') ? null : principalId,
        after: after === undefined ? null : uuidOf(after),
        limit: limit + 1,
        at: context.at,
      });
      return { rows: rows.slice(0, limit), more: rows.length > limit };
    },
    async present(_context, { rows, more }) {
      const last = rows.at(-1);
      return {
        tokens: rows.map(presentToken),
        next: more && last ? encodeId('token', last.token_id) : null,
      };
    },
  });
