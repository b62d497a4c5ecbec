import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nodeCrypto } from '../src/node.ts';
import { eventfulLog } from './eventful-log.ts';
import { remembering, tarOfLog, verify } from './verifying.ts';
import { exportFiles, plainLog } from './writer/export.ts';
import { type NamedFile, tarOf } from './writer/tar.ts';

const runs = process.env['WARDROOM_SOAK'] === '1' ? 20_000 : 100;
const crypto = remembering(nodeCrypto);
const logs = [plainLog(3), plainLog(300, { covered: 250 }), eventfulLog(530)].map((spec) => ({
  tar: tarOfLog(spec),
  files: [...exportFiles(spec)],
}));
const nothing = { tar: Buffer.alloc(0), files: [] };
const log = fc.nat({ max: logs.length - 1 });
const optional = ['directory.json', 'boundary'];
const place = fc.nat({ max: 2 ** 30 });

/** Ways to change a list of files. */
const moves: Readonly<Record<string, (files: NamedFile[], one: number, other: number) => NamedFile[]>> = {
  drop: (files, one) => files.toSpliced(one, 1),
  swap: (files, one, other) =>
    files.map((file, at) => files[at === one ? other : at === other ? one : at] ?? file),
  repeat: (files, one, other) => files.toSpliced(other, 0, ...files.slice(one, one + 1)),
  truncate: (files, one) => files.slice(0, one),
  exchange: (files, one, other) =>
    files.map((file, at) => ({
      ...file,
      bytes: files[at === one ? other : at === other ? one : at]?.bytes ?? file.bytes,
    })),
};

/** Ways to change bytes. */
const edits: Readonly<Record<string, (bytes: Buffer, start: number, length: number) => Buffer>> = {
  invert: (bytes, start, length) => {
    const changed = Buffer.from(bytes);
    for (let at = start; at < Math.min(bytes.length, start + length); at += 1)
      changed[at] = 255 - (bytes[at] ?? 0);
    return changed;
  },
  cut: (bytes, start, length) => Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + length)]),
  double: (bytes, start, length) => Buffer.concat([bytes.subarray(0, start + length), bytes.subarray(start)]),
  nought: (bytes, start, length) => Buffer.from(bytes).fill(0, start, Math.min(bytes.length, start + length)),
};

const broken = async (tar: Buffer): Promise<void> => {
  const report = await verify(tar, { crypto });
  assert.equal(report.verdict, 'broken');
  assert.ok(report.findingCount > 0 && report.findings.length > 0);
};

test('files that are dropped, moved, doubled or exchanged are always noticed', async () => {
  const move = fc.constantFrom(...Object.keys(moves));
  await fc.assert(
    fc.asyncProperty(log, move, place, place, async (at, name, one, other) => {
      const { files, tar } = logs[at] ?? nothing;
      // An export may be made without these; what remains is proven all the same.
      fc.pre(name !== 'drop' || !optional.includes(files[one % files.length]?.name ?? ''));
      const changed = tarOf(moves[name]?.(files, one % files.length, other % files.length) ?? []);
      fc.pre(!changed.equals(tar));
      await broken(changed);
    }),
    { numRuns: runs },
  );
});

test('bytes that are changed, cut, doubled or wiped anywhere are always noticed', async () => {
  const edit = fc.constantFrom(...Object.keys(edits));
  const length = fc.integer({ min: 1, max: 2_000 });
  await fc.assert(
    fc.asyncProperty(log, edit, place, length, async (at, name, start, span) => {
      const { tar } = logs[at] ?? nothing;
      const changed = edits[name]?.(tar, start % tar.length, span) ?? tar;
      fc.pre(!changed.equals(tar));
      await broken(changed);
    }),
    { numRuns: runs },
  );
});

test('bytes that were never an export are broken, and nothing is thrown', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), async (bytes) => broken(Buffer.from(bytes))),
    { numRuns: runs },
  );
});
