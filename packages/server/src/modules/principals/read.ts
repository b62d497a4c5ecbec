/** Lists and shows principals; to guests only those they share a channel with. */
import { encodeId, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { presentPeople, presentPerson, requirePrincipal, viewerOf } from './find.ts';
import { listRows } from './store.ts';

export const listPrincipals = (): Implementation =>
  implementQuery('principals.list', {
    async run(tx, context, { after, limit }) {
      context.authorise('people.read', workspace);
      const viewer = viewerOf(context.authority);
      const rows = await listRows(tx, viewer, after === undefined ? null : uuidOf(after), limit + 1);
      return { rows: rows.slice(0, limit), more: rows.length > limit };
    },
    async present({ keys }, { rows, more }) {
      const last = rows.at(-1);
      return {
        principals: await presentPeople(keys, rows),
        next: more && last ? encodeId('principal', last.principal_id) : null,
      };
    },
  });

export const getPrincipal = (): Implementation =>
  implementQuery('principals.get', {
    async run(tx, context, { principalId }) {
      const { row } = await requirePrincipal(tx, context, 'people.read', uuidOf(principalId));
      return row;
    },
    present: ({ keys }, row) => presentPerson(keys, row),
  });
