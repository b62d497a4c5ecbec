/**
 * Makes a tenant’s own first rows: the head of its log, its owner, the owner’s password. This is the one place that
 * gives itself a permit for a tenant: nobody is there yet who could be asked, and the head that every other write locks
 * does not exist. It must never touch a tenant that somebody lives in, so the head it inserts is its claim: when the
 * head is there already, nothing is written.
 */
import { type Uuid, WardroomError } from '@wardroom/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Passwords } from '../../kernel/crypto/index.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import { issuePermit } from '../../kernel/permit.ts';
import { createFirstOwner, type FirstOwner, findOwner, prepareFirstOwner } from '../principals/index.ts';
import { insertTenantHead } from './store.ts';

export interface ProvisionDeps {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly passwords: Passwords;
}

export interface NewTenant {
  readonly tenantId: Uuid;
  readonly owner: FirstOwner;
  /** The operator’s request; without it the entry in the tenant’s log is attributed to the system. */
  readonly cause?: {
    readonly operatorId: Uuid | null;
    readonly requestId: Uuid;
    readonly address: string | null;
  };
}

/**
 * Everything in one transaction: a crash leaves all or nothing, and a repetition with the same owner gives the same
 * owner. Throws `conflict` when the tenant belongs to somebody else already. The caller has checked the password
 * (`requireAcceptablePassword`) before it wrote the directory row.
 */
export async function provisionTenant(
  deps: ProvisionDeps,
  { tenantId, owner, cause }: NewTenant,
): Promise<{ ownerId: Uuid }> {
  const { database, keyring, ids, clock, passwords } = deps;
  const keys = await keyring.open({ kind: 'tenant', tenantId });
  const ownerId = ids.next();
  const prepared = await prepareFirstOwner(
    { passwords, keys },
    { principalId: ownerId, at: clock.now() },
    owner,
  );
  return database.writeAside(tenantId, keys, async (tx) => {
    const permit = issuePermit({
      transaction: tx,
      tenantId,
      operation: 'directory.createTenant',
      permission: 'system',
      resourceId: ownerId,
    });
    if (!(await insertTenantHead(tx, permit))) {
      const known = await findOwner(tx, keys, owner.handle);
      if (known === null) throw new WardroomError('conflict');
      return { ownerId: known };
    }
    await createFirstOwner(tx, permit, prepared);
    tx.record({
      type: 'tenant.created',
      outcome: 'success',
      actorType: cause?.operatorId ? 'operator' : 'system',
      actorId: cause?.operatorId ?? null,
      subjectId: ownerId,
      action: 'directory.createTenant',
      resourceKind: 'Tenant',
      resourceId: tenantId,
      credentialId: null,
      address: cause?.address ?? null,
      requestId: cause?.requestId ?? ids.next(),
    });
    return { ownerId };
  });
}
