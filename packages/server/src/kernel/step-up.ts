/**
 * Step-up: what is sensitive needs a person who has proved lately who they are (RFC 9470). It is decided before any row
 * of the caller's choice is read, so that an unattended browser or a stolen cookie learns nothing by asking. What must
 * never happen: a credential behind which a person stands, of whom nobody knows when they last proved it, does something
 * sensitive.
 */
import { type AnyOperation, WardroomError } from '@wardroom/contract';
import type { Authority } from './authority/worth.ts';

/** How old the proof may be for what is sensitive; milliseconds. The one place: a setting of the tenant comes here. */
export const stepUpMaxAgeMs = 15 * 60_000;

/** Clocks of two nodes may differ by this much. A proof from further in the future is none: some clock was wrong. */
const skewMs = 60_000;

/** Throws `step_up_required` with the age that would do. Does nothing for what is not sensitive. */
export function requireRecent(authority: Authority, operation: AnyOperation, at: number): void {
  if (operation.sensitivity === 'normal' || isUnattended(authority)) return;
  if (isRecent(authority.authenticatedAt, at)) return;
  throw new WardroomError('step_up_required', { maxAgeSeconds: stepUpMaxAgeMs / 1000 });
}

const isRecent = (authenticatedAt: number | null, at: number): boolean =>
  authenticatedAt !== null && at - authenticatedAt <= stepUpMaxAgeMs && authenticatedAt - at <= skewMs;

const programs: ReadonlySet<unknown> = new Set<Authority['actorType']>(['bot', 'service', 'agent']);

/**
 * A program acting by its own right: a key, what comes from one, and the tokens of a client itself. Nobody is there to be
 * asked, and the secret is all it has; its scopes, networks and life bound it instead. A session or a grant always has a
 * person behind it, so whatever stems from one is never unattended, whoever presents it. What is unknown is attended.
 */
function isUnattended({ actorType, credential, token }: Authority): boolean {
  if (!programs.has(actorType)) return false;
  if (credential.kind === 'key') return true;
  return credential.kind === 'token' && token !== null && token.sessionId === null && token.grantId === null;
}
