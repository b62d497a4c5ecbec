/** A session as its owner sees it: device and address are sealed, the secret is nowhere. */
import { encodeId, type SessionView, type Uuid } from '@wardroom/contract';
import type { Rights } from '@wardroom/policy';
import type { PrepareContext } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { type PrincipalRow, presentPerson } from '../principals/index.ts';
import { toTenantView } from '../tenants/index.ts';
import type { SessionRow } from './store.ts';

interface Origin {
  readonly device: string;
  readonly address: string;
}

const place = (sessionId: Uuid) => ({ table: 'sessions', column: 'sealed', row: sessionId });

/** The device text is the client’s own; it is cut, never trusted. */
export const sealOrigin = (keys: ScopeKeys, sessionId: Uuid, { device, address }: Origin): Buffer =>
  keys.encrypt(
    'sessions',
    place(sessionId),
    JSON.stringify({ device: device.slice(0, 300).toWellFormed(), address: address.slice(0, 64) }),
  );

export async function presentSessions(
  keys: ScopeKeys,
  rows: readonly SessionRow[],
  currentId: Uuid | null,
): Promise<SessionView[]> {
  await keys.ensureEpochs(
    'sessions',
    rows.map((row) => row.sealed),
  );
  return rows.map((row) => {
    const origin = JSON.parse(keys.decryptText('sessions', place(row.session_id), row.sealed)) as Origin;
    return {
      id: encodeId('session', row.session_id),
      principalId: encodeId('principal', row.principal_id),
      createdAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      authenticatedAt: row.authenticated_at,
      expiresAt: Math.min(row.expires_at, row.idle_expires_at),
      current: row.session_id === currentId,
      device: origin.device,
      address: origin.address,
    };
  });
}

export interface Me {
  readonly principal: PrincipalRow;
  readonly rights: Rights;
  /** Null for keys. */
  readonly session: SessionRow | null;
}

/** Who the caller is, by what right, and where. */
export async function presentMe({ keys, tenant }: PrepareContext, { principal, rights, session }: Me) {
  const [view = null] = session === null ? [] : await presentSessions(keys, [session], session.session_id);
  return {
    ...(await presentPerson(keys, principal)),
    session: view,
    permissions: [...rights],
    tenant: toTenantView(tenant),
  };
}
