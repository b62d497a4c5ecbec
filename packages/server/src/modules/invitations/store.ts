/** SQL of invitations. */
import type { Person, RoleName, Uuid } from '@wardroom/contract';
import { rolesOf } from '../../kernel/authority/store.ts';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';

export interface InvitationRow {
  readonly invitation_id: Uuid;
  /** A built-in one, or `custom` with its id beside it. */
  readonly role: RoleName | 'custom';
  readonly custom_role_id: Uuid | null;
  readonly channel_ids: readonly Uuid[];
  readonly created_by: Uuid;
  readonly created_at: number;
  readonly expires_at: number;
  readonly max_uses: number;
  readonly uses: number;
  readonly revoked_at: number | null;
}

/** An invitation that is neither used up, revoked nor expired, with who made it. */
export interface OpenInvitationRow extends InvitationRow {
  readonly creator_kind: Person['kind'];
  readonly creator_status: Person['status'];
  readonly creator_role: RoleName | 'custom';
  readonly creator_custom_role_id: Uuid | null;
  readonly creator_roles: string[];
  readonly roles_version: number;
  readonly creator_sealed: Buffer;
}

const columns = `i.invitation_id, i.role, i.custom_role_id, i.channel_ids, i.created_by, i.created_at, i.expires_at,
          i.max_uses, i.uses, i.revoked_at`;

const find = query<InvitationRow>(
  'invitations.find',
  `select ${columns} from tenant.invitations i where i.tenant_id = $1 and i.invitation_id = $2`,
);
// What does not work any more is not found, so that every refusal is the same statement with the same answer.
const findOpen = query<OpenInvitationRow>(
  'invitations.findOpen',
  `select ${columns}, p.kind as creator_kind, p.status as creator_status, p.role as creator_role,
          p.custom_role_id as creator_custom_role_id, ${rolesOf('p')} as creator_roles, h.roles_version,
          p.sealed as creator_sealed
     from tenant.invitations i
     join tenant.principals p on p.tenant_id = i.tenant_id and p.principal_id = i.created_by
     join tenant.heads h on h.tenant_id = i.tenant_id
    where i.tenant_id = $1 and i.secret_hash = $2
      and i.revoked_at is null and i.expires_at > $3 and i.uses < i.max_uses`,
);
// Newest first; a position that is not there gives nothing.
const list = query<InvitationRow>(
  'invitations.list',
  `select ${columns} from tenant.invitations i
    where i.tenant_id = $1
      and i.invitation_id < case when $2::uuid is null then 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid
          else (select a.invitation_id from tenant.invitations a
                 where a.tenant_id = $1 and a.invitation_id = $2) end
    order by i.invitation_id desc
    limit $3`,
);
const insert = command(
  'invitations.insert',
  `insert into tenant.invitations (tenant_id, invitation_id, secret_hash, role, custom_role_id, channel_ids, created_by,
                                   created_at, expires_at, max_uses)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);
const use = command<{ uses: number }>(
  'invitations.use',
  `update tenant.invitations i set uses = i.uses + 1
    where i.tenant_id = $1 and i.invitation_id = $2
      and i.revoked_at is null and i.expires_at > $3 and i.uses < i.max_uses
    returning i.uses`,
);
const revoke = command(
  'invitations.revoke',
  `update tenant.invitations set revoked_at = $3
    where tenant_id = $1 and invitation_id = $2 and revoked_at is null`,
);

export async function findInvitation(tx: ReadTransaction, id: Uuid): Promise<InvitationRow | null> {
  const [row] = await tx.query(find, [tx.tenantId, id]);
  return row ?? null;
}

export async function findOpenInvitation(
  tx: ReadTransaction,
  secretHash: Buffer,
  at: number,
): Promise<OpenInvitationRow | null> {
  const [row] = await tx.query(findOpen, [tx.tenantId, secretHash, instant(at)]);
  return row ?? null;
}

/** At most `limit` invitations older than one of them (null: from the newest). */
export const listInvitationRows = (
  tx: ReadTransaction,
  after: Uuid | null,
  limit: number,
): Promise<InvitationRow[]> => tx.query(list, [tx.tenantId, after, limit]);

/** Inserts the invitation that the permit names. */
export async function insertInvitation(
  tx: WriteTransaction,
  permit: Permit,
  { row, secretHash }: { readonly row: InvitationRow; readonly secretHash: Buffer },
): Promise<void> {
  await tx.execute(permit, insert, [
    permit.tenantId,
    permit.resourceId,
    secretHash,
    row.role,
    row.custom_role_id,
    row.channel_ids,
    row.created_by,
    instant(row.created_at),
    instant(row.expires_at),
    row.max_uses,
  ]);
}

/** Counts one use. False when it has no use left, whatever was read before. */
export async function writeUsed(
  tx: WriteTransaction,
  permit: Permit,
  invitationId: Uuid,
  at: number,
): Promise<boolean> {
  return (await tx.execute(permit, use, [permit.tenantId, invitationId, instant(at)])).length === 1;
}

/** Ends the invitation that the permit names. */
export async function writeRevoked(tx: WriteTransaction, permit: Permit, at: number): Promise<void> {
  await tx.execute(permit, revoke, [permit.tenantId, permit.resourceId, instant(at)]);
}
