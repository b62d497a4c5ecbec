/** The door of grants: what people allow programs to do for them. */
import type { Implementation } from '../../kernel/implementation.ts';
import { createAttempts } from './attempts.ts';
import { approveAuthorization, denyAuthorization, showAuthorization } from './authorizations.ts';
import { approveDevice, denyDevice, showDevice } from './devices.ts';
import { listGrants } from './list.ts';
import { revokeGrant } from './revoke.ts';

export { endGrant } from './end.ts';
export { createGrants, type GrantDeps } from './grants.ts';

export function grantImplementations(): Implementation[] {
  const attempts = createAttempts();
  return [
    listGrants(),
    revokeGrant(),
    showAuthorization(),
    approveAuthorization(),
    denyAuthorization(),
    showDevice(attempts),
    approveDevice(attempts),
    denyDevice(attempts),
  ];
}
