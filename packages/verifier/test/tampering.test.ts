import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type FindingCode, findingCodes } from '../src/index.ts';
import { type Cases, json, small } from './tampered/case.ts';
import { content } from './tampered/content.ts';
import { shape } from './tampered/shape.ts';
import { signatures } from './tampered/signatures.ts';
import { changed, codesOf, tarOfLog, verify } from './verifying.ts';
import { entryOf } from './writer/entry.ts';
import { exportFiles, keys, plainLog, rootAt } from './writer/export.ts';
import { signedNote } from './writer/keys.ts';
import { tarFile, tarOf } from './writer/tar.ts';

const cases: Cases = { ...shape, ...signatures, ...content };
const seen = new Set<FindingCode>();

describe('what is tampered with is named, and where', () => {
  for (const [what, { log = small, change, edit, held, code, file, index }] of Object.entries(cases))
    test(`${what}: ${code}`, async () => {
      const tar = change === undefined ? tarOfLog(log) : changed(log, change);
      const report = await verify(edit === undefined ? tar : edit(tar), held === undefined ? {} : { held });
      const found = report.findings.find(
        ({ code: found, at }) =>
          found === code &&
          (file === undefined || at.file === file) &&
          (index === undefined || at.index === index),
      );
      assert.ok(found, `found ${JSON.stringify(report.findings)}`);
      assert.deepEqual([report.ok, report.verdict], [false, 'broken']);
      seen.add(code);
    });

  test('a single wrong tile, bundle or entry is blamed alone', async () => {
    for (const name of [
      'an entry is changed behind the last whole bundle',
      'a tile is changed',
      'an upper tile is changed',
      'two entries have one id',
      'the clock went back',
    ]) {
      const { log = small, change } = cases[name] ?? {};
      const tar = change === undefined ? tarOfLog(log) : changed(log, change);
      assert.equal((await verify(tar)).findingCount, 1, name);
    }
  });

  test('of many findings a hundred are told, and how many there are', async () => {
    const wrong = plainLog(300, { openingsAt: () => [], entryAt: () => entryOf(5) });
    const report = await verify(tarOfLog(wrong));
    assert.equal(report.findings.length, 100);
    assert.equal(report.findingCount, 299);
    assert.deepEqual([...new Set(codesOf(report))], ['index_mismatch']);
  });

  test('a file that lies about a huge log costs neither time nor memory', async () => {
    const size = 2 ** 50;
    const text = `${small.origin}\n${size}\n${rootAt(small, 10).toString('base64')}\n`;
    const files = [...exportFiles(small)].map((file) =>
      file.name === 'checkpoint' ? { ...file, bytes: Buffer.from(signedNote(text, [keys.log])) } : file,
    );
    const huge = json('manifest.json', (value) => ({ ...value, size, to: size }))(files);
    const report = await verify(tarOf(huge));
    assert.equal(report.verdict, 'broken');
    assert.ok(codesOf(report).includes('file_missing'));
  });

  test('names that are no files of this export are refused', async () => {
    for (const name of [
      'tile/0/0',
      'tile/0/000',
      'tile/00/000.p/10',
      'tile/0/x000/000.p/10',
      'tile/7/000',
      'rotations/00',
      'constructor',
    ])
      assert.ok(
        codesOf(
          await verify(
            Buffer.concat([
              tarOfLog(small).subarray(0, -1_024),
              tarFile({ name, bytes: Buffer.alloc(32) }),
              Buffer.alloc(1_024),
            ]),
          ),
        ).includes('file_unexpected'),
        name,
      );
  });

  after(() => {
    const proofOnly = new Set<FindingCode>(['inclusion_invalid']);
    assert.deepEqual(
      findingCodes.filter((code) => !seen.has(code) && !proofOnly.has(code)),
      [],
      'every code has come out',
    );
  });
});
