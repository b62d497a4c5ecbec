import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event, Permission, RoleView } from '@wardroom/contract';
import { type ChannelAct, mayIn } from '@wardroom/sdk';
import { createStore } from '../ui/store.ts';
import { foldEvent } from './fold.ts';
import type { Workspace } from './model.ts';
import { loadRoles, rolesFailure } from './roles.ts';
import { initialState, type WorkspaceState } from './state.ts';
import { channel, synced } from './testing.ts';

const roleOf = (revision: number): RoleView => ({
  ...{ role: 'rol_a', name: 'Pilots', description: '', locked: false, people: 0, groups: 0 },
  ...{ chosen: [], permissions: [], revision, updatedAt: null },
});

/** A page whose questions are answered when the test says so. */
function page() {
  const asked: { answer: (output: unknown) => void; refuse: (thrown: unknown) => void }[] = [];
  const store = createStore<WorkspaceState>({ ...initialState, synced: synced() });
  const call = () => new Promise((answer, refuse) => asked.push({ answer, refuse }));
  const workspace = { store, call, loading: new Set() } as unknown as Workspace;
  const change = () => store.set((state) => foldEvent(state, { type: 'rights.changed' }));
  return { workspace, store, asked, change };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('roles that change while they are on their way are read once more', async () => {
  const { workspace, store, asked, change } = page();
  const loading = loadRoles(workspace);
  change();
  asked[0]?.answer({ roles: [roleOf(1)] });
  await settle();
  assert.equal(asked.length, 2);
  asked[1]?.answer({ roles: [roleOf(2)] });
  await loading;
  const { roles, rolesReadAt, rolesEpoch } = store.get();
  assert.equal(roles?.[0]?.revision, 2);
  assert.equal(rolesReadAt, rolesEpoch);
});

test('who asks while an answer is on its way shares it', async () => {
  const { workspace, asked } = page();
  const both = [loadRoles(workspace), loadRoles(workspace)];
  assert.equal(asked.length, 1);
  asked[0]?.answer({ roles: [] });
  await Promise.all(both);
  assert.equal(asked.length, 1);
});

test('a refusal is kept, the roles that were known stay, and the next change asks again', async () => {
  const { workspace, store, asked, change } = page();
  const first = loadRoles(workspace);
  asked[0]?.answer({ roles: [roleOf(1)] });
  await first;
  change();
  const second = loadRoles(workspace);
  asked[1]?.refuse({ code: 'forbidden', status: 403 });
  await second;
  assert.equal(store.get().failures.get(rolesFailure)?.code, 'forbidden');
  assert.equal(store.get().roles?.length, 1);
  change();
  assert.notEqual(store.get().rolesReadAt, store.get().rolesEpoch);
});

test('what one may do in a channel follows the permissions of the moment', () => {
  const may = (act: ChannelAct, permissions: readonly string[], granted: readonly Permission[] = []) => {
    const { membership, ...known } = channel('a');
    const state: WorkspaceState = { ...initialState, synced: synced([{ ...known, membership }]) };
    const channelAfter = { ...known, granted: [...granted] };
    const events: Event[] = [
      { type: 'rights.changed', permissions },
      { type: 'channel.updated', channel: channelAfter },
    ];
    const after = events.reduce(foldEvent, state).synced;
    const place = after?.channels['chn_a'];
    assert.ok(place !== undefined);
    return mayIn(after?.permissions ?? [], place, act);
  };
  assert.equal(may('write', []), false);
  assert.equal(may('write', ['message.write']), true);
  assert.equal(may('write', [], ['message.write']), true, 'the channel gives it to its members');
  assert.equal(may('archive', ['channel.archive']), false, 'as a member who is no manager');
  assert.equal(may('archive', ['channel.archive', 'channel.manage_any']), true);
});
