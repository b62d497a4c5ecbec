/** operators.show and operators.signOut: who am I, and the end of it. */
import { WardroomError } from '@wardroom/contract';
import {
  implementPlatformCommand,
  implementPlatformQuery,
  type PlatformImplementation,
} from '../../kernel/platform/index.ts';
import { presentOperator } from './operator.ts';
import { endSession, findOperator } from './store.ts';

export const showOperator = (): PlatformImplementation =>
  implementPlatformQuery('operators.show', {
    async run(tx, context) {
      const row = await findOperator(tx, context.operator.operatorId);
      context.authorise();
      if (!row) throw new WardroomError('not_found');
      return row;
    },
    present: async ({ keys }, row) => ({ operator: await presentOperator(keys, row) }),
  });

/** A key has no session to end: it answers the same and writes nothing. */
export const signOut = (): PlatformImplementation =>
  implementPlatformCommand('operators.signOut', {
    async run(tx, context) {
      const permit = context.authorise();
      if (context.operator.kind !== 'session') return;
      await endSession(tx, permit, context.operator.id, context.at);
      context.record(null);
    },
    present: async () => ({}),
  });
