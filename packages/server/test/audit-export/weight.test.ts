/** Entries that are as long as entries may be: one bundle is more than an answer, and is taken in parts. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { entryOf, recordAll } from '../../src/testing/audit/sequencer.ts';
import { exported, named, type Output, openWorld, verify, type World } from './world.ts';

const count = 300;
const length = 60_000;

describe('a log of long entries', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
    const { harness } = world;
    for (let done = 0; done < count; done += 20) {
      const entries = Array.from({ length: 20 }, (_, at) => ({
        ...entryOf(harness.acme, done + at),
        type: 'client.updated' as const,
        metadata: { scopes: 'x'.repeat(length / 2), changed: `${done + at} `.padEnd(length / 2, 'y') },
      }));
      await recordAll(harness, harness.acme, entries);
    }
    await world.grow(1);
  });
  after(async () => {
    await world.close();
    assert.deepEqual(world.harness.bugs, []);
  });

  test('is exported in answers of bounded weight, and is intact', async () => {
    const answers: { characters: number; split: number }[] = [];
    const call = world.callAs('auditor');
    const watched = (async (name: 'audit.exports.read', input: { cursor: string }) => {
      const answer = await call(name, input);
      if (name !== 'audit.exports.read') return answer;
      const { pieces } = answer as Output;
      answers.push({
        characters: pieces.reduce((sum, { bytes }) => sum + bytes.length, 0),
        split: pieces.filter(({ isLast }) => !isLast).length,
      });
      return answer;
    }) as typeof call;
    const { tar, state } = await exported(watched, { to: count });
    assert.deepEqual([state.problems, state.entries], [0, state.to]);
    assert.ok(tar.length > count * length);
    const heaviest = Math.max(...answers.map(({ characters }) => characters));
    assert.ok(heaviest < 2 ** 21 * 1.5, `${heaviest} characters`);
    assert.ok(answers.filter(({ split }) => split > 0).length > 10, 'bundles are taken in parts');
    const report = await verify(tar, await world.pinned());
    assert.deepEqual([named(report), report.verdict], [[], 'intact']);
  });

  test('a row that becomes another while its bundle is taken ends the export, and is named by the next', async () => {
    let turn = 0;
    const call = world.callAs('auditor');
    const work = exported(
      call,
      { to: count },
      {
        async onState() {
          turn += 1;
          if (turn === 3)
            await world.rewrite(
              "update tenant.audit_log set action = action || 'x' where tenant_id = $1 and index = 200",
              [world.harness.acme.tenant.id],
            );
        },
      },
    );
    await assert.rejects(work, /bytes of tile\/entries\/000, not/);
    const { tar, state } = await exported(call, { to: count });
    assert.equal(state.problems, 1);
    assert.equal((await verify(tar, await world.pinned())).verdict, 'broken');
  });
});
