/** SQL of opening direct messages: the people who are named, as the opener may see them. */
import type { Person, Uuid } from '@wardroom/contract';
import { rolesOf } from '../../../kernel/authority/store.ts';
import { query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction } from '../../../kernel/database/transaction.ts';
import { seen, type Viewer, viewerValues } from '../../principals/index.ts';

export interface NamedRow {
  readonly principal_id: Uuid;
  readonly kind: Person['kind'];
  readonly status: 'active' | 'suspended' | 'imported';
  readonly roles: string[];
  readonly owner_id: Uuid | null;
  /** To the one who asks. */
  readonly visible: boolean;
}

const named = query<NamedRow>(
  'channels.named',
  `select p.principal_id, p.kind, p.status, ${rolesOf('p')} as roles, p.owner_id,
          ${seen('p', { id: '$3', everybody: '$4', through: '$5' })} as visible
     from unnest($2::uuid[]) as wanted (principal_id)
    cross join lateral (select * from tenant.principals
           where tenant_id = $1 and principal_id = wanted.principal_id limit 1) as p`,
);

/** Principals by id as one viewer sees them; ids that belong to nobody here have no row. */
export const readNamed = (tx: ReadTransaction, viewer: Viewer, ids: readonly Uuid[]): Promise<NamedRow[]> =>
  tx.query(named, [tx.tenantId, ids, ...viewerValues(viewer)]);
