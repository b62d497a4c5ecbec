/**
 * directory.suspendTenant and directory.resumeTenant. The status is the platform's; the event that closes sockets and the
 * entry in the tenant's own log are written in the tenant afterwards, each time anew, so repeating repairs a crash.
 */
import { type AuditType, type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Directory } from '../../kernel/directory/directory.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import {
  implementPlatformCommand,
  type PlatformImplementation,
  type PlatformPrepareContext,
} from '../../kernel/platform/index.ts';
import { endTokensOfTenant } from '../../kernel/tokens/index.ts';
import { type DirectoryRow, findById, setStatus } from './store.ts';
import { type Addresses, presentTenant } from './tenant-at-address.ts';

export interface SuspensionDeps extends Addresses {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly directory: Pick<Directory, 'purge'>;
}

interface Changed {
  readonly row: DirectoryRow;
  readonly operatorId: Uuid;
}

export const suspendTenant = (deps: SuspensionDeps): PlatformImplementation =>
  changeStatus(deps, 'directory.suspendTenant', 'suspended');

export const resumeTenant = (deps: SuspensionDeps): PlatformImplementation =>
  changeStatus(deps, 'directory.resumeTenant', 'active');

function changeStatus(
  deps: SuspensionDeps,
  name: 'directory.suspendTenant' | 'directory.resumeTenant',
  status: 'active' | 'suspended',
): PlatformImplementation {
  return implementPlatformCommand(name, {
    async run(tx, context, { tenantId }): Promise<Changed> {
      const row = await findById(tx, uuidOf(tenantId));
      const permit = context.authorise();
      if (!row) throw new WardroomError('not_found');
      const { operatorId } = context.operator;
      if (row.status === status) return { row, operatorId };
      await setStatus(tx, permit, row.tenant_id, status);
      context.record(row.tenant_id);
      return { row: { ...row, status }, operatorId };
    },
    async complete(context, changed) {
      deps.directory.purge(changed.row.tenant_id);
      if (status === 'suspended') await tellTenant(deps, context, changed);
      else await recordInTenant(deps, context, changed);
      return changed;
    },
    present: async ({ keys }, { row }) => ({ tenant: await presentTenant(deps, keys, row) }),
  });
}

async function tellTenant(
  deps: SuspensionDeps,
  context: PlatformPrepareContext,
  changed: Changed,
): Promise<void> {
  const tenantId = changed.row.tenant_id;
  const keys = await deps.keyring.open({ kind: 'tenant', tenantId });
  await deps.database.write(tenantId, keys, async (tx) => {
    tx.append({ type: 'tenant.suspended', at: context.at, actorId: null });
    await endTokensOfTenant(tx, { at: context.at, actorId: null });
    record(tx, context, changed, 'tenant.suspended');
  });
}

async function recordInTenant(
  deps: SuspensionDeps,
  context: PlatformPrepareContext,
  changed: Changed,
): Promise<void> {
  const tenantId = changed.row.tenant_id;
  const keys = await deps.keyring.open({ kind: 'tenant', tenantId });
  await deps.database.writeAside(tenantId, keys, async (tx) =>
    record(tx, context, changed, 'tenant.resumed'),
  );
}

/** The tenant's log names no operator: who runs the deployment is the platform's own. */
function record(
  tx: WriteTransaction,
  { requestId }: PlatformPrepareContext,
  { row }: Changed,
  type: Extract<AuditType, 'tenant.suspended' | 'tenant.resumed'>,
): void {
  tx.record({
    type,
    outcome: 'success',
    actorType: 'operator',
    actorId: null,
    action: type === 'tenant.suspended' ? 'directory.suspendTenant' : 'directory.resumeTenant',
    resourceKind: 'Tenant',
    resourceId: row.tenant_id,
    credentialId: null,
    address: null,
    requestId,
  });
}
