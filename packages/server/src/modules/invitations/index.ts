/** The door of invitations. */
import type { Clock } from '../../kernel/clock.ts';
import type { Implementation } from '../../kernel/implementation.ts';
import { createSignInThrottle } from '../sessions/index.ts';
import { type AcceptDeps, acceptInvitation } from './accept.ts';
import { createInvitation } from './create.ts';
import { listInvitations } from './list.ts';
import { freeFailures } from './prove.ts';
import { revokeInvitation } from './revoke.ts';
import { showInvitation } from './show.ts';

export type InvitationDeps = Omit<AcceptDeps, 'throttle'> & { readonly clock: Clock };

export function invitationImplementations(parts: InvitationDeps): Implementation[] {
  const throttle = createSignInThrottle({ clock: parts.clock, free: freeFailures });
  const deps = { ...parts, throttle };
  return [
    createInvitation(deps),
    listInvitations(),
    revokeInvitation(),
    showInvitation(deps),
    acceptInvitation(deps),
  ];
}
