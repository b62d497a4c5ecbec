/** The directory before a real witness, a process of its own; and what the server makes of one that is away or lies. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { encodeId } from '@wardroom/contract';
import { Frontier } from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';
import { verifyExport, verifyProof } from '../../../verifier/src/index.ts';
import { nodeCrypto } from '../../../verifier/src/node.ts';
import { runWitness, startWitness, type WitnessProcess } from '../../../witness/test/witness-process.ts';
import {
  createTrust,
  parseWitnessAddress,
  readWitness,
  type Trust,
} from '../../src/kernel/audit/trust/index.ts';
import type { Egress } from '../../src/kernel/egress/index.ts';
import { trustParts } from '../../src/testing/audit/trust.ts';
import { allow, type EgressRehearsal, loopback, rehearseEgress } from '../../src/testing/egress/rehearsal.ts';
import { exported, named, openWorld, type World } from './world.ts';

const minuteMs = 60_000;
const name = 'witness.example.com';
const fail = (fault: unknown): never => assert.fail(String(fault));

describe('the directory before a witness', () => {
  let world: World;
  let rehearsal: EgressRehearsal;
  let directory: string;
  let witness: WitnessProcess;
  let options: string[];
  let egress: Egress;
  let trust: Trust;
  const faults: string[] = [];
  let contradictions = 0;

  const guardFor = (port: number) => rehearsal.guard({ allowList: [allow(name, port, loopback, 'witness')] });
  const trustOf = async (key: string, port: number) => {
    const address = parseWitnessAddress(`${key} https://${name}:${port}/`);
    assert.ok(address);
    egress = guardFor(port);
    return createTrust({
      ...trustParts(world.harness, { clock: world.clock }),
      ...{ witnesses: [await readWitness(address)], egress, anchors: [] },
      onFault: (_tenant, error) => assert.fail(String(error)),
      onWitnessFault: (reason, error) => void faults.push(error === undefined ? reason : String(error)),
      onContradiction: () => {
        contradictions += 1;
      },
      onAnchorFault: (error) => assert.fail(String(error)),
    });
  };
  const grow = async () => {
    await world.grow(2);
    world.advance(minuteMs);
    assert.equal(await trust.directory.step(), 1);
  };
  const cosigned = async () =>
    (
      await world.harness.admin.query<{ size: string }>(
        'select size from platform.audit_cosignatures order by size',
      )
    ).rows.map(({ size }) => Number(size));
  const verified = async () => {
    const { tar } = await exported(world.callAs('auditor'));
    const trusted = { logKeys: await world.pinned(), witnessKeys: [witness.key] };
    return verifyExport([tar], { trusted, crypto: nodeCrypto });
  };

  before(async () => {
    world = await openWorld(false);
    rehearsal = await rehearseEgress();
    rehearsal.names.set(name, { a: ['127.0.0.1'], aaaa: [] });
    directory = await mkdtemp(join(tmpdir(), 'wardroom-witness-'));
    const { cert, key } = rehearsal.authority.issue({ names: [name] });
    await Promise.all([
      writeFile(join(directory, 'tls.pem'), cert),
      writeFile(join(directory, 'tls.key'), key),
    ]);
    await runWitness('init', '--directory', directory, '--name', 'witness.example/one');
    await world.grow(1);
    const { directory: first } = createTrust({
      ...trustParts(world.harness, { clock: world.clock }),
      ...{ witnesses: [], egress: rehearsal.guard(), anchors: [] },
      ...{ onFault: assert.fail, onWitnessFault: fail, onContradiction: assert.fail },
      onAnchorFault: fail,
    });
    await first.step();
    const log = (await world.pinned()).find((text) => text.startsWith('localhost/audit+')) ?? '';
    options = [
      '--log',
      log,
      '--certificate',
      join(directory, 'tls.pem'),
      '--key',
      join(directory, 'tls.key'),
    ];
    witness = await startWitness(directory, ...options);
    trust = await trustOf(witness.key, Number(new URL(witness.url).port));
  });
  after(async () => {
    await witness.kill();
    await rehearsal.close();
    await world.close();
    await rm(directory, { recursive: true, force: true });
  });

  test('what it has cosigned, an export shows to whoever pinned its key', async () => {
    await trust.witnessing.step();
    assert.deepEqual([await cosigned(), faults], [[1], []]);
    await grow();
    await trust.witnessing.step();
    assert.deepEqual(await cosigned(), [1, 2]);
    const report = await verified();
    assert.deepEqual([report.verdict, named(report)], ['intact', []]);
    assert.equal(report.facts?.witnesses.length, 1);
    assert.deepEqual(trust.backlog.witnesses, { lagMs: 0, failing: 0 });
  });

  test('what it has cosigned, the proof of an entry shows, too; without it, or changed, it is missed', async () => {
    const { rows } = await world.harness.admin.query<{ entry_id: string }>(
      'select entry_id from tenant.audit_log where tenant_id = $1 and index = 0',
      [world.harness.acme.tenant.id],
    );
    const entryId = encodeId('auditEntry', rows[0]?.entry_id as never);
    const proof = await world.callAs('auditor')('audit.proof', { entryId });
    const trusted = { logKeys: await world.pinned(), witnessKeys: [witness.key] };
    const judge = (one: unknown) => verifyProof(JSON.stringify(one), { trusted, crypto: nodeCrypto });
    const whole = await judge(proof);
    assert.deepEqual([whole.verdict, whole.findings], ['intact', []]);
    assert.deepEqual(
      whole.facts?.witnesses.map(({ over }) => over),
      ['directory'],
    );
    assert.ok(proof.directory);
    const line = proof.directory.checkpoint
      .split('\n')
      .find((text) => text.startsWith('— witness.example/one '));
    assert.ok(line, 'the line of the witness itself');
    const tail = line.slice(0, -8) + (line.at(-8) === 'A' ? 'B' : 'A') + line.slice(-7);
    // A line that is missing is one finding; one that does not hold is a second.
    for (const [instead, found] of [
      ['', 1],
      [`${tail}\n`, 2],
    ] as const) {
      const checkpoint = proof.directory.checkpoint.replace(`${line}\n`, instead);
      const report = await judge({ ...proof, directory: { ...proof.directory, checkpoint } });
      assert.notEqual(report.verdict, 'intact');
      assert.deepEqual(
        report.findings.map(({ code }) => code),
        Array(found).fill('cosignature_invalid'),
      );
    }
  });

  test('while it is away for long the lag is visible and nothing is lost', async () => {
    await witness.kill();
    for (let round = 0; round < 3; round += 1) {
      await grow();
      await trust.witnessing.step();
    }
    const { lagMs, failing } = trust.backlog.witnesses;
    assert.ok(lagMs >= 2 * minuteMs && failing === 1, `${lagMs} ${failing}`);
    assert.ok(faults.includes('unreachable'));
    // What the witness saw last is still what an export shows: it is worth more than what nobody has seen.
    assert.equal((await verified()).verdict, 'intact');
    witness = await startWitness(directory, ...options);
    const reached = await trustOf(witness.key, Number(new URL(witness.url).port));
    await reached.witnessing.step();
    assert.deepEqual(await cosigned(), [1, 2, 5], 'the newest covers what is between');
    assert.deepEqual(reached.backlog.witnesses, { lagMs: 0, failing: 0 });
    trust = reached;
    assert.equal((await verified()).facts?.directory?.size, 5);
  });

  test('when the answer was lost on its way, the next attempt finds where the witness stands', async () => {
    await grow();
    const deaf = { ...trustParts(world.harness, { clock: world.clock }) };
    const address = parseWitnessAddress(`${witness.key} https://${name}:${new URL(witness.url).port}`);
    assert.ok(address);
    const lost = createTrust({
      ...deaf,
      ...{ witnesses: [await readWitness(address)], anchors: [] },
      egress: {
        fetch: async (...asked) => {
          await egress.fetch(...asked);
          throw new Error('cut');
        },
      },
      ...{
        onFault: assert.fail,
        onWitnessFault: () => {},
        onContradiction: assert.fail,
        onAnchorFault: fail,
      },
    });
    await lost.witnessing.step();
    assert.deepEqual(await cosigned(), [1, 2, 5]);
    await trust.witnessing.step();
    assert.deepEqual(await cosigned(), [1, 2, 5, 6]);
  });

  test('garbage, too much, another key, a stolen line: nothing of it is stored, and it is tried again later', async () => {
    await grow();
    const peer = await rehearsal.startPeer(rehearsal.authority.issue({ names: [name] }));
    const stolen = (
      await world.harness.admin.query<{ line: string }>(
        'select line from platform.audit_cosignatures limit 1',
      )
    ).rows[0]?.line;
    const answers: [number, string][] = [
      [200, 'garbage'],
      [200, ''],
      [200, '— witness.example/one AAAA\n'],
      [200, `${stolen}`],
      [200, 'x'.repeat(100_000)],
      [409, 'many\n'],
      [409, '9'.repeat(30)],
      [500, ''],
      [302, ''],
      [404, ''],
      [403, ''],
    ];
    const before = await cosigned();
    for (const [status, body] of answers) {
      peer.answer = (_request, response) => void response.writeHead(status).end(body);
      const lying = await trustOf(witness.key, peer.port);
      const earlier = peer.requests.length;
      await lying.witnessing.step();
      assert.equal(peer.requests.length, earlier + 1, 'it was asked');
      assert.deepEqual(await cosigned(), before, `${status} ${body.slice(0, 30)}`);
      assert.equal(lying.backlog.witnesses.failing, 1);
      const asked = peer.requests.length;
      await lying.witnessing.step();
      assert.equal(peer.requests.length, asked, 'not asked again at once');
      world.advance(6_000);
    }
    assert.equal(contradictions, 0);
    trust = await trustOf(witness.key, Number(new URL(witness.url).port));
    await trust.witnessing.step();
    assert.deepEqual((await cosigned()).at(-1), 7);
  });

  test('a directory that was rolled back, or rewritten, meets the witness: recorded once as critical', async () => {
    const { admin } = world.harness;
    const tables = ['leaves', 'checkpoints'].map((part) => `platform.audit_directory_${part}`);
    tables.push('platform.audit_cosignatures', 'tenant.audit_places');
    for (const table of tables) await admin.query(`alter table ${table} disable trigger user`);
    // As from a backup of an hour ago.
    await admin.query('delete from platform.audit_cosignatures where size > 5');
    await admin.query('delete from platform.audit_directory_checkpoints where size > 6');
    const restored = await trustOf(witness.key, Number(new URL(witness.url).port));
    await restored.witnessing.step();
    assert.equal(contradictions, 1);
    // Somebody writes the tree anew: as long as it was, and with another leaf.
    await admin.query(
      `update platform.audit_directory_leaves set leaf_hash = sha256('forged') where index = 5`,
    );
    const { rows } = await admin.query<{ leaf_hash: Buffer }>(
      'select leaf_hash from platform.audit_directory_leaves order by index',
    );
    const forged = Frontier.empty(sha256);
    for (const { leaf_hash } of rows) forged.appendLeaf(leaf_hash);
    const parts = trustParts(world.harness, { clock: world.clock });
    await parts.signing.open();
    const note = await parts.signing.sign({
      origin: 'localhost/audit',
      size: rows.length,
      root: forged.root(),
    });
    await admin.query('insert into platform.audit_directory_checkpoints values ($1, $2, now())', [
      rows.length,
      note,
    ]);
    const rewritten = await trustOf(witness.key, Number(new URL(witness.url).port));
    await rewritten.witnessing.step();
    assert.equal(contradictions, 2);
    world.advance(11 * minuteMs);
    await rewritten.witnessing.step();
    for (const table of tables) await admin.query(`alter table ${table} enable trigger user`);
    const { rows: recorded } = await admin.query(
      `select count(*)::int as count from tenant.audit_outbox where tenant_id = 'ffffffff-ffff-ffff-ffff-ffffffffffff' and type = 'audit.witness_refused'`,
    );
    assert.deepEqual(recorded, [{ count: 2 }]);
    assert.deepEqual((await cosigned()).at(-1), 5, 'and nothing was cosigned');
  });
});
