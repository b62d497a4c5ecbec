/** SQL of the snapshot that no other module has. */
import { query } from '../../kernel/database/statement.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';

const head = query<{ seq: number }>('sync.head', 'select seq from tenant.heads where tenant_id = $1');

/** The position in the event log that everything else in this transaction fits to. */
export async function readHead(tx: ReadTransaction): Promise<number> {
  const [row] = await tx.query(head, [tx.tenantId]);
  return row?.seq ?? 0;
}
