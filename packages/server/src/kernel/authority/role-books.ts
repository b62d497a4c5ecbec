/**
 * The roles of a tenant as they decide, remembered per database until their version moves. A transaction that has read
 * the version sees exactly that book: it is read in the same transaction when this node does not have it.
 */
import type { Uuid } from '@wardroom/contract';
import { builtInRoles, type CustomRole, RoleBook } from '@wardroom/policy';
import { LRUCache } from 'lru-cache';
import { query } from '../database/statement.ts';
import type { ReadTransaction } from '../database/transaction.ts';

interface Known {
  readonly version: number;
  readonly book: RoleBook;
}

const known = new WeakMap<object, LRUCache<Uuid, Known>>();

const custom = query<CustomRole>(
  'authority.roles',
  'select role_id as id, permissions from tenant.roles where tenant_id = $1 and deleted_at is null',
);
const version = query<{ roles_version: number }>(
  'authority.rolesVersion',
  'select roles_version from tenant.heads where tenant_id = $1',
);

/** The book of this version, which the transaction has read from the head of the tenant. 0: no custom role yet. */
export async function roleBookAt(tx: ReadTransaction, at: number): Promise<RoleBook> {
  if (at === 0) return builtInRoles;
  const books = known.get(tx.origin) ?? new LRUCache<Uuid, Known>({ max: 10_000 });
  known.set(tx.origin, books);
  const found = books.get(tx.tenantId);
  if (found?.version === at) return found.book;
  const book = new RoleBook(await tx.query(custom, [tx.tenantId]));
  // What a transaction reads after it has written may never be true for anybody else.
  if (!tx.wrote) books.set(tx.tenantId, { version: at, book });
  return book;
}

/** Where no caller has been established: the book as of this transaction. */
export async function roleBook(tx: ReadTransaction): Promise<RoleBook> {
  const [row] = await tx.query(version, [tx.tenantId]);
  return roleBookAt(tx, row?.roles_version ?? 0);
}
