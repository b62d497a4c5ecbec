/**
 * Authorisation beside the effect, inside its transaction. Allow gives a permit; deny throws, and says `forbidden`
 * only where the caller may know that the resource exists. Absent and invisible are one answer, made here and
 * nowhere else.
 */
import { type Permission, type Uuid, WardroomError } from '@wardroom/contract';
import { decide, type Resource } from '@wardroom/policy';
import type { Authority } from './authority/authority.ts';
import type { ReadTransaction } from './database/transaction.ts';
import { issuePermit, type Permit } from './permit.ts';

export interface ResourceFacts {
  readonly id: Uuid | null;
  readonly facts: Resource;
}

/**
 * Decides and returns the proof. `resource` is null when nothing was found: the same `not_found` as for something
 * that the caller may not see.
 */
export function authorise(
  tx: ReadTransaction,
  authority: Authority,
  operation: string,
  permission: Permission,
  resource: ResourceFacts | null,
): Permit {
  const decision = resource === null ? null : decide(authority, permission, resource.facts);
  if (resource === null || decision === null || !(decision.allowed || decision.visible))
    throw new WardroomError('not_found');
  if (!decision.allowed) throw new WardroomError('forbidden');
  return issuePermit({
    transaction: tx,
    tenantId: tx.tenantId,
    operation,
    permission,
    resourceId: resource.id,
  });
}

export const workspace: ResourceFacts = { id: null, facts: { kind: 'Tenant' } };
