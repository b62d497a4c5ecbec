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
import type { PolicyGate, Verdict } from './policies/index.ts';
import type { ResourceFacts } from './resource-facts.ts';
import { channelPath, isWithin, messagePath, tenantPath } from './tokens/prefix.ts';

export type { ChannelFacts, PrincipalFacts, ResourceFacts } from './resource-facts.ts';

/** One decision: what roles say, then what policies take away. */
export interface Answer {
  readonly allowed: boolean;
  /** May the caller know that the resource exists? */
  readonly visible: boolean;
  /** Roles allow it. */
  readonly byRole: boolean;
  readonly verdict: Verdict | null;
}

const absent: Answer = { allowed: false, visible: false, byRole: false, verdict: null };

/** Decides, without a proof. Policies are asked only about what roles allow, and about seeing what roles show. */
export function answerTo(
  tx: ReadTransaction,
  authority: Authority,
  gate: PolicyGate,
  permission: Permission,
  resource: ResourceFacts | null,
): Answer {
  if (resource === null || !isReached(tx, authority, resource)) return absent;
  const { allowed: byDecision, visible } = decide(authority, permission, resource.facts);
  if (!visible) return absent;
  const allowed = byDecision && mayActOn(authority, permission, resource.facts);
  const verdict = allowed ? gate.ask(permission, resource) : null;
  const shows = isSelf(authority, resource.facts) ? undefined : showing[resource.facts.kind];
  // What policies hide is as absent as what roles hide, whatever is asked of it.
  const isShown =
    shows === undefined ||
    (shows === permission && verdict !== null ? verdict : gate.ask(shows, resource)).allowed;
  return {
    allowed: allowed && verdict?.allowed === true && isShown,
    visible: isShown,
    byRole: allowed,
    verdict,
  };
}

/** What one needs to know that a resource exists. */
const showing: { readonly [kind in Resource['kind']]?: Permission } = {
  Channel: 'channel.read',
  Message: 'channel.read',
  Principal: 'people.read',
};

/** Nobody is hidden from themselves. */
const isSelf = ({ principalId }: Authority, facts: Resource): boolean =>
  facts.kind === 'Principal' && facts.principalId === principalId;

/** Whether policies keep somebody or something from the caller, whatever roles show. */
export function isHidden(authority: Authority, gate: PolicyGate, resource: ResourceFacts): boolean {
  const shows = isSelf(authority, resource.facts) ? undefined : showing[resource.facts.kind];
  return shows !== undefined && !gate.ask(shows, resource).allowed;
}

/**
 * Returns the proof of what was decided. `resource` is null when nothing was found: the same `not_found` as for something
 * that the caller may not see.
 */
export function authorise(
  tx: ReadTransaction,
  operation: string,
  permission: Permission,
  resource: ResourceFacts | null,
  answer: Answer,
): Permit {
  if (resource === null || !(answer.allowed || answer.visible)) throw new WardroomError('not_found');
  if (!answer.allowed) throw new WardroomError('forbidden');
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
