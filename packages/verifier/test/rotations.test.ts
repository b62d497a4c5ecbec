/** Keys that follow one another: exports, proofs and checkpoints of before, of the overlap and of after. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { keysReachedFrom, reportText, verifyConsistency, verifyProof, webCrypto } from '../src/index.ts';
import { nodeCrypto } from '../src/node.ts';
import { changed, codesOf, rewrite, tarOfLog, verify } from './verifying.ts';
import {
  boundaryNote,
  checkpointOf,
  keys,
  type LogSpec,
  leavesOf,
  plainLog,
  rotatedLog,
  rotationNote,
} from './writer/export.ts';
import { signedNote, type TestKey, testKey } from './writer/keys.ts';
import { base64, firstProofOf, proofOf } from './writer/proof.ts';
import { consistencyPath } from './writer/tree.ts';

const trusting = (...logKeys: readonly TestKey[]) => ({
  logKeys: logKeys.map(({ vkey }) => vkey),
  witnessKeys: [],
});
const first = rotationNote(keys.log, keys.nextLog, 1_793_491_200);
const second = rotationNote(keys.nextLog, keys.thirdLog, 1_801_353_600);
const chain: readonly TestKey[] = [keys.log, keys.nextLog, keys.thirdLog];

/** Rotated twice; the third key signs alone. */
const twice = (size: number, change: Partial<LogSpec> = {}): LogSpec =>
  plainLog(size, {
    signers: [keys.thirdLog],
    rotations: [first, second],
    includes: { log: [...chain, keys.directory], witnesses: [keys.witness] },
    ...change,
  });

