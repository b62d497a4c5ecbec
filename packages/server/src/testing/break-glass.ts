/** An access of the operator that is open, as the platform opens one. */
import { type BreakGlassId, encodeId } from '@wardroom/contract';
import { openAccess } from '../modules/break-glass/index.ts';
import type { TenantFixture } from './fixtures.ts';
import type { Harness } from './harness.ts';

export async function addBreakGlass(
  { kernel, parts: { clock, ids, keyring, random } }: Pick<Harness, 'kernel' | 'parts'>,
  { tenant }: TenantFixture,
): Promise<BreakGlassId> {
  const at = clock.now();
  const accessId = ids.next();
  const asked = { accessId, operatorId: ids.next(), requestId: ids.next(), tenantId: tenant.id };
  await openAccess(
    { database: kernel.database, keyring, ids, random },
    { ...asked, role: 'admin', reason: 'nobody can sign in any more', at, expiresAt: at + 30 * 60_000 },
  );
  return encodeId('breakGlass', accessId);
}
