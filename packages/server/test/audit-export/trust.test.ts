/** Keys that follow one another and the directory over all logs, as an outsider finds them in exports. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { leadMs, overlapMs, rotateEveryMs } from '../../src/kernel/audit/trust/index.ts';
import { type SteppedTrust, steppedTrust } from '../../src/testing/audit/trust.ts';
import { exported, named, openWorld, verify, type World } from './world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

describe('keys that follow one another', () => {
  let world: World;
  let trust: SteppedTrust;
  const first: { acme: string[]; globex: string[] } = { acme: [], globex: [] };
  before(async () => {
    world = await openWorld(false);
    trust = steppedTrust(world.harness, { clock: world.clock });
    await world.grow(3);
    await world.grow(2, world.harness.globex);
    await trust.directory.step();
    first.acme = await world.pinned();
    first.globex = await world.pinned(world.harness.globex);
  });
  after(() => world.close());

  const acme = () => world.callAs('auditor');
  const globex = () => world.callAs('auditor', world.harness.globex);
  const rotateWhenDue = async () => {
    world.advance(rotateEveryMs - hourMs);
    await trust.rotation.step();
    world.advance(hourMs);
    await trust.rotation.step();
    world.advance(leadMs + 5 * minuteMs);
    await trust.rotation.step();
    await world.grow(0);
    await trust.directory.step();
    assert.deepEqual(trust.faults, []);
  };
  const generations = async () =>
    (await world.harness.admin.query('select generation, signs_until from platform.audit_keys order by 1'))
      .rows;

  test('no key is made before its time, one when it is due, and two nodes make one', async () => {
    await trust.rotation.step();
    assert.equal((await generations()).length, 1);
    world.advance(rotateEveryMs);
    const other = steppedTrust(world.harness, { clock: world.clock });
    await Promise.all([trust.rotation.step(), other.rotation.step()]);
    await Promise.all([trust.rotation.step(), other.rotation.step()]);
    const rows = await generations();
    assert.deepEqual(
      rows.map(({ generation, signs_until }) => [generation, signs_until === null]),
      [
        [1, false],
        [2, true],
      ],
    );
    const { rows: recorded } = await world.harness.admin.query(
      `select count(*)::int as count from tenant.audit_outbox where tenant_id = 'ffffffff-ffff-ffff-ffff-ffffffffffff' and type = 'audit.key_rotated'`,
    );
    assert.deepEqual(recorded, [{ count: 1 }]);
  });

  test('until the new key signs, nothing speaks of it', async () => {
    await world.grow(1);
    const { tar } = await exported(acme());
    const report = await verify(tar, first.acme);
    assert.deepEqual([report.verdict, named(report)], ['intact', []]);
    assert.equal(report.facts?.keys.filter(({ signed }) => signed).length, 1);
  });

  test('then both sign, and who pinned the old one follows to the new one, also where nobody writes', async () => {
    world.advance(leadMs + 5 * minuteMs);
    const other = steppedTrust(world.harness, { clock: world.clock });
    await Promise.all([trust.rotation.step(), other.rotation.step()]);
    // The note is there and the new key has signed nothing yet: this export does not speak of it.
    const { tar: meanwhile } = await exported(acme());
    assert.deepEqual(named(await verify(meanwhile, first.acme)), []);
    await world.grow(0);
    world.advance(2 * minuteMs);
    await trust.directory.step();
    for (const [call, pinned] of [
      [acme(), first.acme],
      [globex(), first.globex],
    ] as const) {
      const { tar } = await exported(call);
      const report = await verify(tar, pinned);
      assert.deepEqual([report.verdict, named(report)], ['intact', []]);
      const own = report.facts?.keys.filter(
        ({ key, signed }) => signed && !key.startsWith('localhost/audit+'),
      );
      assert.deepEqual(
        own?.map(({ trust: how }) => how),
        ['pinned', 'rotation'],
      );
    }
    const { rows } = await world.harness.admin.query(
      `select tenant_id, count(*)::int as count from tenant.audit_log
        where type = 'audit.key_rotated' and tenant_id = any($1) group by 1`,
      [[world.harness.acme.tenant.id, world.harness.globex.tenant.id]],
    );
    assert.deepEqual(
      rows.map(({ count }) => count),
      [1, 1],
      'each log says so once, whoever told it',
    );
  });

  test('the old key stops after the overlap, and the chain goes on over several keys', async () => {
    world.advance(overlapMs);
    await world.grow(1);
    const { checkpoint } = (await acme()('audit.checkpoint', {})) as { checkpoint: { note: string } };
    assert.equal(checkpoint.note.split('\n— ').length - 1, 1, 'one signature');
    await rotateWhenDue();
    await rotateWhenDue();
    for (const [call, pinned] of [
      [acme(), first.acme],
      [globex(), first.globex],
    ] as const) {
      const { tar } = await exported(call);
      const report = await verify(tar, pinned);
      assert.deepEqual([report.verdict, named(report)], ['intact', []]);
    }
  });

  test('who has followed refuses a checkpoint that only a key out of service signed', async () => {
    const { tar } = await exported(acme());
    const { checkpoint } = (await acme()('audit.checkpoint', {})) as { checkpoint: { note: string } };
    const text = tar.toString('latin1');
    const lines = Buffer.from(checkpoint.note)
      .toString('latin1')
      .split('\n')
      .filter((line) => line.startsWith('\u00e2'));
    assert.equal(lines.length, 2, 'in an overlap');
    // The newest signature is replaced by the older one, of the same length.
    const [older = '', newer = ''] = lines;
    const changed = text.replaceAll(newer, older);
    assert.notEqual(changed, text);
    const report = await verify(Buffer.from(changed, 'latin1'), first.acme);
    assert.equal(report.verdict, 'broken');
    assert.ok(named(report).includes('signature_invalid checkpoint'), named(report).join());
  });

  test('a tenant whose keys are out of reach is told later, and keeps nobody from being told', async () => {
    const { keyring } = world.harness.parts;
    const { acme: away } = world.harness;
    const broken = steppedTrust(world.harness, {
      clock: world.clock,
      keyring: {
        open: (scope: Parameters<typeof keyring.open>[0]) =>
          scope.kind === 'tenant' && scope.tenantId === away.tenant.id
            ? Promise.reject(new Error('the keys are away'))
            : keyring.open(scope),
      } as typeof keyring,
    });
    const told = async () =>
      (
        await world.harness.admin.query(
          `select tenant_id from tenant.audit_rotations
            where generation = (select max(generation) from platform.audit_keys) and tenant_id = any($1)`,
          [[away.tenant.id, world.harness.globex.tenant.id]],
        )
      ).rows.map(({ tenant_id }) => tenant_id);
    world.advance(rotateEveryMs);
    await broken.rotation.step();
    world.advance(leadMs + 5 * minuteMs);
    await broken.rotation.step();
    assert.deepEqual(
      broken.faults.map(([tenant]) => tenant),
      [away.tenant.id],
    );
    assert.deepEqual(await told(), [world.harness.globex.tenant.id]);
    await trust.rotation.step();
    assert.equal((await told()).length, 2);
    await world.grow(0);
  });

  test('of a key nothing changes but its end, and notes and keys go away for nobody', async () => {
    const { admin } = world.harness;
    for (const sql of [
      'delete from platform.audit_keys',
      `update platform.audit_keys set public_key = '\\x00' where generation = 1`,
      'update platform.audit_keys set signs_until = null where generation = 1',
      `update tenant.audit_rotations set note = 'x'`,
      'delete from tenant.audit_places',
      'delete from platform.audit_directory_leaves',
      'update platform.audit_directory_checkpoints set size = size + 1',
      'delete from platform.audit_directory_rotations',
    ])
      await assert.rejects(admin.query(sql), { code: 'WR002' }, sql);
  });
});

describe('the directory', () => {
  let world: World;
  before(async () => {
    world = await openWorld(false);
  });
  after(() => world.close());

  test('a tenant that grows all the time is covered once a minute, and two nodes cover it once', async () => {
    const [one, other] = [
      steppedTrust(world.harness, { clock: world.clock }),
      steppedTrust(world.harness, { clock: world.clock }),
    ];
    await world.grow(3);
    const added = await Promise.all([one.directory.step(), other.directory.step()]);
    assert.equal(added[0] + added[1], 1);
    await world.grow(3);
    assert.equal(await one.directory.step(), 0);
    world.advance(minuteMs);
    assert.equal(await other.directory.step(), 1);
    world.advance(minuteMs);
    assert.equal(await other.directory.step(), 0, 'nothing has grown');
  });

  test('whoever is behind a clock that went back is covered, too', async () => {
    const trust = steppedTrust(world.harness, { clock: world.clock });
    world.advance(-hourMs);
    await world.grow(1);
    assert.equal(await trust.directory.step(), 1);
    world.advance(hourMs);
  });

  test('proofs hold over many leaves, and each tenant learns of its own only', async () => {
    const { harness } = world;
    const trust = steppedTrust(harness, { clock: world.clock });
    for (let round = 0; round < 140; round += 1) {
      for (const tenant of [harness.acme, harness.globex]) await world.grow(1, tenant);
      world.advance(minuteMs);
      await trust.directory.step();
    }
    assert.deepEqual(trust.faults, []);
    for (const tenant of [harness.acme, harness.globex]) {
      const call = world.callAs('auditor', tenant);
      const { tar } = await exported(call);
      const report = await verify(tar, await world.pinned(tenant));
      assert.deepEqual([report.verdict, named(report)], ['intact', []]);
      assert.ok((report.facts?.directory?.size ?? 0) > 256, `${report.facts?.directory?.size}`);
      assert.equal(report.facts?.directory?.tenantSize, report.facts?.size);
      const other = tenant === harness.acme ? harness.globex : harness.acme;
      const { rows } = await harness.admin.query<{ salt: Buffer }>(
        'select salt from tenant.audit_places where tenant_id = $1',
        [other.tenant.id],
      );
      for (const { salt } of rows) assert.equal(tar.includes(salt.toString('base64url')), false);
      assert.equal(tar.includes(other.tenant.id), false);
    }
  });

  test('a transaction that is killed half way leaves no leaf without a place and no place without a leaf', async () => {
    const { harness } = world;
    await world.grow(1);
    world.advance(2 * minuteMs);
    let countdown = Number.POSITIVE_INFINITY;
    const killed = steppedTrust(harness, {
      clock: world.clock,
      observer: {
        before: async () => {
          countdown -= 1;
          if (countdown < 0) throw new Error('killed');
        },
      },
    });
    const state = async () =>
      (
        await harness.admin.query(
          `select (select size from platform.audit_directory)::int as size,
                  (select count(*) from platform.audit_directory_leaves)::int as leaves,
                  (select count(*) from tenant.audit_places)::int as places,
                  (select max(size) from platform.audit_directory_checkpoints)::int as signed`,
        )
      ).rows[0];
    const earlier = await state();
    let kills = 0;
    for (let at = 0; ; at += 1) {
      countdown = at;
      const done = await killed.directory.step().then(
        () => true,
        () => false,
      );
      if (done) break;
      kills += 1;
      assert.deepEqual(await state(), earlier, `killed at statement ${at}`);
    }
    assert.ok(kills >= 8, `${kills} statements`);
    const { size, leaves, places, signed } = await state();
    assert.deepEqual([leaves, places, signed], [size, size, size]);
    assert.ok(size > earlier.size);
  });
});
