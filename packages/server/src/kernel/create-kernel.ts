/**
 * Puts the kernel together from what the composition root gives it. Used by the server and by the test harness, so that
 * tests run the pipeline that production runs.
 */
import type { Uuid } from '@wardroom/contract';
import { AuditLane } from './audit/audit-lane.ts';
import type { Clock } from './clock.ts';
import type { ContextSigner } from './database/context-signature.ts';
import type { Pool } from './database/driver.ts';
import type { StatementObserver } from './database/session.ts';
import { TenantDatabase } from './database/tenant-database.ts';
import type { Directory } from './directory/directory.ts';
import type { StoredEvent } from './event-log/event.ts';
import type { Kernel } from './execute.ts';
import type { Ids } from './ids.ts';
import type { Implementation } from './implementation.ts';
import type { Keyring } from './keyring/index.ts';
import { Lanes } from './lanes.ts';
import { ProofOfWork } from './limits/challenge.ts';
import type { Limiter } from './limits/limiter.ts';
import { Breaker, type CompilePolicies, DecisionLog, PolicyShelf } from './policies/index.ts';
import type { Random } from './random.ts';
import { Probing } from './tokens/probing.ts';
import { Tokens } from './tokens/tokens.ts';

/** What modules are built from. */
export interface KernelParts {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly tokens: Tokens;
  readonly policyBreaker: Breaker;
  readonly policyShelf: PolicyShelf;
  readonly decisions: DecisionLog;
}

export interface KernelOptions extends Pick<Kernel, 'limiter' | 'reportTenantMismatch' | 'reportBug'> {
  readonly readPool: Pool;
  readonly writePool: Pool;
  readonly signer: ContextSigner;
  readonly keyring: Keyring;
  readonly directory: Directory;
  readonly limiter: Limiter;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** The origin of a tenant, as its pages are addressed: issuer and audience of its access tokens. */
  readonly originOf: (slug: string) => string;
  /** What goes wrong behind the back of any call. */
  readonly onError?: (error: unknown) => void;
  readonly observer?: StatementObserver;
  /** In a thread of its own unless tests look at the time that it takes. */
  readonly compilePolicies?: CompilePolicies;
  readonly onCommitted: (tenantId: Uuid, events: readonly StoredEvent[]) => void;
  readonly onRecorded?: () => void;
  readonly implement: (parts: KernelParts) => readonly Implementation[];
  /** Checks the implementations and makes the table; `buildOperationTable` but for tests of single modules. */
  readonly buildTable: (implementations: readonly Implementation[]) => Kernel['table'];
}

export function createKernel(options: KernelOptions): Kernel {
  const { keyring, directory, clock, ids, random, limiter, originOf, onError = () => {} } = options;
  const database: TenantDatabase = new TenantDatabase({
    ...options,
    onCommitted(tenantId, events) {
      options.onCommitted(tenantId, events);
      if (events.some(({ type }) => type === 'policy.changed')) policyShelf.ahead(tenantId);
    },
  });
  const { compilePolicies: compile } = options;
  const policyShelf = new PolicyShelf({ database, keyring, onError, ...(compile ? { compile } : {}) });
  const tokens = new Tokens({ database, keyring, clock, ids, originOf, onError });
  const policyBreaker = new Breaker(clock);
  const decisions = new DecisionLog({ database, keyring, clock, ids, onError });
  const parts = {
    ...{ database, keyring, directory, clock, ids, random, tokens },
    ...{ policyBreaker, policyShelf, decisions },
  };
  const implementations = options.implement(parts);
  return {
    table: options.buildTable(implementations),
    directory,
    limiter,
    challenges: new ProofOfWork({ clock, random }),
    keyring,
    database,
    lanes: new Lanes({ database }),
    auditLane: new AuditLane({ database, keyring }),
    tokens,
    probing: new Probing(clock),
    policyBreaker,
    policyShelf,
    decisions,
    clock,
    ids,
    reportTenantMismatch: options.reportTenantMismatch,
    reportBug: options.reportBug,
  };
}
