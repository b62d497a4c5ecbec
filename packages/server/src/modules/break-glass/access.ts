/** One access of the operator, as the workspace sees it: the reason is sealed, who the operator is is not part of it. */
import { type BreakGlassView, encodeId, type Uuid } from '@wardroom/contract';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { AccessRow } from './store.ts';

/** At the same time, in one workspace. */
export const mostOpen = 10;
/** To redeem the link that lets the operator in. */
export const linkLifeMs = 5 * 60_000;
export const expireTask = 'glass.expire';

const place = (accessId: Uuid) => ({ table: 'break_glass', column: 'sealed', row: accessId });

/** The platform keeps the reason too, under its own keys. */
export const sealReason = (keys: ScopeKeys, accessId: Uuid, reason: string): Buffer =>
  keys.encrypt('audit', place(accessId), reason);

export const openReason = (keys: ScopeKeys, accessId: Uuid, sealed: Buffer): string =>
  keys.decryptText('audit', place(accessId), sealed);

export async function presentAccesses(
  keys: ScopeKeys,
  rows: readonly AccessRow[],
): Promise<BreakGlassView[]> {
  await keys.ensureEpochs(
    'audit',
    rows.map(({ sealed }) => sealed),
  );
  return rows.map((row) => ({
    id: encodeId('breakGlass', row.access_id),
    principalId: encodeId('principal', row.principal_id),
    role: row.role,
    reason: openReason(keys, row.access_id, row.sealed),
    openedAt: row.opened_at,
    expiresAt: row.expires_at,
    closedAt: row.closed_at,
    closedBy: row.closed_how,
  }));
}
