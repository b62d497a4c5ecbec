/** Lists keys: of one’s own bots, or of all with `credentials.manage`. */
import { encodeId, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { presentCredentials } from './credential.ts';
import { listCredentialRows } from './store.ts';

export const listCredentials = (): Implementation =>
  implementQuery('credentials.list', {
    async run(tx, context, { after, limit }) {
      const { principalId, rights } = context.authority;
      context.authorise('credentials.own', workspace);
      const rows = await listCredentialRows(tx, {
        ownerId: rights.has('credentials.manage') ? null : principalId,
        after: after === undefined ? null : uuidOf(after),
        limit: limit + 1,
      });
      return { rows: rows.slice(0, limit), more: rows.length > limit };
    },
    async present({ keys, at }, { rows, more }) {
      const last = rows.at(-1);
      return {
        credentials: await presentCredentials(keys, rows, at),
        next: more && last ? encodeId('credential', last.credential_id) : null,
      };
    },
  });
