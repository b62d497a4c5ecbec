import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { entryNumber, named, TiledLog } from '../../test/tiled-log.ts';
import { concat } from '../bytes.ts';
import { SealError } from '../error.ts';
import { sha256 } from '../node.ts';
import { tilesBetween, tilesOf } from './tile.ts';
import { TileWriter } from './tile-writer.ts';

test('tiles give the root of the frontier, however the entries were batched', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(700), { maxLength: 8 }), async (batches) => {
      const log = new TiledLog();
      let size = 0;
      for (const count of batches) {
        const written = log.append(Array.from({ length: count }, (_, at) => entryNumber(size + at)));
        assert.deepEqual(named(written), named(tilesBetween(size, size + count)));
        for (const tile of written) assert.equal(tile.bytes.length, tile.width * 32);
        size += count;
        assert.deepEqual(await log.prover(size).root(), log.root(size));
      }
    }),
    { numRuns: 20 },
  );
});

test('level 0 holds the leaf hashes', () => {
  const log = TiledLog.of(600);
  assert.deepEqual(log.tiles.get('tile/0/001'), concat(log.leaves.slice(256, 512)));
  assert.deepEqual(log.tiles.get('tile/0/002.p/88'), concat(log.leaves.slice(512)));
});

test('a tree above 65,536 entries fills a tile of level 1 and begins level 2', async () => {
  const log = TiledLog.of(66_000);
  assert.ok(log.tiles.has('tile/1/000') && log.tiles.has('tile/2/000.p/1'));
  for (const size of [65_535, 65_536, 65_537, 66_000])
    assert.deepEqual(await log.prover(size).root(), log.root(size));
});

test('a writer that was opened again writes the same tiles', async () => {
  for (const size of [0, 1, 255, 256, 257, 700]) {
    const log = TiledLog.of(size);
    const reopened = await TileWriter.open(sha256, size, log.read);
    const added = Array.from({ length: 300 }, (_, at) => entryNumber(size + at));
    const written = log.append(added);
    assert.deepEqual(reopened.append(log.leaves.slice(size)), written);
    assert.equal(reopened.size, size + 300);
  }
});

test('a tile that is too short opens nothing', async () => {
  const log = TiledLog.of(300);
  for (const missing of [1, 32])
    await assert.rejects(
      TileWriter.open(sha256, 300, async (tile) => (await log.read(tile)).slice(0, -missing)),
      (error) => error instanceof SealError && error.code === 'tile_malformed',
    );
});

test('a hash of another length adds nothing', () => {
  const writer = TileWriter.empty(sha256);
  assert.throws(() => writer.append([new Uint8Array(32), new Uint8Array(33)]), SealError);
  assert.equal(writer.size, 0);
  assert.deepEqual(named(writer.append([new Uint8Array(32)])), named(tilesOf(1)));
});
