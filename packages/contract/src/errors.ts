/**
 * Errors. One registry of stable codes; status, title and the sentence that says what to do live here, so
 * every edge answers alike (RFC 9457). Absent and forbidden share `not_found`: same code, same sentence.
 */
export interface ErrorDefinition {
  /** HTTP status code. Only edges read it. */
  readonly status: number;
  readonly title: string;
  /** Public sentence: what happened and what to do. Never names what the caller may not know. */
  readonly detail: string;
}

const define = <T extends Record<string, ErrorDefinition>>(table: T): T => Object.freeze(table);

export const errorCodes = define({
  invalid_input: {
    status: 400,
    title: 'Invalid input',
    detail: 'The input does not have the shape of this operation. See the list of problems.',
  },
  invalid_json: {
    status: 400,
    title: 'Invalid JSON',
    detail: 'The body is not valid JSON in UTF-8. Send one JSON object.',
  },
  nesting_too_deep: {
    status: 400,
    title: 'Nesting too deep',
    detail: 'The body nests deeper than 16 levels. Send a flatter object.',
  },
  invalid_cursor: {
    status: 400,
    title: 'Invalid cursor',
    detail: 'The cursor is unknown or not yours. Start again from a snapshot.',
  },
  unknown_host: {
    status: 404,
    title: 'Unknown host',
    detail: 'No workspace answers at this address. Check the spelling of the address.',
  },
  unauthenticated: {
    status: 401,
    title: 'Sign-in required',
    detail: 'No credential that works here came with the request. Sign in, or send a key as a bearer token.',
  },
  sign_in_failed: {
    status: 401,
    title: 'Sign-in failed',
    detail: 'The name or password is wrong. Check both and try again.',
  },
  step_up_required: {
    status: 401,
    title: 'Confirm it is you',
    detail:
      'This needs somebody who signed in or gave their password within the last minutes. Give it again, then repeat the call.',
  },
  link_refused: {
    status: 401,
    title: 'Link refused',
    detail: 'The link is unknown, used or expired. Ask for a new one.',
  },
  origin_refused: {
    status: 403,
    title: 'Origin refused',
    detail: 'The request came from another website. Use the address of the workspace.',
  },
  insufficient_scope: {
    status: 403,
    title: 'Insufficient scope',
    detail: 'The credential lacks the scope for this operation. Issue one that carries it.',
  },
  forbidden: {
    status: 403,
    title: 'Not permitted',
    detail: 'Your role, or a policy of the workspace, does not permit this. Ask an owner or administrator.',
  },
  not_found: { status: 404, title: 'Not found', detail: 'It does not exist, or it is not visible to you.' },
  unknown_operation: {
    status: 404,
    title: 'Unknown operation',
    detail: 'There is no such operation. See /openapi.json.',
  },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    detail: 'Commands take POST; queries take GET or POST.',
  },
  conflict: {
    status: 409,
    title: 'Conflict',
    detail: 'This is not possible in its current state. Load it again and retry.',
  },
  already_exists: {
    status: 409,
    title: 'Already exists',
    detail: 'This name is already in use. Choose another one.',
  },
  limit_reached: {
    status: 409,
    title: 'Limit reached',
    detail: 'The limit is reached. Remove something first.',
  },
  last_owner: {
    status: 409,
    title: 'Last owner',
    detail: 'A workspace needs an owner. Make somebody else an owner first.',
  },
  channel_archived: {
    status: 409,
    title: 'Channel is archived',
    detail: 'The channel is archived. Restore it first.',
  },
  message_redacted: {
    status: 409,
    title: 'Message was removed',
    detail: 'The message was removed and cannot be changed.',
  },
  tenant_suspended: {
    status: 403,
    title: 'Workspace suspended',
    detail: 'This workspace is suspended. Its owner can ask the operator of the deployment.',
  },
  domain_record_missing: {
    status: 409,
    title: 'Record not found',
    detail:
      'No TXT record with a proof was found. A new record takes minutes, sometimes hours, to be seen; try again later.',
  },
  domain_record_differs: {
    status: 409,
    title: 'The DNS record has another value',
    detail:
      'There is a TXT record, but not with this proof. Compare name and value letter by letter, and try again.',
  },
  domain_taken: {
    status: 409,
    title: 'Domain in use',
    detail: 'This domain leads to another workspace of this deployment. It has to be given up there first.',
  },
  setup_done: {
    status: 409,
    title: 'Setup is done',
    detail: 'This deployment is set up already. Sign in instead.',
  },
  body_too_large: {
    status: 413,
    title: 'Too large',
    detail: 'The body exceeds the limit of this operation. Send less at once.',
  },
  unsupported_media_type: { status: 415, title: 'Unsupported media type', detail: 'Send application/json.' },
  password_refused: {
    status: 422,
    title: 'Password refused',
    detail: 'The password is too short or too common. Use at least 15 characters that are hard to guess.',
  },
  egress_refused: {
    status: 422,
    title: 'Address refused',
    detail:
      'The address cannot be used. Give a public https address that answers within seconds and does not redirect.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    detail: 'The limit is used up. Retry after the time in Retry-After.',
  },
  overloaded: {
    status: 503,
    title: 'Overloaded',
    detail: 'The server is busy. Nothing was changed; try again shortly.',
  },
  key_unavailable: {
    status: 503,
    title: 'Keys unavailable',
    detail: 'The encryption keys cannot be reached. Nothing was changed; try again shortly.',
  },
  unavailable: {
    status: 503,
    title: 'Unavailable',
    detail: 'The server is starting, stopping or has no database. Nothing was changed; try again shortly.',
  },
  outcome_unknown: {
    status: 503,
    title: 'Outcome unknown',
    detail:
      'The connection to the database broke while the change was committed. Retry with the same client key; it cannot be done twice.',
  },
  timeout: {
    status: 503,
    title: 'Timed out',
    detail: 'This took too long and was undone. Try again shortly.',
  },
  internal: {
    status: 500,
    title: 'Internal error',
    detail: 'The server failed. Nothing was changed. Quote the request id when you report it.',
  },
});

