/** What one call has left in the log of its tenant, sealed or waiting. */
import type { Uuid } from '@wardroom/contract';
import type { Harness } from '../../src/testing/harness.ts';

export interface Entry {
  readonly tenant_id: Uuid;
  readonly type: string;
  readonly store: string;
  readonly outcome: string;
  readonly actor_type: string;
  readonly actor_id: Uuid | null;
  readonly action: string;
  readonly resource_kind: string;
  readonly resource_id: Uuid | null;
  readonly credential_id: Uuid | null;
  readonly count: number;
}

const fields = `tenant_id, type, store, outcome, actor_type, actor_id, action, resource_kind, resource_id,
  credential_id, request_id, count`;

/** All that names the request, of whichever tenant. */
export async function entriesOf({ admin }: Harness, requestId: Uuid): Promise<readonly Entry[]> {
  const { rows } = await admin.query<Entry>(
    `select ${fields} from (select entry_id, ${fields} from tenant.audit_outbox
                            union all select entry_id, ${fields} from tenant.audit_log) e
      where request_id = $1 order by entry_id`,
    [requestId],
  );
  return rows;
}

/** How many entries there are at all, without what the system does of itself meanwhile: it makes keys when they are due. */
export async function countEntries({ admin }: Harness): Promise<number> {
  const { rows } = await admin.query<{ n: number }>(
    `select count(*)::int as n from (select actor_type from tenant.audit_outbox
                                    union all select actor_type from tenant.audit_log) e
      where actor_type <> 'system'`,
  );
  return rows[0]?.n ?? 0;
}
