/**
 * Issues one-use sign-in links for demo workspaces, on behalf of the operator of the deployment. The operator is no
 * principal of the tenant and holds no permission in it, so the permit is the system’s: this file may give one for a
 * link, and for nothing else. The caller has made sure that the deployment is a demo on loopback.
 */
import { type Uuid, WardroomError } from '@wardroom/contract';
import type { Clock } from '../../kernel/clock.ts';
import { newSecret } from '../../kernel/crypto/index.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import { hashSecret } from '../../kernel/directory/secret-hash.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import { issuePermit } from '../../kernel/permit.ts';
import type { Random } from '../../kernel/random.ts';
import { findForSignIn, handleLookup } from '../principals/index.ts';
import { linkLifeMs } from './policy.ts';
import { insertLinkFor } from './store.ts';

export interface IssueLinkDeps {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly random: Random;
}

export interface LinkOrder {
  readonly tenantId: Uuid;
  readonly handle: string;
  readonly cause: { readonly operatorId: Uuid; readonly requestId: Uuid; readonly address: string | null };
}

/** The secret, shown once; it works for ten minutes. Throws `not_found` when no active person has this handle. */
export async function issueSignInLink(
  { database, keyring, ids, clock, random }: IssueLinkDeps,
  { tenantId, handle, cause }: LinkOrder,
): Promise<{ secret: string; expiresAt: number }> {
  const keys = await keyring.open({ kind: 'tenant', tenantId });
  const platformKeys = await keyring.open({ kind: 'platform' });
  const secret = newSecret(random);
  const secretHash = hashSecret(platformKeys, 'link', secret);
  const link = { id: ids.next(), secretHash, expiresAt: clock.now() + linkLifeMs };
  await database.writeAside(tenantId, keys, async (tx) => {
    const person = await findForSignIn(tx, { by: 'handle', value: handleLookup(keys, handle) });
    if (person?.kind !== 'person' || person.status !== 'active') throw new WardroomError('not_found');
    const permit = issuePermit({
      transaction: tx,
      tenantId,
      operation: 'directory.issueDemoLink',
      permission: 'system',
      resourceId: person.principal_id,
    });
    await insertLinkFor(tx, permit, link);
    tx.record({
      type: 'demo.link_issued',
      outcome: 'success',
      actorType: 'operator',
      actorId: cause.operatorId,
      subjectId: person.principal_id,
      action: 'directory.issueDemoLink',
      resourceKind: 'Principal',
      resourceId: person.principal_id,
      credentialId: null,
      address: cause.address,
      requestId: cause.requestId,
    });
  });
  return { secret, expiresAt: link.expiresAt };
}
