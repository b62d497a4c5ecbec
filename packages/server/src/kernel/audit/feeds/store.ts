/**
 * SQL of feeds. What finds and takes them runs as role wardroom_worker over all tenants; everything else in the signed
 * context of one.
 */
import type { SinkFault, SinkKind, SinkState, Uuid } from '@wardroom/contract';
import { command, query } from '../../database/statement.ts';
import type { LoggedRow, OpeningRow } from '../sequencer/index.ts';

export interface TakenRow {
  readonly tenant_id: Uuid;
  readonly sink_id: Uuid;
  readonly fence: number;
}

/**
 * Takes what is due, longest waiting first, so many of each tenant: whoever has many feeds, or slow ones, has no more of
 * the places than others. $1 holder, $2 lease (ms), $3 how many, $4 of one tenant at most, $5 now.
 */
export const takeDue = command<TakenRow>(
  'feeds.take',
  `with due as (
     select s.tenant_id, s.sink_id, s.due_at from tenant.audit_sinks s
       join tenant.audit_heads h on h.tenant_id = s.tenant_id
      where s.state = 'active' and s.due_at <= $5 and s.next_index < h.size and s.lease_until <= clock_timestamp()
     union
     select s.tenant_id, s.sink_id, s.test_asked_at from tenant.audit_sinks s
      where s.test_asked_at is not null and s.lease_until <= clock_timestamp()
     union
     select s.tenant_id, s.sink_id, s.letters_asked_at from tenant.audit_sinks s
      where s.letters_asked_at is not null and s.state = 'active' and s.due_at <= $5
        and s.lease_until <= clock_timestamp()
   ), ranked as (
     select d.tenant_id, d.sink_id, d.due_at,
            row_number() over (partition by d.tenant_id order by d.due_at)
              + (select count(*) from tenant.audit_sinks b
                  where b.tenant_id = d.tenant_id and b.lease_until > clock_timestamp()) as place
       from due d
   ), chosen as (
     select t.tenant_id, t.sink_id from tenant.audit_sinks t
       join ranked r on r.tenant_id = t.tenant_id and r.sink_id = t.sink_id
      where r.place <= $4 and directory.find_tenant_status(t.tenant_id) = 'active'
      order by r.due_at limit $3 for update of t skip locked
   )
   update tenant.audit_sinks s
      set lease_holder = $1, lease_until = clock_timestamp() + $2 * interval '1 ms', fence = s.fence + 1
     from chosen c
    where s.tenant_id = c.tenant_id and s.sink_id = c.sink_id and s.lease_until <= clock_timestamp()
   returning s.tenant_id, s.sink_id, s.fence`,
);

export interface BacklogRow {
  readonly failing: number;
  /** Of the feed that has most before it. */
  readonly entries: number;
  /** When the oldest entry that has not arrived somewhere was sealed. */
  readonly oldest_at: number | null;
}
export const readBacklog = query<BacklogRow>(
  'feeds.backlog',
  `select count(*) filter (where s.failing_since is not null) as failing,
          coalesce(max(greatest(h.size - s.next_index, 0)), 0)::bigint as entries,
          min(l.sequenced_at) as oldest_at
     from tenant.audit_sinks s
     join tenant.audit_heads h on h.tenant_id = s.tenant_id
     left join tenant.audit_log l on l.tenant_id = s.tenant_id and l.index = s.next_index
    where s.state = 'active'`,
);

export interface SinkRow {
  readonly sink_id: Uuid;
  readonly kind: SinkKind;
  readonly sealed: Buffer;
  readonly sealed_secret: Buffer | null;
  readonly state: SinkState;
  readonly next_index: number;
  readonly due_at: number;
  readonly failures: number;
  readonly failing_since: number | null;
  readonly fault: SinkFault | null;
  readonly fault_status: number | null;
  readonly fault_at: number | null;
  readonly delivered_at: number | null;
  readonly test_asked_at: number | null;
  readonly tested_at: number | null;
  readonly test_fault: SinkFault | null;
  readonly test_status: number | null;
  readonly letters_asked_at: number | null;
  readonly fence: number;
  readonly version: number;
  readonly created_at: number;
}
export const sinkColumns = `s.sink_id, s.kind, s.sealed, s.sealed_secret, s.state, s.next_index, s.due_at, s.failures,
  s.failing_since, s.fault, s.fault_status, s.fault_at, s.delivered_at, s.test_asked_at, s.tested_at, s.test_fault,
  s.test_status, s.letters_asked_at, s.fence, s.version, s.created_at`;

