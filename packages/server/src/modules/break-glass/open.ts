/**
 * Lets an operator into a tenant. The operator is no principal of it and holds no permission in it, so the permit is the
 * system’s: this file may give one for the principal it makes, and for nothing else. Principal, record, link, event and
 * entry are one transaction: there is no way in that nobody is told of.
 */
import { type Uuid, WardroomError } from '@wardroom/contract';
import { newSecret } from '../../kernel/crypto/index.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { hashSecret } from '../../kernel/directory/secret-hash.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Keyring, ScopeKeys } from '../../kernel/keyring/index.ts';
import { issuePermit } from '../../kernel/permit.ts';
import type { Random } from '../../kernel/random.ts';
import { baseRole, insertPrincipal, nameNewPrincipal } from '../principals/index.ts';
import { insertLinkFor } from '../sessions/index.ts';
import { expireTask, linkLifeMs, mostOpen, sealReason } from './access.ts';
import { type AccessRow, insertAccess, listOpen } from './store.ts';

export interface OpenDeps {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly ids: Ids;
  readonly random: Random;
}

export interface Opening {
  readonly tenantId: Uuid;
  readonly accessId: Uuid;
  readonly operatorId: Uuid;
  readonly role: AccessRow['role'];
  readonly reason: string;
  readonly at: number;
  readonly expiresAt: number;
  readonly requestId: Uuid;
}

export const displayName = 'Break-glass (operator)';

/** The secret of the link, shown once. Throws `limit_reached` when too many are open. */
export async function openAccess(
  deps: OpenDeps,
  opening: Opening,
): Promise<{ secret: string; linkExpiresAt: number }> {
  const { database, keyring, ids, random } = deps;
  const { tenantId, at, expiresAt } = opening;
  const keys = await keyring.open({ kind: 'tenant', tenantId });
  const platformKeys = await keyring.open({ kind: 'platform' });
  const secret = newSecret(random);
  const linkExpiresAt = Math.min(at + linkLifeMs, expiresAt);
  const link = {
    id: ids.next(),
    secretHash: hashSecret(platformKeys, 'link', secret),
    expiresAt: linkExpiresAt,
  };
  const person = newOperator(deps, keys, opening);
  await database.write(tenantId, keys, async (tx) => {
    const principalId = person.row.principal_id;
    const permit = issuePermit({
      ...{ transaction: tx, tenantId, operation: 'breakGlass.open', permission: 'system' },
      resourceId: principalId,
    });
    if ((await listOpen(tx, at, mostOpen)).length >= mostOpen) throw new WardroomError('limit_reached');
    await insertPrincipal(tx, permit, person);
    await insertAccess(tx, permit, {
      ...opening,
      sealed: sealReason(keys, opening.accessId, opening.reason),
    });
    await insertLinkFor(tx, permit, link);
    tx.append({ type: 'principal.created', at, actorId: null, subjectId: principalId });
    tx.append({ type: 'break_glass.opened', at, actorId: null, subjectId: principalId });
    tx.enqueue({ task: expireTask, principalId: null, referenceId: opening.accessId, runAt: expiresAt });
    record(tx, opening, principalId);
  });
  return { secret, linkExpiresAt };
}

/** Nobody can guess the handle, so nobody can have taken it; the name says what it is and cannot be changed. */
function newOperator({ ids, random }: OpenDeps, keys: ScopeKeys, { role, at, expiresAt }: Opening) {
  const handle = `break-glass-${random.bytes(10).toString('hex')}`;
  const being = { principal_id: ids.next(), kind: 'operator', ...baseRole(role), owner_id: null } as const;
  const naming = nameNewPrincipal(keys, { handle, displayName, emailAddress: null }, being);
  return { ...naming, passwordHash: null, at, expiresAt };
}

/** The tenant's log names no operator: who it was is in the platform's, under the same request. */
const record = (
  tx: WriteTransaction,
  { accessId, requestId, role, reason, expiresAt }: Opening,
  principalId: Uuid,
): void =>
  tx.record({
    ...{ type: 'break_glass.opened', outcome: 'success', actorType: 'operator', actorId: null },
    ...{
      action: 'breakGlass.open',
      resourceKind: 'BreakGlass',
      resourceId: accessId,
      subjectId: principalId,
    },
    ...{ credentialId: null, address: null, requestId, metadata: { role, reason, expiresAt } },
  });
