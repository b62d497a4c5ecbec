import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Uuid } from '@wardroom/contract';
import { hex } from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';
import { readCheckpoints, requireWhole } from '../../../testing/audit/sealed-log.ts';
import { entryOf, recordAll, steppedSequencer } from '../../../testing/audit/sequencer.ts';
import type { TenantFixture } from '../../../testing/fixtures.ts';
import { createHarness, type Harness } from '../../../testing/harness.ts';
import { type Keyring, KeyringError } from '../../keyring/index.ts';

describe('sequencer', () => {
  let harness: Harness;
  let offset = 0;
  let frozenAt: number | null = null;
  const clock = { now: () => (frozenAt ?? Date.now()) + offset };
  /** Where a second decides, how fast this machine is must not. */
  const frozen = async (work: () => Promise<void>) => {
    frozenAt = Date.now();
    await work().finally(() => {
      frozenAt = null;
    });
  };
  before(async () => {
    harness = await createHarness({ implementations: () => [], clock });
  });
  after(() => harness.close());

  const record = (tenant: TenantFixture, count: number) =>
    recordAll(
      harness,
      tenant,
      Array.from({ length: count }, (_, number) => entryOf(tenant, number)),
    );
  const waiting = async (): Promise<number> => {
    const { rows } = await harness.admin.query<{ n: number }>(
      'select count(*)::int as n from tenant.audit_outbox',
    );
    return rows[0]?.n ?? -1;
  };
  /** Everything that waits, by a sequencer of its own that meets no fault. */
  const seal = async (options: Parameters<typeof steppedSequencer>[1] = {}) => {
    const { drain, sequencer, faults } = steppedSequencer(harness, options);
    await drain();
    assert.deepEqual(faults, []);
    assert.equal(await waiting(), 0);
    await sequencer.stop();
  };
  const newest = async (tenant: TenantFixture) => {
    const entry = (await requireWhole(harness, tenant)).at(-1);
    assert.ok(entry);
    return entry;
  };

  test('what was recorded gets its place once, in both tenants, and a signed checkpoint', async () => {
    await record(harness.acme, 3);
    await record(harness.globex, 2);
    await seal();
    for (const [tenant, count] of [
      [harness.acme, 3],
      [harness.globex, 2],
    ] as const) {
      const entries = await requireWhole(harness, tenant);
      assert.equal(entries.length, count);
      const [checkpoint] = await readCheckpoints(harness, tenant.tenant.id);
      assert.equal(checkpoint?.size, count);
      assert.deepEqual(entries[0]?.opened, { address: '192.0.2.0' });
      assert.deepEqual(entries[0]?.part.metadata, { kind: 'kind 0' });
    }
  });

  test('an entry says who, what and with which kind of credential, in identifiers that carry their kind', async () => {
    const { owner } = harness.acme.principals;
    await recordAll(harness, harness.acme, [
      { ...entryOf(harness.acme), credentialId: owner.identity.id, credentialKind: 'token' },
    ]);
    await seal();
    const { part } = await newest(harness.acme);
    assert.deepEqual(part.kinds, {
      actor: 'principal',
      subject: 'principal',
      resource: 'channel',
      credential: 'token',
    });
    await assert.rejects(
      recordAll(harness, harness.acme, [{ ...entryOf(harness.acme), credentialKind: undefined as never }]),
      /names a credential and not what it is/,
    );
  });

  test('entries get their places in the order in which they were recorded, over many batches and full tiles', async () => {
    const before = (await requireWhole(harness, harness.acme)).length;
    for (let round = 0; round < 4; round += 1) {
      await record(harness.acme, 180);
      if (round % 2 === 1) await seal({ batchSize: 100 });
    }
    const entries = (await requireWhole(harness, harness.acme)).slice(before);
    assert.equal(entries.length, 720);
    const ids = entries.map(({ row }) => row.entry_id);
    assert.deepEqual(ids, ids.toSorted());
    const { rows } = await harness.admin.query<{ n: number }>(
      'select count(*)::int as n from tenant.audit_tiles where tenant_id = $1',
      [harness.acme.tenant.id],
    );
    assert.equal(rows[0]?.n, 2);
  });

  test('an entry with a smaller id that commits later is not passed over', async () => {
    const late = await harness.poolOf('wardroom_app', 1).connect();
    await late.query('begin');
    const context = harness.signer.sign(harness.globex.tenant.id, Number(Reflect.get(late, 'processID')));
    await late.query("select set_config('app.tenant', $1, true)", [context]);
    await late.query(
      `insert into tenant.audit_outbox (tenant_id, entry_id, at, type, store, outcome, actor_type, action, resource_kind, request_id, sealed)
       values ($1, $2, now(), 'channel.created', 'compliance', 'success', 'system', 'channels.create', 'Channel', $2, '\\x00')`,
      [harness.globex.tenant.id, harness.parts.ids.next()],
    );
    await record(harness.globex, 1);
    await seal();
    const before = await requireWhole(harness, harness.globex);
    await late.query('commit');
    late.release();
    await seal();
    const entries = await requireWhole(harness, harness.globex);
    assert.equal(entries.length, before.length + 1);
    assert.ok((entries.at(-1)?.row.entry_id ?? 'z') < (before.at(-1)?.row.entry_id ?? ''));
  });

  test('a clock that goes back moves no entry before the one in front of it, and delays no checkpoint', async () => {
    await record(harness.globex, 1);
    await seal();
    const { row: first } = await newest(harness.globex);
    offset -= 3_600_000;
    await record(harness.globex, 1);
    await seal();
    const { row: second } = await newest(harness.globex);
    assert.ok(second.at < first.at);
    assert.equal(second.sequenced_at, first.sequenced_at);
    const checkpoints = await readCheckpoints(harness, harness.globex.tenant.id);
    assert.equal(checkpoints.at(-1)?.size, second.index + 1);
    offset += 3_600_000;
  });

  test('a tree that grew within the last second is signed later, without anything new', () =>
    frozen(async () => {
      const { drain, sequencer } = steppedSequencer(harness);
      const last = async () => (await readCheckpoints(harness, harness.acme.tenant.id)).at(-1)?.size;
      offset += 10_000;
      await record(harness.acme, 1);
      await drain();
      const signed = await last();
      await record(harness.acme, 1);
      await drain();
      assert.equal(await last(), signed);
      offset += 1_001;
      await drain();
      assert.equal(await last(), (signed ?? 0) + 1);
      await sequencer.stop();
    }));

  test('what is personal stands in the log as a commitment; without its opening every proof still holds', async () => {
    await recordAll(harness, harness.acme, [
      { ...entryOf(harness.acme), type: 'role.created', metadata: { permissions: 'a b', reason: 'for Ann' } },
    ]);
    await seal();
    const { row, part, opened } = await newest(harness.acme);
    assert.deepEqual(part.metadata, { permissions: 'a b' });
    assert.deepEqual(opened, { address: '192.0.2.0', reason: 'for Ann' });
    assert.deepEqual(Object.keys(part.personal).sort(), ['address', 'reason']);
    await harness.admin.query('delete from tenant.audit_openings where entry_id = $1', [row.entry_id]);
    assert.deepEqual((await newest(harness.acme)).opened, {});
  });

  test('an entry that would be longer than 65,535 bytes names its largest texts by their hash', async () => {
    const long = 'x'.repeat(70_000);
    const [larger, large] = ['€'.repeat(10_901), 'y'.repeat(32_700)];
    await recordAll(harness, harness.acme, [
      { ...entryOf(harness.acme), metadata: { kind: long } },
      { ...entryOf(harness.acme), type: 'principal.created', metadata: { kind: large, role: larger } },
      { ...entryOf(harness.acme), metadata: { kind: 'a lone \ud800 surrogate' } },
    ]);
    await seal();
    const [first, second, third] = (await requireWhole(harness, harness.acme)).slice(-3);
    const hash = (text: string) => hex(sha256(Buffer.from(JSON.stringify(text))));
    assert.deepEqual(first?.part.metadata, { kind: { sha256: hash(long), bytes: 70_002 } });
    assert.deepEqual(second?.part.metadata, { kind: large, role: { sha256: hash(larger), bytes: 32_705 } });
    assert.deepEqual(third?.part.metadata, { kind: 'a lone \ufffd surrogate' });
  });

  test('a tenant whose keys are out of reach waits and is shown; the others do not wait for it', () =>
    frozen(async () => {
      const { keyring } = harness.parts;
      let isAway = true;
      const away: Pick<Keyring, 'open'> = {
        open: async (scope) => {
          if (isAway && scope.kind === 'tenant' && scope.tenantId === harness.acme.tenant.id)
            throw new KeyringError('key_provider_unavailable', 'not there');
          return keyring.open(scope);
        },
      };
      await record(harness.acme, 2);
      await record(harness.globex, 2);
      const { drain, sequencer, faults } = steppedSequencer(harness, {
        keyring: away as Keyring,
        batchSize: 2,
      });
      await drain();
      assert.equal(await waiting(), 2);
      assert.deepEqual(
        faults.map(([tenantId]) => tenantId),
        [harness.acme.tenant.id],
      );
      offset += 700;
      await drain();
      assert.equal(faults.length, 1, 'it is not asked for again at once');
      assert.equal(sequencer.backlog.stuck, 1);
      assert.ok(sequencer.backlog.lagMs >= 700);
      isAway = false;
      offset += 400;
      await drain();
      assert.equal(await waiting(), 0);
      assert.deepEqual(sequencer.backlog, { lagMs: 0, stuck: 0 });
      await requireWhole(harness, harness.acme);
      await sequencer.stop();
    }));

  test('what a request has made up in the outbox of its tenant is logged as that, and stops nobody', async () => {
    const taken = (await newest(harness.acme)).row.entry_id;
    const forge = (entryId: Uuid, sealed: string, words = "'channel.created'") =>
      harness.admin.query(
        `insert into tenant.audit_outbox (tenant_id, entry_id, at, type, store, outcome, actor_type, action, resource_kind, request_id, sealed)
         values ($1, $2, now(), ${words}, 'both', 'success', 'ghost', 'made up', 'Ghost', $2, decode($3, 'hex'))`,
        [harness.acme.tenant.id, entryId, sealed],
      );
    const { ids } = harness.parts;
    await forge(ids.next(), '00');
    await forge(ids.next(), `0101${'00'.repeat(40)}`, "'made.up'");
    await forge(taken, '00');
    // A key of another epoch may be on its way: three failures, then it is taken for one that never was.
    await forge(ids.next(), `01010fffffff${'ab'.repeat(40)}`);
    await record(harness.acme, 1);
    await record(harness.globex, 1);
    const { drain, sequencer } = steppedSequencer(harness);
    for (let round = 0; round < 5; round += 1) {
      await drain();
      offset += 6_000;
    }
    assert.equal(await waiting(), 0);
    assert.equal(sequencer.backlog.stuck, 0);
    const entries = await requireWhole(harness, harness.acme);
    const forged = entries.filter(({ row }) => row.actor_type === 'ghost');
    assert.equal(forged.length, 4);
    assert.ok(forged.every(({ part }) => typeof part.metadata['unopened'] === 'object'));
    assert.ok(forged.some(({ opened }) => opened['unopened'] === 'AA=='));
    assert.equal(forged.filter(({ part }) => 'doubleOf' in part.metadata).length, 1);
    assert.equal(new Set(entries.map(({ row }) => row.entry_id)).size, entries.length);
    await sequencer.stop();
    for (const words of ["'No such form'", "'x'", `'${'a.'.repeat(60)}a'`])
      await assert.rejects(forge(ids.next(), '00', words), { constraint: 'audit_outbox_type_form' });
  });
});
