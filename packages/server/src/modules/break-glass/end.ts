/** breakGlass.end: whoever may end the sign-ins of others ends this one; so may the operator who is in. */
import { uuidOf, WardroomError } from '@wardroom/contract';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import { presentAccesses } from './access.ts';
import { closeAccess } from './close.ts';
import { findAccesses } from './store.ts';

export const endBreakGlass = (): Implementation =>
  implementCommand('breakGlass.end', {
    async run(tx, context, { breakGlassId }) {
      const id = uuidOf(breakGlassId);
      const [found] = await findAccesses(tx, [id]);
      context.authorise('sessions.manage', found ? { id, facts: { kind: 'Tenant' } } : null);
      const { authority, at } = context;
      const isOperator = authority.actorType === 'operator';
      const how = isOperator ? ('operator' as const) : ('workspace' as const);
      const closing = { how, by: authority.principalId, at };
      const row = await closeAccess(tx, id, closing, ({ principal_id }) =>
        context.record(id, { subjectId: principal_id, metadata: { closedBy: how } }),
      );
      if (row === null) throw new WardroomError('not_found');
      return row;
    },
    async present({ keys }, row) {
      const [breakGlass] = await presentAccesses(keys, [row]);
      if (breakGlass === undefined) throw new WardroomError('not_found');
      return { breakGlass };
    },
  });
