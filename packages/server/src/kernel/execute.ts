/**
 * The pipeline. Every call, from any edge, goes through these steps in this order:
 * resolve tenant → authenticate → limit → parse → prepare → open tenant transaction → authorise → run → record →
 * commit → publish. What is refused on the way is recorded before the answer leaves.
 */
import { type AnyOperation, findOperation, type Problem, type Uuid, WardroomError } from '@wardroom/contract';
import { roleHolds, scopeCovers } from '@wardroom/policy';
import type { AuditLane } from './audit/audit-lane.ts';
import { type Authority, requireAuthority } from './authority/authority.ts';
import { type Call, type Identity, isIdentity } from './call.ts';
import type { Clock } from './clock.ts';
import type { TenantDatabase } from './database/tenant-database.ts';
import type { ReadTransaction } from './database/transaction.ts';
import type { Directory } from './directory/directory.ts';
import type { Ids } from './ids.ts';
import type { Implementation, PrepareContext } from './implementation.ts';
import type { Keyring } from './keyring/index.ts';
import type { Lanes } from './lanes.ts';
import type { LimitAnswer, Limiter } from './limits/limiter.ts';
import type { OperationTable } from './operation-table.ts';
import { recordRefusal } from './refusals.ts';
import { runBatched, runCommand, runPublic, runQuery } from './run.ts';
import type { Tenant } from './tenant.ts';

export interface Kernel {
  readonly table: OperationTable;
  readonly directory: Directory;
  readonly limiter: Limiter;
  readonly keyring: Keyring;
  readonly database: TenantDatabase;
  readonly lanes: Lanes;
  readonly auditLane: AuditLane;
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
  /** The resource that the input names, as given; for the record of refusals. */
  namedResource?: Uuid;
}

/** Runs one call. Never throws: every failure is an answer with a stable code. */
export async function execute(kernel: Kernel, call: Call): Promise<Outcome> {
  const progress: Progress = { call };
  try {
    const output = await perform(kernel, progress);
    return outcomeOf(progress, { ok: true, output });
  } catch (error) {
    const refusal = await recordRefusal(kernel, progress, toWardroomError(kernel, call, error));
    return outcomeOf(progress, { ok: false, error: refusal });
  }
}

async function perform(kernel: Kernel, progress: Progress): Promise<unknown> {
  const { call } = progress;
  const tenant = await resolveTenant(kernel, progress);
  const implementation = kernel.table.get(call.operation);
  if (!implementation) throw new WardroomError('unknown_operation');
  progress.operation = implementation.operation;
  const identity = implementation.kind === 'public' ? null : await authenticate(kernel, progress, tenant);
  limit(kernel, progress, implementation, tenant, identity);
  const input = parse(implementation, call.input);
  const keys =
    kernel.keyring.openCached(tenantScope(tenant)) ?? (await kernel.keyring.open(tenantScope(tenant)));
  const context: PrepareContext = {
    at: kernel.clock.now(),
    tenant,
    keys,
    identity,
    address: call.address,
    newId: () => kernel.ids.next(),
  };
  const prepared = await implementation.prepare?.(context, input as never);
  const parts = { kernel, progress, implementation, context, input, prepared };
  if (identity === null) return runPublic(parts);
  switch (implementation.kind) {
    case 'query':
      return runQuery(parts, identity);
    case 'batched':
      return runBatched(parts, identity);
    default:
      return runCommand(parts, identity);
  }
}

async function resolveTenant(kernel: Kernel, progress: Progress): Promise<Tenant> {
  const tenant = await kernel.directory.resolveHost(progress.call.host);
  if (!tenant) throw new WardroomError('unknown_host');
  progress.tenant = tenant;
  if (tenant.status !== 'active') throw new WardroomError('tenant_suspended');
  return tenant;
}

/** Host and credential must name the same tenant; a credential of another one is worth as much as none. */
async function authenticate(kernel: Kernel, progress: Progress, tenant: Tenant): Promise<Identity> {
  const { call } = progress;
  const identity = isIdentity(call.credential)
    ? call.credential
    : await kernel.directory.identify(call.credential);
  if (!identity) throw new WardroomError('unauthenticated');
  if (identity.tenantId !== tenant.id) {
    await kernel.reportTenantMismatch(call, tenant, identity);
    throw new WardroomError('unauthenticated');
  }
  progress.identity = identity;
  return identity;
}

function limit(
  kernel: Kernel,
  progress: Progress,
  { operation }: Implementation,
  tenant: Tenant,
  identity: Identity | null,
): void {
  const subject = {
    tenantId: tenant.id,
    principalId: identity?.principalId ?? null,
    address: progress.call.address,
    operation: operation.name,
  };
  progress.limit = kernel.limiter.take(subject, operation.limits.cost);
  if (!progress.limit.allowed)
    throw new WardroomError('rate_limited', { retryAfterSeconds: progress.limit.retryAfterSeconds });
}

function parse({ operation }: Implementation, input: unknown): unknown {
  const result = operation.input.safeParse(input);
  if (result.success) return result.data;
  const problems: Problem[] = result.error.issues.slice(0, 20).map((issue) => ({
    path: `/${issue.path.map(String).join('/')}`,
    message: issue.message,
  }));
  throw new WardroomError('invalid_input', { problems });
}

/**
 * The checks that come before any row of the caller's choice is read: credential alive, scope, tenant-level permission.
 * A role that lacks the permission is told so whether or not the resource exists.
 */
export async function establishAuthority(
  tx: ReadTransaction,
  identity: Identity,
  operation: AnyOperation,
  at: number,
): Promise<Authority> {
  const authority = await requireAuthority(tx, identity, at);
  requireCeilings(authority, operation);
  return authority;
}

export function requireCeilings(authority: Authority, operation: AnyOperation): void {
  const { scope, permission } = operation;
  if (typeof scope !== 'string' || scope === 'platform' || !scopeCovers(authority, scope)) {
    throw new WardroomError('insufficient_scope', typeof scope === 'string' ? { neededScopes: [scope] } : {});
  }
  if (typeof permission !== 'string' || permission === 'operator' || !roleHolds(authority.role, permission)) {
    throw new WardroomError('forbidden');
  }
}

export const tenantScope = (tenant: Tenant) => ({ kind: 'tenant', tenantId: tenant.id }) as const;

function outcomeOf(progress: Progress, answer: Outcome['answer']): Outcome {
  return {
    limit: progress.limit ?? null,
    answer,
    ...(progress.sessionSecret === undefined ? {} : { sessionSecret: progress.sessionSecret }),
  };
}

const keyFailures = new Set(['key_unavailable', 'key_provider_unavailable', 'key_unknown_epoch']);

/** What is not one of our errors is a bug: reported in full inside, `internal` outside. */
function toWardroomError(kernel: Kernel, call: Call, error: unknown): WardroomError {
  if (error instanceof WardroomError) return error;
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (error instanceof Error && error.name === 'KeyringError' && keyFailures.has(String(code))) {
    return new WardroomError('key_unavailable', { cause: error });
  }
  kernel.reportBug(call, error);
  return new WardroomError('internal', { cause: error });
}

export const isKnownOperation = (name: string): boolean => findOperation(name) !== undefined;
