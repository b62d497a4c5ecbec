import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { OperationName, Operations, OutputOf } from '@wardroom/contract';
import type { Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness, randomId } from '../../testing/harness.ts';

let harness: Harness;
before(async () => {
  harness = await createHarness();
});
after(async () => {
  await harness.close();
});

type Readers = OutputOf<Operations['channels.readers']>;
const give = <T>(who: Who, operation: OperationName, input: unknown) =>
  harness.succeed<T>(harness.acme, who, operation, input);
const count = async (who: Who, channelId: string) => {
  const { members, others } = await give<Readers>(who, 'channels.readers', { channelId });
  return [members.people, members.guests, members.bots, others];
};
const setStatus = (who: Who, status: string) =>
  harness.admin.query('update tenant.principals set status = $2 where principal_id = $1', [
    harness.acme.principals[who].uuid,
    status,
  ]);

test('people, guests and bots of a channel are told apart; for public ones the rest of the people is counted', async () => {
  const { general, secret } = harness.acme;
  // Of nine, the viewer browses as well; guest and auditor do not.
  assert.deepEqual(await count('member', general.id), [5, 0, 1, 1]);
  assert.deepEqual(await count('viewer', general.id), [5, 0, 1, 1]);
  assert.deepEqual(await count('guest', secret.id), [2, 1, 1, null]);
  const shown = await give<Readers>('member', 'channels.readers', { channelId: secret.id });
  assert.deepEqual(shown.encryption, { algorithm: 'AES-256-GCM', key: 'workspace' });
  assert.equal(shown.retention, 'kept_until_removed');
});

test('the numbers follow memberships, roles and suspensions at once', async () => {
  const { general, principals } = harness.acme;
  const channelId = general.id;
  await give('owner', 'channels.addMember', { channelId, principalId: principals.guest.id });
  assert.deepEqual(await count('member', channelId), [5, 1, 1, 1]);
  await give('viewer', 'channels.join', { channelId });
  assert.deepEqual(await count('member', channelId), [6, 1, 1, 0]);
  await setStatus('viewer', 'suspended');
  assert.deepEqual(await count('member', channelId), [5, 1, 1, 0]);
  await setStatus('viewer', 'active');
  await give('viewer', 'channels.leave', { channelId });
  await setStatus('viewer', 'imported');
  assert.deepEqual(await count('member', channelId), [5, 1, 1, 0]);
  await setStatus('viewer', 'active');
  // An auditor left in a channel reads nothing of it.
  await give('owner', 'roles.assign', { principalId: principals.member2.id, role: 'auditor' });
  assert.deepEqual(await count('member', channelId), [4, 1, 1, 1]);
  await give('owner', 'roles.assign', { principalId: principals.member2.id, role: 'guest' });
  assert.deepEqual(await count('member', channelId), [4, 2, 1, 1]);
});

test('who the guests are follows what their roles give, not what these are called', async () => {
  const { general, principals } = harness.acme;
  const channelId = general.id;
  const guests = async () => (await give<Readers>('member', 'channels.readers', { channelId })).guestIds;
  const before = await guests();
  assert.ok(before.includes(principals.guest.id as (typeof before)[number]));
  const { role } = await give<{ role: { role: string } }>('owner', 'roles.create', {
    name: 'Pilot',
    chosen: ['message.write'],
  });
  const change = { principalId: principals.developer.id, role: role.role };
  await give('owner', 'roles.assign', change);
  const after = await guests();
  assert.deepEqual(
    after.filter((id) => !before.includes(id)),
    [principals.developer.id],
  );
  assert.equal((await count('member', channelId))[1], after.length);
  await give('owner', 'roles.assign', { ...change, role: 'developer' });
  assert.deepEqual(await guests(), before);
});

test('who reads a channel that one may not see is not told', async () => {
  for (const channelId of [harness.acme.secret.id, harness.globex.general.id, randomId(harness, 'channel')]) {
    const { answer } = await harness.call(harness.acme, 'admin', 'channels.readers', { channelId });
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'not_found');
  }
  const channelId = harness.acme.general.id;
  await give('owner', 'channels.removeMember', {
    channelId,
    principalId: harness.acme.principals.guest.id,
  });
  const { answer } = await harness.call(harness.acme, 'guest', 'channels.readers', { channelId });
  assert.equal(answer.ok ? 'ok' : answer.error.code, 'not_found');
  assert.deepEqual(harness.bugs, []);
});
