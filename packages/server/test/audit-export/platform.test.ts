/** The log of the platform: sealed, read, proved and taken along like that of a tenant, under the same keys and rights. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuditEntryView, OperationName, Operations, OutputOf } from '@wardroom/contract';
import type { Call } from '../../../sdk/src/index.ts';
import { verifyProof } from '../../../verifier/src/index.ts';
import { nodeCrypto } from '../../../verifier/src/node.ts';
import { platformLog } from '../../src/kernel/audit/logs.ts';
import { leadMs } from '../../src/kernel/audit/trust/index.ts';
import type { PresentedCredential } from '../../src/kernel/call.ts';
import { steppedTrust } from '../../src/testing/audit/trust.ts';
import { createPlatformHarness, type PlatformHarness } from '../../src/testing/platform.ts';
import { exported, named, openWorld, verify, type World } from './world.ts';

type Listed = OutputOf<Operations['directory.listAudit']>;
type Checkpoint = OutputOf<Operations['directory.auditCheckpoint']>;

const names: Readonly<Record<string, OperationName>> = {
  'audit.exports.begin': 'directory.beginAuditExport',
  'audit.exports.read': 'directory.readAuditExport',
};
const minuteMs = 60_000;

describe('the log of the platform', () => {
  let world: World;
  let platform: PlatformHarness;
  let operator: PresentedCredential;
  before(async () => {
    world = await openWorld(false);
    platform = createPlatformHarness(world.harness);
    operator = await platform.signedIn();
    for (let n = 0; n < 5; n += 1)
      await platform.call(
        'directory.listTenants',
        {},
        { kind: 'session', secret: 'of nobody at all'.repeat(3) },
      );
    await world.grow(3);
  });
  after(() => world.close());

  const ask = <T>(operation: OperationName, input: unknown = {}) =>
    platform.succeed<T>(operation, input, operator);
  const call = ((name: string, input: unknown) =>
    ask(names[name] ?? (name as OperationName), input)) as unknown as Call;
  const list = async () => (await ask<Listed>('directory.listAudit', { limit: 200 })).entries;
  const keys = async () => (await ask<Checkpoint>('directory.auditCheckpoint')).keys.log;
  const refused = async (operation: OperationName, input: unknown, as = operator) => {
    const { answer } = await platform.call(operation, input, as);
    return answer.ok ? 'ok' : answer.error.code;
  };

  test('its entries have places under an origin of its own, and read the same before and after', async () => {
    await ask('directory.createTenant', {
      ...{ slug: 'later', name: 'Later' },
      owner: { handle: 'olga', displayName: 'Olga', password: 'a long enough passphrase 7' },
    });
    const shown = (entries: readonly AuditEntryView[]) => entries.map(({ index: _, ...entry }) => entry);
    const waiting = await list();
    assert.equal(waiting[0]?.index, null);
    await world.grow(0);
    const sealed = await list();
    assert.deepEqual(shown(sealed), shown(waiting));
    const places = sealed.map(({ index }) => index);
    assert.deepEqual(places, [...places.keys()].reverse(), 'places are dense');
    assert.ok(sealed.some(({ address }) => address === '127.0.0.1'));
    const issued = sealed.find(({ type }) => type === 'operator.created');
    assert.match(`${issued?.subjectId} ${issued?.actorId}`, /^opr_\S+ opr_\S+$/);
    const { checkpoint } = await ask<Checkpoint>('directory.auditCheckpoint');
    assert.equal(checkpoint?.origin, 'localhost/audit/platform');
    assert.equal(checkpoint.size, sealed.length);
  });

  test('an export and a proof of one entry convince a verifier that has the key', async () => {
    const { tar, state } = await exported(call, { reason: 'the yearly audit' });
    const report = await verify(tar, await keys());
    assert.deepEqual([report.verdict, named(report), state.problems], ['intact', [], 0]);
    const [entry] = (await list()).filter(({ type }) => type === 'tenant.created');
    const proof = await ask('directory.auditProof', { entryId: entry?.id });
    const judged = await verifyProof(JSON.stringify(proof), {
      trusted: { logKeys: await keys(), witnessKeys: [] },
      crypto: nodeCrypto,
    });
    assert.deepEqual([judged.verdict, judged.findings], ['intact', []]);
    await world.grow(0);
    const [taken] = (await list()).filter(({ type }) => type === 'audit.exported');
    assert.equal(taken?.metadata['reason'], 'the yearly audit');
    const { checkpoint } = await ask<Checkpoint>('directory.auditCheckpoint');
    const sizes = { from: state.to, to: checkpoint?.size ?? 0 };
    const { hashes } = await ask<{ hashes: string[] }>('directory.auditConsistency', sizes);
    assert.ok(sizes.from < sizes.to && hashes.length > 0);
  });

  test('what an owner of the database rewrites is found', async () => {
    const set = (outcome: string) =>
      world.rewrite(`update tenant.audit_log set outcome = $2 where tenant_id = $1 and index = 1`, [
        platformLog,
        outcome,
      ]);
    const { rows } = await world.harness.admin.query<{ outcome: string }>(
      'select outcome from tenant.audit_log where tenant_id = $1 and index = 1',
      [platformLog],
    );
    await set('failure');
    const { tar, state } = await exported(call);
    const report = await verify(tar, await keys());
    assert.notEqual(report.verdict, 'intact');
    assert.ok(state.problems > 0);
    await set(rows[0]?.outcome ?? '');
  });

  test('no serving role changes or removes an entry of it, nor does the owner of the tables', async () => {
    const codes: unknown[] = [];
    const tried = [
      'update tenant.audit_log set outcome = outcome',
      'delete from tenant.audit_log',
      'delete from tenant.audit_checkpoints',
    ];
    for (const role of ['wardroom_platform', 'wardroom_app', 'wardroom_sealer'] as const) {
      const pool = world.harness.poolOf(role, 1);
      for (const text of tried)
        await pool
          .query(`${text} where tenant_id = '${platformLog}'`)
          .catch((error) => codes.push(error.code));
    }
    assert.deepEqual(codes, Array(9).fill('42501'));
    for (const text of tried)
      await assert.rejects(world.harness.admin.query(`${text} where tenant_id = '${platformLog}'`), {
        code: 'WR002',
      });
  });

  test('the role of the platform adds to its own log only, and reads none', async () => {
    const pool = world.harness.poolOf('wardroom_platform', 1);
    const insert = (tenantId: string) =>
      pool.query(
        `insert into tenant.audit_outbox (tenant_id, entry_id, at, type, store, outcome, actor_type, action, resource_kind,
           request_id, count, sealed)
         values ($1, uuidv7(), now(), 'tenant.created', 'both', 'success', 'operator', 'x', 'Deployment', uuidv7(), 1, '\\x01')`,
        [tenantId],
      );
    await assert.rejects(insert(world.harness.acme.tenant.id), { code: '42501' });
    for (const table of ['audit_outbox', 'audit_log', 'audit_openings'])
      await assert.rejects(pool.query(`select 1 from tenant.${table}`), { code: '42501' });
    await assert.rejects(
      world.harness.admin.query(
        `insert into directory.tenants (tenant_id, status, slug_lookup, sealed, region, demo, created_at)
         values ($1, 'active', decode(repeat('07', 32), 'hex'), '\\x01', 'local', false, now())`,
        [platformLog],
      ),
      { constraint: 'tenants_is_not_the_platform' },
    );
  });

  test('a tenant sees nothing of it, and the directory covers it like a tenant', async () => {
    const [entry] = await list();
    const { entries } = await world
      .callAs('owner')('audit.proof', { entryId: entry?.id } as never)
      .then(
        () => ({ entries: 'there' }),
        (error: unknown) => ({ entries: Reflect.get(error as object, 'code') }),
      );
    assert.equal(entries, 'not_found');
    const { directory } = steppedTrust(world.harness, { clock: world.clock });
    world.advance(2 * minuteMs);
    await world.grow(0);
    assert.ok((await directory.step()) >= 2);
    const { tar } = await exported(call);
    const report = await verify(tar, await keys());
    assert.deepEqual([report.verdict, named(report)], ['intact', []]);
    assert.ok(report.facts?.directory !== undefined && report.facts.directory !== null);
  });

  test('an operator makes the next key before its time, once, on record; readers follow to it', async () => {
    const pinned = await keys();
    // The first key began by the clock of the log, which is ahead of that of the server by some seconds.
    const { rows: began } = await world.harness.admin.query<{ ms: string }>(
      'select extract(epoch from signs_from) * 1000 as ms from platform.audit_keys where generation = 1',
    );
    await sleep(Math.max(0, Number(began[0]?.ms) - Date.now()) + 1);
    const made = await ask<{ generation: number; signsFrom: number }>('directory.rotateAuditKey', {
      reason: 'a laptop was stolen',
    });
    assert.equal(made.generation, 2);
    assert.equal(await refused('directory.rotateAuditKey', { reason: 'twice' }), 'conflict');
    assert.equal(await refused('directory.rotateAuditKey', {}), 'invalid_input');
    assert.equal(
      await refused('directory.rotateAuditKey', { reason: 'x' }, { kind: 'none' }),
      'unauthenticated',
    );
    world.advance(leadMs + 5 * minuteMs);
    const { rotation } = steppedTrust(world.harness, { clock: world.clock });
    await rotation.step();
    world.advance(6 * minuteMs);
    await world.grow(1);
    const { rows } = await world.harness.admin.query(
      'select tenant_id from tenant.audit_rotations where tenant_id = $1 and generation = 2',
      [platformLog],
    );
    assert.equal(rows.length, 1);
    const { tar } = await exported(call);
    const report = await verify(tar, pinned);
    assert.deepEqual([report.verdict, named(report)], ['intact', []]);
    const rotated = (await list()).filter(({ type }) => type === 'audit.key_rotated');
    const [signs, wasMade] = rotated;
    assert.deepEqual([signs?.actorType, wasMade?.actorType, rotated.length], ['system', 'operator', 2]);
    assert.equal(wasMade?.metadata['reason'], 'a laptop was stolen');
  });
});
