import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Preferences } from '@wardroom/contract';
import { createStore } from '../ui/store.ts';
import {
  addSection,
  type Change,
  collapse,
  favour,
  moveChannel,
  mute,
  placeSection,
  removeSection,
  restoreSection,
  sectionTitle,
  shownOf,
} from './arranging.ts';
import type { Workspace } from './model.ts';
import { arrange } from './preferences.ts';
import { initialState, type WorkspaceState } from './state.ts';
import { synced } from './testing.ts';

const none: Preferences = { sections: [], favourites: [], muted: [], collapsed: [] };
const section = (id: string, channelIds: `chn_${string}`[] = []) => ({ id, title: id, channelIds });
const made = (...changes: readonly Change[]): Preferences =>
  changes.reduce((now, change) => change(now), none);

test('a channel is in one section at most, wherever it is moved', () => {
  const two = made(addSection(section('one'), ['chn_a', 'chn_b']), addSection(section('two'), ['chn_a']));
  assert.deepEqual(
    two.sections.map(({ channelIds }) => channelIds),
    [['chn_b'], ['chn_a']],
  );
  const back = moveChannel('chn_b', 'two')(two);
  assert.deepEqual(
    back.sections.map(({ channelIds }) => channelIds),
    [[], ['chn_a', 'chn_b']],
  );
  assert.deepEqual(moveChannel('chn_a', null)(back).sections[1]?.channelIds, ['chn_b']);
});

test('every change made twice is made once, so that an event and its answer may both bring it', () => {
  const start = made(addSection(section('one'), ['chn_a']), addSection(section('two')));
  const changes = [
    favour('chn_a', true),
    mute('chn_a', true),
    collapse('one', true),
    placeSection('one', 1),
    moveChannel('chn_a', 'two'),
    removeSection('one'),
    addSection(section('three')),
    restoreSection(start.sections[0] ?? section('x', []), 0) as Change,
  ];
  for (const change of changes) assert.deepEqual(change(change(start)), change(start));
});

test('a deleted section comes back at its place, without what went elsewhere meanwhile', () => {
  const start = made(addSection(section('one'), ['chn_a', 'chn_b']), addSection(section('two')));
  const [removed] = start.sections;
  assert.ok(removed !== undefined);
  const moved = moveChannel('chn_a', 'two')(removeSection('one')(start));
  const back = restoreSection(removed, 0)(moved);
  assert.deepEqual(
    back.sections.map(({ id, channelIds }) => [id, channelIds]),
    [
      ['one', ['chn_b']],
      ['two', ['chn_a']],
    ],
  );
});

test('a title is one line that fits, or none', () => {
  assert.equal(sectionTitle('  two \n words '), 'two words');
  assert.equal(sectionTitle(' \t'), null);
  assert.equal(sectionTitle('😀'.repeat(50))?.length, 80);
});

/** A server with revisions, on which another device arranges, too. */
function device(before: (revision: number) => Preferences | null) {
  const server = { preferences: none, revision: 0, calls: 0 };
  const store = createStore<WorkspaceState>({ ...initialState, synced: synced() });
  const call = async (name: string, input: { preferences: Preferences; revision: number }) => {
    if (name === 'preferences.get') return { preferences: server.preferences, revision: server.revision };
    server.calls += 1;
    const faster = before(server.revision);
    if (faster !== null) Object.assign(server, { preferences: faster, revision: server.revision + 1 });
    if (input.revision !== server.revision)
      throw Object.assign(new Error('conflict'), { code: 'conflict', status: 409 });
    Object.assign(server, { preferences: input.preferences, revision: server.revision + 1 });
    return { preferences: server.preferences, revision: server.revision };
  };
  return { server, workspace: { store, call } as unknown as Workspace };
}

const shown = ({ store }: Workspace) => shownOf(store.get().synced?.preferences, store.get().arranging);

test('a change shows before the server has it, and another device’s faster change is kept, too', async () => {
  const { server, workspace } = device((revision) =>
    revision === 0 ? { ...none, favourites: ['chn_other'] } : null,
  );
  const work = arrange(workspace, favour('chn_mine', true));
  assert.deepEqual(shown(workspace).favourites, ['chn_mine']);
  await work;
  assert.deepEqual(server.preferences.favourites, ['chn_other', 'chn_mine']);
  assert.deepEqual(shown(workspace), server.preferences);
});

test('a change that is never accepted is taken back, and said', async () => {
  const { server, workspace } = device((revision) => ({ ...none, muted: [`chn_${revision}`] }));
  await assert.rejects(arrange(workspace, favour('chn_mine', true)));
  assert.ok(server.calls > 1);
  assert.deepEqual(shown(workspace).favourites, []);
});