describe('an export behind rotations', () => {
  test('is intact for whoever pinned any key of the chain', async () => {
    for (const key of chain) {
      const report = await verify(tarOfLog(twice(300, { covered: 280 })), { trusted: trusting(key) });
      assert.deepEqual([report.verdict, report.findings], ['intact', []], key.vkey);
      const signed = report.facts?.keys.filter((one) => one.signed).map((one) => one.key);
      assert.deepEqual(signed, [keys.thirdLog.vkey]);
    }
  });

  test('continues what somebody kept before the first rotation, between the two, and after', async () => {
    const spec = twice(700);
    const held = [
      checkpointOf({ ...spec, signers: [keys.log] }, 100),
      checkpointOf({ ...spec, signers: [keys.log, keys.nextLog] }, 256),
      checkpointOf({ ...spec, signers: [keys.nextLog] }, 300),
      checkpointOf({ ...spec, signers: [keys.nextLog, keys.thirdLog] }, 699),
      checkpointOf(spec, 700),
    ];
    const report = await verify(tarOfLog(spec), { trusted: trusting(keys.log), held });
    assert.deepEqual([report.verdict, report.findings], ['intact', []]);
    const stranger = checkpointOf({ ...spec, signers: [keys.stranger] }, 100);
    const accused = await verify(tarOfLog(spec), { trusted: trusting(keys.log), held: [stranger] });
    assert.deepEqual(codesOf(accused), ['signature_invalid'], 'a checkpoint that no key of it signed');
  });

  test('begins with the export that was made before the rotation: each checkpoint is held against the other', async () => {
    const before = plainLog(400);
    const after = rotatedLog(700, 650);
    const [older, newer] = [checkpointOf(before, 400), checkpointOf(after, 700)];
    const pinned = { trusted: trusting(keys.log) };
    assert.deepEqual(codesOf(await verify(tarOfLog(before), pinned)), []);
    assert.deepEqual(codesOf(await verify(tarOfLog(after), { ...pinned, held: [older] })), []);
    // The newer one, shown to whoever reads the older export, is a roll-back of it.
    const back = await verify(tarOfLog(before), { ...pinned, held: [newer] });
    assert.ok(codesOf(back).includes('rolled_back'), codesOf(back).join());
    const other = rotatedLog(700, 650);
    const changedLog = { ...other, entryAt: (index: number) => other.entryAt(index === 5 ? 9_999 : index) };
    const split = checkpointOf(changedLog, 400);
    const report = await verify(tarOfLog(after), { ...pinned, held: [split] });
    assert.deepEqual(codesOf(report), ['split_view']);
  });

  test('may be pruned by a note of any key of the chain, and of no other', async () => {
    const spec = twice(900, { from: 512 });
    for (const signer of chain) {
      const boundary = boundaryNote({ ...spec, signers: [signer] }, 512);
      const report = await verify(tarOfLog({ ...spec, boundary }), { trusted: trusting(keys.log) });
      assert.deepEqual([report.findings, report.facts?.pruned?.before], [[], 512]);
    }
    const boundary = boundaryNote({ ...spec, signers: [keys.stranger] }, 512);
    const forged = await verify(tarOfLog({ ...spec, boundary }), { trusted: trusting(keys.log) });
    assert.ok(codesOf(forged).includes('boundary_invalid'), codesOf(forged).join());
  });

  test('whose boundary an older key than the pinned one has signed is refused, and says which key to compare and pin', async () => {
    const spec = twice(900, { from: 512 });
    const tarBy = (signer: TestKey, change: Partial<LogSpec> = {}) =>
      tarOfLog({ ...spec, ...change, boundary: boundaryNote({ ...spec, signers: [signer] }, 512) });
    const newest = keys.thirdLog;
    const own = await verify(tarBy(newest), { trusted: trusting(newest) });
    assert.deepEqual([own.verdict, own.findings], ['intact', []]);
    for (const signer of [keys.log, keys.nextLog]) {
      const refused = await verify(tarBy(signer), { trusted: trusting(newest) });
      const [finding] = refused.findings.filter(({ code }) => code === 'boundary_invalid');
      assert.equal(refused.verdict, 'broken');
      assert.equal(finding?.found, signer.vkey);
      assert.match(finding?.expected ?? '', /pinned.*compare it.*pin it or any older one$/);
      assert.ok(reportText(refused).includes(`found ${signer.vkey}`), reportText(refused));
      // What it says to do is enough: that key, or the oldest.
      for (const older of [signer, keys.log]) {
        const report = await verify(tarBy(signer), { trusted: trusting(newest, older) });
        assert.deepEqual([report.verdict, report.findings], ['intact', []], older.vkey);
      }
    }
    // A key that anybody can make, with a note in which it names the pinned one as its successor, leads nowhere.
    const made = keys.stranger;
    const forged = tarBy(made, {
      rotations: [rotationNote(made, newest, 1_801_353_600)],
      includes: { log: [...chain, made, keys.directory], witnesses: [keys.witness] },
    });
    const report = await verify(forged, { trusted: trusting(newest) });
    assert.ok(codesOf(report).includes('boundary_invalid'), codesOf(report).join());
    assert.equal(report.facts?.pruned ?? null, null);
    const unnamed = await verify(tarBy(made), { trusted: trusting(newest) });
    const found = unnamed.findings.find(({ code }) => code === 'boundary_invalid')?.found ?? '';
    assert.ok(made.vkey.startsWith(`${found}+`), found);
  });

  test('may be covered as it was before a rotation: also whoever pinned the newest key alone believes that', async () => {
    const spec = twice(300, { covered: 280, coveredSigners: [keys.log] });
    for (const key of chain) {
      const trusted = { ...trusting(key), witnessKeys: [keys.witness.vkey] };
      const report = await verify(tarOfLog(spec), { trusted });
      assert.deepEqual([report.verdict, report.findings], ['intact', []], key.vkey);
      const proof = await verifyProof(JSON.stringify(proofOf(3, 300, spec)), { trusted, crypto: nodeCrypto });
      assert.deepEqual([proof.verdict, proof.findings], ['intact', []], key.vkey);
    }
    // A key that nobody named has signed it, or the tree does not continue it.
    const other = { ...spec, coveredSigners: [keys.stranger] };
    assert.ok(codesOf(await verify(tarOfLog(other))).includes('directory_mismatch'));
    const entryAt = (index: number) => spec.entryAt(index === 7 ? 9_999 : index);
    const elsewhere = proofOf(3, 300, { ...spec, entryAt });
    const split = { ...proofOf(3, 300, spec), directory: elsewhere.directory };
    const judged = await verifyProof(JSON.stringify(split), {
      trusted: trusting(keys.log),
      crypto: nodeCrypto,
    });
    assert.deepEqual(
      judged.findings.map(({ code }) => code),
      ['directory_mismatch'],
    );
  });

  test('whose directory has been rotated, too, follows both chains', async () => {
    const turned = rotationNote(keys.directory, keys.nextDirectory, 1_793_491_200);
    const spec = twice(300, {
      covered: 280,
      rotations: [first, second, turned],
      includes: {
        log: [...chain, keys.directory, keys.nextDirectory],
        witnesses: [keys.witness],
      },
      directorySigners: [keys.nextDirectory],
    });
    const trusted = { ...trusting(keys.log, keys.directory), witnessKeys: [keys.witness.vkey] };
    const report = await verify(tarOfLog(spec), { trusted });
    assert.deepEqual([report.verdict, report.findings], ['intact', []]);
    const proof = await verifyProof(JSON.stringify(proofOf(3, 300, spec)), { trusted, crypto: nodeCrypto });
    assert.deepEqual([proof.verdict, proof.findings], ['intact', []]);
    assert.deepEqual(proof.facts?.inService, [keys.thirdLog.vkey, keys.nextDirectory.vkey]);
  });
});

