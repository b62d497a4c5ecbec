/**
 * Every refusal is recorded before its answer leaves, in the log of the tenant whose host was asked, without a word
 * about any other tenant. Faults of ours (unavailable, internal) are logged, not audited.
 */
import {
  type AuditType,
  type ErrorCode,
  tenantRefusals,
  type Uuid,
  uuidOf,
  WardroomError,
} from '@wardroom/contract';
import { type AuditEntry, credentialOf } from './audit/entry.ts';
import type { Kernel, Progress } from './pipeline.ts';
import { TokenRefusal } from './tokens/token.ts';

/** Records the refusal and returns what to answer: the same error, or `overloaded` when it cannot be recorded. */
export async function recordRefusal(
  kernel: Kernel,
  progress: Progress,
  error: WardroomError,
): Promise<WardroomError> {
  const type =
    progress.isMismatch && error.code === 'unauthenticated'
      ? 'request.tenant_mismatch'
      : tenantRefusals[error.code];
  const { tenant } = progress;
  if (typeof type !== 'string' || tenant === undefined) return error;
  // Without any credential there is nobody to hold to account: the first page load of everybody is such a call.
  if (
    error.code === 'unauthenticated' &&
    'kind' in progress.call.credential &&
    progress.call.credential.kind === 'none'
  )
    return error;
  try {
    await kernel.auditLane.record(tenant.id, refusalEntry(progress, type, error));
    const { cause } = error.options;
    const { address } = progress.call;
    // The refusals are on record one by one; this one says that they are many.
    if (cause instanceof TokenRefusal && kernel.probing.exceeds(tenant.id, address, cause.reason))
      await kernel.auditLane.record(tenant.id, refusalEntry(progress, 'token.claims_probed', error));
    return error;
  } catch (cause) {
    return cause instanceof WardroomError ? cause : new WardroomError('overloaded', { cause });
  }
}

function refusalEntry(progress: Progress, type: AuditType, { code, options }: WardroomError): AuditEntry {
  const { call, authority, identity, operation } = progress;
  return {
    type,
    outcome: 'blocked',
    actorType: authority?.actorType ?? 'anonymous',
    actorId: authority?.principalId ?? identity?.principalId ?? null,
    action: operation?.name ?? 'unknown',
    resourceKind: operation?.resource ?? 'Tenant',
    // Of what is about the whole tenant, an id in the input is that of something else.
    resourceId: operation === undefined || operation.resource === 'Tenant' ? null : firstNamedId(call.input),
    ...credentialOf(identity),
    address: call.address,
    requestId: call.requestId,
    // Precise here, and one answer outside.
    metadata: {
      code,
      ...policyOf(progress, code),
      ...(options.cause instanceof TokenRefusal ? { reason: options.cause.reason } : {}),
    },
  };
}

/** What a policy took away, and which version of them: of a call that ended with its denial. */
function policyOf({ decided }: Progress, code: ErrorCode): AuditEntry['metadata'] {
  const last = decided?.at(-1);
  if (last === undefined || !last.byPolicy || (code !== 'forbidden' && code !== 'not_found')) return {};
  return { permission: last.permission, policyVersion: last.version };
}

/** The first identifier in the input, as the caller gave it: what they tried to reach. */
function firstNamedId(input: unknown): Uuid | null {
  if (typeof input !== 'object' || input === null) return null;
  for (const value of Object.values(input)) {
    if (typeof value !== 'string' || value.length > 64) continue;
    try {
      return uuidOf(value);
    } catch {
      // Not an identifier; the next field may be one.
    }
  }
  return null;
}
