import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { named } from '../../test/tiled-log.ts';
import { SealError } from '../error.ts';
import { parseTilePath, type Tile, tilePath, tilesBetween, tilesOf, tilesOfLevel } from './tile.ts';

// C2SP tlog-tiles, “Merkle Tree” and “Partial Tiles”; the indexes of Go's sumdb/tlog/tlog_test.go, tilePaths.
const paths: [string, Tile][] = [
  ['tile/0/x001/x234/067', { level: 0, index: 1_234_067, width: 256 }],
  ['tile/0/001', { level: 0, index: 1, width: 256 }],
  ['tile/0/001.p/5', { level: 0, index: 1, width: 5 }],
  ['tile/5/x123/x456/078', { level: 5, index: 123_456_078, width: 256 }],
  ['tile/5/x123/x456/078.p/2', { level: 5, index: 123_456_078, width: 2 }],
  ['tile/entries/x003/x057/500', { level: 'entries', index: 3_057_500, width: 256 }],
  ['tile/entries/000.p/255', { level: 'entries', index: 0, width: 255 }],
];

test('paths of tiles are those of tlog-tiles, in both directions', () => {
  for (const [path, tile] of paths) {
    assert.equal(tilePath(tile), path);
    assert.deepEqual(parseTilePath(path), tile);
  }
});

test('another spelling of a path is no path', () => {
  const wrong = [
    'tile/5/123/456/078',
    'tile/-1/123/456/078',
    'tile/00/001',
    'tile/7/001',
    'tile/0/1',
    'tile/0/x000/001',
    'tile/0/x001',
    'tile/0/001.p/0',
    'tile/0/001.p/256',
    'tile/0/001.p/05',
    'tile/0/001.p/',
    'tile/0/001/',
    '/tile/0/001',
    'tile/0/001\n',
    'tile/data/001',
    'tile/0/x009/x007/x199/x254/x740/992',
    `tile/0/${'x999/'.repeat(20)}999`,
    'tile/0/٠٠١',
  ];
  for (const path of wrong) assert.equal(parseTilePath(path), null, path);
});

test('every tile has one path', () => {
  const tile = fc.record({
    level: fc.oneof(fc.constant('entries' as const), fc.nat(6)),
    index: fc.maxSafeNat(),
    width: fc.integer({ min: 1, max: 256 }),
  });
  fc.assert(fc.property(tile, (one) => assert.deepEqual(parseTilePath(tilePath(one)), { ...one })));
});

// C2SP tlog-tiles, “Partial Tiles”.
test('a tree of 70,000 has the tiles that the specification counts', () => {
  const tiles = [...tilesOf(70_000)];
  const full = (level: number) => tiles.filter((tile) => tile.level === level && tile.width === 256).length;
  assert.deepEqual([full(0), full(1), full(2)], [273, 1, 0]);
  assert.deepEqual(
    tiles.filter(({ width }) => width < 256).map(({ level, width }) => [level, width]),
    [
      [0, 112],
      [1, 17],
      [2, 1],
    ],
  );
  assert.deepEqual(named(tilesOf(256)), ['tile/0/000', 'tile/1/000.p/1']);
  assert.deepEqual(named(tilesOf(0)), []);
});

test('bundles begin at the one that holds the first entry', () => {
  assert.deepEqual(named(tilesOfLevel('entries', 600, 256)), ['tile/entries/001', 'tile/entries/002.p/88']);
  assert.deepEqual(named(tilesOfLevel('entries', 512, 512)), []);
});

test('growth brings forth what is new and nothing else', () => {
  assert.deepEqual(named(tilesBetween(255, 257)), ['tile/0/000', 'tile/0/001.p/1', 'tile/1/000.p/1']);
  assert.deepEqual(named(tilesBetween(1, 1)), []);
  assert.deepEqual(named(tilesBetween(100, 101)), ['tile/0/000.p/101']);
  assert.throws(
    () => [...tilesBetween(2, 1)],
    (error) => error instanceof SealError && error.code === 'out_of_range',
  );
});

test('the largest tree has seven levels', () => {
  const size = Number.MAX_SAFE_INTEGER;
  assert.deepEqual(
    [...tilesBetween(size - 1, size)].map(({ level, width }) => [level, width]),
    [[0, 255]],
  );
  assert.deepEqual(
    named(tilesBetween(2 ** 48 - 1, 2 ** 48)).map((path) => path.split('/')[1]),
    ['0', '1', '2', '3', '4', '5', '6'],
  );
});
