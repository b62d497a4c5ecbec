/**
 * The pipeline of the platform realm: the same steps as for tenants (execute.ts), on the platform's host, with the
 * platform's role, keys and log.
 */
import { type Problem, WardroomError } from '@wardroom/contract';
import type { Call } from '../call.ts';
import { isPlatformHost } from '../directory/host.ts';
import type { Outcome } from '../execute.ts';
import type { PlatformImplementation, PlatformPrepareContext } from './implementation.ts';
import { identifyOperator } from './operator-identity.ts';
import type { PlatformKernel, PlatformProgress } from './platform-kernel.ts';
import { recordPlatformRefusal } from './refusals.ts';
import { runPlatform } from './run-platform.ts';

/** Runs one call. Never throws: every failure is an answer with a stable code. */
export async function executePlatform(kernel: PlatformKernel, call: Call): Promise<Outcome> {
  const progress: PlatformProgress = { call };
  try {
    const output = await perform(kernel, progress);
    return outcomeOf(progress, { ok: true, output });
  } catch (error) {
    const refusal = await recordPlatformRefusal(
      kernel.auditLane,
      progress,
      toWardroomError(kernel, call, error),
    );
    return outcomeOf(progress, { ok: false, error: refusal });
  }
}

async function perform(kernel: PlatformKernel, progress: PlatformProgress): Promise<unknown> {
  const { call } = progress;
  if (!isPlatformHost(call.host, kernel.baseDomain)) throw new WardroomError('unknown_host');
  const implementation = kernel.table.get(call.operation);
  if (!implementation) throw new WardroomError('unknown_operation');
  progress.operation = implementation.operation;
  const context = await prepareContext(kernel, call);
  if (implementation.kind !== 'public') await authenticate(kernel, progress, context);
  limit(kernel, progress, implementation);
  const input = parse(implementation, call.input);
  const prepared = await implementation.prepare?.(context, input as never);
  const parts = { kernel, progress, implementation, context, input, prepared };
  const committed = await runPlatform(parts);
  const result = implementation.complete
    ? await implementation.complete(context, committed as never, input as never, prepared as never)
    : committed;
  return implementation.present(context, result as never);
}

async function prepareContext(kernel: PlatformKernel, call: Call): Promise<PlatformPrepareContext> {
  return {
    at: kernel.clock.now(),
    keys: await kernel.keyring.open({ kind: 'platform' }),
    newId: () => kernel.ids.next(),
    requestId: call.requestId,
    address: call.address,
  };
}

async function authenticate(
  kernel: PlatformKernel,
  progress: PlatformProgress,
  { keys }: PlatformPrepareContext,
): Promise<void> {
  const identity = await identifyOperator(
    (work) => kernel.database.read(work),
    keys,
    progress.call.credential,
  );
  if (!identity) throw new WardroomError('unauthenticated');
  progress.identity = identity;
}

function limit(
  kernel: PlatformKernel,
  progress: PlatformProgress,
  { operation }: PlatformImplementation,
): void {
  const subject = {
    tenantId: null,
    principalId: progress.identity?.operatorId ?? null,
    address: progress.call.address,
    operation: operation.name,
  };
  progress.limit = kernel.limiter.take(subject, operation.limits.cost);
  if (!progress.limit.allowed)
    throw new WardroomError('rate_limited', { retryAfterSeconds: progress.limit.retryAfterSeconds });
}

function parse({ operation }: PlatformImplementation, input: unknown): unknown {
  const result = operation.input.safeParse(input);
  if (result.success) return result.data;
  const problems: Problem[] = result.error.issues.slice(0, 20).map((issue) => ({
    path: `/${issue.path.map(String).join('/')}`,
    message: issue.message,
  }));
  throw new WardroomError('invalid_input', { problems });
}

function outcomeOf(progress: PlatformProgress, answer: Outcome['answer']): Outcome {
  return {
    limit: progress.limit ?? null,
    answer,
    ...(progress.sessionSecret === undefined ? {} : { sessionSecret: progress.sessionSecret }),
  };
}

const keyFailures = new Set(['key_unavailable', 'key_provider_unavailable', 'key_unknown_epoch']);

/** What is not one of our errors is a bug: reported in full inside, `internal` outside. */
function toWardroomError(kernel: PlatformKernel, call: Call, error: unknown): WardroomError {
  if (error instanceof WardroomError) return error;
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (error instanceof Error && error.name === 'KeyringError') {
    if (keyFailures.has(String(code))) return new WardroomError('key_unavailable', { cause: error });
    if (code === 'password_busy')
      return new WardroomError('overloaded', { retryAfterSeconds: 1, cause: error });
  }
  kernel.reportBug(call, error);
  return new WardroomError('internal', { cause: error });
}
