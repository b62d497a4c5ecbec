/** Proofs of the real server over the real log, judged by the verifier as a browser runs it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { encodeId } from '@wardroom/contract';
import fc from 'fast-check';
import { verifyConsistency, verifyProof, webCrypto } from '../../../verifier/src/index.ts';
import { openWorld, type World } from './world.ts';

const crypto = webCrypto(globalThis.crypto.subtle);

describe('proofs of the server', () => {
  let world: World;
  let trusted: { logKeys: string[]; witnessKeys: string[] };
  /** Checkpoints as the sequencer signed them, by size. */
  const notes = new Map<number, string>();
  let ids: string[] = [];
  before(async () => {
    world = await openWorld();
    for (const count of [1, 2, 5, 120, 127, 1, 1, 200, 55, 300]) await world.grow(count);
    trusted = { logKeys: await world.pinned(), witnessKeys: [] };
    const { admin, acme } = world.harness;
    const { rows } = await admin.query<{ size: string; note: string }>(
      'select size, note from tenant.audit_checkpoints where tenant_id = $1 order by size',
      [acme.tenant.id],
    );
    for (const { size, note } of rows) notes.set(Number(size), note);
    const { rows: entries } = await admin.query<{ entry_id: string }>(
      'select entry_id from tenant.audit_log where tenant_id = $1 order by index',
      [acme.tenant.id],
    );
    ids = entries.map(({ entry_id }) => encodeId('auditEntry', entry_id as never));
  });
  after(async () => {
    await world.close();
    assert.deepEqual(world.harness.bugs, []);
  });

  const ask = () => world.callAs('auditor');
  const proofOf = (entryId: string) => ask()('audit.proof', { entryId: entryId as never });
  const errorOf = async (
    operation: 'audit.proof' | 'audit.consistency',
    input: unknown,
    tenant = world.harness.acme,
  ) => {
    const { answer } = await world.harness.call(tenant, 'auditor', operation, input);
    return answer.ok ? 'ok' : answer.error.code;
  };

  test('property: any entry is proved to be in the newest tree, openings included; any changed byte is not', async () => {
    assert.equal(ids.length, Math.max(...notes.keys()));
    const property = fc.asyncProperty(
      fc.integer({ min: 0, max: ids.length - 1 }),
      fc.nat(),
      async (index, where) => {
        const proof = await proofOf(ids[index] ?? '');
        const text = JSON.stringify(proof);
        const report = await verifyProof(text, { trusted, crypto });
        assert.deepEqual(report.findings, []);
        assert.deepEqual([report.verdict, report.facts?.index], ['intact', index]);
        assert.deepEqual(report.facts?.openings, ['address']);
        const entry = Buffer.from(proof.entry, 'base64');
        const at = where % entry.length;
        entry[at] = (entry[at] ?? 0) ^ 1;
        const forged = { ...proof, entry: entry.toString('base64') };
        assert.equal((await verifyProof(JSON.stringify(forged), { trusted, crypto })).verdict, 'broken');
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });

  test('property: every tree that was signed is the beginning of every later one, and of no other', async () => {
    const sizes = [...notes.keys()];
    assert.ok(sizes.length >= 8, `${sizes}`);
    const property = fc.asyncProperty(
      fc.constantFrom(...sizes),
      fc.constantFrom(...sizes),
      async (one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const { hashes } = await ask()('audit.consistency', { from, to });
        const claim = { older: notes.get(from) ?? '', newer: notes.get(to) ?? '', path: hashes };
        const report = await verifyConsistency(claim, { trusted, crypto });
        assert.deepEqual([report.findings, report.verdict], [[], 'intact']);
        if (from === to) return;
        const wrong = { ...claim, older: notes.get(from === 1 ? (sizes[1] ?? 0) : 1) ?? '' };
        assert.equal((await verifyConsistency(wrong, { trusted, crypto })).verdict, 'broken');
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  test('property: sizes between checkpoints are consistent, too', async () => {
    const newest = Math.max(...notes.keys());
    const property = fc.asyncProperty(fc.integer({ min: 1, max: newest }), async (from) => {
      const direct = await ask()('audit.consistency', { from, to: newest });
      assert.ok(direct.hashes.length <= 12);
      const itself = await ask()('audit.consistency', { from, to: from });
      assert.deepEqual(itself.hashes, []);
    });
    await fc.assert(property, { numRuns: 30 });
  });

  test('what is not signed yet is not shown; entries of others are no entries', async () => {
    const newest = Math.max(...notes.keys());
    assert.equal(await errorOf('audit.consistency', { from: 1, to: newest + 10_000 }), 'not_found');
    assert.equal(await errorOf('audit.consistency', { from: 0, to: 1 }), 'invalid_input');
    assert.equal(await errorOf('audit.consistency', { from: 5, to: 4 }), 'invalid_input');
    const { globex } = world.harness;
    await world.grow(3, globex);
    assert.equal(await errorOf('audit.proof', { entryId: ids[0] }, globex), 'not_found');
    assert.equal(await errorOf('audit.consistency', { from: 1, to: newest }, globex), 'not_found');
    assert.equal(await errorOf('audit.proof', { entryId: 'evt_01h2xcejqtf2nbrexx3vqjhp41' }), 'not_found');
    // The call before is on record and waits for its place.
    const { rows } = await world.harness.admin.query<{ entry_id: string }>(
      'select entry_id from tenant.audit_outbox where tenant_id = $1 limit 1',
      [world.harness.acme.tenant.id],
    );
    const waiting = encodeId('auditEntry', rows[0]?.entry_id as never);
    assert.equal(await errorOf('audit.proof', { entryId: waiting }), 'conflict');
  });

  test('an erased opening is not in the proof, and the proof holds', async () => {
    await world.harness.admin.query(
      `delete from tenant.audit_openings o using tenant.audit_log l
        where o.tenant_id = $1 and l.tenant_id = $1 and l.entry_id = o.entry_id and l.index = 7`,
      [world.harness.acme.tenant.id],
    );
    const proof = await proofOf(ids[7] ?? '');
    assert.deepEqual(proof.openings, {});
    const report = await verifyProof(JSON.stringify(proof), { trusted, crypto });
    assert.equal(report.verdict, 'intact');
  });

  test('a row that was rewritten proves nothing', async () => {
    await world.rewrite(
      "update tenant.audit_log set outcome = 'failure' where tenant_id = $1 and index = 5",
      [world.harness.acme.tenant.id],
    );
    const report = await verifyProof(JSON.stringify(await proofOf(ids[5] ?? '')), { trusted, crypto });
    assert.deepEqual(
      report.findings.map(({ code }) => code),
      ['inclusion_invalid'],
    );
  });
});
