/** An invitation as those see it who may invite, and what its secret is at rest. */
import { encodeId, type InvitationView, type Uuid } from '@wardroom/contract';
import { decide, type RoleBook } from '@wardroom/policy';
import type { ResourceFacts } from '../../kernel/authorise.ts';
import type { Authority } from '../../kernel/authority/authority.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { type ChannelRow, channelFacts, hydrateChannels, hydrateMembers } from '../channels/index.ts';
import { roleRefOf } from '../principals/index.ts';
import type { InvitationRow } from './store.ts';

/**
 * HMAC under a key of the tenant: a copy of the database alone cannot test a guess, and the link of another tenant has
 * another hash here.
 */
export const hashInvitationSecret = (keys: ScopeKeys, secret: string): Buffer =>
  keys.lookup('credentials', 'invitation', secret);

type Given = Pick<InvitationRow, 'role' | 'custom_role_id'>;

/** As the role is stored with principals. */
export const givenRole = ({ role, custom_role_id }: Given): string => custom_role_id ?? role;

/** What whoever joins by it may. */
export const givenRights = (book: RoleBook, row: Given) =>
  ({ kind: 'Invitation', rights: book.rightsOf([givenRole(row)]) }) as const;

export const invitationResource = (book: RoleBook, row: Given & Pick<InvitationRow, 'invitation_id'>) =>
  ({ id: row.invitation_id, facts: givenRights(book, row) }) satisfies ResourceFacts;

/** Who a channel is decided for. */
export type Subject = Pick<Authority, 'principalId' | 'rights' | 'scopes'>;

/** Those of the channels, in their order, on which this subject has the permission at this moment; missing ones are left out. */
export async function channelsOpenTo(
  tx: ReadTransaction,
  subject: Subject,
  permission: 'channel.read' | 'channel.invite',
  ids: readonly Uuid[],
): Promise<ChannelRow[]> {
  const { principalId } = subject;
  const [channels, memberships] = await Promise.all([
    hydrateChannels(tx, ids),
    hydrateMembers(
      tx,
      ids.map((channelId) => ({ channelId, principalId })),
    ),
  ]);
  const roles = new Map(memberships.map(({ channel_id, role }) => [channel_id, role]));
  const open = channels.filter(
    ({ channel_id, kind, granted, group_id }) =>
      decide(subject, permission, channelFacts({ kind, granted, own_role: roles.get(channel_id) ?? null }))
        .allowed &&
      // Nobody is invited into a channel past the group that it mirrors.
      (permission === 'channel.read' || group_id === null),
  );
  const place = new Map(ids.map((id, index) => [id, index]));
  return open.sort((one, other) => (place.get(one.channel_id) ?? 0) - (place.get(other.channel_id) ?? 0));
}

export interface ShownInvitation {
  readonly row: InvitationRow;
  /** Without the channels that whoever looks cannot see: not even their ids are theirs to know. */
  readonly channelIds: readonly Uuid[];
}

export async function asSeenBy(
  tx: ReadTransaction,
  subject: Subject,
  rows: readonly InvitationRow[],
): Promise<ShownInvitation[]> {
  const named = [...new Set(rows.flatMap(({ channel_ids }) => channel_ids))];
  const visible = new Set(
    (await channelsOpenTo(tx, subject, 'channel.read', named)).map(({ channel_id }) => channel_id),
  );
  return rows.map((row) => ({ row, channelIds: row.channel_ids.filter((id) => visible.has(id)) }));
}

export const toInvitationView = ({ row, channelIds }: ShownInvitation): InvitationView => ({
  id: encodeId('invitation', row.invitation_id),
  role: roleRefOf(row),
  channelIds: channelIds.map((id) => encodeId('channel', id)),
  createdAt: row.created_at,
  createdBy: encodeId('principal', row.created_by),
  expiresAt: row.expires_at,
  maxUses: row.max_uses,
  uses: row.uses,
  revokedAt: row.revoked_at,
});
