/** The checks that come before any row of the caller's choice is read. */
import {
  type AnyOperation,
  type AuditType,
  type OperationName,
  type Permission,
  type Place,
  places,
  uuidOf,
  WardroomError,
} from '@wardroom/contract';
import { grantableInChannel, scopeCovers } from '@wardroom/policy';
import { type Authority, type Caller, requireAuthority } from './authority/authority.ts';
import { requireWithinBreakGlass } from './break-glass.ts';
import type { ReadTransaction } from './database/transaction.ts';
import { requireRecent } from './step-up.ts';
import type { TokenFacts } from './tokens/token.ts';

/** What is asked for: the operation, and the input that says where it acts. */
export interface Asked {
  readonly operation: AnyOperation;
  /** As its schema has accepted it. */
  readonly input: unknown;
}

/**
 * The checks that come before any row of the caller's choice is read: credential alive, scope, tenant-level permission,
 * and for what is sensitive a person who has proved lately who they are.
 * A role that lacks the permission is told so whether or not the resource exists.
 */
export async function establishAuthority(
  tx: ReadTransaction,
  caller: Caller,
  asked: Asked,
  at: number,
): Promise<Authority> {
  const authority = await requireAuthority(tx, caller, at);
  requireCeilings(authority, asked, at);
  return authority;
}

export function requireCeilings(authority: Authority, asked: Asked, at: number): void {
  const { scope, permission, orPermission } = asked.operation;
  if (typeof scope !== 'string' || scope === 'platform' || !scopeCovers(authority, scope)) {
    throw new WardroomError('insufficient_scope', typeof scope === 'string' ? { neededScopes: [scope] } : {});
  }
  if (authority.token !== null && !reaches(authority.token, asked))
    throw new WardroomError('insufficient_scope', { neededScopes: [scope] });
  if (typeof permission !== 'string' || permission === 'operator') throw new WardroomError('forbidden');
  const holdsOther = orPermission !== undefined && mayHold(authority, orPermission);
  if (!mayHold(authority, permission) && !holdsOther) throw new WardroomError('forbidden');
  requireWithinBreakGlass(authority, asked.operation);
  // Last: whoever may not do it anyway is not asked for a password.
  requireRecent(authority, asked.operation, at);
}

/** Whether a role gives it; where channels give their members more, that is known once the channel is found. */
const mayHold = ({ rights, grantsInChannels }: Authority, permission: Permission): boolean =>
  rights.has(permission) ||
  (grantsInChannels && (grantableInChannel as readonly Permission[]).includes(permission));

/**
 * What these make outlives every token, and would be a way around its end: a credential, a right, or the end of what
 * held one back. By what operations leave in the log; a new one is refused until it is on one of the two lists
 * (test/escalation/lasting.test.ts). Messages, channels and who is in them are what tokens are for.
 */
const lasting: ReadonlySet<unknown> = new Set<AuditType>([
  ...(['credential.issued', 'credential.rotated', 'principal.password_changed'] as const),
  ...(['client.registered', 'client.updated', 'client.approved', 'client.secret_rotated'] as const),
  ...(['grant.created', 'access.configured', 'credential.emergency_revoked'] as const),
  ...(['principal.created', 'principal.reactivated', 'invitation.created'] as const),
  ...(['role.assigned', 'role.created', 'role.updated'] as const),
  // Groups give roles and channels, and policies ask for them; so being in one is a right, too.
  ...(['group.created', 'group.updated', 'group.roles_changed', 'group.channel_linked'] as const),
  ...(['group.member_added', 'group.member_role_changed'] as const),
  ...(['channel.access_changed', 'channel.member_role_changed', 'channel.classified'] as const),
  ...(['policy.activated', 'policy.configured', 'tenant.segmented'] as const),
  // A feed goes on sending when the token that made it has ended.
  ...(['audit.sink_created', 'audit.sink_updated', 'audit.sink_resumed', 'audit.sink_replayed'] as const),
  ...(['audit.sink_letters_replayed'] as const),
]);

/** Whether a token may ask for this at all, as far as the input alone can say (TEN-12, TOK-02). */
function reaches(token: TokenFacts, { operation, input }: Asked): boolean {
  if (token.operation !== null && token.operation !== operation.name) return false;
  if (lasting.has(operation.audit)) return false;
  if (token.heldTo === null && token.orgId === null) return true;
  const place = Object.hasOwn(places, operation.name) ? places[operation.name as OperationName] : 'tenant';
  const named = namedBy(place, input);
  // Rows of a part of a tenant cannot be told apart in what is not about one resource.
  if (named === null) return false;
  return token.heldTo === null || isNamed(token.heldTo, place, named);
}

/** The id that the input names where the operation says that it acts; null: nothing, so it acts on the whole tenant. */
function namedBy(place: Place, input: unknown): string | null {
  if (place === 'tenant' || typeof input !== 'object' || input === null) return null;
  const [field = ''] = Object.values(place) as string[];
  const value: unknown = Reflect.get(input, field);
  return typeof value === 'string' ? value : null;
}

/** The channel of a message is known once it is found: then `authorise` compares the whole path. */
function isNamed(
  { channelId, messageId }: NonNullable<TokenFacts['heldTo']>,
  place: Place,
  named: string,
): boolean {
  if (place === 'tenant') return false;
  if ('channel' in place) return messageId === null && uuidOf(named) === channelId;
  if ('thread' in place) return messageId === null;
  return messageId === null || uuidOf(named) === messageId;
}
