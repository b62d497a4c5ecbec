/**
 * SQL of who vouches for the audit log: keys as role wardroom_platform, directory, rotations and cosignatures as role
 * wardroom_sealer, and what is of one tenant as that tenant.
 */
import type { Uuid } from '@wardroom/contract';
import { byteaArray, instantArray, int8Array, uuidArray } from '../../database/binary-arrays.ts';
import { command, query } from '../../database/statement.ts';

export interface PublicKeyRow {
  readonly generation: number;
  readonly public_key: Buffer;
}
export const readPublicKeys = query<PublicKeyRow>(
  'auditTrust.readPublicKeys',
  `select generation, public_key from platform.audit_keys order by generation`,
);

/** A key and the end of the one before, or nothing when another node was first. */
export const addAuditKey = command<{ generation: number }>(
  'auditTrust.addKey',
  `with added as (
     insert into platform.audit_keys (generation, public_key, sealed, signs_from) values ($1, $2, $3, $4)
     on conflict (generation) do nothing returning generation
   ), ended as (
     update platform.audit_keys k set signs_until = $5
      where k.generation = $1 - 1 and k.signs_until is null and exists (select from added)
   )
   select a.generation from added a`,
);

export interface UnrotatedRow {
  readonly tenant_id: Uuid;
  readonly origin: string;
}
/** Logs that the key before has signed and that nobody has told of this one. */
export const listUnrotated = query<UnrotatedRow>(
  'auditTrust.listUnrotated',
  `select h.tenant_id, h.origin from tenant.audit_heads h
    where h.tenant_id > $3 and h.checkpoint_size > 0
      and not exists (select from tenant.audit_rotations r where r.tenant_id = h.tenant_id and r.generation = $1)
      and (select c.signed_at from tenant.audit_checkpoints c where c.tenant_id = h.tenant_id order by c.size limit 1)
          < $2::timestamptz
    order by h.tenant_id limit $4`,
);
export const addRotation = command<{ generation: number }>(
  'auditTrust.addRotation',
  `insert into tenant.audit_rotations (tenant_id, generation, note, made_at) values ($1, $2, $3, $4)
   on conflict on constraint audit_rotations_key do nothing returning generation`,
);
export const addDirectoryRotation = command(
  'auditTrust.addDirectoryRotation',
  `insert into platform.audit_directory_rotations (generation, note, made_at) values ($1, $2, $3)
   on conflict (generation) do nothing`,
);
export interface DirectoryOriginRow {
  readonly origin: string;
  readonly is_told: boolean;
}
/** The directory, when the key before has signed it. */
export const readDirectoryOrigin = query<DirectoryOriginRow>(
  'auditTrust.readDirectoryOrigin',
  `select d.origin, exists (select from platform.audit_directory_rotations r where r.generation = $1) as is_told
     from platform.audit_directory d
    where (select c.signed_at from platform.audit_directory_checkpoints c order by c.size limit 1) < $2::timestamptz`,
);

export interface DirectoryHeadRow {
  readonly origin: string;
  readonly size: number;
  readonly frontier: Buffer;
}
export const beginDirectory = command(
  'auditTrust.beginDirectory',
  `insert into platform.audit_directory (origin, size, frontier) values ($1, 0, $2) on conflict do nothing`,
);
/** Nothing while another node adds to it. */
export const holdDirectory = query<DirectoryHeadRow>(
  'auditTrust.holdDirectory',
  `select d.origin, d.size, d.frontier from platform.audit_directory d for update skip locked`,
);
export interface UncoveredRow {
  readonly tenant_id: Uuid;
  readonly size: number;
  readonly note: string;
}
/** Newest checkpoints that no leaf covers, of tenants that have not been covered for so long. */
export const listUncovered = query<UncoveredRow>(
  'auditTrust.listUncovered',
  `select h.tenant_id, c.size, c.note
     from tenant.audit_heads h
     join tenant.audit_checkpoints c on c.tenant_id = h.tenant_id and c.size = h.checkpoint_size
     left join lateral (select p.size, p.placed_at from tenant.audit_places p
                         where p.tenant_id = h.tenant_id order by p.size desc limit 1) l on true
    where h.checkpoint_size > coalesce(l.size, 0)
      and (l.placed_at is null or l.placed_at <= $2::timestamptz or l.placed_at > $1::timestamptz)
    order by l.placed_at nulls first, h.tenant_id limit $3`,
);
export const growDirectory = command(
  'auditTrust.growDirectory',
  'update platform.audit_directory set size = $1, frontier = $2',
);
export const addLeaves = command(
  'auditTrust.addLeaves',
  `insert into platform.audit_directory_leaves (index, leaf_hash)
   select e.* from unnest($1::int8[], $2::bytea[]) e`,
);
export interface Place {
  readonly tenantId: Uuid;
  readonly size: number;
  readonly index: number;
  readonly salt: Buffer;
  readonly placedAt: number;
}
export const addPlaces = command(
  'auditTrust.addPlaces',
  `insert into tenant.audit_places (tenant_id, size, index, salt, placed_at)
   select e.* from unnest($1::uuid[], $2::int8[], $3::int8[], $4::bytea[], $5::timestamptz[]) e`,
);
export const placeValues = (places: readonly Place[]): unknown[] => [
  uuidArray(places.map(({ tenantId }) => tenantId)),
  int8Array(places.map(({ size }) => size)),
  int8Array(places.map(({ index }) => index)),
  byteaArray(places.map(({ salt }) => salt)),
  instantArray(places.map(({ placedAt }) => placedAt)),
];
export const leafValues = (leaves: readonly { index: number; hash: Buffer }[]): unknown[] => [
  int8Array(leaves.map(({ index }) => index)),
  byteaArray(leaves.map(({ hash }) => hash)),
];
export const addTile = command(
  'auditTrust.addTile',
  'insert into platform.audit_directory_tiles (level, tile, hashes, root) values ($1, $2, $3, $4)',
);
export const addCheckpoint = command(
  'auditTrust.addCheckpoint',
  'insert into platform.audit_directory_checkpoints (size, note, signed_at) values ($1, $2, $3)',
);
export const readDirectoryTile = query<{ hashes: Buffer }>(
  'auditTrust.readTile',
  'select t.hashes from platform.audit_directory_tiles t where t.level = $1 and t.tile = $2',
);
export const readDirectoryRoots = query<{ hash: Buffer }>(
  'auditTrust.readRoots',
  `select t.root as hash from platform.audit_directory_tiles t
    where t.level = $1 and t.tile >= $2 and t.tile < $3 order by t.tile`,
);
export const readDirectoryLeaves = query<{ hash: Buffer }>(
  'auditTrust.readLeaves',
  `select l.leaf_hash as hash from platform.audit_directory_leaves l
    where l.index >= $1 and l.index < $2 order by l.index`,
);

