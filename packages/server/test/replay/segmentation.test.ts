/**
 * Where departments keep people apart: snapshot + events = fresh snapshot after whatever makes somebody come into sight or
 * go out of it, for a viewer of every role, over real sockets. Only those whose own place changed start anew.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { GroupView, OperationName } from '@wardroom/contract';
import { startRealtimeServer } from '../../src/testing/realtime-server.ts';
import { keptApart } from './segmentation-scenarios.ts';
import { Stage } from './stage.ts';

let stage: Stage;
before(async () => {
  const server = await startRealtimeServer({ maxConnections: 10 });
  stage = new Stage(server, server.harness.acme);
  await stage.follow();
});
after(async () => {
  await stage.close();
  await stage.server.close();
  assert.deepEqual([stage.harness.bugs, stage.server.errors], [[], []]);
});

/** By the owner; then everybody knows what a fresh client is told, and exactly these have started anew. */
async function play<T>(operation: OperationName, input: object, resync: readonly string[] = []): Promise<T> {
  const resyncs = new Map([...stage.followings].map(([who, { resyncs: count }]) => [who, count]));
  const { answer } = await stage.run('owner', operation, input);
  assert.ok(answer.ok, JSON.stringify(answer));
  await stage.requireFresh(`${operation} ${JSON.stringify(input)}`);
  const anew = [...stage.followings].flatMap(([who, { resyncs: count }]) =>
    count > (resyncs.get(who) ?? 0) ? [who] : [],
  );
  assert.deepEqual(anew.sort(), [...resync].sort(), operation);
  return answer.output as T;
}
const seenBy = (who: string): string[] => {
  const known = stage.followings.get(who)?.state.people ?? {};
  return [...stage.viewers.keys()].filter((name) => known[stage.idOf(name) as keyof typeof known]).sort();
};
async function department(parent?: GroupView): Promise<GroupView> {
  const { handle, displayName: name } = stage.newPerson();
  const place = parent === undefined ? { department: true } : { parentId: parent.id };
  return (await play<{ group: GroupView }>('groups.create', { handle, name, ...place })).group;
}
const membership = ({ id: groupId }: GroupView, ...names: string[]) => ({
  groupId,
  principalIds: names.map((name) => stage.idOf(name)),
});
const inGeneral = (name: string) => ({ channelId: stage.general.id, principalId: stage.idOf(name) });

test('members who share nothing with a viewer lose sight of them at once, and win it by a department', async () => {
  await play('tenants.segment', { segmentation: 'departments' }, keptApart);
  assert.deepEqual(seenBy('viewer'), ['viewer']);
  assert.ok(!seenBy('member2').includes('viewer'));
  const deck = await department();
  await play('groups.addMembers', membership(deck, 'member2'), ['member2']);
  assert.deepEqual(seenBy('member2').includes('owner'), true);
  await play('groups.addMembers', membership(deck, 'viewer'), ['viewer']);
  assert.deepEqual(seenBy('viewer'), ['member2', 'owner', 'viewer']);
  assert.ok(seenBy('member2').includes('viewer'));
  assert.ok(!seenBy('developer').includes('viewer'));
  // A guest meets people in channels alone, and is met in a department by those who are in it.
  await play('groups.addMembers', membership(deck, 'guest'));
  assert.ok(seenBy('viewer').includes('guest') && !seenBy('guest').includes('viewer'));
  await play('groups.removeMembers', membership(deck, 'guest'));
  await play('groups.removeMembers', membership(deck, 'viewer'), ['viewer']);
  assert.deepEqual(seenBy('viewer'), ['viewer']);
});

test('a subgroup brings its people into the department above it, and a move takes them out again', async () => {
  const deck = await department();
  const watch = await department(deck);
  await play('groups.addMembers', membership(watch, 'viewer'), ['viewer']);
  await play('groups.addMembers', membership(deck, 'developer'), ['developer']);
  assert.deepEqual(seenBy('viewer'), ['developer', 'owner', 'viewer']);
  const moved = { groupId: watch.id, revision: 1, parentId: null };
  await play('groups.update', moved, ['developer', 'viewer']);
  assert.deepEqual(seenBy('viewer'), ['viewer']);
  const back = { groupId: watch.id, revision: 2, parentId: deck.id };
  await play('groups.update', back, ['developer', 'viewer']);
  assert.ok(seenBy('developer').includes('viewer'));
  await play('groups.update', { groupId: deck.id, revision: 1, department: false }, ['developer', 'viewer']);
  assert.deepEqual(seenBy('viewer'), ['viewer']);
  const again = { groupId: deck.id, revision: 2, department: true };
  await play('groups.update', again, ['developer', 'viewer']);
  await play('groups.delete', { groupId: watch.id, revision: 3 }, ['developer', 'viewer']);
  assert.deepEqual(seenBy('viewer'), ['viewer']);
});

test('a channel brings people together without a new beginning, and parts them', async () => {
  await play('channels.addMember', inGeneral('viewer'));
  assert.ok(seenBy('viewer').includes('developer') && seenBy('developer').includes('viewer'));
  await play('channels.removeMember', inGeneral('viewer'));
  assert.deepEqual(seenBy('viewer'), ['viewer']);
  assert.ok(!seenBy('developer').includes('viewer'));
});

test('the right to see across, and its end, count at once; opening the workspace shows everybody', async () => {
  const viewer = stage.idOf('viewer');
  await play('roles.assign', { principalId: viewer, role: 'admin' }, ['viewer']);
  assert.ok(seenBy('viewer').length >= 9);
  await play('roles.assign', { principalId: viewer, role: 'viewer' }, ['viewer']);
  assert.deepEqual(seenBy('viewer'), ['viewer']);
  await play('tenants.segment', { segmentation: 'open' }, keptApart);
  assert.ok(seenBy('viewer').length >= 9);
});
