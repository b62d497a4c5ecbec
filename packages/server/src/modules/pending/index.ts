/** Operations that are declared and not built yet: each answers `unavailable`. Must be empty before anything is released. */
import { type OperationName, operations, WardroomError } from '@wardroom/contract';
import type { Implementation } from '../../kernel/implementation.ts';

const names = [
  'access.configure',
  'access.settings',
  'authorizations.approve',
  'authorizations.deny',
  'authorizations.show',
  'clients.approve',
  'clients.create',
  'clients.list',
  'clients.revoke',
  'clients.rotateSecret',
  'clients.update',
  'credentials.preview',
  'credentials.revokeMany',
  'devices.approve',
  'devices.deny',
  'devices.show',
  'domains.add',
  'domains.list',
  'domains.remove',
  'domains.verify',
  'grants.list',
  'grants.revoke',
] as const satisfies readonly OperationName[];

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
