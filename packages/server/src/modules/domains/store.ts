/** SQL of custom domains. Which name leads to whom is reached through two definer functions, bound to the signed context. */
import type { Uuid } from '@wardroom/contract';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';

export interface DomainRow {
  readonly domain_id: Uuid;
  readonly sealed: Buffer;
  readonly created_at: number;
  readonly verified_at: number | null;
}

const columns = 'd.domain_id, d.sealed, d.created_at, d.verified_at';
const find = query<DomainRow>(
  'domains.find',
  `select ${columns} from tenant.domains d where d.tenant_id = $1 and d.domain_id = $2`,
);
const list = query<DomainRow & { name_lookup: Buffer }>(
  'domains.list',
  `select ${columns}, d.name_lookup from tenant.domains d where d.tenant_id = $1 order by d.domain_id limit $2`,
);
const insert = command(
  'domains.insert',
  `insert into tenant.domains (tenant_id, domain_id, name_lookup, sealed, created_by, created_at)
   values ($1, $2, $3, $4, $5, $6)`,
);
const verify = command(
  'domains.verify',
  'update tenant.domains set verified_at = $3 where tenant_id = $1 and domain_id = $2',
);
const claim = command<{ claimed: boolean }>('domains.claim', 'select app.claim_domain($1, $2) as claimed');
const release = command<{ release_domain: string }>('domains.release', 'select app.release_domain($1)');
const remove = command(
  'domains.remove',
  'delete from tenant.domains where tenant_id = $1 and domain_id = $2',
);

export async function findDomain(tx: ReadTransaction, id: Uuid): Promise<DomainRow | null> {
  const [row] = await tx.query(find, [tx.tenantId, id]);
  return row ?? null;
}

/** All of them: there are at most `mostDomains`. */
export const listDomainRows = (
  tx: ReadTransaction,
  limit: number,
): Promise<(DomainRow & { name_lookup: Buffer })[]> => tx.query(list, [tx.tenantId, limit]);

export async function insertDomain(
  tx: WriteTransaction,
  permit: Permit,
  { row, nameLookup, createdBy }: { row: DomainRow; nameLookup: Buffer; createdBy: Uuid },
): Promise<void> {
  await tx.execute(permit, insert, [
    permit.tenantId,
    row.domain_id,
    nameLookup,
    row.sealed,
    createdBy,
    instant(row.created_at),
  ]);
}

/** The name leads to this tenant from the commit on; false when it leads to another one. */
export async function claimName(tx: WriteTransaction, permit: Permit, lookup: Buffer): Promise<boolean> {
  const [answer] = await tx.execute(permit, claim, [lookup, permit.resourceId]);
  return answer?.claimed === true;
}

export async function writeVerified(tx: WriteTransaction, permit: Permit, at: number): Promise<void> {
  await tx.execute(permit, verify, [permit.tenantId, permit.resourceId, instant(at)]);
}

/** The domain that the permit names, and where its name led. */
export async function removeDomainRow(tx: WriteTransaction, permit: Permit): Promise<void> {
  await tx.execute(permit, release, [permit.resourceId]);
  await tx.execute(permit, remove, [permit.tenantId, permit.resourceId]);
}
