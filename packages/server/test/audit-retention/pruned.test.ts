/** Whatever boundary a log was pruned at, an outsider finds what remains whole and joined to everything that was ever signed. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { parseCheckpoint, parseNote, requireConsistency } from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';
import { steppedPruner } from '../../src/testing/audit/pruner.ts';
import { exported, named, verify } from '../audit-export/world.ts';
import { type OldWorld, openOldWorld, yearMs } from './world.ts';

describe('a pruned log', () => {
  let world: OldWorld;
  const held: { size: number; note: string }[] = [];
  before(async () => {
    world = await openOldWorld();
    for (const count of [1, 254, 1, 1, 300, 211, 400]) {
      await world.growAt(3 * yearMs, count);
      held.push(await world.checkpoint());
    }
  });
  after(async () => {
    await world.close();
    assert.deepEqual(world.harness.bugs, []);
  });

  const rootOf = (note: string) => parseCheckpoint(parseNote(note).text).root;
  const consistent = async (older: { size: number; note: string }, newer: { size: number; note: string }) => {
    const { hashes } = await world.callAs('auditor')('audit.consistency', {
      ...{ from: older.size, to: newer.size },
    });
    const proof = hashes.map((hash) => new Uint8Array(Buffer.from(hash, 'base64')));
    await requireConsistency(sha256, {
      ...{ oldSize: older.size, oldRoot: rootOf(older.note) },
      ...{ size: newer.size, root: rootOf(newer.note), proof },
    });
  };
  const pruneOnce = async () => {
    const { pruner, pruned, faults } = steppedPruner(world.harness, { mostBundles: 1, mostPerRound: 1 });
    await pruner.round();
    assert.deepEqual(faults, []);
    return pruned.find(([tenantId]) => tenantId === world.harness.acme.tenant.id)?.[1].lowestIndex;
  };

  test('at every boundary: the export is intact for whoever holds any checkpoint, and every size is consistent with every later one', async (t) => {
    const boundaries: (number | undefined)[] = [];
    let proofs = 0;
    for (let lowest = await pruneOnce(); lowest !== undefined; lowest = await pruneOnce()) {
      boundaries.push(lowest);
      await world.growAt(0, 37);
      held.push(await world.checkpoint());
      const { tar, state } = await exported(world.callAs('auditor'));
      assert.deepEqual([state.from, state.problems], [lowest, 0]);
      const notes = held.map(({ note }) => note);
      const report = await verify(tar, await world.pinned(), { held: notes });
      assert.deepEqual([report.verdict, named(report)], ['intact', []]);
      for (const [at, older] of held.entries())
        for (const newer of held.slice(at + 1)) {
          await consistent(older, newer);
          proofs += 1;
        }
    }
    assert.deepEqual(boundaries, [256, 512, 768, 1024]);
    t.diagnostic(`${boundaries.length} boundaries, ${proofs} proofs`);
  });

  test('what the verifier is told of a boundary must be signed and true: a forged one is named', async () => {
    const { tar } = await exported(world.callAs('auditor'));
    const keys = await world.pinned();
    const text = tar.toString('latin1');
    const at = text.indexOf('\nboundary\n1024\n') + '\nboundary\n'.length;
    assert.ok(at > 100);
    // Within the last word of the first line that begins with a dash, in UTF-8.
    const signature = text.indexOf('\n', text.indexOf('\u00e2\u0080\u0094 ', at)) - 24;
    const forged = async (change: (bytes: Buffer) => void) => {
      const bytes = Buffer.from(tar);
      change(bytes);
      const { verdict, findings } = await verify(bytes, keys);
      assert.equal(verdict, 'broken');
      return findings.map(({ code }) => code);
    };
    // Another index, another root, another time of keeping, and a signature that is none.
    for (const [place, letters] of [
      [at, '1280'],
      [at + 5, 'AAAA'],
      [at + 5 + 45, '366'],
      [signature, 'AAAA'],
    ] as const) {
      const codes = await forged((bytes) => bytes.write(letters, place, 'latin1'));
      assert.ok(
        codes.some((code) => ['boundary_invalid', 'signature_invalid'].includes(code)),
        `${letters}: ${codes}`,
      );
    }
  });

  test('reading goes on: lists, one entry, the tail', async () => {
    const { entries } = await world.callAs('auditor')('audit.list', { type: 'audit.pruned' });
    assert.equal(entries.length, 4);
    const { metadata } = entries[0] ?? {};
    assert.deepEqual(
      [metadata?.['entries'], metadata?.['lowestIndex'], metadata?.['retentionDays'], metadata?.['holds']],
      [256, 1024, 730, 0],
    );
    const tail = await world.callAs('auditor')('audit.tail', { after: 0, limit: 50 });
    assert.equal(tail.entries[0]?.index, 1024);
    const next = await world.callAs('auditor')('audit.tail', { after: tail.next, limit: 50 });
    assert.equal(next.entries[0]?.index, tail.next);
  });
});
