/**
 * The epoch of all event logs of this database. It changes when the database wakes up in another cluster or on another
 * timeline (a restored copy, a promoted replica), so that a position of the original is refused there.
 */
import type pg from 'pg';

export async function setLogEpoch(admin: pg.Client): Promise<void> {
  await admin.query(
    `insert into ops.log_epoch (system_identifier, timeline)
       select s.system_identifier::text, c.timeline_id from pg_control_system() s, pg_control_checkpoint() c
     on conflict (only_row) do update
       set system_identifier = excluded.system_identifier, timeline = excluded.timeline, epoch = gen_random_uuid()
     where (log_epoch.system_identifier, log_epoch.timeline) is distinct from (excluded.system_identifier, excluded.timeline)`,
  );
}
