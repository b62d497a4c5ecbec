/** SQL of the tree of a tenant’s log, read side: checkpoints, tiles and hashes of leaves. */
import type { LoggedRow, OpeningRow } from '../../kernel/audit/sequencer/index.ts';
import { query } from '../../kernel/database/statement.ts';

export interface CheckpointRow {
  readonly origin: string;
  readonly size: number;
  readonly note: string;
  readonly signed_at: number;
}
const checkpoint = `select h.origin, c.size, c.note, c.signed_at
     from tenant.audit_checkpoints c join tenant.audit_heads h on h.tenant_id = c.tenant_id`;
export const newestCheckpoint = query<CheckpointRow>(
  'auditProofs.newestCheckpoint',
  `${checkpoint} where c.tenant_id = $1 order by c.size desc limit 1`,
);
/** The first that covers so many entries. */
export const checkpointFrom = query<CheckpointRow>(
  'auditProofs.checkpointFrom',
  `${checkpoint} where c.tenant_id = $1 and c.size >= $2 order by c.size limit 1`,
);

export const readTiles = query<{ tile: number; hashes: Buffer }>(
  'auditProofs.readTiles',
  `select t.tile, t.hashes from tenant.audit_tiles t
    where t.tenant_id = $1 and t.level = $2 and t.tile >= $3 and t.tile < $4 order by t.tile`,
);
export const readRoots = query<{ tile: number; root: Buffer }>(
  'auditProofs.readRoots',
  `select t.tile, t.root from tenant.audit_tiles t
    where t.tenant_id = $1 and t.level = $2 and t.tile >= $3 and t.tile < $4 order by t.tile`,
);
export const readLeaves = query<{ index: number; leaf_hash: Buffer }>(
  'auditProofs.readLeaves',
  `select l.index, l.leaf_hash from tenant.audit_log l
    where l.tenant_id = $1 and l.index >= $2 and l.index < $3 order by l.index`,
);

export interface LogRow extends LoggedRow {
  readonly sealed: Buffer;
  readonly leaf_hash: Buffer;
}
const logColumns = `l.index, l.entry_id, l.at, l.sequenced_at, l.type, l.store, l.outcome, l.actor_type, l.actor_id,
     l.subject_id, l.action, l.resource_kind, l.resource_id, l.credential_id, l.request_id, l.count, l.sealed, l.leaf_hash`;
export const findLogged = query<LogRow>(
  'auditProofs.findLogged',
  `select ${logColumns} from tenant.audit_log l where l.tenant_id = $1 and l.entry_id = $2::uuid`,
);
export const findWaiting = query<Pick<LogRow, 'store'>>(
  'auditProofs.findWaiting',
  `select o.store from tenant.audit_outbox o where o.tenant_id = $1 and o.entry_id = $2::uuid`,
);
export const readRows = query<LogRow>(
  'auditProofs.readRows',
  `select ${logColumns} from tenant.audit_log l
    where l.tenant_id = $1 and l.index >= $2 and l.index < $3 order by l.index`,
);
export const findOpenings = query<OpeningRow>(
  'auditProofs.findOpenings',
  `select p.entry_id, p.field, p.sealed from tenant.audit_openings p
    where p.tenant_id = $1 and p.entry_id = $2::uuid order by p.field`,
);

export interface BoundaryRow {
  readonly lowest_index: number;
  readonly note: string;
}
/** Where the log begins today. */
export const lowestBoundary = query<BoundaryRow>(
  'auditProofs.lowestBoundary',
  `select b.lowest_index, b.note from tenant.audit_boundaries b
    where b.tenant_id = $1 order by b.lowest_index desc limit 1`,
);

export interface ExportedOpening extends OpeningRow {
  readonly index: number;
}
/** Of whole entries, the first in any case, the others as long as those before them are below $4 bytes together. */
export const readOpenings = query<ExportedOpening>(
  'auditProofs.readOpenings',
  `select e.index, e.entry_id, e.field, e.sealed from (
     select l.index, p.entry_id, p.field, p.sealed,
            sum(octet_length(p.sealed)) over (order by l.index range between unbounded preceding and 1 preceding) as before
       from tenant.audit_log l
       join tenant.audit_openings p on p.tenant_id = l.tenant_id and p.entry_id = l.entry_id
      where l.tenant_id = $1 and p.tenant_id = $1 and l.index >= $2 and l.index < $3) e
    where e.before is null or e.before < $4::int8 order by e.index, e.field`,
);
