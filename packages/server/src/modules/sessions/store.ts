/** SQL of sessions and one-use sign-in links. */
import type { Uuid } from '@wardroom/contract';
import { rolesOf } from '../../kernel/authority/store.ts';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';
import { absoluteLifeMs, idleLifeMs } from './policy.ts';

export interface SessionRow {
  readonly session_id: Uuid;
  readonly principal_id: Uuid;
  readonly created_at: number;
  readonly last_seen_at: number;
  readonly authenticated_at: number;
  readonly idle_expires_at: number;
  readonly expires_at: number;
  readonly sealed: Buffer;
}

const columns =
  's.session_id, s.principal_id, s.created_at, s.last_seen_at, s.authenticated_at, s.idle_expires_at, s.expires_at, s.sealed';
const alive = 's.revoked_at is null and s.expires_at > $3 and s.idle_expires_at > $3';

const get = query<SessionRow>(
  'sessions.get',
  `select ${columns} from tenant.sessions s where s.tenant_id = $1 and s.session_id = $2`,
);
const find = query<{ session_id: Uuid; principal_id: Uuid; roles: string[]; revoked_at: number | null }>(
  'sessions.find',
  `select s.session_id, s.principal_id, ${rolesOf('p')} as roles, s.revoked_at
     from tenant.sessions s
     join tenant.principals p on p.tenant_id = s.tenant_id and p.principal_id = s.principal_id
    where s.tenant_id = $1 and s.session_id = $2`,
);
const noneAfter = "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid";
// Newest first; a position that is not one of this principal’s sessions gives nothing.
const listOf = query<SessionRow>(
  'sessions.listOf',
  `select ${columns}
     from tenant.sessions s
    where s.tenant_id = $1 and s.principal_id = $2 and ${alive}
      and s.session_id < case when $4::uuid is null then ${noneAfter}
          else (select a.session_id from tenant.sessions a
                 where a.tenant_id = $1 and a.principal_id = $2 and a.session_id = $4) end
    order by s.session_id desc
    limit $5`,
);
const listAll = query<SessionRow>(
  'sessions.listAll',
  `select ${columns}
     from tenant.sessions s
    where s.tenant_id = $1 and ${alive}
      and s.session_id < case when $2::uuid is null then ${noneAfter}
          else (select a.session_id from tenant.sessions a where a.tenant_id = $1 and a.session_id = $2) end
    order by s.session_id desc
    limit $4`,
);
const insert = command(
  'sessions.insert',
  `insert into tenant.sessions (tenant_id, session_id, principal_id, secret_hash, created_at, last_seen_at,
                                authenticated_at, idle_expires_at, expires_at, sealed, method)
   values ($1, $2, $3, $4, $5, $5, $5, $6, $7, $8, $9)`,
);
const revoke = command(
  'sessions.revoke',
  `update tenant.sessions set revoked_at = $3
    where tenant_id = $1 and session_id = $2 and revoked_at is null`,
);
const revokeOthers = command<{ session_id: Uuid }>(
  'sessions.revokeOthers',
  `update tenant.sessions s set revoked_at = $3
    where s.tenant_id = $1 and s.principal_id = $2 and s.session_id <> $4 and ${alive}
    returning s.session_id`,
);
// A session that has run out, or was ended, is not brought back by being used.
const touch = command(
  'sessions.touch',
  `update tenant.sessions s
      set last_seen_at = $3, idle_expires_at = least(s.expires_at, $4::timestamptz)
    where s.tenant_id = $1 and s.session_id = any ($2::uuid[]) and ${alive}`,
);

const authenticated = command(
  'sessions.authenticated',
  `update tenant.sessions set authenticated_at = $4 where tenant_id = $1 and principal_id = $2 and session_id = $3`,
);

const findLink = query<{ link_id: Uuid; principal_id: Uuid }>(
  'sessions.findLink',
  `select link_id, principal_id from tenant.sign_in_links
    where tenant_id = $1 and secret_hash = $2 and used_at is null and expires_at > $3`,
);
const consumeLink = command<{ principal_id: Uuid }>(
  'sessions.consumeLink',
  `update tenant.sign_in_links set used_at = $3
    where tenant_id = $1 and secret_hash = $2 and used_at is null and expires_at > $3
    returning principal_id`,
);
const insertLink = command(
  'sessions.insertLink',
  `insert into tenant.sign_in_links (tenant_id, link_id, principal_id, secret_hash, expires_at)
   values ($1, $2, $3, $4, $5)`,
);

