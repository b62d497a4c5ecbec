/** SQL of who might read a channel. */
import type { Uuid } from '@wardroom/contract';
import { query } from '../../kernel/database/statement.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { MemberRole } from '../channels/index.ts';

export interface CandidateRow {
  readonly principal_id: Uuid;
  readonly own_role: MemberRole | null;
}

// Whoever reads is in the channel, or holds a right that only roles give ($4: everybody is asked). A position that is not
// there is no position: the list then is empty, whatever the id belongs to elsewhere.
const candidates = query<CandidateRow>(
  'explain.candidates',
  `select p.principal_id, m.role as own_role
     from tenant.principals p
     left join tenant.channel_members m
       on m.tenant_id = p.tenant_id and m.channel_id = $2 and m.principal_id = p.principal_id
    where p.tenant_id = $1 and ($4::boolean or m.principal_id is not null)
      and p.principal_id > case when $3::uuid is null then '00000000-0000-0000-0000-000000000000'::uuid
          else (select a.principal_id from tenant.principals a where a.tenant_id = $1 and a.principal_id = $3) end
    order by p.principal_id
    limit $5`,
);

export interface CandidatePage {
  readonly channelId: Uuid;
  readonly after: Uuid | null;
  readonly everybody: boolean;
  readonly limit: number;
}

export const listCandidates = (
  tx: ReadTransaction,
  { channelId, after, everybody, limit }: CandidatePage,
): Promise<CandidateRow[]> => tx.query(candidates, [tx.tenantId, channelId, after, everybody, limit]);
