/**
 * Authority: what a credential is worth at this moment, read in the transaction that acts on it. A write reads it
 * under the head lock, so no change of authority can slip between the reading and the commit.
 */
import { WardroomError } from '@wardroom/contract';
import type { RoleBook } from '@wardroom/policy';
import type { Identity } from '../call.ts';
import type { ReadTransaction } from '../database/transaction.ts';
import { allowsAddress } from './networks.ts';
import { roleBookAt } from './role-books.ts';
import { type AuthorityRow, type BookRow, readAuthorityRows } from './store.ts';
import { readTokenStandings, tokenAuthority } from './token-authority.ts';
import type { Authority } from './worth.ts';

export type { Authority } from './worth.ts';

/** A credential and where it is used from: the same key may be worth something here and nothing there. */
export interface Caller {
  readonly identity: Identity;
  /** Client address, as the ingress has read it. */
  readonly address: string;
}

/** What each caller's credential is worth, in their order; null: nothing. */
export async function readAuthorities(
  tx: ReadTransaction,
  callers: readonly Caller[],
  at: number,
): Promise<(Authority | null)[]> {
  const tokens = callers.flatMap(({ identity }) => (identity.kind === 'token' ? [identity.token] : []));
  const roots = {
    session: tokens.flatMap(({ sessionId }) => sessionId ?? []),
    key: tokens.flatMap(({ keyId }) => keyId ?? []),
  };
  const answers = (['session', 'key'] as const).map(async (kind) => {
    const own = callers.filter(({ identity }) => identity.kind === kind);
    const ids = [...new Set([...own.map(({ identity }) => identity.id), ...roots[kind]])];
    const rows = ids.length === 0 ? [] : await readAuthorityRows(tx, kind, ids, at);
    return rows.filter((row) => isAlive(row, at)).map((row) => ({ row, kind }));
  });
  const [standings, ...rows] = await Promise.all([readTokenStandings(tx, tokens, at), ...answers]);
  const book = await bookOf(tx, [...rows.flat().map(({ row }) => row), ...standings.subjects.values()]);
  const alive = new Map(
    rows.flat().map(({ row, kind }) => [row.credential_id, toAuthority(row, kind, book)]),
  );
  return callers.map(({ identity, address }) => {
    const authority =
      identity.kind === 'token'
        ? tokenAuthority(identity.token, { standings, alive, book }, at)
        : alive.get(identity.id);
    const isTheirs = identity.tenantId === tx.tenantId && authority?.principalId === identity.principalId;
    const isKind = authority?.credential.kind === identity.kind;
    return isTheirs && isKind && allowsAddress(authority.allowedCidrs, address) ? authority : null;
  });
}

/** The authority of one caller. Throws `unauthenticated` when the credential is worth nothing now, or nothing here. */
export async function requireAuthority(tx: ReadTransaction, caller: Caller, at: number): Promise<Authority> {
  const [authority] = await readAuthorities(tx, [caller], at);
  if (!authority) throw new WardroomError('unauthenticated');
  return authority;
}

function isAlive(row: AuthorityRow, at: number): boolean {
  const ownerActive = row.owner_status === null || row.owner_status === 'active';
  return (
    row.revoked_at === null &&
    row.expires_at > at &&
    row.idle_expires_at > at &&
    row.status === 'active' &&
    ownerActive
  );
}

/** All rows are of one tenant at one moment, so they name one version. */
const bookOf = (tx: ReadTransaction, rows: readonly BookRow[]): Promise<RoleBook> =>
  roleBookAt(tx, rows[0]?.roles_version ?? 0);

function toAuthority(row: AuthorityRow, kind: 'session' | 'key', book: RoleBook): Authority {
  return {
    principalId: row.principal_id,
    actorType: row.kind,
    roles: row.roles,
    rights: book.rightsOf(row.roles),
    book,
    grantsInChannels: row.grants_in_channels,
    segmented: row.segmented,
    policiesVersion: row.policies_version,
    method: row.method,
    scopes: row.scopes === null ? 'all' : new Set(row.scopes),
    allowedCidrs: row.allowed_cidrs,
    credential: { kind, id: row.credential_id },
    // The idle end of a session moves with its use; that of a key that has a successor does not.
    expiresAt: kind === 'key' ? Math.min(row.expires_at, row.idle_expires_at) : row.expires_at,
    authenticatedAt: row.authenticated_at,
    token: null,
  };
}
