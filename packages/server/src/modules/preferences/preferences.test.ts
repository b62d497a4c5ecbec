import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { encodeId, type Operations, type OutputOf } from '@wardroom/contract';
import {
  codeOf,
  createIdentityHarness,
  dump,
  type IdentityHarness,
  outputOf,
} from '../../testing/identity.ts';
import { normalised } from './arrangement.ts';

type Arrangement = OutputOf<Operations['preferences.get']>;
const empty = { sections: [], favourites: [], muted: [], collapsed: [] };

describe('preferences', () => {
  let h: IdentityHarness;
  before(async () => {
    h = await createIdentityHarness();
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const get = (who: Parameters<IdentityHarness['call']>[1] = 'member', tenant = h.acme) =>
    h.succeed<Arrangement>(tenant, who as 'member', 'preferences.get', {});
  const update = (
    preferences: object,
    revision: number,
    who: 'member' | 'guest' | 'bot' | 'auditor' = 'member',
  ) => h.call(h.acme, who, 'preferences.update', { preferences: { ...empty, ...preferences }, revision });

  it('nobody starts with an arrangement; a change is there on every device and in the snapshot, an event tells its owner', async () => {
    assert.deepEqual(await get(), { preferences: empty, revision: 0 });
    const section = { id: 'section-1', title: 'Focus zone', channelIds: [h.acme.general.id] };
    const wanted = { ...empty, sections: [section], muted: [h.acme.secret.id], collapsed: ['section-1'] };
    assert.deepEqual(outputOf(await update(wanted, 0)), { preferences: wanted, revision: 1 });
    assert.deepEqual(await get(), { preferences: wanted, revision: 1 });
    const snapshot = await h.succeed<OutputOf<Operations['sync.snapshot']>>(
      h.acme,
      'member',
      'sync.snapshot',
      {},
    );
    assert.deepEqual([snapshot.preferences, snapshot.preferencesRevision], [wanted, 1]);
    const { type, actorId, subjectId, channelId } = h.events.at(-1) ?? {};
    const { uuid } = h.acme.principals.member;
    assert.deepEqual([type, actorId, subjectId, channelId], ['preferences.updated', uuid, uuid, undefined]);
    assert.ok(!(await dump(h)).includes('Focus zone'));
  });

  it('a change made on an old revision is refused and changes nothing; the same arrangement again is answered', async () => {
    const { preferences, revision } = await get();
    const seen = h.events.length;
    for (const stale of [revision - 1, revision + 1])
      assert.equal(codeOf(await update({ favourites: [h.acme.general.id] }, stale)), 'conflict');
    // The answer was lost; the device asks again with what it knew.
    assert.deepEqual(outputOf(await update(preferences, revision - 1)), { preferences, revision });
    assert.deepEqual(await get(), { preferences, revision });
    assert.equal(h.events.length, seen);
  });

  it('of two devices that change at once one is refused, and its change is not lost on it silently', async () => {
    const { revision } = await get();
    const outcomes = await Promise.all(
      ['left', 'right'].map((title) =>
        update({ sections: [{ id: 'section-2', title, channelIds: [] }] }, revision),
      ),
    );
    assert.deepEqual(outcomes.map(codeOf).sort(), ['conflict', 'ok']);
    assert.equal((await get()).revision, revision + 1);
  });

  it('an arrangement is seen by its owner alone, in their own tenant', async () => {
    for (const who of ['owner', 'admin', 'member2', 'guest', 'auditor', 'bot'] as const)
      assert.deepEqual(await get(who), { preferences: empty, revision: 0 }, who);
    assert.deepEqual(await get('member', h.globex), { preferences: empty, revision: 0 });
    assert.equal(codeOf(await update({ favourites: [h.acme.secret.id] }, 0, 'guest')), 'ok');
    assert.equal(codeOf(await update({}, 0, 'auditor')), 'ok');
    assert.equal(codeOf(await update({}, 0, 'bot')), 'insufficient_scope');
  });

  it('ids of channels are never looked up: foreign, hidden and made-up ones are answered alike, by the same statements', async () => {
    const { owner } = h.acme.principals;
    const observe = async (id: string, revision: number) => {
      h.takeStatements();
      const outcome = await h.call(h.acme, owner.identity, 'preferences.update', {
        preferences: { ...empty, favourites: [id] },
        revision,
      });
      return { code: codeOf(outcome), statements: h.takeStatements() };
    };
    await observe(h.acme.general.id, 0);
    const [one, two] = [await observe(h.globex.general.id, 1), await observe(h.acme.secret.id, 2)];
    assert.deepEqual(one, two);
    assert.ok(!one.statements.some((name) => name.startsWith('channels.')));
  });

  it('what is malformed or too much is refused', async () => {
    const section = (index: number) => ({ id: `section-${index}`, title: 'x', channelIds: [] });
    const refused = [
      { favourites: ['chn_nonsense'] },
      { favourites: [h.acme.principals.owner.id] },
      { favourites: Array(201).fill(h.acme.general.id) },
      { sections: Array.from({ length: 31 }, (_, index) => section(index)) },
      { sections: [{ ...section(1), title: ' x' }] },
      { sections: [{ ...section(1), id: 'no' }] },
      { collapsed: [''] },
      { other: [] },
    ];
    for (const preferences of refused) assert.equal(codeOf(await update(preferences, 1)), 'invalid_input');
    for (const revision of [-1, 0.5, Number.NaN])
      assert.equal(codeOf(await update({}, revision)), 'invalid_input');
  });

  it('the largest arrangement that is accepted is kept', async () => {
    const channelIds = Array.from({ length: 500 }, () => encodeId('channel', h.parts.ids.next()));
    const preferences = {
      sections: [{ id: 'everything', title: 'Everything', channelIds }],
      favourites: channelIds.slice(0, 200),
      muted: channelIds,
      collapsed: [],
    };
    const outcome = await update(preferences, (await get()).revision);
    assert.deepEqual(outputOf<Arrangement>(outcome).preferences, preferences);
    assert.deepEqual((await get()).preferences, preferences);
  });

  it('nothing is named twice, and a channel stands in the first section that names it', () => {
    const [a, b] = ['chn_a', 'chn_b'] as never[] as [never, never];
    const made = normalised({
      sections: [
        { id: 'one-one-one', title: 'One', channelIds: [a, a] },
        { id: 'two-two-two', title: 'Two', channelIds: [b, a] },
        { id: 'one-one-one', title: 'Again', channelIds: [b] },
      ],
      favourites: [b, b],
      muted: [a, b, a],
      collapsed: ['x', 'x'],
    });
    assert.deepEqual(made, {
      sections: [
        { id: 'one-one-one', title: 'One', channelIds: [a] },
        { id: 'two-two-two', title: 'Two', channelIds: [b] },
      ],
      favourites: [b],
      muted: [a, b],
      collapsed: ['x'],
    });
    assert.deepEqual(normalised(made), made);
  });
});
