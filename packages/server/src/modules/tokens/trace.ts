/** From a token to everything it did, and up to the session or key it comes from (TOK-09). Reading it is recorded. */
import { uuidOf, WardroomError } from '@wardroom/contract';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { kindOfResource, pageOf, presentEntries } from '../audit/index.ts';
import { findToken, listTokensById, listTrace } from './store.ts';
import { presentToken, tokenResource } from './token.ts';

export const traceToken = (): Implementation =>
  implementQuery('tokens.trace', {
    async run(tx, context, { tokenId, before, limit }) {
      const id = uuidOf(tokenId);
      const row = await findToken(tx, id);
      context.authorise('audit.view', tokenResource(context.authority.book, row));
      if (row === null) throw new WardroomError('not_found');
      const position = before === undefined ? null : uuidOf(before);
      const entries = await listTrace(tx, { tokenId: id, before: position, limit: limit + 1 });
      const ancestors = await listTokensById(tx, row.ancestors);
      const nearestFirst = row.ancestors.toReversed();
      ancestors.sort(
        (one, other) => nearestFirst.indexOf(one.token_id) - nearestFirst.indexOf(other.token_id),
      );
      return { row, ancestors, page: pageOf(entries, limit) };
    },
    async present({ keys }, { row, ancestors, page }) {
      const shown = await presentEntries(keys, page, (entry) => ({
        subject: 'principal',
        resource: kindOfResource[entry.resource_kind],
        credential: 'token',
      }));
      return { token: presentToken(row), ancestors: ancestors.map(presentToken), ...shown };
    },
  });
