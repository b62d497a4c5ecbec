/**
 * Authorisation beside the effect, inside its transaction. Allow gives a permit; deny throws, and says `forbidden`
 * only where the caller may know that the resource exists. Absent and invisible are one answer, made here and
 * nowhere else.
 */
import { type Permission, type Uuid, WardroomError } from '@wardroom/contract';
import { decide, type Resource } from '@wardroom/policy';
import type { Authority } from './authority/authority.ts';
import { mayActOn } from './break-glass.ts';
import type { ReadTransaction } from './database/transaction.ts';
import { issuePermit, type Permit } from './permit.ts';
import { channelPath, isWithin, messagePath, tenantPath } from './tokens/prefix.ts';

export interface ResourceFacts {
  readonly id: Uuid | null;
  readonly facts: Resource;
  /** Of a message: where it is. Without it a message is inside no channel, and out of reach for whoever is held to one. */
  readonly channelId?: Uuid;
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
  const reached = resource !== null && isReached(tx, authority, resource);
  const decision = reached ? decide(authority, permission, resource.facts) : null;
  if (!reached || decision === null || !(decision.allowed || decision.visible))
    throw new WardroomError('not_found');
  if (!decision.allowed || !mayActOn(authority, permission, resource.facts))
    throw new WardroomError('forbidden');
  return issuePermit({
    transaction: tx,
    tenantId: tx.tenantId,
    operation,
    permission,
    resourceId: resource.id,
  });
}

/** What a token is not held to does not exist for it. */
function isReached(tx: ReadTransaction, { token }: Authority, resource: ResourceFacts): boolean {
  if (token === null || token.prefix === null) return true;
  return isWithin(token.prefix, pathOf(tx.tenantId, resource));
}

/** Everything that is not inside a channel is the tenant's. */
function pathOf(tenantId: Uuid, { id, facts, channelId }: ResourceFacts): string {
  if (id !== null && facts.kind === 'Channel') return channelPath(tenantId, id);
  if (id !== null && facts.kind === 'Message' && channelId !== undefined)
    return messagePath(tenantId, channelId, id);
  return tenantPath(tenantId);
}

export const workspace: ResourceFacts = { id: null, facts: { kind: 'Tenant' } };
