/**
 * Authority: what a credential is worth at this moment, read in the transaction that acts on it. A write reads it
 * under the head lock, so no change of authority can slip between the reading and the commit.
 */
import { type ActorType, type RoleName, type Scope, type Uuid, WardroomError } from '@wardroom/contract';
import type { Identity } from '../call.ts';
import type { ReadTransaction } from '../database/transaction.ts';
import { type AuthorityRow, readAuthorityRows } from './store.ts';

export interface Authority {
  readonly principalId: Uuid;
  readonly actorType: ActorType;
  readonly role: RoleName;
  readonly scopes: ReadonlySet<Scope> | 'all';
  readonly credential: { readonly kind: 'session' | 'key'; readonly id: Uuid };
}

/** Authorities of several credentials at once; those that are worth nothing are absent. Keyed by credential id. */
export async function readAuthorities(
  tx: ReadTransaction,
  identities: readonly Identity[],
  at: number,
): Promise<ReadonlyMap<Uuid, Authority>> {
  const answers = (['session', 'key'] as const).map(async (kind) => {
    const ids = [...new Set(identities.filter((identity) => identity.kind === kind).map(({ id }) => id))];
    const rows = ids.length === 0 ? [] : await readAuthorityRows(tx, kind, ids);
    return rows
      .filter((row) => isAlive(row, at))
      .map((row) => [row.credential_id, toAuthority(row, kind)] as const);
  });
  return new Map((await Promise.all(answers)).flat());
}

/** The authority of one credential. Throws `unauthenticated` when it is revoked, expired or its principal is not active. */
export async function requireAuthority(
  tx: ReadTransaction,
  identity: Identity,
  at: number,
): Promise<Authority> {
  if (identity.tenantId !== tx.tenantId) throw new WardroomError('unauthenticated');
  const authority = (await readAuthorities(tx, [identity], at)).get(identity.id);
  if (!authority || authority.principalId !== identity.principalId)
    throw new WardroomError('unauthenticated');
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

function toAuthority(row: AuthorityRow, kind: 'session' | 'key'): Authority {
  return {
    principalId: row.principal_id,
    actorType: row.kind,
    role: row.role,
    scopes: row.scopes === null ? 'all' : new Set(row.scopes),
    credential: { kind, id: row.credential_id },
  };
}
