/** SQL of numbers of entries, and of entries by their place: counts by the hour, what waits, the end of the log. */
import { query } from '../../../kernel/database/statement.ts';
import type { EntryRow } from './entries.ts';
import { type CountedRow, columns, fits } from './walk.ts';

export type Counted = Omit<CountedRow, 'looked' | 'reached_at'>;

/**
 * From the counts by the hour: whole hours from $2 on and before $3, added up to steps of $8 milliseconds, with types and
 * kinds of actors apart where $9 asks for it.
 */
export const countHours = query<Counted>(
  'audit.countHours',
  `select date_bin($8 * interval '1 ms', r.hour, '1970-01-01T00:00:00Z'::timestamptz) as at,
          case when $9::boolean then r.type end as type, r.outcome,
          case when $9::boolean then r.actor_type end as actor_type, sum(r.entries)::bigint as entries
     from tenant.audit_rollups r
    where r.tenant_id = $1 and r.hour >= $2::timestamptz and r.hour < $3::timestamptz
      and ($4::text is null or r.actor_type = $4) and ($5::text is null or r.action = $5)
      and ($6::text is null or r.outcome = $6) and ($7::text[] is null or r.type = any ($7::text[]))
    group by 1, 2, 3, 4`,
);

/** What has no place yet is in no count. */
export const countWaiting = query<Counted>(
  'audit.countWaiting',
  `select date_bin($15 * interval '1 ms', o.at, '1970-01-01T00:00:00Z'::timestamptz) as at,
          case when $16::boolean then o.type end as type, o.outcome,
          case when $16::boolean then o.actor_type end as actor_type, count(*) as entries
     from tenant.audit_outbox o
    where o.tenant_id = $1 and o.entry_id > $2::uuid and o.entry_id < $3::uuid and ${fits('o')}
    group by 1, 2, 3, 4`,
);

/** How many entries are sealed, which is the place of the next one. */
export const readSize = query<{ size: number }>(
  'audit.readSize',
  `select h.size from tenant.audit_heads h where h.tenant_id = $1`,
);

export interface FollowedRow extends EntryRow {
  /** Entries that were looked at, whether or not they fit; on every row. */
  readonly looked: number;
  /** Place of the last of them; null: there was none. */
  readonly last_looked: number | null;
}

/** The next places from $2 on, $3 of them, and of these the first $15 that fit. */
export const followLog = query<FollowedRow>(
  'audit.follow',
  `with near as materialized (
     select l.index, null::text as credential_kind, ${columns('l')} from tenant.audit_log l
      where l.tenant_id = $1 and l.index >= $2::bigint order by l.index limit $3)
   select (select count(*) from near) as looked, (select max(n.index) from near n) as last_looked, f.*
     from (select true as always) one
     left join lateral (select l.* from near l where ${fits('l')} order by l.index limit $15) f on true`,
);

export interface WholeRow extends EntryRow {
  /** Null of what waits. */
  readonly sequenced_at: number | null;
  readonly leaf_hash: Buffer | null;
}

/** In the log, or among what waits; in one of them. */
export const findEntry = query<WholeRow>(
  'audit.findEntry',
  `select l.index, null::text as credential_kind, ${columns('l')}, l.sequenced_at, l.leaf_hash
     from tenant.audit_log l where l.tenant_id = $1 and l.entry_id = $2::uuid
   union all
   select null::bigint, o.credential_kind, ${columns('o')}, null::timestamptz, null::bytea
     from tenant.audit_outbox o where o.tenant_id = $1 and o.entry_id = $2::uuid`,
);
