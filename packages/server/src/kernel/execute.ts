/**
 * The pipeline. Every call, from any edge, goes through these steps in this order:
 * resolve tenant → authenticate → limit → parse → prepare → open tenant transaction → authorise → run → record →
 * commit → publish. What is refused on the way is recorded before the answer leaves.
 */
import { type AnyOperation, type Challenge, type Problem, WardroomError } from '@wardroom/contract';
import { type Call, type Identity, isIdentity, type PresentedCredential } from './call.ts';
import type { Implementation, PrepareContext } from './implementation.ts';
import type { LimitAnswer } from './limits/limiter.ts';
import type { Kernel, Outcome, Progress } from './pipeline.ts';
import { noteDecisions } from './policies/note-decisions.ts';
import { recordRefusal } from './refusals.ts';
import { runBatched, runCommand, runPublic, runQuery } from './run.ts';
import type { Tenant } from './tenant.ts';

export type { Kernel, Outcome } from './pipeline.ts';

/** Runs one call. Never throws: every failure is an answer with a stable code. */
export async function execute(kernel: Kernel, call: Call): Promise<Outcome> {
  const progress: Progress = { call };
  try {
    const output = await perform(kernel, progress);
    noteDecisions(kernel, progress, null);
    return outcomeOf(progress, { ok: true, output });
  } catch (error) {
    const refusal = await recordRefusal(kernel, progress, toWardroomError(kernel, call, error));
    noteDecisions(kernel, progress, refusal);
    return outcomeOf(progress, { ok: false, error: refusal });
  }
}

async function perform(kernel: Kernel, progress: Progress): Promise<unknown> {
  const { call } = progress;
  const tenant = await resolveTenant(kernel, progress);
  const implementation = kernel.table.get(call.operation);
  if (!implementation) throw new WardroomError('unknown_operation');
  progress.operation = implementation.operation;
  const identity =
    implementation.kind === 'public' ? null : await authenticate(kernel, progress, implementation, tenant);
  if (implementation.kind === 'public')
    await limitOrChallenge(kernel, progress, implementation.operation, tenant);
  else limit(kernel, progress, implementation.operation, tenant, identity);
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
  return kernel.policyShelf.within(tenant.id, () => {
    // What a transaction decided that was given up was never decided.
    delete progress.decided;
    return runners[implementation.kind](parts, identity);
  });
}

const runners = { query: runQuery, batched: runBatched, command: runCommand, public: runCommand } as const;

async function resolveTenant(kernel: Kernel, progress: Progress): Promise<Tenant> {
  const tenant = await kernel.directory.resolveHost(progress.call.host);
  if (!tenant) throw new WardroomError('unknown_host');
  progress.tenant = tenant;
  if (tenant.status !== 'active') throw new WardroomError('tenant_suspended');
  return tenant;
}

/**
 * Host and credential must name the same tenant; a credential of another one is worth as much as garbage, and both are
 * paid for by the address that sent them, so that guessing is bounded.
 */
async function authenticate(
  kernel: Kernel,
  progress: Progress,
  { operation }: Implementation,
  tenant: Tenant,
): Promise<Identity> {
  const { call } = progress;
  const identity = isIdentity(call.credential)
    ? call.credential
    : await identify(kernel, progress, operation, tenant, call.credential);
  if (identity?.tenantId !== tenant.id) {
    progress.isMismatch = identity !== null;
    if (identity) await kernel.reportTenantMismatch(call, tenant, identity);
    const isPresented = isIdentity(call.credential) || call.credential.kind !== 'none';
    if (isPresented) limit(kernel, progress, operation, tenant, null);
    throw new WardroomError('unauthenticated');
  }
  progress.identity = identity;
  return identity;
}

/** A token names its tenant and is verified with that tenant's keys; secrets are found by their hash. */
async function identify(
  kernel: Kernel,
  progress: Progress,
  operation: AnyOperation,
  tenant: Tenant,
  credential: PresentedCredential,
): Promise<Identity | null> {
  if (credential.kind !== 'token') return kernel.directory.identify(credential);
  try {
    return await kernel.tokens.identify(credential, tenant);
  } catch (error) {
    limit(kernel, progress, operation, tenant, null);
    throw error;
  }
}

function limit(
  kernel: Kernel,
  progress: Progress,
  operation: AnyOperation,
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
  if (!progress.limit.allowed) throw limited(progress.limit);
}

/**
 * For public operations: many people behind one address share its bucket, and whoever empties it would lock the others
 * out of signing in. Keys are used only if they are open already, so that a refusal never waits for key provider or
 * database.
 */
async function limitOrChallenge(
  { limiter, keyring, challenges }: Kernel,
  progress: Progress,
  operation: AnyOperation,
  tenant: Tenant,
): Promise<void> {
  const { address, challenge: solution } = progress.call;
  const subject = { tenantId: tenant.id, principalId: null, address, operation: operation.name };
  const { cost } = operation.limits;
  progress.limit = limiter.take(subject, cost);
  if (progress.limit.allowed) return;
  const keys = progress.limit.isChallengeable ? keyring.openCached(tenantScope(tenant)) : undefined;
  if (keys === undefined) throw limited(progress.limit);
  const asker = { keys, tenantId: tenant.id, address, operation: operation.name };
  if (solution === undefined || !(await challenges.redeem(asker, solution)))
    throw limited(progress.limit, challenges.offer(asker));
  progress.limit = limiter.take({ ...subject, isChallengeSolved: true }, cost);
  if (!progress.limit.allowed) throw limited(progress.limit);
}

const limited = ({ retryAfterSeconds }: LimitAnswer, challenge?: Challenge): WardroomError =>
  new WardroomError('rate_limited', { retryAfterSeconds, ...(challenge ? { challenge } : {}) });

function parse({ operation }: Implementation, input: unknown): unknown {
  const result = operation.input.safeParse(input);
  if (result.success) return result.data;
  const problems: Problem[] = result.error.issues.slice(0, 20).map((issue) => ({
    path: `/${issue.path.map(String).join('/')}`,
    message: issue.message,
  }));
  throw new WardroomError('invalid_input', { problems });
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