const again = testKey(keys.log.name, 1, 'log 1');
const forgeries: Readonly<Record<string, readonly string[]>> = {
  'a stranger in the name of the first key': [
    rotationNote({ ...keys.stranger, id: keys.log.id }, keys.nextLog, 1_793_491_200),
  ],
  'the successor of itself': [signedNote(first.slice(0, first.indexOf('\n\n') + 1), [keys.nextLog])],
  'the first key again, though it has been followed': [
    first,
    rotationNote(keys.log, keys.thirdLog, 1_801_353_600),
  ],
  'a key that was in service before': [first, rotationNote(keys.nextLog, again, 1_801_353_600)],
  'a time before that of the rotation before': [first, rotationNote(keys.nextLog, keys.thirdLog, 5)],
  'a rotation of another log': [
    first,
    rotationNote(testKey('other.example/audit/x', 1, 'x'), testKey('other.example/audit/x', 1, 'y'), 6),
  ],
  'no note at all': ['rotate'],
};

describe('a forged rotation is named, in exports and in proofs', () => {
  for (const [what, rotations] of Object.entries(forgeries))
    test(what, async () => {
      const spec = { ...rotatedLog(40, 30), rotations };
      const trusted = trusting(keys.log);
      const report = await verify(tarOfLog(spec), { trusted });
      assert.ok(codesOf(report).includes('rotation_invalid'), codesOf(report).join());
      assert.equal(report.verdict, 'broken');
      for (const crypto of [nodeCrypto, webCrypto(globalThis.crypto.subtle)]) {
        const proof = await verifyProof(JSON.stringify(proofOf(3, 40, spec)), { trusted, crypto });
        const found = proof.findings.find(({ code }) => code === 'rotation_invalid');
        assert.equal(found?.at.file, `rotations/${rotations.length - 1}`);
        assert.equal(proof.verdict, 'broken');
      }
    });

  test('two rotations in the other order', async () => {
    const spec = twice(40, { rotations: [second, first] });
    const report = await verify(tarOfLog(spec), { trusted: trusting(keys.log) });
    assert.ok(codesOf(report).includes('rotation_invalid'), codesOf(report).join());
  });

  test('one that was left out: the newest key is nobody’s', async () => {
    const spec = twice(40, { rotations: [first] });
    const report = await verify(tarOfLog(spec), { trusted: trusting(keys.log) });
    assert.equal(report.verdict, 'broken');
  });

  test('a flipped bit of it', async () => {
    const tar = changed(
      twice(40),
      rewrite('rotations/1', (bytes) => Buffer.from(bytes.toString().replace('1801353600', '1801353601'))),
    );
    const report = await verify(tar, { trusted: trusting(keys.log) });
    assert.ok(codesOf(report).includes('rotation_invalid'), codesOf(report).join());
  });
});