export async function findSession(tx: ReadTransaction, id: Uuid): Promise<SessionRow | null> {
  const [row] = await tx.query(get, [tx.tenantId, id]);
  return row ?? null;
}

export async function findOwnedSession(tx: ReadTransaction, id: Uuid) {
  const [row] = await tx.query(find, [tx.tenantId, id]);
  return row ?? null;
}

export interface ListSessions {
  /** Null: of everybody. */
  readonly principalId: Uuid | null;
  readonly at: number;
  readonly after: Uuid | null;
  readonly limit: number;
}

/** Those that are alive, newest first. */
export const listSessionRows = (
  tx: ReadTransaction,
  { principalId, at, after, limit }: ListSessions,
): Promise<SessionRow[]> =>
  principalId === null
    ? tx.query(listAll, [tx.tenantId, after, instant(at), limit])
    : tx.query(listOf, [tx.tenantId, principalId, instant(at), after, limit]);

export interface NewSession {
  readonly id: Uuid;
  readonly secretHash: Buffer;
  readonly at: number;
  /** No session lasts longer than whoever it is of; null: as long as sessions do. */
  readonly until: number | null;
  readonly sealed: Buffer;
  readonly method: 'password' | 'link';
}

/** Inserts a session of the principal that the permit names. */
export async function insertSession(
  tx: WriteTransaction,
  permit: Permit,
  { id, secretHash, at, until, sealed, method }: NewSession,
): Promise<SessionRow> {
  const { tenantId, resourceId } = permit;
  const absolute = Math.min(at + absoluteLifeMs, until ?? Number.POSITIVE_INFINITY);
  const ends = { idle: Math.min(at + idleLifeMs, absolute), absolute };
  const times = [instant(at), instant(ends.idle), instant(ends.absolute)];
  await tx.execute(permit, insert, [tenantId, id, resourceId, secretHash, ...times, sealed, method]);
  return {
    session_id: id,
    principal_id: resourceId,
    created_at: at,
    last_seen_at: at,
    authenticated_at: at,
    idle_expires_at: ends.idle,
    expires_at: ends.absolute,
    sealed,
  };
}

/** Ends the session that the permit names. */
export async function writeRevoked(tx: WriteTransaction, permit: Permit, at: number): Promise<void> {
  await tx.execute(permit, revoke, [permit.tenantId, permit.resourceId, instant(at)]);
}

/** Ends the living sessions of the principal that the permit names, but one. Returns which. */
export async function writeOthersRevoked(
  tx: WriteTransaction,
  permit: Permit,
  kept: Uuid,
  at: number,
): Promise<Uuid[]> {
  const rows = await tx.execute(permit, revokeOthers, [
    permit.tenantId,
    permit.resourceId,
    instant(at),
    kept,
  ]);
  return rows.map((row) => row.session_id);
}

export async function writeTouched(
  tx: WriteTransaction,
  permit: Permit,
  sessionIds: readonly Uuid[],
  at: number,
): Promise<void> {
  await tx.execute(permit, touch, [permit.tenantId, sessionIds, instant(at), instant(at + idleLifeMs)]);
}

/** The principal that the permit names has just proved, in this session of theirs, who they are. */
export async function writeAuthenticated(
  tx: WriteTransaction,
  permit: Permit,
  sessionId: Uuid,
  at: number,
): Promise<void> {
  await tx.execute(permit, authenticated, [permit.tenantId, permit.resourceId, sessionId, instant(at)]);
}

export async function findOpenLink(tx: ReadTransaction, secretHash: Buffer, at: number) {
  const [row] = await tx.query(findLink, [tx.tenantId, secretHash, instant(at)]);
  return row ?? null;
}

/** Uses the link up. Null when somebody else was first. */
export async function writeLinkUsed(
  tx: WriteTransaction,
  permit: Permit,
  secretHash: Buffer,
  at: number,
): Promise<Uuid | null> {
  const [row] = await tx.execute(permit, consumeLink, [permit.tenantId, secretHash, instant(at)]);
  return row?.principal_id ?? null;
}

export interface NewLink {
  readonly id: Uuid;
  readonly secretHash: Buffer;
  readonly expiresAt: number;
}

/** Inserts a link for the principal that the permit names. */
export async function insertLinkFor(
  tx: WriteTransaction,
  permit: Permit,
  { id, secretHash, expiresAt }: NewLink,
): Promise<void> {
  await tx.execute(permit, insertLink, [
    permit.tenantId,
    id,
    permit.resourceId,
    secretHash,
    instant(expiresAt),
  ]);
}
