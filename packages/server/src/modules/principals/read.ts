/** Lists and shows principals, as far as the caller sees them. */
import { encodeId, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { fillPage } from '../../kernel/fill-page.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { presentPeople, presentPerson, requirePrincipal } from './find.ts';
import type { PrincipalRow } from './profile.ts';
import { shownPeople } from './shown.ts';
import { viewerOf } from './sight.ts';
import { listRows } from './store.ts';

export const listPrincipals = (): Implementation =>
  implementQuery('principals.list', {
    async run(tx, context, { after, limit }) {
      context.authorise('people.read', workspace);
      const viewer = viewerOf(context.authority);
      const start = after === undefined ? null : uuidOf(after);
      return fillPage<PrincipalRow>(
        limit,
        (last, most) => listRows(tx, viewer, last?.principal_id ?? start, most),
        (rows) => shownPeople(tx, context, rows),
      );
    },
    present: async ({ keys }, { rows, last }) => ({
      principals: await presentPeople(keys, rows),
      next: last === undefined ? null : encodeId('principal', last.principal_id),
    }),
  });

export const getPrincipal = (): Implementation =>
  implementQuery('principals.get', {
    async run(tx, context, { principalId }) {
      const { row } = await requirePrincipal(tx, context, 'people.read', uuidOf(principalId));
      return row;
    },
    present: ({ keys }, row) => presentPerson(keys, row),
  });
