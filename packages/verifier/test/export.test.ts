import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TrustedKeyError, verifyExport } from '../src/index.ts';
import { nodeCrypto } from '../src/node.ts';
import { eventfulLog } from './eventful-log.ts';
import { changed, codesOf, pinned, rewrite, tarOfLog, verify, verifyUnpinned } from './verifying.ts';
import { canonical, entryOf, fieldsOf } from './writer/entry.ts';
import {
  checkpointOf,
  exportFiles,
  headText,
  keys,
  leavesOf,
  origin,
  plainLog,
  rootAt,
} from './writer/export.ts';
import { signedNote } from './writer/keys.ts';
import { tarOf } from './writer/tar.ts';
import { levelsOf, rootByLevels, rootOf } from './writer/tree.ts';

describe('the writer of these tests', () => {
  test('its linear root is the root of RFC 6962', () => {
    for (const size of [0, 1, 255, 256, 257, 700]) {
      const leaves = leavesOf({ entryAt: entryOf }, size);
      assert.deepEqual(rootByLevels(levelsOf(leaves)), rootOf(leaves));
    }
  });
  test('its entries are canonical', () => {
    for (const index of [0, 1, 2, 3]) assert.equal(entryOf(index).toString(), canonical(fieldsOf(index)));
  });
});

describe('an export that is what was signed', () => {
  for (const size of [0, 1, 2, 255, 256, 257, 511, 512, 700])
    test(`of ${size} entries is intact, and continues every checkpoint that was held`, async () => {
      const spec = plainLog(size, { covered: Math.floor(size * 0.8) });
      const held = [0, 1, 200, 256, 300, 512, 699, size].filter((held) => held <= size);
      const report = await verify(tarOfLog(spec), { held: held.map((one) => checkpointOf(spec, one)) });
      assert.deepEqual(report.findings, []);
      assert.equal(report.verdict, 'intact');
      assert.equal(report.ok, true);
      assert.equal(report.facts?.entries, size);
      assert.equal(report.facts?.openings, Math.ceil(size / 3));
    });

  test('may be pruned, rotated and covered by the directory', async () => {
    const spec = eventfulLog(1_300);
    const report = await verify(tarOfLog(spec), {
      held: [600, 1_299].map((size) => checkpointOf(spec, size)),
    });
    assert.deepEqual(report.findings, []);
    const { facts } = report;
    assert.equal(facts?.pruned?.before, 512);
    assert.equal(facts?.directory?.tenantSize, 1_297);
    assert.deepEqual(
      facts?.keys.map(({ trust, signed }) => [trust, signed]),
      [
        ['pinned', true],
        ['rotation', true],
        ['included', false],
      ],
    );
    assert.deepEqual(
      facts?.witnesses.map(({ over, at }) => [over, at]),
      [
        ['checkpoint', '2026-11-18T11:06:40.000Z'],
        ['directory', '2026-11-18T11:06:40.000Z'],
      ],
    );
  });

  test('is read the same in pieces of any size', async () => {
    const tar = tarOfLog(plainLog(300));
    const whole = await verify(tar);
    for (const step of [1, 511, 513, 40_000]) {
      const pieces = function* () {
        for (let at = 0; at < tar.length; at += step) yield tar.subarray(at, at + step);
      };
      const report = await verifyExport(pieces(), { trusted: pinned, crypto: nodeCrypto });
      assert.deepEqual(report, whole);
    }
  });

  test('may be filled up to a whole record, as tar does', async () => {
    const tar = tarOfLog(plainLog(3));
    const filled = Buffer.concat([tar, Buffer.alloc((10_240 - (tar.length % 10_240)) % 10_240)]);
    assert.equal((await verify(filled)).verdict, 'intact');
  });

  test('may have a checkpoint with extension lines, which are signed as well', async () => {
    const text = headText(origin, 10, rootAt(plainLog(10), 10));
    const note = (extension: string): Buffer => Buffer.from(signedNote(`${text}${extension}`, [keys.log]));
    const reader = { trusted: { ...pinned, witnessKeys: [] } };
    const extended = (bytes: Buffer): Buffer =>
      changed(
        plainLog(10),
        rewrite('checkpoint', () => bytes),
      );
    assert.equal((await verify(extended(note('more\n')), reader)).verdict, 'intact');
    const edited = Buffer.from(note('more\n').toString().replace('more', 'less'));
    assert.equal((await verify(extended(edited), reader)).verdict, 'broken');
  });

  test('may hold entries of 65,535 bytes', async () => {
    const fields = fieldsOf(0);
    const room = 65_535 - Buffer.byteLength(canonical({ ...fields, metadata: { filler: '' } }));
    const entry = Buffer.from(canonical({ ...fields, metadata: { filler: 'x'.repeat(room) } }));
    assert.equal(entry.length, 65_535);
    assert.equal((await verify(tarOfLog(plainLog(1, { entryAt: () => entry })))).verdict, 'intact');
  });
});

describe('trust', () => {
  const spec = plainLog(10);
  test('without a pinned key an export that agrees with itself is unpinned, which is not ok', async () => {
    const report = await verifyUnpinned(tarOfLog(spec));
    assert.deepEqual([report.verdict, report.ok, report.findingCount], ['unpinned', false, 0]);
    assert.ok(
      report.warnings.some(({ found }) => found === keys.log.vkey),
      'says which key to pin',
    );
  });
  test('a key that is not the pinned one breaks it, though keys.json names it', async () => {
    const stranger = {
      ...spec,
      signers: [keys.stranger],
      includes: { log: [keys.stranger], witnesses: [keys.witness] },
    };
    const report = await verify(tarOfLog(stranger));
    assert.equal(report.verdict, 'broken');
    assert.deepEqual(codesOf(report), ['key_untrusted']);
  });
  test('the oldest pinned key leads to the newest through the rotations', async () => {
    const alone = { ...eventfulLog(600), signers: [keys.nextLog] };
    assert.equal((await verify(tarOfLog(alone))).verdict, 'intact');
    const withoutRotation = tarOf([...exportFiles(alone)].filter(({ name }) => name !== 'rotations/0'));
    assert.ok(codesOf(await verify(withoutRotation)).includes('key_untrusted'));
  });
  test('a pinned witness that has not cosigned is missed', async () => {
    assert.deepEqual(codesOf(await verify(tarOfLog({ ...spec, witnesses: [] }))), ['cosignature_invalid']);
  });
  test('a witness of the directory is enough', async () => {
    const files = [...exportFiles({ ...spec, covered: 10 })];
    const bare = Buffer.from(checkpointOf({ ...spec, witnesses: [] }, 10));
    const tar = tarOf(files.map((file) => (file.name === 'checkpoint' ? { ...file, bytes: bare } : file)));
    assert.equal((await verify(tar)).verdict, 'intact');
  });
  test('what a reader pins must be a verifier key of its kind', async () => {
    for (const logKeys of [['nonsense'], [keys.witness.vkey], [`${keys.log.vkey.slice(0, -2)}A=`]])
      await assert.rejects(
        verify(tarOfLog(spec), { trusted: { logKeys, witnessKeys: [] } }),
        TrustedKeyError,
      );
  });
});
