/**
 * SQL of pruning, as role wardroom_pruner, which sees where the logs of all tenants begin and when their entries were
 * sealed, and removes what lies before an admitted boundary.
 */
import type { Uuid } from '@wardroom/contract';
import { tileWidth } from '@wardroom/seal';
import { command, query } from '../../database/statement.ts';

export interface DueRow {
  /** Place of the oldest entry that is not past it; a multiple of 256. */
  readonly lowest_index: number;
  /** When the entry before was sealed. */
  readonly until: number | null;
}

export interface DueParameters {
  readonly tenant: string;
  readonly from: string;
  readonly size: string;
  readonly cutoff: string;
}

/**
 * Finds how many bundles of a log are past a time: a search between the first one that is there and the last full one, by
 * the time of the last entry of each, which never goes back. Some thirty look-ups by key in one statement, however long
 * the log. `from` is the place of the oldest entry that is there, `size` that of the last checkpoint.
 */
export const dueText = ({ tenant, from, size, cutoff }: DueParameters): string =>
  `with recursive search (low, high) as (
     select ${from}::bigint / ${tileWidth}, ${size}::bigint / ${tileWidth}
     union all
     select case when m.is_due then m.mid + 1 else m.low end, case when m.is_due then m.high else m.mid end
       from (select s.low, s.high, (s.low + s.high) / 2 as mid,
                    (select l.sequenced_at < ${cutoff}::timestamptz from tenant.audit_log l
                      where l.tenant_id = ${tenant}
                        and l.index = (s.low + s.high) / 2 * ${tileWidth} + ${tileWidth - 1}) is true as is_due
               from search s where s.low < s.high) m
   )
   select x.low * ${tileWidth} as lowest_index,
          (select l.sequenced_at from tenant.audit_log l
            where l.tenant_id = ${tenant} and l.index = x.low * ${tileWidth} - 1) as until
     from search x where x.low >= x.high limit 1`;

export interface ClockRow {
  readonly database_at: number;
  readonly seen_at: number;
  readonly believed_from: number;
}
export const readClock = query<ClockRow>(
  'pruner.readClock',
  `select clock_timestamp() as database_at, c.seen_at, c.believed_from from ops.audit_clock c`,
);
export const rememberClock = command(
  'pruner.rememberClock',
  'update ops.audit_clock set seen_at = $1, believed_from = $2',
);

export interface LogRow {
  readonly tenant_id: Uuid;
}
/** Logs that are long enough to lose a bundle, by tenant. That of the platform (the largest id) is kept whole. */
export const listLogs = query<LogRow>(
  'pruner.listLogs',
  `select h.tenant_id from tenant.audit_heads h
    where h.checkpoint_size >= 256 and h.tenant_id > $1 and h.tenant_id < 'ffffffff-ffff-ffff-ffff-ffffffffffff'
    order by h.tenant_id limit $2`,
);

export interface StandingRow {
  readonly origin: string;
  readonly checkpoint_size: number;
  readonly checkpoint_at: number;
  readonly sequenced_at: number;
  readonly lowest_index: number;
  /** The checkpoint of that size, as it was signed. */
  readonly note: string;
}
export const readStanding = query<StandingRow>(
  'pruner.readStanding',
  `select h.origin, h.checkpoint_size, h.checkpoint_at, h.sequenced_at, c.note,
          coalesce((select max(b.lowest_index) from tenant.audit_boundaries b where b.tenant_id = h.tenant_id), 0)
            as lowest_index
     from tenant.audit_heads h
     join tenant.audit_checkpoints c on c.tenant_id = h.tenant_id and c.size = h.checkpoint_size
    where h.tenant_id = $1`,
);

/** With its defaults, so that there is something to hold. */
export const beginRetention = command(
  'pruner.beginRetention',
  'insert into tenant.audit_retention (tenant_id) values ($1) on conflict do nothing',
);
export interface RetentionRow {
  readonly security_days: number;
  readonly compliance_days: number;
}
/** Held until the end: who lengthens it meanwhile waits, and who has lengthened it is heard. */
export const holdRetention = query<RetentionRow>(
  'pruner.holdRetention',
  `select r.security_days, r.compliance_days from tenant.audit_retention r where r.tenant_id = $1 for share`,
);

export const findDue = query<DueRow>(
  'pruner.findDue',
  dueText({ tenant: '$1', from: '$2', size: '$3', cutoff: '$4' }),
);

export const readTiles = query<{ hashes: Buffer }>(
  'pruner.readTile',
  'select t.hashes from tenant.audit_tiles t where t.tenant_id = $1 and t.level = $2 and t.tile = $3',
);
/** Of bundles; `is_whole`: the entries that are there have these hashes. */
export const compareTiles = query<{ hashes: Buffer; root: Buffer; is_whole: boolean }>(
  'pruner.compareTiles',
  `select t.hashes, t.root,
          t.hashes = (select string_agg(l.leaf_hash, ''::bytea order by l.index) from tenant.audit_log l
                       where l.tenant_id = $1 and l.index >= t.tile * 256 and l.index < (t.tile + 1) * 256)
            is true as is_whole
     from tenant.audit_tiles t
    where t.tenant_id = $1 and t.level = 0 and t.tile >= $2 and t.tile < $3`,
);
export const readRoots = query<{ root: Buffer }>(
  'pruner.readRoots',
  `select t.root from tenant.audit_tiles t
    where t.tenant_id = $1 and t.level = $2 and t.tile >= $3 and t.tile < $4 order by t.tile`,
);
export const readLeaves = query<{ leaf_hash: Buffer }>(
  'pruner.readLeaves',
  `select l.leaf_hash from tenant.audit_log l
    where l.tenant_id = $1 and l.index >= $2 and l.index < $3 order by l.index`,
);

/** For this transaction; the policy of the table asks for it. */
export const admit = command('pruner.admit', `select set_config('app.boundary', $1, true)`);
export const declare = command(
  'pruner.declare',
  `insert into tenant.audit_boundaries (tenant_id, lowest_index, note, root, made_at) values ($1, $2, $3, $4, $5)`,
);
export const removeOpenings = command(
  'pruner.removeOpenings',
  `delete from tenant.audit_openings p
    where p.tenant_id = $1 and p.entry_id in (
      select l.entry_id from tenant.audit_log l where l.tenant_id = $1 and l.index >= $2 and l.index < $3)`,
);
export const removeEntries = command<{ removed: number }>(
  'pruner.removeEntries',
  `with gone as (
     delete from tenant.audit_log l where l.tenant_id = $1 and l.index >= $2 and l.index < $3 returning l.index
   )
   select count(*) as removed from gone`,
);
