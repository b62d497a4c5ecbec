/** What the sequencer writes, judged by the verifier, which shares no code with it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  type ExportManifest,
  encodeBundle,
  exportFiles,
  exportLine,
  timeText,
  verifierKey,
  verifierKeyText,
} from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';
import { verifyExport } from '../../../../../verifier/src/index.ts';
import { nodeCrypto } from '../../../../../verifier/src/node.ts';
import { tarOf } from '../../../../../verifier/test/writer/tar.ts';
import { readLog, tilesOf } from '../../../testing/audit/sealed-log.ts';
import { entryOf, recordAll, steppedSequencer } from '../../../testing/audit/sequencer.ts';
import { createHarness, type Harness } from '../../../testing/harness.ts';
import { leafBytes, type OpeningRow, openOpening } from './index.ts';

describe('an outsider', () => {
  let harness: Harness;
  let offset = 0;
  before(async () => {
    harness = await createHarness({ clock: { now: () => Date.now() + offset } });
    const { acme } = harness;
    const { drain, sequencer } = steppedSequencer(harness);
    for (let round = 0; round < 3; round += 1) {
      const input = { channelId: acme.general.id, body: 'a message', clientKey: `outsider-${round}` };
      await harness.succeed(acme, 'member', 'messages.send', input);
      await harness.call(acme, 'guest', 'channels.create', { name: 'not-allowed', kind: 'public' });
      const entries = Array.from({ length: 130 }, (_, number) => entryOf(acme, number));
      await recordAll(harness, acme, [
        { ...entryOf(acme), metadata: { kind: 'x'.repeat(70_000) } },
        ...entries,
      ]);
      offset += 1_500;
      await drain();
    }
    await harness.admin.query(
      `insert into tenant.audit_outbox (tenant_id, entry_id, at, type, store, outcome, actor_type, action, resource_kind, request_id, sealed)
       values ($1, gen_random_uuid(), now(), 'made.up', 'both', 'success', 'ghost', 'forged', 'Ghost', gen_random_uuid(), '\\x00')`,
      [acme.tenant.id],
    );
    offset += 1_500;
    await drain();
    await sequencer.stop();
  });
  after(() => harness.close());

  /** An export of everything, as the format describes it. */
  async function exported(change: (path: string, bytes: Buffer) => Buffer = (_, bytes) => bytes) {
    const { acme, admin } = harness;
    const entries = await readLog(harness, acme);
    const { rows } = await admin.query<{ note: string; origin: string; size: string; public_key: Buffer }>(
      `select c.note, h.origin, c.size, k.public_key from tenant.audit_checkpoints c
         join tenant.audit_heads h using (tenant_id), platform.audit_keys k
        where c.tenant_id = $1 order by c.size desc limit 1`,
      [acme.tenant.id],
    );
    const [head] = rows;
    assert.ok(head);
    const size = Number(head.size);
    assert.equal(size, entries.length);
    const key = await verifierKey(sha256, {
      ...{ name: head.origin, type: 0x01 },
      publicKey: new Uint8Array(head.public_key),
    });
    const log = [verifierKeyText(key)];
    const manifest: ExportManifest = {
      ...{ v: 1, format: 'wardroom-audit-export', origin: head.origin, from: 0, to: size, size },
      createdAt: timeText(Date.now() + offset),
    };
    const { rows: openings } = await admin.query<OpeningRow & { index: string }>(
      `select l.index, o.entry_id, o.field, o.sealed from tenant.audit_openings o
         join tenant.audit_log l using (tenant_id, entry_id) where o.tenant_id = $1 order by l.index, o.field`,
      [acme.tenant.id],
    );
    const documents: Readonly<Record<string, () => string>> = {
      'manifest.json': () => exportLine(manifest),
      checkpoint: () => head.note,
      'keys.json': () => exportLine({ log, witnesses: [] }),
      'openings.jsonl': () =>
        openings
          .map((row) =>
            exportLine({ ...openOpening(acme.keys, row), index: Number(row.index), field: row.field }),
          )
          .join(''),
    };
    const readTile = tilesOf(harness, acme.tenant.id);
    const leaves = entries.map(({ row, part }) => leafBytes(row, part));
    const files: { name: string; bytes: Buffer }[] = [];
    for (const { path, tile } of exportFiles(manifest, { rotations: 0, boundary: false, directory: false })) {
      const bytes =
        tile === null
          ? Buffer.from(documents[path]?.() ?? '')
          : tile.level === 'entries'
            ? Buffer.from(encodeBundle(leaves.slice(tile.index * 256, tile.index * 256 + tile.width)))
            : await readTile(tile);
      files.push({ name: path, bytes: change(path, bytes) });
    }
    const trusted = { logKeys: log, witnessKeys: [] };
    return verifyExport([tarOf(files)], { trusted, crypto: nodeCrypto });
  }

  test('who trusts nothing but the public key finds the log whole: messages, refusals, what was too long, what was forged', async () => {
    const { verdict, findings } = await exported();
    assert.deepEqual(findings, []);
    assert.equal(verdict, 'intact');
  });

  test('and names what is not', async () => {
    const { verdict } = await exported((path, bytes) => {
      if (path === 'tile/entries/000') bytes[1_000] = (bytes[1_000] ?? 0) ^ 1;
      return bytes;
    });
    assert.equal(verdict, 'broken');
  });
});
