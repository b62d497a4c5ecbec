/**
 * What a link is worth at this moment. Wrong, malformed, used up, revoked and expired links, those of another tenant
 * and those whose maker may not invite any more are one answer by the same statements. It is asked twice: before
 * anything that costs, so that a wrong link costs two look-ups and never waits in the tenant’s lane, and again under
 * the head lock, which alone decides.
 */
import { WardroomError } from '@wardroom/contract';
import { decide, noRights, type RoleBook } from '@wardroom/policy';
import { roleBookAt } from '../../kernel/authority/role-books.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { PrepareContext } from '../../kernel/implementation.ts';
import type { ChannelRow } from '../channels/index.ts';
import type { SignInThrottle } from '../sessions/index.ts';
import { channelsOpenTo, givenRights, givenRole, hashInvitationSecret, type Subject } from './invitation.ts';
import { findOpenInvitation, type OpenInvitationRow } from './store.ts';

export interface ProveDeps {
  readonly database: TenantDatabase;
  /** Of links alone: people with a dead one must not slow the sign-in of their office. */
  readonly throttle: SignInThrottle;
}

/** Failures in a row that cost nothing. A link has 256 bits, so guessing is only load; many may open one dead link. */
export const freeFailures = { name: 20, address: 20 } as const;

export interface OpenInvitation {
  readonly row: OpenInvitationRow;
  /** Open ones to which whoever made the link could still add people. */
  readonly channels: readonly ChannelRow[];
}

/** Throws `link_refused`, whatever the reason. */
export async function requireOpenInvitation(
  tx: ReadTransaction,
  secretHash: Buffer,
  at: number,
): Promise<OpenInvitation> {
  const row = await findOpenInvitation(tx, secretHash, at);
  const book = await roleBookAt(tx, row?.roles_version ?? 0);
  const channels = await stillInvited(tx, book, row);
  if (row === null || !isStillGiven(book, row)) throw new WardroomError('link_refused');
  // A guest is limited to named channels; when none is left, there is nowhere to go.
  if (row.role === 'guest' && channels.length === 0) throw new WardroomError('link_refused');
  return { row, channels };
}

/** The link before the transaction. Failed attempts slow the next ones from the same network. */
export async function proveLink(
  { database, throttle }: ProveDeps,
  { keys, tenant, address, at }: PrepareContext,
  secret: string,
): Promise<{ readonly secretHash: Buffer; readonly invitation: OpenInvitation }> {
  const secretHash = hashInvitationSecret(keys, secret);
  const admission = throttle.admit({ tenantId: tenant.id, name: secretHash.toString('base64url'), address });
  if ('retryAfterSeconds' in admission) throw new WardroomError('rate_limited', admission);
  try {
    const invitation = await database.read(tenant.id, (tx) => requireOpenInvitation(tx, secretHash, at));
    admission.succeeded();
    return { secretHash, invitation };
  } catch (error) {
    if (!(error instanceof WardroomError && error.code === 'link_refused')) admission.withdrawn();
    throw error;
  }
}

/** A right is the inviter’s to give only while they hold it, and a role only while it is there. */
function isStillGiven(book: RoleBook, row: OpenInvitationRow): boolean {
  const { creator_kind, creator_status } = row;
  return (
    creator_kind === 'person' &&
    creator_status === 'active' &&
    book.has(givenRole(row)) &&
    decide(creatorOf(book, row), 'people.invite', givenRights(book, row)).allowed
  );
}

/** The same statements whether or not there is an invitation. */
async function stillInvited(
  tx: ReadTransaction,
  book: RoleBook,
  row: OpenInvitationRow | null,
): Promise<ChannelRow[]> {
  const subject: Subject =
    row === null ? { principalId: tx.tenantId, rights: noRights, scopes: 'all' } : creatorOf(book, row);
  const channels = await channelsOpenTo(tx, subject, 'channel.invite', row?.channel_ids ?? []);
  return channels.filter(({ archived_at }) => archived_at === null);
}

const creatorOf = (book: RoleBook, row: OpenInvitationRow): Subject => ({
  principalId: row.created_by,
  rights: book.rightsOf(row.creator_roles),
  scopes: 'all',
});
