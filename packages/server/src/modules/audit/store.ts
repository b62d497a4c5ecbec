/** SQL of the audit log, read side. Entries are written by the kernel, in the transaction of what they record. */
import type { AuditOutcome, ResourceKind, Uuid } from '@wardroom/contract';
import { query } from '../../kernel/database/statement.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { StoredEntry } from './view.ts';

export interface EntryRow extends StoredEntry {
  readonly resource_kind: ResourceKind;
  /** Whether the credential is a key; otherwise it is, or was, a session. */
  readonly by_key: boolean;
  /** Whether it is an access token. */
  readonly by_token: boolean;
}

// Newest first. An entry that is not there is no position: nothing follows it, whatever the id belongs to elsewhere.
const list = query<EntryRow>(
  'audit.list',
  `select e.entry_id, e.at, e.type, e.store, e.outcome, e.actor_type, e.actor_id, e.subject_id, e.action,
          e.resource_kind, e.resource_id, e.credential_id, e.request_id, e.count, e.sealed,
          exists (select from tenant.credentials c
                   where c.tenant_id = $1 and c.credential_id = e.credential_id) as by_key,
          exists (select from tenant.tokens t
                   where t.tenant_id = $1 and t.token_id = e.credential_id) as by_token
     from tenant.audit_outbox e
    where e.tenant_id = $1
      and e.entry_id < case when $2::uuid is null then 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid
          else (select a.entry_id from tenant.audit_outbox a where a.tenant_id = $1 and a.entry_id = $2) end
      and ($3::text is null or e.type = $3)
      and ($4::text is null or e.outcome = $4)
    order by e.entry_id desc
    limit $5`,
);

export interface ListEntries {
  readonly before: Uuid | null;
  readonly type: string | null;
  readonly outcome: AuditOutcome | null;
  readonly limit: number;
}

export const listEntries = (
  tx: ReadTransaction,
  { before, type, outcome, limit }: ListEntries,
): Promise<EntryRow[]> => tx.query(list, [tx.tenantId, before, type, outcome, limit]);
