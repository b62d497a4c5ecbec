/** Where departments keep people apart: nobody who is kept apart changes that, for themselves or for others. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { GroupView, OperationName, Person } from '@wardroom/contract';
import type { Who } from '../../src/testing/fixtures.ts';
import { createHarness, type Harness, randomId } from '../../src/testing/harness.ts';

let h: Harness;
let names = 0;
before(async () => {
  h = await createHarness();
  await ask('owner', 'tenants.segment', { segmentation: 'departments', reason: 'by contract' });
});
after(async () => {
  await h.close();
  assert.deepEqual(h.bugs, []);
});

const ask = <T>(who: Who, operation: OperationName, input: object) =>
  h.succeed<T>(h.acme, who, operation, input);
const codeOf = async (who: Who, operation: OperationName, input: object): Promise<string> => {
  const { answer } = await h.call(h.acme, who, operation, input);
  return answer.ok ? 'ok' : answer.error.code;
};
const idOf = (who: Who) => h.acme.principals[who].id;
const make = async (who: Who, more: object = {}): Promise<GroupView> => {
  const input = { handle: `apart-${++names}`, name: `Apart ${names}`, ...more };
  return (await ask<{ group: GroupView }>(who, 'groups.create', input)).group;
};
const sees = async (who: Who, other: Who) =>
  (await codeOf(who, 'principals.get', { principalId: idOf(other) })) === 'ok';

test('who is kept apart neither lets everybody see everybody nor looks at what it would mean', async () => {
  for (const who of ['developer', 'member', 'guest', 'viewer', 'auditor'] as const) {
    assert.equal(await codeOf(who, 'tenants.segment', { segmentation: 'open' }), 'forbidden', who);
    assert.equal(await codeOf(who, 'tenants.segmentation', {}), 'forbidden', who);
  }
  const { role } = await ask<{ role: { role: string } }>('owner', 'roles.create', {
    ...{ name: 'Caretaker', chosen: ['workspace.update', 'channel.browse', 'people.read'] },
  });
  await ask('owner', 'roles.assign', { principalId: idOf('viewer'), role: role.role });
  assert.equal(await codeOf('viewer', 'tenants.segmentation', {}), 'ok');
  assert.equal(await codeOf('viewer', 'tenants.segment', { segmentation: 'open' }), 'forbidden');
  await ask('owner', 'roles.assign', { principalId: idOf('viewer'), role: 'viewer' });
});

test('nobody makes, ends, enters or moves into a department who does not see them all', async () => {
  assert.equal(
    await codeOf('member', 'groups.create', { handle: 'apart-own', name: 'Own', department: true }),
    'forbidden',
  );
  const own = await make('member');
  const input = { groupId: own.id, revision: own.revision };
  assert.equal(await codeOf('member', 'groups.update', { ...input, department: true }), 'forbidden');
  const deck = await make('owner', { department: true });
  assert.equal(await codeOf('member', 'groups.join', { groupId: deck.id }), 'forbidden');
  const manager = { groupId: deck.id, principalIds: [idOf('member')], role: 'manager' };
  await ask('owner', 'groups.addMembers', manager);
  assert.equal(await codeOf('member', 'groups.update', { ...input, parentId: deck.id }), 'forbidden');
  assert.equal(
    await codeOf('member', 'groups.update', { groupId: deck.id, revision: 1, department: false }),
    'forbidden',
  );
});

test('who is out of sight is brought into no group and no channel, and is not found there', async () => {
  const own = await make('member');
  const nobody = randomId(h, 'principal');
  assert.equal(await sees('member', 'viewer'), false);
  for (const principalId of [idOf('viewer'), nobody]) {
    const inGroup = { groupId: own.id, principalIds: [principalId] };
    assert.equal(await codeOf('member', 'groups.addMembers', inGroup), 'not_found');
    assert.equal(await codeOf('member', 'groups.removeMembers', inGroup), 'not_found');
    const role = { groupId: own.id, principalId, role: 'manager' };
    assert.equal(await codeOf('member', 'groups.setMemberRole', role), 'not_found');
    const channelId = h.acme.general.id;
    assert.equal(await codeOf('member', 'channels.addMember', { channelId, principalId }), 'not_found');
    assert.equal(await codeOf('member', 'channels.openDirect', { principalIds: [principalId] }), 'not_found');
  }
  const made = { name: 'apart-meeting', kind: 'private' };
  const { channel } = await ask<{ channel: { id: string } }>('member', 'channels.create', made);
  const link = { groupId: own.id, channelId: channel.id };
  assert.equal(await codeOf('member', 'groups.linkChannel', link), 'forbidden');
});

test('a developer sees the bot that they answer for, and another one only where it works', async () => {
  const input = { handle: 'apart-bot', displayName: 'Apart' };
  const { principal } = await ask<{ principal: Person }>('developer', 'principals.createBot', input);
  assert.equal(await codeOf('developer', 'principals.get', { principalId: principal.id }), 'ok');
  const { principals } = await ask<{ principals: Person[] }>('developer', 'principals.list', { limit: 200 });
  assert.ok(principals.some(({ id }) => id === principal.id));
  assert.equal(await codeOf('member', 'principals.get', { principalId: principal.id }), 'not_found');
  const place = { channelId: h.acme.general.id, principalId: principal.id };
  await ask('developer', 'channels.addMember', place);
  assert.equal(await codeOf('member', 'principals.get', { principalId: principal.id }), 'ok');
});

test('who can read a channel is named as far as one sees them; how many can is the truth', async () => {
  const made = { name: 'apart-public', kind: 'public' };
  const { channel } = await ask<{ channel: { id: string } }>('member', 'channels.create', made);
  const { readers } = await ask<{ readers: { principalId: string }[] }>('member', 'decisions.readers', {
    ...{ channelId: channel.id, limit: 100 },
  });
  const named = readers.map(({ principalId }) => principalId);
  assert.ok(named.includes(idOf('developer')) && !named.includes(idOf('viewer')));
  const { others } = await ask<{ others: number }>('member', 'channels.readers', { channelId: channel.id });
  assert.ok(others >= named.length);
});

test('the change is on record in both stores, with who, from what to what, and why', async () => {
  const { rows } = await h.admin.query(
    "select store, actor_id from tenant.audit_outbox where tenant_id = $1 and type = 'tenant.segmented'",
    [h.acme.tenant.id],
  );
  assert.deepEqual(rows, [{ store: 'both', actor_id: h.acme.principals.owner.uuid }]);
});
