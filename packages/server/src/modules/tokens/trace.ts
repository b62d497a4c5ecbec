/** From a token to everything it did, and up to the session or key it comes from (TOK-09). Reading it is recorded. */
import { encodeId, uuidOf, WardroomError } from '@wardroom/contract';
import { kindsOf } from '../../kernel/audit/kinds.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import {
  criteriaOf,
  isReadable,
  openingsOf,
  presentAll,
  readableStores,
  searchEntries,
} from '../audit/index.ts';
import { findToken, listTokensById } from './store.ts';
import { presentToken, tokenResource } from './token.ts';

export const traceToken = (): Implementation =>
  implementQuery('tokens.trace', {
    async run(tx, context, { tokenId, before, limit }) {
      const id = uuidOf(tokenId);
      const row = await findToken(tx, id);
      context.authorise('audit.view_security', tokenResource(context.authority.book, row));
      if (row === null) throw new WardroomError('not_found');
      const stores = readableStores(context);
      const { rows: found, next } = await searchEntries(tx, criteriaOf({ credential: tokenId }, stores), {
        ...{ before: before === undefined ? null : uuidOf(before), after: null, limit },
      });
      const rows = found.filter(({ store }) => isReadable(store, stores));
      const ancestors = await listTokensById(tx, row.ancestors);
      const nearestFirst = row.ancestors.toReversed();
      ancestors.sort(
        (one, other) => nearestFirst.indexOf(one.token_id) - nearestFirst.indexOf(other.token_id),
      );
      return { row, ancestors, rows, next, openings: await openingsOf(tx, rows) };
    },
    present: async ({ keys }, { row, ancestors, rows, next, openings }) => ({
      token: presentToken(row),
      ancestors: ancestors.map(presentToken),
      entries: await presentAll(keys, rows, openings, kindsOf),
      next: next === null ? null : encodeId('auditEntry', next),
    }),
  });
