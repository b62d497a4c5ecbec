/** Operations that are declared and not built yet: each answers `unavailable`. Must be empty before anything is released. */
import { type OperationName, operations, WardroomError } from '@wardroom/contract';
import type { Implementation } from '../../kernel/implementation.ts';

const names = ['credentials.preview', 'credentials.revokeMany'] as const satisfies readonly OperationName[];

export const pendingImplementations = (): Implementation[] =>
  names.map((name) => {
    const operation = operations[name];
    return {
      kind: operation.effect,
      operation,
      run: () => Promise.reject(new WardroomError('unavailable')),
      present: () => Promise.reject(new WardroomError('unavailable')),
    };
  });
