/** The log of a tenant as an outsider of the database reads it, and everything in it that must fit together. */
import assert from 'node:assert/strict';
import type { Uuid } from '@wardroom/contract';
import {
  type Checkpoint,
  commitTo,
  Frontier,
  openCheckpoint,
  Prover,
  type Tile,
  tileWidth,
  verifierKey,
} from '@wardroom/seal';
import { ed25519Verify, hmac, sha256 } from '@wardroom/seal/node';
import {
  type LoggedPart,
  type LoggedRow,
  leafBytes,
  type OpeningRow,
  openLoggedPart,
  openOpening,
} from '../../kernel/audit/sequencer/index.ts';
import { parseInstant } from '../../kernel/database/connections.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { TenantFixture } from '../fixtures.ts';
import type { Harness } from '../harness.ts';

export interface SealedEntry {
  readonly row: LoggedRow;
  readonly part: LoggedPart;
  readonly leafHash: Buffer;
  /** What can still be opened, by field. */
  readonly opened: Readonly<Record<string, unknown>>;
}

interface StoredRow extends Omit<LoggedRow, 'at' | 'sequenced_at' | 'index'> {
  readonly index: string;
  readonly at: string;
  readonly sequenced_at: string;
  readonly sealed: Buffer;
  readonly leaf_hash: Buffer;
}

const text = "to_char(%s at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US+00')";
const columns = `index, entry_id, ${text.replace('%s', 'at')} as at, ${text.replace('%s', 'sequenced_at')} as sequenced_at,
  type, store, outcome, actor_type, actor_id, subject_id, action, resource_kind, resource_id,
  credential_id, request_id, count, sealed, leaf_hash`;

export async function readLog(harness: Harness, { tenant, keys }: TenantFixture): Promise<SealedEntry[]> {
  const { rows } = await harness.admin.query<StoredRow>(
    `select ${columns} from tenant.audit_log where tenant_id = $1 order by index`,
    [tenant.id],
  );
  const { rows: openings } = await harness.admin.query<OpeningRow>(
    'select entry_id, field, sealed from tenant.audit_openings where tenant_id = $1',
    [tenant.id],
  );
  await keys.ensureEpochs(
    'audit',
    [...rows, ...openings].map(({ sealed }) => sealed),
  );
  return rows.map(({ sealed, leaf_hash, ...row }) => {
    const logged = {
      ...row,
      index: Number(row.index),
      at: parseInstant(row.at),
      sequenced_at: parseInstant(row.sequenced_at),
    };
    const part = openLoggedPart(keys, row.entry_id, sealed);
    const own = openings.filter(({ entry_id }) => entry_id === row.entry_id);
    return { row: logged, part, leafHash: leaf_hash, opened: openAll(keys, part, own) };
  });
}

function openAll(
  keys: ScopeKeys,
  part: LoggedPart,
  openings: readonly OpeningRow[],
): Record<string, unknown> {
  const opened: Record<string, unknown> = {};
  for (const row of openings) {
    const { salt, value } = openOpening(keys, row);
    assert.equal(commitTo(hmac, Buffer.from(salt, 'base64url'), row.field, value), part.personal[row.field]);
    opened[row.field] = value;
  }
  return opened;
}

/** Dense indexes, times that never go back, leaves that fit their rows, and one root for tree, tiles and checkpoint. */
export async function requireWhole(harness: Harness, fixture: TenantFixture): Promise<SealedEntry[]> {
  const tenantId = fixture.tenant.id;
  const entries = await readLog(harness, fixture);
  const frontier = Frontier.empty(sha256);
  const roots = [frontier.root()];
  let before = 0;
  for (const [index, { row, part, leafHash }] of entries.entries()) {
    assert.equal(row.index, index, 'indexes are dense');
    assert.ok(row.sequenced_at >= before, 'places are given in the order of time');
    before = row.sequenced_at;
    assert.deepEqual(Buffer.from(frontier.append(leafBytes(row, part))), leafHash, 'a leaf is its row');
    roots.push(frontier.root());
  }
  const { rows } = await harness.admin.query<{ size: string; frontier: Buffer; origin: string }>(
    'select size, frontier, origin from tenant.audit_heads where tenant_id = $1',
    [tenantId],
  );
  assert.equal(Number(rows[0]?.size ?? 0), entries.length);
  if (!rows[0]) return entries;
  assert.deepEqual(Buffer.from(frontier.serialise()), rows[0].frontier);
  const prover = new Prover({ digest: sha256, read: tilesOf(harness, tenantId) }, entries.length);
  assert.deepEqual(
    Buffer.from(await prover.root()),
    Buffer.from(frontier.root()),
    'the tiles are of this tree',
  );
  for (const { size, root } of await readCheckpoints(harness, tenantId))
    assert.deepEqual(Buffer.from(root), Buffer.from(roots[size] ?? []), `the checkpoint of size ${size}`);
  return entries;
}

/** Each with a signature that holds under the public keys of the deployment. */
export async function readCheckpoints(harness: Harness, tenantId: Uuid): Promise<Checkpoint[]> {
  const { rows: keys } = await harness.admin.query<{ public_key: Buffer }>(
    'select public_key from platform.audit_keys order by generation',
  );
  const { rows } = await harness.admin.query<{ note: string; origin: string; size: string }>(
    `select c.note, c.size, h.origin from tenant.audit_checkpoints c join tenant.audit_heads h using (tenant_id)
      where c.tenant_id = $1 order by c.size`,
    [tenantId],
  );
  return Promise.all(
    rows.map(async ({ note, origin, size }) => {
      const verifiers = await Promise.all(
        keys.map(({ public_key }) =>
          verifierKey(sha256, { name: origin, type: 0x01, publicKey: new Uint8Array(public_key) }),
        ),
      );
      const checkpoint = await openCheckpoint(note, { origin, keys: verifiers }, ed25519Verify);
      assert.equal(checkpoint.size, Number(size));
      return checkpoint;
    }),
  );
}

/** As a server of tiles would: full ones as they are stored, the last of a level from what is below. */
export function tilesOf({ admin }: Harness, tenantId: Uuid): (tile: Tile) => Promise<Buffer> {
  return async ({ level, index, width }) => {
    const [from, to] = [index * tileWidth, index * tileWidth + width];
    const parameters = [tenantId, from, to];
    if (width === tileWidth) {
      const { rows } = await admin.query<{ hashes: Buffer }>(
        'select hashes from tenant.audit_tiles where tenant_id = $1 and level = $2 and tile = $3',
        [tenantId, level, index],
      );
      return rows[0]?.hashes ?? Buffer.alloc(0);
    }
    const { rows } =
      level === 0
        ? await admin.query<{ hash: Buffer }>(
            'select leaf_hash as hash from tenant.audit_log where tenant_id = $1 and index >= $2 and index < $3 order by index',
            parameters,
          )
        : await admin.query<{ hash: Buffer }>(
            'select root as hash from tenant.audit_tiles where tenant_id = $1 and tile >= $2 and tile < $3 and level = $4 order by tile',
            [...parameters, Number(level) - 1],
          );
    return Buffer.concat(rows.map(({ hash }) => hash));
  };
}
