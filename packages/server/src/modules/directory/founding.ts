/**
 * Founding a workspace in three commits: reserve its address, make its rows, open it. Reserving finds an unfinished
 * attempt at the same address and goes on with it, so that a crash between the commits costs a repetition and nothing else.
 */
import { type Uuid, WardroomError } from '@wardroom/contract';
import type { Directory } from '../../kernel/directory/directory.ts';
import { sealTenantEntry, slugLookup } from '../../kernel/directory/entry.ts';
import type {
  PlatformDatabase,
  PlatformPermit,
  PlatformPrepareContext,
  PlatformWriteTransaction,
} from '../../kernel/platform/index.ts';
import { issuePlatformPermit } from '../../kernel/platform/permit.ts';
import {
  type NewTenant,
  type ProvisionDeps,
  provisionTenant,
  requireAcceptablePassword,
} from '../tenants/index.ts';
import { type DirectoryRow, findBySlug, insertTenant, setStatus } from './store.ts';
import type { Addresses } from './tenant-at-address.ts';

export interface FoundingDeps extends Addresses {
  readonly platform: PlatformDatabase;
  /** What making the tenant's own rows needs. */
  readonly provision: ProvisionDeps;
  readonly directory: Pick<Directory, 'purge'>;
  /** Where new workspaces are placed, and whether they are demos. */
  readonly region: string;
  readonly demo: boolean;
}

export interface FoundingInput {
  readonly tenant: { readonly slug: string; readonly name: string };
  readonly owner: NewTenant['owner'];
}

/** Before anything is written. Throws `password_refused`. */
export const requireAcceptableOwner = ({ tenant, owner }: FoundingInput): void =>
  requireAcceptablePassword(
    owner.password,
    [
      tenant.slug,
      tenant.name,
      owner.handle,
      owner.displayName,
      ...(owner.emailAddress === undefined ? [] : [owner.emailAddress]),
    ],
    '/owner/password',
  );

/** First commit. Throws `already_exists` when a finished workspace has this address. */
export async function reserveTenant(
  deps: FoundingDeps,
  {
    tx,
    permit,
    context,
  }: { tx: PlatformWriteTransaction; permit: PlatformPermit; context: PlatformPrepareContext },
  tenant: FoundingInput['tenant'],
): Promise<{ row: DirectoryRow; resumed: boolean }> {
  const tenantId = context.newId();
  const lookup = slugLookup(context.keys, tenant.slug);
  const made = await insertTenant(tx, permit, {
    tenantId,
    slugLookup: lookup,
    sealed: sealTenantEntry(context.keys, tenantId, tenant),
    region: deps.region,
    demo: deps.demo,
    at: context.at,
  });
  if (made) return { row: made, resumed: false };
  return { row: await requireUnfinished(tx, context, tenant.slug), resumed: true };
}

/** The unfinished workspace at this address. Throws `already_exists`, also when there is none. */
export async function requireUnfinished(
  tx: PlatformWriteTransaction,
  { keys }: PlatformPrepareContext,
  slug: string,
): Promise<DirectoryRow> {
  const known = await findBySlug(tx, slugLookup(keys, slug));
  if (known?.status !== 'provisioning') throw new WardroomError('already_exists');
  return known;
}

/** Second and third commit. Repeatable; throws `conflict` when the rows belong to another owner. */
export async function openTenant(
  deps: FoundingDeps,
  context: PlatformPrepareContext,
  founded: { readonly row: DirectoryRow; readonly operatorId: Uuid; readonly owner: NewTenant['owner'] },
): Promise<DirectoryRow> {
  const { tenant_id: tenantId } = founded.row;
  const { requestId, address } = context;
  const cause = { operatorId: founded.operatorId, requestId, address };
  const { ownerId } = await provisionTenant(deps.provision, { tenantId, owner: founded.owner, cause });
  await deps.platform.write(context.keys, async (tx) => {
    const operation = 'directory.createTenant';
    const permit = issuePlatformPermit({ transaction: tx, operation });
    await setStatus(tx, permit, tenantId, 'active');
    tx.record({
      type: 'tenant.created',
      outcome: 'success',
      actorType: 'operator',
      actorId: founded.operatorId,
      subjectId: ownerId,
      action: operation,
      resourceKind: 'Tenant',
      resourceId: tenantId,
      credentialId: null,
      address,
      requestId,
      metadata: { stage: 'opened' },
    });
  });
  deps.directory.purge(tenantId);
  return { ...founded.row, status: 'active' };
}