export interface DirectoryCheckpointRow {
  readonly size: number;
  readonly note: string;
  readonly signed_at: number;
}
export const readNewestCheckpoint = query<DirectoryCheckpointRow>(
  'auditTrust.readNewestCheckpoint',
  `select c.size, c.note, c.signed_at from platform.audit_directory_checkpoints c order by c.size desc limit 1`,
);
/** The oldest behind a size: what whoever stands there has waited for. */
export const readNextCheckpoint = query<DirectoryCheckpointRow>(
  'auditTrust.readNextCheckpoint',
  `select c.size, c.note, c.signed_at from platform.audit_directory_checkpoints c
    where c.size > $1 order by c.size limit 1`,
);
export const readWitnessed = query<DirectoryCheckpointRow>(
  'auditTrust.readWitnessed',
  `select c.size, c.note, c.signed_at from platform.audit_directory_checkpoints c
    where c.size = (select max(s.size) from platform.audit_cosignatures s)`,
);
export interface CosignatureRow {
  readonly witness: string;
  readonly line: string;
}
export const readCosignatures = query<CosignatureRow>(
  'auditTrust.readCosignatures',
  `select s.witness, s.line from platform.audit_cosignatures s where s.size = $1 order by s.witness`,
);
export const readWitnessSize = query<{ size: number }>(
  'auditTrust.readWitnessSize',
  `select coalesce(max(s.size), 0) as size from platform.audit_cosignatures s where s.witness = $1`,
);
export const addCosignature = command(
  'auditTrust.addCosignature',
  `insert into platform.audit_cosignatures (size, witness, line, cosigned_at) values ($1, $2, $3, $4)
   on conflict on constraint audit_cosignatures_key do nothing`,
);

export const readAnchorSize = query<{ size: number }>(
  'auditTrust.readAnchorSize',
  'select a.size from platform.audit_anchors a where a.name = $1',
);
/** Never back: an older node may end later. */
export const moveAnchor = command(
  'auditTrust.moveAnchor',
  `insert into platform.audit_anchors as a (name, size, anchored_at) values ($1, $2, $3)
   on conflict (name) do update set size = excluded.size, anchored_at = excluded.anchored_at
   where a.size < excluded.size`,
);

export interface RotationRow {
  readonly generation: number;
  readonly note: string;
}
export const readRotations = query<RotationRow>(
  'auditTrust.readRotations',
  'select r.generation, r.note from tenant.audit_rotations r where r.tenant_id = $1 order by r.generation',
);
export const readDirectoryRotations = query<RotationRow>(
  'auditTrust.readDirectoryRotations',
  'select r.generation, r.note from platform.audit_directory_rotations r order by r.generation',
);
/** The checkpoint of that size. */
export const readTenantCheckpoint = query<{ note: string }>(
  'auditTrust.readTenantCheckpoint',
  'select c.note from tenant.audit_checkpoints c where c.tenant_id = $1 and c.size = $2',
);
export interface PlaceRow {
  readonly size: number;
  readonly index: number;
  readonly salt: Buffer;
  readonly note: string;
}
/** The newest checkpoint up to a size that a directory of so many leaves covers. */
export const readPlace = query<PlaceRow>(
  'auditTrust.readPlace',
  `select p.size, p.index, p.salt, c.note from tenant.audit_places p
     join tenant.audit_checkpoints c on c.tenant_id = p.tenant_id and c.size = p.size
    where p.tenant_id = $1 and p.size <= $2 and p.index < $3 order by p.size desc limit 1`,
);
