/**
 * The door to rate limits. Four dimensions (LIM-01): deployment, tenant, principal or address inside it, operation.
 * One answer for all: allowed only when every dimension allows. The in-memory implementation serves one node; leased
 * quotas across nodes fit behind the same door.
 */
import type { Uuid } from '@wardroom/contract';

export interface LimitSubject {
  readonly tenantId: Uuid | null;
  /** Absent for anonymous callers; then the address counts. */
  readonly principalId: Uuid | null;
  readonly address: string;
  readonly operation: string;
  /** An anonymous caller that has done the work asked of it: its address does not count this once. */
  readonly isChallengeSolved?: boolean;
}

export interface LimitAnswer {
  readonly allowed: boolean;
  /** Of the dimension that is closest to its end. */
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  /** 0 when allowed. */
  readonly retryAfterSeconds: number;
  /** Refused by nothing but the address of an anonymous caller: a challenge would help. */
  readonly isChallengeable?: boolean;
}

export interface Limiter {
  take(subject: LimitSubject, cost: number): LimitAnswer;
}
