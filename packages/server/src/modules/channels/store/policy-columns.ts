/** What tenant policies know of a channel, for every statement that reads one to decide on it. */
import type { Uuid } from '@wardroom/contract';

export interface PolicyColumns {
  readonly classification: string;
  readonly labels: readonly string[];
  /** The group that it mirrors with those above; null: it mirrors none. */
  readonly group_path: readonly Uuid[] | null;
  readonly archived_at: number | null;
}

/** Of this alias of tenant.channels. `archived_at` is read beside it. */
export const policyColumns = (channel: string): string =>
  `${channel}.classification, ${channel}.labels, (select g.path from tenant.groups g
            where g.tenant_id = ${channel}.tenant_id and g.group_id = ${channel}.group_id) as group_path`;
