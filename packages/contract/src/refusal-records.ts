/**
 * What a call that does not succeed leaves in the log, for every error there is: a code without a declaration does not
 * compile, so each operation and each of its outcomes has one (AUD-01).
 */

import type { AuditType } from './audit/index.ts';
import type { ErrorCode } from './errors.ts';
import { type None, none } from './operation.ts';
import type { CloseReason } from './wire.ts';

type Recorded = AuditType | None;

const malformed = none('malformed: what it was about could not be read');
const nobodyAsked = none('no workspace was asked');
const meanwhile = none('whoever may do it asked for what is not, or no longer, so; nothing changed');
const ours = none('a fault of ours: in the log of the server, with its request');

/** In the log of the tenant whose host was asked. Each has outcome `blocked` and names its code. */
export const tenantRefusals: Readonly<Record<ErrorCode, Recorded>> = Object.freeze({
  unauthenticated: 'request.unauthenticated',
  sign_in_failed: 'session.refused',
  link_refused: 'session.refused',
  insufficient_scope: 'request.refused',
  forbidden: 'request.refused',
  step_up_required: 'request.refused',
  not_found: 'request.refused',
  last_owner: 'request.refused',
  rate_limited: 'request.limited',
  tenant_suspended: 'request.refused',
  origin_refused: 'request.origin_refused',
  egress_refused: none('an address that settings may not name, told to whoever typed it'),
  ...{ invalid_input: malformed, invalid_json: malformed, nesting_too_deep: malformed },
  ...{ invalid_cursor: malformed, unknown_operation: malformed, method_not_allowed: malformed },
  ...{ body_too_large: malformed, unsupported_media_type: malformed },
  unknown_host: nobodyAsked,
  setup_done: none('asked of the deployment: its own log'),
  ...{
    conflict: meanwhile,
    already_exists: meanwhile,
    limit_reached: meanwhile,
    channel_archived: meanwhile,
  },
  ...{ message_redacted: meanwhile, domain_record_missing: meanwhile, domain_record_differs: meanwhile },
  ...{ domain_taken: meanwhile, password_refused: meanwhile },
  ...{ overloaded: ours, key_unavailable: ours, unavailable: ours, outcome_unknown: ours },
  ...{ timeout: ours, internal: ours },
});

/** In the log of the platform, for what is asked of the deployment. */
export const platformRefusals: Readonly<Record<ErrorCode, Recorded>> = Object.freeze({
  ...tenantRefusals,
  sign_in_failed: 'operator.session_refused',
  link_refused: 'operator.session_refused',
  setup_done: 'request.refused',
  origin_refused: none('refused before it reaches an operation; in the log of the server'),
  ...{ last_owner: none('no such thing here'), tenant_suspended: none('no such thing here') },
});

/** Answers of the authorisation server that look like refusals and are none. Polling too fast meets limits. */
export const protocolAnswers: Readonly<Record<'authorization_pending', None>> = Object.freeze({
  authorization_pending: none('the person has not answered yet (RFC 8628, 3.5)'),
});

/**
 * In the log of the tenant, when a socket is refused, with the reason that it is closed with. What ends one that was open
 * is on record already: as what ended the credential, the rights or the tenant.
 */
export const socketRefusals: Readonly<Record<CloseReason, Recorded>> = Object.freeze({
  unauthenticated: 'request.unauthenticated',
  origin_refused: 'request.origin_refused',
  tenant_suspended: 'request.refused',
  too_fast: 'request.limited',
  ...{ bad_frame: malformed, frame_too_large: malformed },
  hello_timeout: none('nobody has said who they are'),
  revoked: none('what ended it is on record'),
  ...{ heartbeat_timeout: none('nobody is there any more'), slow_consumer: none('nobody reads any more') },
  restarting: ours,
});
