/** A refused origin is on record before its answer leaves: at the tenant's log, or at the platform's. */
import { findOperation } from '@wardroom/contract';
import type { OriginRefusal } from '../edges/http/index.ts';
import type { AuditEntry } from '../kernel/audit/entry.ts';
import type { Kernels } from './kernels.ts';

export function originRefusalRecorder({ tenants, platform }: Pick<Kernels, 'tenants' | 'platform'>) {
  return async (refusal: OriginRefusal): Promise<void> => {
    const { tenant, operation, address, requestId, reason } = refusal;
    const entry: AuditEntry = {
      type: 'request.origin_refused',
      outcome: 'blocked',
      actorType: 'anonymous',
      actorId: null,
      action: operation ?? 'unknown',
      resourceKind: (operation && findOperation(operation)?.resource) || (tenant ? 'Tenant' : 'Deployment'),
      resourceId: null,
      credentialId: null,
      address,
      requestId,
      metadata: { reason },
    };
    await (tenant ? tenants.auditLane.record(tenant.id, entry) : platform.auditLane.record(entry));
  };
}