export type ErrorCode = keyof typeof errorCodes;

export interface Problem {
  /** JSON pointer into the input, e.g. `/channelId`. */
  readonly path: string;
  readonly message: string;
}

/**
 * What a caller without an identity may do instead of waiting: find a nonce for which SHA-256 of `<seed>.<nonce>` begins
 * with `bits` zero bits, and repeat the call with the header `wardroom-challenge: <seed>.<nonce>` before `expiresAt`.
 */
export interface ProofOfWorkChallenge {
  readonly kind: 'proof-of-work';
  readonly algorithm: 'sha-256';
  readonly bits: number;
  /** Opaque; good for one call of the same operation from the same address. */
  readonly seed: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Other kinds (a CAPTCHA) join this union. A client that does not know a kind waits for Retry-After. */
export type Challenge = ProofOfWorkChallenge;

export interface WardroomErrorOptions {
  readonly problems?: readonly Problem[];
  readonly retryAfterSeconds?: number;
  readonly neededScopes?: readonly string[];
  /** Only with `step_up_required`: how long ago the person may have proved who they are (RFC 9470). */
  readonly maxAgeSeconds?: number;
  /** Only with `rate_limited`, and only for callers without an identity. */
  readonly challenge?: Challenge;
  /** Internal cause; logged by name only, never sent. */
  readonly cause?: unknown;
}

export class WardroomError extends Error {
  override readonly name = 'WardroomError';
  readonly code: ErrorCode;
  readonly options: WardroomErrorOptions;

  constructor(code: ErrorCode, options: WardroomErrorOptions = {}) {
    super(errorCodes[code].detail, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.options = options;
  }
}

/** Problem details (RFC 9457) with the product's extension members. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly requestId: string;
  readonly problems?: readonly Problem[];
  readonly neededScopes?: readonly string[];
  readonly maxAgeSeconds?: number;
  readonly challenge?: Challenge;
}

export function problemDetails(error: WardroomError, requestId: string): ProblemDetails {
  const { status, title, detail } = errorCodes[error.code];
  const { problems, neededScopes, maxAgeSeconds, challenge } = error.options;
  return {
    type: `https://wardroom.dev/errors/${error.code}`,
    title,
    status,
    detail,
    code: error.code,
    requestId,
    ...(problems ? { problems } : {}),
    ...(neededScopes ? { neededScopes } : {}),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
    ...(challenge ? { challenge } : {}),
  };
}
