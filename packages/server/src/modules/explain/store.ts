/** SQL of who might read a channel. */
import type { Uuid } from '@wardroom/contract';
import { query } from '../../kernel/database/statement.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { MemberRole } from '../channels/index.ts';
import { shownTo, type Viewer } from '../principals/index.ts';

export interface CandidateRow {
  readonly principal_id: Uuid;
  readonly own_role: MemberRole | null;
}

// Whoever reads is in the channel, or holds a right that only roles give ($4: everybody is asked). A position that is not
// there is no position: the list then is empty, whatever the id belongs to elsewhere.
const candidatesAmong = (shown: string) => `
   select p.principal_id, m.role as own_role
     from tenant.principals p${shown}
     left join tenant.channel_members m
       on m.tenant_id = p.tenant_id and m.channel_id = $2 and m.principal_id = p.principal_id
    where p.tenant_id = $1 and ($4::boolean or m.principal_id is not null)
      and p.principal_id > case when $3::uuid is null then '00000000-0000-0000-0000-000000000000'::uuid
          else (select p.principal_id from tenant.principals p${shown} where p.tenant_id = $1 and p.principal_id = $3) end
    order by p.principal_id
    limit $5`;
const candidates = query<CandidateRow>('explain.candidates', candidatesAmong(''));
const shownCandidates = query<CandidateRow>(
  'explain.shownCandidates',
  `with shown as materialized (${shownTo({ id: '$6', through: '$7' })})
   ${candidatesAmong(' join shown s on s.principal_id = p.principal_id')}`,
);

export interface CandidatePage {
  readonly channelId: Uuid;
  readonly after: Uuid | null;
  readonly everybody: boolean;
  readonly limit: number;
}

/** Those whom the viewer sees. */
export function listCandidates(
  tx: ReadTransaction,
  { principalId, seesEverybody, through }: Viewer,
  { channelId, after, everybody, limit }: CandidatePage,
): Promise<CandidateRow[]> {
  const page = [tx.tenantId, channelId, after, everybody, limit];
  return seesEverybody
    ? tx.query(candidates, page)
    : tx.query(shownCandidates, [...page, principalId, through]);
}
