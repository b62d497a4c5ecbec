/** setup.show: one bit. */
import { implementPlatformPublic, type PlatformImplementation } from '../../kernel/platform/index.ts';
import { anyOperator } from '../operators/index.ts';

export const showSetup = (): PlatformImplementation =>
  implementPlatformPublic('setup.show', {
    run: (tx) => anyOperator(tx),
    present: async (_context, present) => ({ needed: !present }),
  });
