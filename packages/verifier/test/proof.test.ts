import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { verifyConsistency, verifyProof, webCrypto } from '../src/index.ts';
import { nodeCrypto } from '../src/node.ts';
import { pinned } from './verifying.ts';
import { entryOf } from './writer/entry.ts';
import { checkpointOf, directoryOf, keys, leavesOf, plainLog, rotationNote } from './writer/export.ts';
import { base64, firstProofOf, proofOf } from './writer/proof.ts';
import { consistencyPath } from './writer/tree.ts';

const cryptos = { node: nodeCrypto, browser: webCrypto(crypto.subtle) };
const spec = plainLog(40);
for (const [name, crypto] of Object.entries(cryptos))
  describe(`proofs with the crypto of the ${name}`, () => {
    const trusting = { trusted: pinned, crypto };
    const verify = (proof: unknown) => verifyProof(JSON.stringify(proof), trusting);

    test('every entry of trees of many sizes is proven by its path', async () => {
      for (const size of [1, 2, 3, 7, 8, 13])
        for (let index = 0; index < size; index += 1) {
          const report = await verify(firstProofOf(index, size, spec));
          assert.deepEqual([report.verdict, report.findings], ['intact', []], `${index} of ${size}`);
        }
    });

    test('what is changed in a proof is named', async () => {
      const proof = firstProofOf(3, 13, spec);
      const [first = '', ...rest] = proof.inclusion;
      const cases = {
        'another index': [{ ...proof, index: 4 }, 'index_mismatch'],
        'another entry': [{ ...proof, entry: entryOf(4).toString('base64') }, 'inclusion_invalid'],
        'a path that is too short': [{ ...proof, inclusion: rest }, 'inclusion_invalid'],
        'a path that is too long': [
          { ...proof, inclusion: [...proof.inclusion, first] },
          'inclusion_invalid',
        ],
        'an index beyond the tree': [{ ...proof, index: 13 }, 'inclusion_invalid'],
        'an entry over 65,535 bytes': [
          { ...proof, entry: Buffer.alloc(65_536, 32).toString('base64') },
          'entry_malformed',
        ],
        'another opening': [
          { ...proof, openings: { address: { ...proof.openings['address'], value: 'x' } } },
          'opening_mismatch',
        ],
        'an opening of another field': [
          { ...proof, openings: { name: proof.openings['address'] } },
          'opening_mismatch',
        ],
        'another checkpoint': [{ ...proof, checkpoint: checkpointOf(spec, 12) }, 'inclusion_invalid'],
        'a changed checkpoint': [
          { ...proof, checkpoint: proof.checkpoint.replace('\n13\n', '\n14\n') },
          'signature_invalid',
        ],
        'no checkpoint': [{ ...proof, checkpoint: '' }, 'checkpoint_malformed'],
        'no witness': [
          { ...proof, checkpoint: checkpointOf({ ...spec, witnesses: [] }, 13) },
          'cosignature_invalid',
        ],
        'another format': [{ ...proof, v: 2 }, 'manifest_malformed'],
        'a version that nobody knows': [{ ...proof, v: 3 }, 'manifest_malformed'],
      } as const;
      for (const [what, [changed, code]] of Object.entries(cases)) {
        const report = await verify(changed);
        assert.ok(
          report.findings.some((finding) => finding.code === code),
          `${what}: ${JSON.stringify(report.findings)}`,
        );
        assert.equal(report.ok, false);
      }
    });

    test('without a pinned key a proof is unpinned; a rotation leads from the pinned key to the next', async () => {
      const nobody = { trusted: { logKeys: [], witnessKeys: [] }, crypto };
      assert.equal(
        (await verifyProof(JSON.stringify(firstProofOf(3, 13, spec)), nobody)).verdict,
        'unpinned',
      );
      const later = JSON.stringify(firstProofOf(3, 13, { ...spec, signers: [keys.nextLog] }));
      assert.equal((await verifyProof(later, trusting)).verdict, 'broken');
      const rotations = [rotationNote(keys.log, keys.nextLog, 5)];
      assert.equal((await verifyProof(later, { ...trusting, rotations })).verdict, 'intact');
      const forged = [rotationNote({ ...keys.stranger, id: keys.log.id }, keys.nextLog, 5)];
      assert.equal(
        (await verifyProof(later, { ...trusting, rotations: forged })).findings[0]?.code,
        'rotation_invalid',
      );
    });

    test('a witness of the directory vouches for the entries that the directory covers', async () => {
      const covering = { ...spec, covered: 9 };
      for (const index of [0, 3, 8]) {
        const report = await verify(proofOf(index, 13, covering));
        assert.deepEqual([report.verdict, report.findings], ['intact', []]);
        assert.deepEqual(
          report.facts?.witnesses.map(({ key, over }) => [key, over]),
          [[keys.witness.vkey, 'directory']],
        );
        assert.deepEqual(report.facts?.directory?.tenantSize, 9);
      }
      const beyond = await verify(proofOf(9, 13, covering));
      assert.deepEqual(
        beyond.findings.map(({ code, found }) => [code, found]),
        [['cosignature_invalid', 'one over the first 9 entries']],
      );
      assert.deepEqual(beyond.facts?.witnesses, []);
      assert.equal(beyond.facts?.sequencedAt, '2026-11-01T00:00:09.000Z');
    });

    test('what is changed in what comes along is named', async () => {
      const covering = { ...spec, covered: 9 };
      const proof = proofOf(3, 13, covering);
      const directory = JSON.parse(directoryOf(covering, 9).toString());
      const other = JSON.parse(
        directoryOf({ ...covering, entryAt: (index) => entryOf(index + 1) }, 9).toString(),
      );
      const beyond = JSON.parse(directoryOf(covering, 14).toString());
      const [hash = '', ...rest] = proof.continuation;
      const cases = {
        'no path': [{ ...proof, continuation: [] }, 'directory_mismatch'],
        'a shorter path': [{ ...proof, continuation: rest }, 'directory_mismatch'],
        'a path from nowhere': [{ ...proof, directory: null }, 'manifest_malformed'],
        'a hash of another length': [{ ...proof, continuation: [hash.slice(4)] }, 'manifest_malformed'],
        'a directory over another log': [{ ...proof, directory: other }, 'directory_mismatch'],
        'a directory over a later tree': [{ ...proof, directory: beyond }, 'directory_mismatch'],
        'another salt': [
          { ...proof, directory: { ...directory, salt: 'A'.repeat(43) } },
          'directory_mismatch',
        ],
        'another place': [{ ...proof, directory: { ...directory, index: 3 } }, 'directory_mismatch'],
        'a directory with another field': [
          { ...proof, directory: { ...directory, more: 1 } },
          'manifest_malformed',
        ],
        'no directory': [{ ...proof, directory: null, continuation: [] }, 'cosignature_invalid'],
        'no keys': [{ ...proof, keys: { log: [], witnesses: [] } }, 'key_untrusted'],
        'a key that is none': [
          { ...proof, keys: { ...proof.keys, log: ['nonsense'] } },
          'manifest_malformed',
        ],
        'keys of another form': [{ ...proof, keys: { log: [] } }, 'manifest_malformed'],
        'rotations of another form': [{ ...proof, rotations: 'none' }, 'manifest_malformed'],
        'one more member': [{ ...proof, more: 1 }, 'manifest_malformed'],
      } as const;
      assert.equal((await verify(proof)).verdict, 'intact');
      for (const [what, [changed, code]] of Object.entries(cases)) {
        const { findings, verdict } = await verify(changed);
        assert.ok(
          findings.some((finding) => finding.code === code),
          `${what}: ${JSON.stringify(findings)}`,
        );
        assert.equal(verdict, 'broken');
      }
    });

    test('every prefix is consistent with every later size, and with no other path', async () => {
      const notes = Array.from({ length: 20 }, (_, size) => checkpointOf(spec, size));
      for (let newer = 0; newer < notes.length; newer += 3)
        for (let older = 0; older <= newer; older += 1) {
          const path = base64(consistencyPath(older, leavesOf(spec, newer)));
          const claim = { older: notes[older] ?? '', newer: notes[newer] ?? '', path };
          assert.equal((await verifyConsistency(claim, trusting)).verdict, 'intact', `${older} in ${newer}`);
          if (path.length === 0) continue;
          const short = await verifyConsistency({ ...claim, path: path.slice(1) }, trusting);
          assert.equal(short.findings[0]?.code, 'split_view');
        }
    });

    test('a smaller tree is a roll-back, another tree a split view', async () => {
      const path = base64(consistencyPath(5, leavesOf(spec, 9)));
      const claim = { older: checkpointOf(spec, 5), newer: checkpointOf(spec, 9), path };
      const back = await verifyConsistency({ ...claim, older: claim.newer, newer: claim.older }, trusting);
      assert.equal(back.findings[0]?.code, 'rolled_back');
      const other = { ...spec, entryAt: (index: number) => entryOf(index === 2 ? 50 : index) };
      const split = await verifyConsistency({ ...claim, newer: checkpointOf(other, 9) }, trusting);
      assert.equal(split.findings[0]?.code, 'split_view');
      const same = await verifyConsistency({ ...claim, newer: checkpointOf(other, 5), path: [] }, trusting);
      assert.equal(same.findings[0]?.code, 'split_view');
    });
  });

test('whatever a proof holds, verifying it does not throw', async () => {
  const options = { trusted: pinned, crypto: nodeCrypto };
  for (const text of [
    '',
    'null',
    '[]',
    '{}',
    '{"v":1}',
    '\u0000',
    `${'['.repeat(50_000)}`,
    '{"v":1,"entry":5}',
  ])
    assert.equal((await verifyProof(text, options)).verdict, 'broken');
  const broken = await verifyConsistency({ older: '', newer: '', path: ['x'] }, options);
  assert.equal(broken.verdict, 'broken');
});
