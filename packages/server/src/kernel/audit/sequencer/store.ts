/**
 * SQL of the sequencer, as role wardroom_sealer, which sees the outboxes of all tenants and may only append to their
 * logs; and of the keys that sign, as role wardroom_platform.
 */
import type { Uuid } from '@wardroom/contract';
import {
  byteaArray,
  instantArray,
  int4Array,
  int8Array,
  textArray,
  uuidArray,
} from '../../database/binary-arrays.ts';
import { command, query } from '../../database/statement.ts';
import type { Composed, WaitingRow } from './compose.ts';

export interface LookRow {
  readonly holder: Uuid | null;
  readonly is_held: boolean;
  /** Of the entry that has waited longest. */
  readonly oldest_at: number | null;
  /** Tenants with entries among the next ones. */
  readonly waiting: readonly Uuid[];
  readonly has_unsigned: boolean;
}

const unsigned = (size: string) =>
  `h.size > h.checkpoint_size and (h.checkpoint_at <= ${size}::timestamptz - interval '1 second' or h.checkpoint_at > ${size}::timestamptz)`;

/** What there is to do, who does it: the one statement of a tick that finds nothing. */
export const look = query<LookRow>(
  'sequencer.look',
  `select s.holder, s.expires_at > clock_timestamp() as is_held,
          (select o.at from tenant.audit_outbox o order by o.entry_id limit 1) as oldest_at,
          array(select distinct w.tenant_id
                  from (select n.tenant_id from tenant.audit_outbox n
                         where n.tenant_id <> all ($1::uuid[]) order by n.entry_id limit $2) w) as waiting,
          (select true from tenant.audit_heads h where ${unsigned('$3')} order by h.tenant_id limit 1)
            is not null as has_unsigned
     from ops.audit_sequencer s`,
);

/** Taken when nobody holds it. Waits for the batch of the holder, and then finds it held. */
export const take = command<{ fence: number }>(
  'sequencer.take',
  `update ops.audit_sequencer set holder = $1, fence = fence + 1, expires_at = clock_timestamp() + $2 * interval '1 ms'
    where expires_at <= clock_timestamp() or holder = $1 returning fence`,
);
/** First statement of a batch: no other batch runs until this one has ended. */
export const hold = command<{ fence: number }>(
  'sequencer.hold',
  `update ops.audit_sequencer set expires_at = clock_timestamp() + $3 * interval '1 ms'
    where holder = $1 and fence = $2 returning fence`,
);
export const giveUp = command(
  'sequencer.giveUp',
  `update ops.audit_sequencer set expires_at = clock_timestamp() where holder = $1 and fence = $2`,
);

/** Whatever waits, oldest first; never “after the last one”, because a smaller id may commit later. */
export const claim = query<WaitingRow>(
  'sequencer.claim',
  `with claimed as (
     delete from tenant.audit_outbox o
      where (o.tenant_id, o.entry_id) in (
        select n.tenant_id, n.entry_id from tenant.audit_outbox n
         where n.tenant_id = any ($1::uuid[]) order by n.entry_id limit $2)
      returning o.*
   )
   select c.tenant_id, c.entry_id, c.at, c.type, c.store, c.outcome, c.actor_type, c.actor_id, c.subject_id, c.action,
          c.resource_kind, c.resource_id, c.credential_kind, c.credential_id, c.request_id, c.count, c.sealed,
          d.found is not null as is_double
     from claimed c
     left join lateral (select true as found from tenant.audit_log l
                         where l.tenant_id = c.tenant_id and l.entry_id = c.entry_id limit 1) d on true
    order by c.entry_id`,
);

export interface HeadRow {
  readonly tenant_id: Uuid;
  readonly origin: string;
  readonly size: number;
  readonly frontier: Buffer;
  readonly sequenced_at: number;
  readonly checkpoint_size: number;
  readonly checkpoint_at: number;
}
const headColumns =
  'h.tenant_id, h.origin, h.size, h.frontier, h.sequenced_at, h.checkpoint_size, h.checkpoint_at';
