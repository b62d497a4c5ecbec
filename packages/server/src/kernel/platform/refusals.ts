/** Every refusal at the platform host is in the platform log before its answer leaves. */
import { type AuditType, type ErrorCode, platformRefusals, WardroomError } from '@wardroom/contract';
import { type AuditEntry, credentialOf } from '../audit/entry.ts';
import type { EntryLane } from '../audit/entry-lane.ts';
import { type Call, type Identity, isIdentity } from '../call.ts';
import type { Tenant } from '../tenant.ts';
import type { PlatformProgress } from './platform-kernel.ts';

/** Records the refusal and returns what to answer: the same error, or `overloaded` when it cannot be recorded. */
export async function recordPlatformRefusal(
  lane: EntryLane,
  progress: PlatformProgress,
  error: WardroomError,
): Promise<WardroomError> {
  const type = platformRefusals[error.code];
  if (typeof type !== 'string') return error;
  const { credential } = progress.call;
  // Without any credential there is nobody to hold to account: the first page load of everybody is such a call.
  if (error.code === 'unauthenticated' && !isIdentity(credential) && credential.kind === 'none') return error;
  try {
    await lane.record(refusalEntry(progress, type, error.code));
    return error;
  } catch (cause) {
    return cause instanceof WardroomError ? cause : new WardroomError('overloaded', { cause });
  }
}

function refusalEntry(
  { call, operation, identity }: PlatformProgress,
  type: AuditType,
  code: ErrorCode,
): AuditEntry {
  return {
    type,
    outcome: 'blocked',
    actorType: identity ? 'operator' : 'anonymous',
    actorId: identity?.operatorId ?? null,
    action: operation?.name ?? 'unknown',
    resourceKind: operation?.resource ?? 'Deployment',
    resourceId: null,
    ...credentialOf(identity),
    address: call.address,
    requestId: call.requestId,
    metadata: { code },
  };
}

/** A credential of one tenant at the host of another: in full here, where no tenant reads. */
export const mismatchEntry = (call: Call, host: Tenant, identity: Identity): AuditEntry => ({
  type: 'request.tenant_mismatch',
  outcome: 'blocked',
  actorType: 'anonymous',
  actorId: identity.principalId,
  action: call.operation,
  resourceKind: 'Tenant',
  resourceId: host.id,
  ...credentialOf(identity),
  address: call.address,
  requestId: call.requestId,
  metadata: {
    hostTenantId: host.id,
    credentialTenantId: identity.tenantId,
    credentialKind: identity.kind,
    edge: call.edge,
  },
});
