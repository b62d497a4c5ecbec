import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Uuid } from '@wardroom/contract';
import { TileWriter, tileWidth, type WrittenTile } from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';
import type { NamedText, Session } from '../../database/session.ts';
import type { FullTile } from './store.ts';
import { readLeaves } from './store.ts';
import { completedTiles } from './tiles.ts';

const tenantId = '0197a000-0000-7000-8000-000000000001' as Uuid;

test('full tiles of every level are those of the whole tree, however the log has grown', async () => {
  const leaves: Uint8Array[] = [];
  const tiles: FullTile[] = [];
  const model = TileWriter.empty(sha256);
  const expected: WrittenTile[] = [];
  const session = {
    async send(statement: NamedText, values: readonly number[]) {
      if (statement === readLeaves) {
        const [, from, to] = values;
        return { rows: leaves.slice(from, to).map((leaf) => ({ leaf_hash: Buffer.from(leaf) })) };
      }
      const [, level, from = 0, to = 0] = values;
      const below = tiles.filter(({ level: of, tile }) => of === level && tile >= from && tile < to);
      return { rows: below.sort((one, other) => one.tile - other.tile) };
    },
  } as unknown as Session;
  // Past 256 × 256 leaves, where the second level has its first full tile, in steps that no tile divides.
  while (leaves.length < 65_536 + 700) {
    const grown = Array.from({ length: 997 }, (_, at) => sha256(Buffer.from(`${leaves.length + at}`)));
    tiles.push(...(await completedTiles(session, { tenantId, size: leaves.length, leaves: grown })));
    leaves.push(...grown);
    expected.push(...model.append(grown).filter(({ width }) => width === tileWidth));
  }
  assert.ok(expected.some(({ level }) => level === 1));
  assert.deepEqual(
    tiles.map(({ level, tile, hashes }) => [level, tile, hashes.toString('hex')]),
    expected.map(({ level, index, bytes }) => [level, index, Buffer.from(bytes).toString('hex')]),
  );
});
