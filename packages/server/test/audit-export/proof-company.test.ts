/** What comes along with the proof of an entry: enough for whoever pinned the first key, or a witness, and nothing else. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { encodeId } from '@wardroom/contract';
import { cosign, verifierKey, verifierKeyText } from '@wardroom/seal';
import { ed25519Key, sha256 } from '@wardroom/seal/node';
import { verifyProof } from '../../../verifier/src/index.ts';
import { nodeCrypto } from '../../../verifier/src/node.ts';
import { leadMs, rotateEveryMs } from '../../src/kernel/audit/trust/index.ts';
import { type SteppedTrust, steppedTrust } from '../../src/testing/audit/trust.ts';
import { openWorld, type World } from './world.ts';

const minuteMs = 60_000;

describe('the proof of an entry', () => {
  let world: World;
  let trust: SteppedTrust;
  let first: string[] = [];
  before(async () => {
    world = await openWorld(false);
    trust = steppedTrust(world.harness, { clock: world.clock });
    await world.grow(3);
    first = await world.pinned();
  });
  after(() => world.close());

  const entryAt = async (index: number) => {
    const { rows } = await world.harness.admin.query<{ entry_id: string }>(
      'select entry_id from tenant.audit_log where tenant_id = $1 and index = $2',
      [world.harness.acme.tenant.id, index],
    );
    return encodeId('auditEntry', rows[0]?.entry_id as never);
  };
  const proofAt = async (index: number) =>
    world.callAs('auditor')('audit.proof', { entryId: await entryAt(index) });
  const judge = (proof: unknown, logKeys: readonly string[], witnessKeys: readonly string[] = []) =>
    verifyProof(JSON.stringify(proof), { trusted: { logKeys, witnessKeys }, crypto: nodeCrypto });
  const rotate = async () => {
    world.advance(rotateEveryMs);
    await trust.rotation.step();
    world.advance(leadMs + 5 * minuteMs);
    await trust.rotation.step();
    await world.grow(1);
    assert.deepEqual(trust.faults, []);
  };

  test('says nothing of a directory before there is one', async () => {
    const proof = await proofAt(1);
    assert.deepEqual([proof.v, proof.directory, proof.continuation, proof.rotations], [2, null, [], []]);
    assert.deepEqual(proof.keys.log, first);
    assert.equal((await judge(proof, first)).verdict, 'intact');
  });

  test('leads from the directory that a witness has seen to the newest checkpoint, however the log has grown', async () => {
    await trust.directory.step();
    for (const count of [0, 1, 4, 300]) {
      await world.grow(count);
      const proof = await proofAt(2);
      const { publicKey, sign } = ed25519Key(new Uint8Array(32).fill(3));
      const key = await verifierKey(sha256, { name: 'witness.example.org', type: 4, publicKey });
      assert.ok(proof.directory);
      const checkpoint = await cosign(proof.directory.checkpoint, { key, sign }, 1_800_000_000);
      const text = verifierKeyText(key);
      const seen = {
        ...proof,
        directory: { ...proof.directory, checkpoint },
        keys: { ...proof.keys, witnesses: [text] },
      };
      const report = await judge(seen, first, [text]);
      assert.deepEqual([report.verdict, report.findings], ['intact', []]);
      assert.deepEqual(
        report.facts?.witnesses.map(({ over, at }) => [over, at]),
        [['directory', '2027-01-15T08:00:00.000Z']],
      );
      const size = report.facts?.directory?.tenantSize ?? 0;
      const later = await proofAt(size);
      const uncovered = { ...later, directory: seen.directory, keys: seen.keys };
      const refused = await judge(uncovered, first, [text]);
      assert.deepEqual(
        refused.findings.map(({ code, found }) => [code, found]),
        [['cosignature_invalid', `one over the first ${size} entries`]],
        'an entry behind what the witness has seen',
      );
    }
  });

  test('brings the notes by which the first key leads to the one that signs, over two rotations', async () => {
    for (const rotations of [1, 2]) {
      await rotate();
      await trust.directory.step();
      const proof = await proofAt(1);
      const own = proof.rotations.filter((note) => note.startsWith(`${first[0]?.split('+')[0]}\n`));
      assert.equal(own.length, rotations);
      const report = await judge(proof, first);
      assert.deepEqual([report.verdict, report.findings], ['intact', []]);
      const older = await judge({ ...proof, rotations: [] }, first);
      assert.equal(
        older.verdict === 'intact',
        rotations === 1,
        'both sign for two weeks, then the newer alone',
      );
    }
  });
});
