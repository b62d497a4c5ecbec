/** Whoever owns the database can rewrite the log. The server says so while it exports, and every verifier names it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { leafHash } from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';
import { leafBytes } from '../../src/kernel/audit/sequencer/index.ts';
import { readLog } from '../../src/testing/audit/sealed-log.ts';
import { exported, named, openWorld, verify, type World } from './world.ts';

const size = 600;
const where = 'where tenant_id = $1 and index';

interface Tampering {
  readonly what: string;
  readonly sql: readonly string[];
  /** `<problem> <index>` as the server reports it. */
  readonly reported: readonly string[];
  /** One of the findings of the verifier. */
  readonly finding: RegExp;
}

const columns: Readonly<Record<string, string>> = {
  at: "at - interval '1 second'",
  type: "'channel.deleted'",
  outcome: "'failure'",
  actor_id: 'request_id',
  subject_id: 'request_id',
  action: "'channels.delete'",
  resource_id: 'null',
  credential_id: 'request_id',
  request_id: 'actor_id',
  entry_id: 'request_id',
  count: 'count + 1',
};

const tamperings: readonly Tampering[] = [
  ...Object.entries(columns).map(([column, value]) => ({
    what: `${column} is rewritten`,
    sql: [`update tenant.audit_log set ${column} = ${value} ${where} = 300`],
    // An id is part of what its text is bound to.
    reported: [column === 'entry_id' ? 'entry_unreadable 300' : 'entry_changed 300'],
    finding: column === 'entry_id' ? /^entry_malformed .* 300$/ : /^root_mismatch tile\/entries\/001$/,
  })),
  {
    what: 'a row is deleted',
    sql: [`delete from tenant.audit_log ${where} = 300`],
    reported: ['entry_missing 300'],
    finding: /^entry_malformed tile\/entries\/001 300$/,
  },
  {
    what: 'a row of the last bundle is deleted, whose leaf hash is nowhere else',
    sql: [`delete from tenant.audit_log ${where} = 599`],
    reported: ['tile_missing', 'entry_missing 599'],
    finding: /^entry_malformed tile\/entries\/002\.p\/88 599$/,
  },
  {
    what: 'two rows change places',
    sql: [
      `update tenant.audit_log set index = 100000 ${where} = 10`,
      `update tenant.audit_log set index = 10 ${where} = 11`,
      `update tenant.audit_log set index = 11 ${where} = 100000`,
    ],
    reported: ['entry_changed 10', 'entry_changed 11'],
    finding: /^(root|index)_mismatch tile\/entries\/000/,
  },
  {
    what: 'a hash tile is rewritten',
    sql: [
      `update tenant.audit_tiles set hashes = set_byte(hashes, 40, 1 + get_byte(hashes, 40) % 255) where tenant_id = $1 and level = 0 and tile = 1`,
    ],
    reported: [],
    finding: /^tile_mismatch tile\/0\/001/,
  },
  {
    what: 'a hash tile is deleted',
    sql: ['delete from tenant.audit_tiles where tenant_id = $1 and tile = 0 and level = 0'],
    reported: ['tile_missing', 'tile_missing'],
    finding: /^tile_mismatch tile\/0\/000/,
  },
  {
    what: 'the text of an entry is given to another',
    sql: [
      `update tenant.audit_log set sealed = (select sealed from tenant.audit_log ${where} = 9) ${where} = 8`,
    ],
    reported: ['entry_unreadable 8'],
    finding: /^entry_malformed tile\/entries\/000 8$/,
  },
  {
    what: 'an opening is given to another entry',
    sql: [
      `update tenant.audit_openings set sealed = (select o.sealed from tenant.audit_openings o join tenant.audit_log l using (tenant_id, entry_id) where o.tenant_id = $1 and l.index = 9 limit 1)
        where tenant_id = $1 and entry_id = (select entry_id from tenant.audit_log ${where} = 8)`,
    ],
    reported: [],
    finding: /^$/,
  },
];