export const lockHeads = query<HeadRow>(
  'sequencer.lockHeads',
  `select ${headColumns} from tenant.audit_heads h where h.tenant_id = any ($1::uuid[])
    order by h.tenant_id for update`,
);
export const lockUnsigned = query<HeadRow>(
  'sequencer.lockUnsigned',
  `select ${headColumns} from tenant.audit_heads h where ${unsigned('$1')}
    order by h.tenant_id limit $2 for update`,
);
export const writeHeads = command(
  'sequencer.writeHeads',
  `insert into tenant.audit_heads (tenant_id, origin, size, frontier, sequenced_at, checkpoint_size, checkpoint_at)
   select e.* from unnest($1::uuid[], $2::text[], $3::int8[], $4::bytea[], $5::timestamptz[], $6::int8[], $7::timestamptz[]) e
   on conflict on constraint audit_heads_key do update
      set size = excluded.size, frontier = excluded.frontier, sequenced_at = excluded.sequenced_at,
          checkpoint_size = excluded.checkpoint_size, checkpoint_at = excluded.checkpoint_at`,
);
export const headValues = (heads: readonly HeadRow[]): unknown[] => [
  uuidArray(heads.map((head) => head.tenant_id)),
  textArray(heads.map((head) => head.origin)),
  int8Array(heads.map((head) => head.size)),
  byteaArray(heads.map((head) => head.frontier)),
  instantArray(heads.map((head) => head.sequenced_at)),
  int8Array(heads.map((head) => head.checkpoint_size)),
  instantArray(heads.map((head) => head.checkpoint_at)),
];

export interface AppendedEntry extends Composed {
  readonly tenantId: Uuid;
  readonly leafHash: Buffer;
}
export const appendEntries = command(
  'sequencer.append',
  `insert into tenant.audit_log (tenant_id, index, entry_id, at, sequenced_at, type, store, outcome, actor_type, actor_id,
     subject_id, action, resource_kind, resource_id, credential_id, request_id, count, sealed, leaf_hash)
   select e.* from unnest($1::uuid[], $2::int8[], $3::uuid[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[],
     $8::text[], $9::text[], $10::uuid[], $11::uuid[], $12::text[], $13::text[], $14::uuid[], $15::uuid[], $16::uuid[],
     $17::integer[], $18::bytea[], $19::bytea[]) e`,
);
export function entryValues(entries: readonly AppendedEntry[]): unknown[] {
  const rows = entries.map(({ row }) => row);
  return [
    uuidArray(entries.map(({ tenantId }) => tenantId)),
    int8Array(rows.map(({ index }) => index)),
    uuidArray(rows.map(({ entry_id }) => entry_id)),
    instantArray(rows.map(({ at }) => at)),
    instantArray(rows.map(({ sequenced_at }) => sequenced_at)),
    textArray(rows.map(({ type }) => type)),
    textArray(rows.map(({ store }) => store)),
    textArray(rows.map(({ outcome }) => outcome)),
    textArray(rows.map(({ actor_type }) => actor_type)),
    uuidArray(rows.map(({ actor_id }) => actor_id)),
    uuidArray(rows.map(({ subject_id }) => subject_id)),
    textArray(rows.map(({ action }) => action)),
    textArray(rows.map(({ resource_kind }) => resource_kind)),
    uuidArray(rows.map(({ resource_id }) => resource_id)),
    uuidArray(rows.map(({ credential_id }) => credential_id)),
    uuidArray(rows.map(({ request_id }) => request_id)),
    int4Array(rows.map(({ count }) => count)),
    byteaArray(entries.map(({ sealed }) => sealed)),
    byteaArray(entries.map(({ leafHash }) => leafHash)),
  ];
}

export const appendOpenings = command(
  'sequencer.appendOpenings',
  // Not of somebody who was erased while the entry waited (app.erase_openings, migration 0025).
  `insert into tenant.audit_openings (tenant_id, entry_id, field, subject_id, sealed)
   select e.* from unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::bytea[]) e (tenant_id, entry_id, field, subject_id, sealed)
    where not exists (select from tenant.audit_erased_waiting w
                       where w.tenant_id = e.tenant_id and w.entry_id = e.entry_id and w.subject_id = e.subject_id)`,
);
export function openingValues(entries: readonly AppendedEntry[]): unknown[] {
  const openings = entries.flatMap(({ tenantId, openings }) =>
    openings.map((opening) => ({ tenantId, ...opening })),
  );
  return [
    uuidArray(openings.map(({ tenantId }) => tenantId)),
    uuidArray(openings.map(({ entryId }) => entryId)),
    textArray(openings.map(({ field }) => field)),
    uuidArray(openings.map(({ subjectId }) => subjectId)),
    byteaArray(openings.map(({ sealed }) => sealed)),
  ];
}

