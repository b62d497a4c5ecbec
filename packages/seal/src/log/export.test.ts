import assert from 'node:assert/strict';
import { test } from 'node:test';

import { coded } from '../../test/signers.ts';
import { type ExportManifest, exportFiles, exportLine, requireManifest } from './export.ts';

const manifest: ExportManifest = {
  v: 1,
  format: 'wardroom-audit-export',
  origin: 'chat.example/audit/ten_1',
  from: 256,
  to: 600,
  size: 600,
  createdAt: '2026-11-22T18:14:28.123Z',
};

test('files of an export are in the order of docs/audit-log-format.md', () => {
  const files = exportFiles(manifest, { rotations: 2, boundary: true, directory: true });
  assert.deepEqual(
    [...files].map(({ path }) => path),
    [
      'manifest.json',
      'checkpoint',
      'keys.json',
      'rotations/0',
      'rotations/1',
      'boundary',
      'directory.json',
      'tile/0/000',
      'tile/0/001',
      'tile/0/002.p/88',
      'tile/1/000.p/2',
      'tile/entries/001',
      'tile/entries/002.p/88',
      'openings.jsonl',
    ],
  );
});

test('an empty log has an export, too', () => {
  const empty = { ...manifest, from: 0, to: 0, size: 0 };
  const files = exportFiles(empty, { rotations: 0, boundary: false, directory: false });
  assert.deepEqual(
    [...files].map(({ path }) => path),
    ['manifest.json', 'checkpoint', 'keys.json', 'openings.jsonl'],
  );
});

test('a manifest whose numbers do not fit is refused', () => {
  requireManifest(manifest);
  for (const change of [{ from: 1 }, { to: 599 }, { from: 768 }, { from: -256 }, { size: 0.5, to: 0.5 }])
    assert.throws(() => requireManifest({ ...manifest, ...change }), coded('out_of_range'));
});

test('what an export says is one canonical line', () => {
  assert.equal(
    exportLine({ value: 'x', salt: 's', index: 3, field: 'f' }),
    '{"field":"f","index":3,"salt":"s","value":"x"}\n',
  );
  const value = 'x'.repeat(65_533);
  assert.equal(JSON.parse(exportLine({ index: 3, field: 'f', salt: 's', value })).value, value);
});
