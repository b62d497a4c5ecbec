/** SQL of opening direct messages: the people who are named, as the opener may see them. */
import type { Person, Uuid } from '@wardroom/contract';
import { rolesOf } from '../../../kernel/authority/store.ts';
import { query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction } from '../../../kernel/database/transaction.ts';

export interface NamedRow {
  readonly principal_id: Uuid;
  readonly kind: Person['kind'];
  readonly status: 'active' | 'suspended' | 'imported';
  readonly roles: string[];
  readonly owner_id: Uuid | null;
  /** By sight of everybody, or by a channel in common. */
  readonly visible: boolean;
}

const named = query<NamedRow>(
  'channels.named',
  `select p.principal_id, p.kind, p.status, ${rolesOf('p')} as roles, p.owner_id,
          ($4::boolean or p.principal_id = $3 or exists (
            select from tenant.channel_members mine
              join tenant.channel_members theirs
                on theirs.tenant_id = mine.tenant_id and theirs.channel_id = mine.channel_id
             where mine.tenant_id = $1 and mine.principal_id = $3
               and theirs.tenant_id = $1 and theirs.principal_id = p.principal_id)) as visible
     from unnest($2::uuid[]) as wanted (principal_id)
    cross join lateral (select * from tenant.principals
           where tenant_id = $1 and principal_id = wanted.principal_id limit 1) as p`,
);

/** Principals by id as one viewer sees them; ids that belong to nobody here have no row. */
export const readNamed = (
  tx: ReadTransaction,
  viewer: { readonly principalId: Uuid; readonly seesEverybody: boolean },
  ids: readonly Uuid[],
): Promise<NamedRow[]> => tx.query(named, [tx.tenantId, ids, viewer.principalId, viewer.seesEverybody]);