describe('an owner of the database', () => {
  let world: World;
  let key: string[];
  before(async () => {
    world = await openWorld();
    await world.grow(size);
    key = await world.pinned();
    for (const table of ['audit_log', 'audit_tiles', 'audit_openings'])
      await world.harness.admin.query(`create table public.kept_${table} as table tenant.${table}`);
  });
  after(async () => {
    await world.close();
    assert.deepEqual(world.harness.bugs, []);
  });

  const tenantId = () => world.harness.acme.tenant.id;
  const restore = async () => {
    for (const table of ['audit_log', 'audit_tiles', 'audit_openings'])
      await world
        .rewrite(`with gone as (delete from tenant.${table} where tenant_id = $1) select 1`, [tenantId()])
        .then(() => world.rewrite(`insert into tenant.${table} select * from public.kept_${table}`));
  };
  const partsOf = async () => {
    const { tar, state } = await exported(world.callAs('auditor'), { to: size });
    const problems = state.firstProblems.map(({ problem, index }) =>
      [problem, index].filter((part) => part !== null).join(' '),
    );
    return { problems, report: await verify(tar, key) };
  };

  for (const { what, sql, reported, finding } of tamperings)
    test(`${what}: ${finding.source === '^$' ? 'nothing opens, and every proof stays' : 'reported, exported as it is, and named'}`, async () => {
      for (const text of sql) await world.rewrite(text, [tenantId()]);
      try {
        const { problems, report } = await partsOf();
        assert.deepEqual(problems, reported);
        if (finding.source === '^$') assert.equal(report.verdict, 'intact');
        else
          assert.ok(
            named(report).some((name) => finding.test(name)),
            named(report).join('\n'),
          );
      } finally {
        await restore();
      }
      assert.deepEqual((await partsOf()).problems, []);
    });

  test('who makes the leaf fit the row they rewrote has another tree than the one that was signed', async () => {
    await world.rewrite(`update tenant.audit_log set outcome = 'failure' ${where} = 9`, [tenantId()]);
    const entry = (await readLog(world.harness, world.harness.acme))[9];
    assert.ok(entry);
    const leaf = Buffer.from(leafHash(sha256, leafBytes(entry.row, entry.part)));
    await world.rewrite(`update tenant.audit_log set leaf_hash = $2 ${where} = 9`, [tenantId(), leaf]);
    const { problems, report } = await partsOf();
    assert.deepEqual(problems, []);
    assert.equal(report.verdict, 'broken');
    assert.ok(
      named(report).some((name) => /^root_mismatch tile\/entries\/000$/.test(name)),
      named(report).join('\n'),
    );
    await restore();
  });

  test('a log without any row is exported as that: each entry that is gone is counted', async () => {
    await world.rewrite('delete from tenant.audit_log where tenant_id = $1', [tenantId()]);
    const { tar, state } = await exported(world.callAs('auditor'), { to: size });
    // The last tile has no hashes either.
    assert.equal(state.problems, size + 1);
    const report = await verify(tar, key);
    assert.equal(report.verdict, 'broken');
    assert.ok(report.findingCount >= size, `${report.findingCount} findings`);
    await restore();
  });

  test('who cuts the log down to an earlier checkpoint is refuted by any later one that was kept', async () => {
    await world.grow(10);
    const { checkpoint } = await world.callAs('auditor')('audit.checkpoint', {});
    assert.ok(checkpoint && checkpoint.size > size);
    await world.rewrite('delete from tenant.audit_checkpoints where tenant_id = $1 and size > $2', [
      tenantId(),
      size,
    ]);
    const { tar, state } = await exported(world.callAs('auditor'));
    assert.equal(state.to, size);
    assert.equal((await verify(tar, key)).verdict, 'intact');
    assert.deepEqual(named(await verify(tar, key, { held: [checkpoint.note] })), ['rolled_back held/0']);
  });
});
