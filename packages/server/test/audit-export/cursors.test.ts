/** Who may read an export, from where, how often; and that its parts fit each other whatever happens meanwhile. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { beginAuditExport, type ExportState, writeAuditExport } from '../../../sdk/src/index.ts';
import type { Who } from '../../src/testing/fixtures.ts';
import type { Output } from './world.ts';
import { exported, MemorySink, named, openWorld, verify, type World } from './world.ts';

describe('the cursor of an export', () => {
  let world: World;
  let key: string[];
  before(async () => {
    world = await openWorld();
    await world.grow(3_000);
    await world.grow(300, world.harness.globex);
    key = await world.pinned();
  });
  after(async () => {
    await world.close();
    assert.deepEqual(world.harness.bugs, []);
  });

  const codeOf = async (who: Who, cursor: unknown, tenant = world.harness.acme) => {
    const { answer } = await world.harness.call(tenant, who, 'audit.exports.read', { cursor });
    return answer.ok ? 'ok' : answer.error.code;
  };
  const begin = (who: Who = 'auditor', tenant = world.harness.acme) =>
    beginAuditExport(world.callAs(who, tenant));

  test('works for who began it, in its tenant, as often as they like, and gives the same each time', async () => {
    const { cursor } = await begin();
    assert.ok(cursor);
    const read = () => world.callAs('auditor')('audit.exports.read', { cursor }) as Promise<Output>;
    const [first, second] = [await read(), await read()];
    assert.deepEqual(first, second);
    assert.ok(first.next);
    const size = first.pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
    assert.ok(size < 2 ** 21, `${size} characters of base64`);
    assert.equal(await codeOf('owner', cursor), 'invalid_cursor');
    assert.equal(await codeOf('auditor', cursor, world.harness.globex), 'invalid_cursor');
    for (const who of ['admin', 'member', 'guest', 'viewer'] as const)
      assert.equal(await codeOf(who, cursor), 'forbidden', who);
  });

  test('that anybody has touched is refused: bits, lengths, spellings, other texts', async () => {
    const { cursor } = await begin();
    assert.ok(cursor);
    const length: number = cursor.length;
    for (let at = 0; at < length; at += 7) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      const touched: string = cursor.slice(0, at) + other + cursor.slice(at + 1);
      assert.equal(await codeOf('auditor', touched), 'invalid_cursor', touched);
    }
    for (const touched of [cursor.slice(0, -4), `${cursor}AAAA`, `${cursor}=`, 'x', 'AAAA'.repeat(100), ' '])
      assert.equal(await codeOf('auditor', touched), 'invalid_cursor', touched);
    for (const wrong of ['', 'A'.repeat(601), 7, null, {}])
      assert.equal(await codeOf('auditor', wrong), 'invalid_input');
  });

  test('only somebody with the right begins one, and it stands in the log: by whom, from where to where, why', async () => {
    for (const who of ['admin', 'member', 'viewer', 'guest'] as const) {
      const { answer } = await world.harness.call(world.harness.acme, who, 'audit.exports.begin', {});
      assert.equal(answer.ok ? 'ok' : answer.error.code, 'forbidden', who);
    }
    await beginAuditExport(world.callAs('owner'), { from: 300, to: 3_000, reason: 'asked by the auditors' });
    await world.grow(0);
    const { tar } = await exported(world.callAs('auditor'));
    const text = tar.toString('latin1');
    assert.match(
      text,
      /"metadata":\{"from":256,"to":\d+\},"outcome":"success","personal":\{"address":"[^"]+","reason":/,
    );
    assert.match(text, /"field":"reason","index":\d+,"salt":"[^"]+","value":"asked by the auditors"/);
  });

  test('what cannot be in the log yet is no export', async () => {
    for (const input of [{ to: 1_000_000 }, { from: 1_000_000 }, { from: 10, to: 9 }]) {
      const { answer } = await world.harness.call(
        world.harness.acme,
        'auditor',
        'audit.exports.begin',
        input,
      );
      assert.equal(answer.ok ? 'ok' : answer.error.code, input.to === 9 ? 'invalid_input' : 'conflict');
    }
  });

  test('an export that breaks after any answer goes on to the same archive', async () => {
    const begun = await begin();
    const whole = new MemorySink();
    await writeAuditExport(world.callAs('auditor'), begun, whole);
    const sink = new MemorySink();
    const states: ExportState[] = [];
    let state = JSON.parse(JSON.stringify(begun)) as ExportState;
    while (state.cursor !== null)
      await writeAuditExport(world.callAs('auditor'), state, sink, {
        onState(now) {
          states.push(now);
          state = JSON.parse(JSON.stringify(now));
          throw new Error('the line broke');
        },
      }).catch((error: Error) => assert.equal(error.message, 'the line broke'));
    assert.ok(states.length > 2, `${states.length} answers`);
    assert.ok(sink.bytes.equals(whole.bytes));
    // Bytes that were written and of which no state tells are written again.
    const [early] = states;
    assert.ok(early);
    await sink.write(early.bytes, Buffer.alloc(5_000, 7));
    await writeAuditExport(world.callAs('auditor'), early, sink);
    assert.ok(sink.bytes.equals(whole.bytes));
  });

  test('answers that do not continue the archive are refused by the writer', async () => {
    const begun = await begin();
    const answer = (await world.callAs('auditor')('audit.exports.read', {
      cursor: begun.cursor ?? '',
    })) as Output;
    for (const pieces of [
      answer.pieces.map((piece, at) => (at === 1 ? { ...piece, offset: 5 } : piece)),
      answer.pieces.map((piece, at) => (at === 1 ? { ...piece, size: 5 } : piece)),
      answer.pieces.map((piece, at) => (at === 1 ? { ...piece, path: '../x y' } : piece)),
      answer.pieces.map((piece, at) => (at === 1 ? { ...piece, isLast: false } : piece)),
    ]) {
      const call = (async () => ({ ...answer, pieces, next: null })) as never;
      await assert.rejects(writeAuditExport(call, begun, new MemorySink()));
    }
  });

  test('entries that arrive while it is read, and other exports beside it, change nothing in it', async () => {
    const begun = await begin();
    const quiet = new MemorySink();
    await writeAuditExport(world.callAs('auditor'), begun, quiet);
    let rounds = 0;
    const busy = new MemorySink();
    const others = [exported(world.callAs('owner')), exported(world.callAs('auditor', world.harness.globex))];
    await writeAuditExport(world.callAs('auditor'), begun, busy, {
      async onState() {
        if (rounds++ < 3) await world.grow(100);
      },
    });
    assert.ok(busy.bytes.equals(quiet.bytes));
    assert.equal((await verify(busy.bytes, key)).verdict, 'intact');
    const [own, foreign] = await Promise.all(others);
    assert.ok(own && foreign);
    assert.deepEqual(named(await verify(own.tar, key)), []);
    assert.deepEqual(named(await verify(foreign.tar, await world.pinned(world.harness.globex))), []);
    assert.ok(named(await verify(foreign.tar, key)).length > 0, 'the log of another tenant has another name');
  });

  test('openings that are erased meanwhile are not in it any more, and everything is still proven', async () => {
    const begun = await begin();
    const sink = new MemorySink();
    let erased = false;
    await writeAuditExport(world.callAs('auditor'), begun, sink, {
      async onState() {
        if (erased) return;
        erased = true;
        await world.harness.admin.query(
          `delete from tenant.audit_openings o using tenant.audit_log l
            where o.tenant_id = $1 and l.tenant_id = $1 and l.entry_id = o.entry_id and l.index % 2 = 0`,
          [world.harness.acme.tenant.id],
        );
      },
    });
    const report = await verify(sink.bytes, key);
    assert.equal(report.verdict, 'intact');
    const openings = report.facts?.openings ?? 0;
    assert.ok(openings >= begun.to / 2 - 1 && openings < begun.to / 2 + 50, `${openings} of ${begun.to}`);
  });

  test('ends after a day', async () => {
    const { cursor } = await begin();
    world.advance(24 * 3_600_000 - 60_000);
    assert.equal(await codeOf('auditor', cursor), 'ok');
    world.advance(61_000);
    assert.equal(await codeOf('auditor', cursor), 'invalid_cursor');
  });
});