describe('the proof of an entry behind rotations', () => {
  const judge = (proof: unknown, ...pinned: readonly TestKey[]) =>
    verifyProof(JSON.stringify(proof), { trusted: trusting(...pinned), crypto: nodeCrypto });

  test('brings the notes by which any key of the chain leads to the one that signed', async () => {
    for (const key of chain) {
      const report = await judge(proofOf(3, 40, twice(40)), key);
      assert.deepEqual([report.verdict, report.findings], ['intact', []], key.vkey);
      assert.deepEqual(report.facts?.inService, [keys.thirdLog.vkey]);
    }
    const older = await judge(firstProofOf(3, 40, twice(40)), keys.log);
    assert.equal(older.verdict, 'broken', 'the first version brought none');
  });

  test('is refused when a key out of service signed alone, by whoever has the notes', async () => {
    const stale = { ...proofOf(3, 40, twice(40)), checkpoint: checkpointOf(plainLog(40), 40) };
    const report = await judge(stale, keys.log);
    assert.deepEqual(
      report.findings.map(({ code, expected }) => [code, expected]),
      [['signature_invalid', keys.thirdLog.vkey]],
    );
    assert.equal(report.verdict, 'broken');
  });

  test('of a log that a stranger signs is not believed, whatever keys it brings', async () => {
    const own = plainLog(40, {
      signers: [keys.stranger],
      includes: { log: [keys.stranger], witnesses: [] },
      witnesses: [],
    });
    const report = await judge(proofOf(3, 40, own), keys.log);
    assert.deepEqual(
      report.findings.map(({ code, found }) => [code, found]),
      [['key_untrusted', keys.stranger.vkey]],
    );
    const nobody = await judge(proofOf(3, 40, own));
    assert.deepEqual([nobody.verdict, nobody.warnings[0]?.found], ['unpinned', keys.stranger.vkey]);
  });
});

describe('one checkpoint continues another across rotations', () => {
  const spec = twice(60);
  const path = base64(consistencyPath(20, leavesOf(spec, 60)));
  const claim = (older: readonly TestKey[], newer: readonly TestKey[]) => ({
    older: checkpointOf({ ...spec, signers: older }, 20),
    newer: checkpointOf({ ...spec, signers: newer }, 60),
    path,
  });
  const judge = (one: ReturnType<typeof claim>, rotations: readonly string[]) =>
    verifyConsistency(one, { trusted: trusting(keys.log), crypto: nodeCrypto, rotations });

  test('signed by the first key, then by the second, then by the third', async () => {
    for (const [older, newer, rotations] of [
      [[keys.log], [keys.nextLog], [first]],
      [[keys.log], [keys.log, keys.nextLog], [first]],
      [[keys.log], [keys.thirdLog], [first, second]],
      [[keys.nextLog], [keys.thirdLog], [first, second]],
    ] as const) {
      const report = await judge(claim(older, newer), rotations);
      assert.deepEqual([report.verdict, report.findings], ['intact', []]);
    }
  });

  test('the newer one must be signed by the newest key, the older one by any of the chain', async () => {
    const back = await judge(claim([keys.thirdLog], [keys.log]), [first, second]);
    assert.deepEqual(
      back.findings.map(({ code, at }) => [code, at.file]),
      [['signature_invalid', 'newer']],
    );
    const stranger = await judge(claim([keys.stranger], [keys.thirdLog]), [first, second]);
    assert.deepEqual(
      stranger.findings.map(({ code, at }) => [code, at.file]),
      [['signature_invalid', 'older']],
    );
  });
});

test('a key leads to those that follow it, and to none before it', async () => {
  const reached = (key: string, notes: readonly string[]) => keysReachedFrom(key, notes, nodeCrypto);
  const [one, two, three] = chain.map(({ vkey }) => vkey);
  const turned = rotationNote(keys.directory, keys.nextDirectory, 5);
  assert.deepEqual(await reached(one ?? '', [first, turned, second]), [one, two, three]);
  assert.deepEqual(await reached(two ?? '', [first, turned, second]), [two, three]);
  assert.deepEqual(await reached(three ?? '', [first, second]), [three]);
  assert.deepEqual(await reached(keys.stranger.vkey, [first, second]), [keys.stranger.vkey]);
  for (const none of ['', 'nonsense', keys.witness.vkey, `${one}=`])
    assert.deepEqual(await reached(none, [first]), []);
});