/** Leaf hashes of the last, partial tile. */
export const readLeaves = query<{ leaf_hash: Buffer }>(
  'sequencer.readLeaves',
  `select l.leaf_hash from tenant.audit_log l
    where l.tenant_id = $1 and l.index >= $2 and l.index < $3 order by l.index`,
);
/** Roots of tiles, which are the hashes of the level above. */
export const readRoots = query<{ root: Buffer }>(
  'sequencer.readRoots',
  `select t.root from tenant.audit_tiles t
    where t.tenant_id = $1 and t.level = $2 and t.tile >= $3 and t.tile < $4 order by t.tile`,
);
export interface FullTile {
  readonly tenantId: Uuid;
  readonly level: number;
  readonly tile: number;
  readonly hashes: Buffer;
  readonly root: Buffer;
}
export const appendTiles = command(
  'sequencer.appendTiles',
  `insert into tenant.audit_tiles (tenant_id, level, tile, hashes, root)
   select e.* from unnest($1::uuid[], $2::integer[], $3::int8[], $4::bytea[], $5::bytea[]) e`,
);
export const tileValues = (tiles: readonly FullTile[]): unknown[] => [
  uuidArray(tiles.map(({ tenantId }) => tenantId)),
  int4Array(tiles.map(({ level }) => level)),
  int8Array(tiles.map(({ tile }) => tile)),
  byteaArray(tiles.map(({ hashes }) => hashes)),
  byteaArray(tiles.map(({ root }) => root)),
];

/** What entries are, once; how many of them there were in an hour, more each time. */
export const addRollups = command(
  'sequencer.addRollups',
  `with counted as (
     select e.* from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int8[])
       as e (tenant_id, hour, type, action, outcome, actor_type, entries)
   ), classes as (
     insert into tenant.audit_classes (tenant_id, type, action, outcome, actor_type)
     select distinct c.tenant_id, c.type, c.action, c.outcome, c.actor_type from counted c
     on conflict do nothing
   )
   insert into tenant.audit_rollups as r (tenant_id, hour, type, action, outcome, actor_type, entries)
   select c.* from counted c
   on conflict on constraint audit_rollups_key do update set entries = r.entries + excluded.entries`,
);

export interface SignedCheckpoint {
  readonly tenantId: Uuid;
  readonly size: number;
  readonly note: string;
  readonly signedAt: number;
}
export const appendCheckpoints = command(
  'sequencer.appendCheckpoints',
  `insert into tenant.audit_checkpoints (tenant_id, size, note, signed_at)
   select e.* from unnest($1::uuid[], $2::int8[], $3::text[], $4::timestamptz[]) e`,
);
export const checkpointValues = (checkpoints: readonly SignedCheckpoint[]): unknown[] => [
  uuidArray(checkpoints.map(({ tenantId }) => tenantId)),
  int8Array(checkpoints.map(({ size }) => size)),
  textArray(checkpoints.map(({ note }) => note)),
  instantArray(checkpoints.map(({ signedAt }) => signedAt)),
];

export interface AuditKeyRow {
  readonly generation: number;
  readonly public_key: Buffer;
  readonly sealed: Buffer;
  readonly signs_from: number;
  readonly signs_until: number | null;
}
export const readAuditKeys = query<AuditKeyRow>(
  'sequencer.readKeys',
  `select generation, public_key, sealed, signs_from, signs_until from platform.audit_keys order by generation`,
);
/** The first of two nodes wins; both read what is stored. */
export const insertAuditKey = command(
  'sequencer.insertKey',
  `insert into platform.audit_keys (generation, public_key, sealed, signs_from) values ($1, $2, $3, $4)
   on conflict (generation) do nothing`,
);