export const findSink = query<SinkRow>(
  'feeds.find',
  `select ${sinkColumns} from tenant.audit_sinks s where s.tenant_id = $1 and s.sink_id = $2`,
);
/** Held until the end: who changes it meanwhile waits. */
export const holdSink = query<SinkRow>(
  'feeds.hold',
  `select ${sinkColumns} from tenant.audit_sinks s where s.tenant_id = $1 and s.sink_id = $2 and s.fence = $3 for update`,
);

export interface LogExtentRow {
  readonly origin: string;
  readonly size: number;
  /** Place of the oldest entry that was not removed after its time. */
  readonly lowest_index: number;
}
export const readExtent = query<LogExtentRow>(
  'feeds.extent',
  `select h.origin, h.size,
          coalesce((select max(b.lowest_index) from tenant.audit_boundaries b where b.tenant_id = $1), 0) as lowest_index
     from tenant.audit_heads h where h.tenant_id = $1`,
);

export interface LogRow extends LoggedRow {
  readonly sealed: Buffer;
  readonly leaf_hash: Buffer;
}
/** Of the rows of the log that are asked for in their order, as many as so many bytes ($4) hold; at least one. */
export const entriesWithin = (rows: string): string => `select e.* from (
     select l.index, l.entry_id, l.at, l.sequenced_at, l.type, l.store, l.outcome, l.actor_type, l.actor_id,
            l.subject_id, l.action, l.resource_kind, l.resource_id, l.credential_id, l.request_id, l.count, l.sealed,
            l.leaf_hash, sum(octet_length(l.sealed)) over (order by l.index) - octet_length(l.sealed) as before
       from (${rows}) l
   ) e where e.before < $4 order by e.index`;
export const readEntries = query<LogRow>(
  'feeds.entries',
  entriesWithin(
    'select a.* from tenant.audit_log a where a.tenant_id = $1 and a.index >= $2 order by a.index limit $3',
  ),
);
export const readOpenings = query<OpeningRow>(
  'feeds.openings',
  `select p.entry_id, p.field, p.sealed from tenant.audit_openings p
    where p.tenant_id = $1 and p.entry_id = any ($2::uuid[])`,
);

/** Of whoever still holds it; when it was sent back to an earlier place meanwhile, or paused, that stays. */
export const moveOn = command(
  'feeds.moveOn',
  `update tenant.audit_sinks s
      set next_index = case when s.next_index = $4 then $5 else s.next_index end,
          due_at = $6, failures = $7, failing_since = $8, fault = $9, fault_status = $10, fault_at = $11,
          delivered_at = $12, state = $13, lease_until = '1970-01-01T00:00:00Z'
    where s.tenant_id = $1 and s.sink_id = $2 and s.fence = $3`,
);
export const noteTest = command(
  'feeds.noteTest',
  `update tenant.audit_sinks s
      set test_asked_at = case when s.test_asked_at = $4 then null else s.test_asked_at end,
          tested_at = $5, test_fault = $6, test_status = $7
    where s.tenant_id = $1 and s.sink_id = $2 and s.fence = $3`,
);
export const letGo = command(
  'feeds.letGo',
  `update tenant.audit_sinks s set lease_until = '1970-01-01T00:00:00Z', due_at = greatest(s.due_at, $4)
    where s.tenant_id = $1 and s.sink_id = $2 and s.fence = $3`,
);
export const addDeadLetters = command(
  'feeds.addDeadLetters',
  `insert into tenant.audit_dead_letters (tenant_id, sink_id, index, entry_id, status, refused_at)
   select $1, $2, d.index, d.entry_id, d.status, $6
     from unnest($3::int8[], $4::uuid[], $5::int4[]) d (index, entry_id, status)
   on conflict on constraint audit_dead_letters_key do nothing`,
);
