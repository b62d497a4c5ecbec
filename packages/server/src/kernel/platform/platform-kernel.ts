/** What the platform pipeline is made of, and what it has found so far. */
import type { AnyOperation } from '@wardroom/contract';
import type { EntryLane } from '../audit/entry-lane.ts';
import type { Call } from '../call.ts';
import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { Keyring } from '../keyring/index.ts';
import type { LimitAnswer, Limiter } from '../limits/limiter.ts';
import type { PlatformTable } from './implementation.ts';
import type { OperatorIdentity } from './operator-identity.ts';
import type { PlatformDatabase } from './platform-database.ts';

export interface PlatformKernel {
  readonly table: PlatformTable;
  readonly database: PlatformDatabase;
  readonly limiter: Limiter;
  readonly keyring: Keyring;
  readonly auditLane: EntryLane;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly baseDomain: string;
  /** Errors that are not WardroomErrors: bugs. Named in the log, hidden from the caller. */
  readonly reportBug: (call: Call, error: unknown) => void;
}

/** What the steps have found so far; refusals are recorded from it. */
export interface PlatformProgress {
  readonly call: Call;
  operation?: AnyOperation;
  identity?: OperatorIdentity;
  limit?: LimitAnswer;
  sessionSecret?: string;
}
