/** What the steps of the pipeline share: the kernel they work with, what they have found so far, and what comes out. */
import type { AnyOperation, WardroomError } from '@wardroom/contract';
import type { AuditLane } from './audit/audit-lane.ts';
import type { Authority } from './authority/authority.ts';
import type { Call, Identity } from './call.ts';
import type { Clock } from './clock.ts';
import type { TenantDatabase } from './database/tenant-database.ts';
import type { Directory } from './directory/directory.ts';
import type { Ids } from './ids.ts';
import type { Keyring } from './keyring/index.ts';
import type { Lanes } from './lanes.ts';
import type { ChallengeKind } from './limits/challenge.ts';
import type { LimitAnswer, Limiter } from './limits/limiter.ts';
import type { OperationTable } from './operation-table.ts';
import type { Breaker, Decided, DecisionLog, PolicyShelf } from './policies/index.ts';
import type { Tenant } from './tenant.ts';
import type { Probing } from './tokens/probing.ts';
import type { Tokens } from './tokens/tokens.ts';

export interface Kernel {
  readonly table: OperationTable;
  readonly directory: Directory;
  readonly limiter: Limiter;
  /** What a caller without an identity may do instead of waiting. */
  readonly challenges: ChallengeKind;
  readonly keyring: Keyring;
  readonly database: TenantDatabase;
  readonly lanes: Lanes;
  readonly auditLane: AuditLane;
  readonly tokens: Tokens;
  readonly probing: Probing;
  readonly policyBreaker: Breaker;
  readonly policyShelf: PolicyShelf;
  readonly decisions: DecisionLog;
  readonly clock: Clock;
  readonly ids: Ids;
  /** A call with a credential of another tenant: in full to the platform log. */
  readonly reportTenantMismatch: (call: Call, host: Tenant, identity: Identity) => Promise<void>;
  /** Errors that are not WardroomErrors: bugs. Named in the log, hidden from the caller. */
  readonly reportBug: (call: Call, error: unknown) => void;
}

/** What an edge needs to answer. */
export interface Outcome {
  readonly limit: LimitAnswer | null;
  readonly answer:
    | { readonly ok: true; readonly output: unknown }
    | { readonly ok: false; readonly error: WardroomError };
  /** A new session secret for the edge to hand out, from signing in. */
  readonly sessionSecret?: string;
}

/** What the steps have found so far; refusals are recorded from it. */
export interface Progress {
  readonly call: Call;
  tenant?: Tenant;
  identity?: Identity;
  operation?: AnyOperation;
  limit?: LimitAnswer;
  authority?: Authority;
  sessionSecret?: string;
  /** What was decided on the way; the last one may be the denial that ends the call. */
  decided?: Decided[];
  samplePerMille?: number;
  /** The credential is somebody's, of another tenant than the host's. */
  isMismatch?: boolean;
}
