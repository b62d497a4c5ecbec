/** What went wrong, as the server put it (RFC 9457), or as the network left it. */
import type { Challenge, ErrorCode, Problem, ProblemDetails } from '@wardroom/contract';

export interface ApiErrorFacts {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly detail: string;
  /** To be quoted when reporting; null when no answer came. */
  readonly requestId?: string | null;
  readonly problems?: readonly Problem[];
  readonly retryAfterSeconds?: number;
  readonly maxAgeSeconds?: number;
  readonly challenge?: Challenge;
  readonly cause?: unknown;
}

export class WardroomApiError extends Error {
  override readonly name = 'WardroomApiError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly requestId: string | null;
  readonly problems: readonly Problem[];
  readonly retryAfterSeconds: number | null;
  /** With `step_up_required`: how long ago the person may have proved who they are. */
  readonly maxAgeSeconds: number | null;
  /** Work that would be taken instead of waiting. */
  readonly challenge: Challenge | null;

  constructor(code: ErrorCode, facts: ApiErrorFacts) {
    super(facts.detail, facts.cause === undefined ? {} : { cause: facts.cause });
    this.code = code;
    this.status = facts.status;
    this.requestId = facts.requestId ?? null;
    this.problems = facts.problems ?? [];
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
    this.maxAgeSeconds = facts.maxAgeSeconds ?? null;
    this.challenge = facts.challenge ?? null;
  }
}

export type Problems = ProblemDetails & { readonly retryAfterSeconds?: number };

/** The error that problem details describe. `retryAfter` is the value of the Retry-After header, if there was one. */
export function errorOf(problem: Problems, retryAfter?: string | null): WardroomApiError {
  const { code, status, detail, requestId, problems, maxAgeSeconds, challenge } = problem;
  const seconds = problem.retryAfterSeconds ?? (retryAfter ? Number(retryAfter) : Number.NaN);
  return new WardroomApiError(code, {
    status,
    detail,
    requestId,
    ...(problems ? { problems } : {}),
    ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }),
    ...(challenge ? { challenge } : {}),
    ...(Number.isFinite(seconds) ? { retryAfterSeconds: seconds } : {}),
  });
}

/** Nobody knows whether it was done: the connection ended before the answer. */
export const outcomeUnknown = (cause?: unknown): WardroomApiError =>
  new WardroomApiError('outcome_unknown', {
    status: 0,
    detail: 'The connection ended before the answer came. It may or may not have been done.',
    cause,
  });

export const unreachable = (detail: string, cause?: unknown): WardroomApiError =>
  new WardroomApiError('unavailable', { status: 0, detail, cause });
