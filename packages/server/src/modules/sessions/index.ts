/** The door of sessions: signing in, staying signed in, and ending it. */
import type { Implementation } from '../../kernel/implementation.ts';
import { changePassword } from './change-password.ts';
import { createSession, type SignInDeps } from './create.ts';
import { reauthenticate } from './reauthenticate.ts';
import { redeemLink } from './redeem.ts';
import { endCurrentSession, revokeOtherSessions, revokeSession } from './revoke.ts';
import { listAllSessions, listSessions, showSession } from './show.ts';

export { type BeginDeps, beginSession, makeSessionSecret, type NewSecret } from './begin.ts';
export { type IssueLinkDeps, issueSignInLink, type LinkOrder } from './issue-sign-in-link.ts';
export { endFoundSession } from './revoke.ts';
export { type Me, presentMe } from './session.ts';
export { createSignInThrottle, type SignInThrottle } from './sign-in-throttle.ts';
export { insertLinkFor } from './store.ts';
export { createSessionTouch, type SessionTouch } from './touch.ts';

export type SessionDeps = SignInDeps;

export const sessionImplementations = (deps: SessionDeps): Implementation[] => [
  createSession(deps),
  redeemLink(deps),
  reauthenticate(deps),
  showSession(),
  listSessions(),
  listAllSessions(),
  revokeSession(),
  revokeOtherSessions(),
  endCurrentSession(),
  changePassword(deps),
];
