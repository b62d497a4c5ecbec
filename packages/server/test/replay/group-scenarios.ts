/** Scenarios of groups: they are not in the snapshot, but who is in a channel that mirrors one, and who holds what, is. */
import type { GroupView, OperationName } from '@wardroom/contract';
import { query, type Scenario, type Scenarios } from './scenario.ts';
import type { Stage } from './stage.ts';

let group: GroupView | undefined;
let below: GroupView | undefined;
let channelId = '';
const current = (): GroupView => {
  if (!group) throw new Error('no group has been made');
  return group;
};

async function succeed<T>(stage: Stage, by: string, operation: OperationName, input: object): Promise<T> {
  const { answer } = await stage.run(by, operation, input);
  if (!answer.ok) throw answer.error;
  return answer.output as T;
}
const create = async (stage: Stage, by: string, more: object = {}): Promise<GroupView> => {
  const { handle, displayName: name } = stage.newPerson();
  return (await succeed<{ group: GroupView }>(stage, by, 'groups.create', { handle, name, ...more })).group;
};
/** A group with a private channel that mirrors it. */
const linked =
  (...people: string[]) =>
  async (stage: Stage) => {
    group = await create(stage, 'owner');
    if (people.length > 0)
      await succeed(stage, 'owner', 'groups.addMembers', {
        ...{ groupId: group.id, principalIds: people.map((name) => stage.idOf(name)) },
      });
    const made = await succeed<{ channel: { id: string } }>(stage, 'owner', 'channels.create', {
      ...{ name: stage.newName(), kind: 'private' },
    });
    channelId = made.channel.id;
    await succeed(stage, 'owner', 'groups.linkChannel', { groupId: group.id, channelId });
  };
const inGroup = (input: (stage: Stage) => object) => (stage: Stage) => ({
  groupId: current().id,
  ...input(stage),
});
const of = (...people: string[]) =>
  inGroup((stage) => ({ principalIds: people.map((name) => stage.idOf(name)) }));
const refused = (by: string, input: Scenario['input'], code = 'forbidden'): Scenario => ({
  ...{ by, input, refused: code },
});
const itself = inGroup(() => ({}));
const roles = (stage: Stage, revision: number, ...names: string[]) => ({
  ...inGroup(() => ({ revision, roles: names }))(stage),
});

export const groupScenarios: Scenarios = {
  'groups.create': [
    { by: 'member', input: (stage) => ({ handle: stage.newPerson().handle, name: 'Open' }) },
    {
      by: 'member',
      input: (stage) => ({ handle: stage.newPerson().handle, name: 'Hidden', visibility: 'hidden' }),
    },
    refused('guest', (stage) => ({ handle: stage.newPerson().handle, name: 'No' })),
    refused(
      'member',
      (stage) => ({ handle: stage.tenant.principals.owner.handle, name: 'No' }),
      'already_exists',
    ),
  ],
  'groups.list': query('viewer'),
  'groups.get': [{ by: 'viewer', before: linked('member'), input: itself }],
  'groups.members': [{ by: 'viewer', input: itself }],
  'groups.preview': [
    { by: 'owner', input: inGroup((stage) => ({ add: [stage.idOf('member2')], roles: ['auditor'] })) },
    refused('member', itself),
  ],
  'groups.addMembers': [
    { by: 'owner', before: linked('member'), input: of('member2', 'guest') },
    refused('member', of('member2')),
  ],
  'groups.removeMembers': [{ by: 'owner', input: of('member2', 'guest') }, refused('member', of('member2'))],
  'groups.setMemberRole': [
    {
      by: 'owner',
      input: inGroup((stage) => ({ principalId: stage.idOf('member'), role: 'manager' })),
    },
    {
      by: 'owner',
      input: inGroup((stage) => ({ principalId: stage.idOf('member'), role: 'member' })),
    },
    refused(
      'member2',
      inGroup((stage) => ({ principalId: stage.idOf('member'), role: 'manager' })),
    ),
  ],
  'groups.join': [{ by: 'member2', input: itself }, refused('guest', itself)],
  'groups.leave': [{ by: 'member2', input: itself }, refused('guest', itself)],
  'groups.update': [
    { by: 'owner', input: inGroup(() => ({ revision: 1, name: 'What it is called' })) },
    {
      by: 'owner',
      before: async (stage) => {
        await linked('member')(stage);
        below = await create(stage, 'owner');
        await succeed(stage, 'owner', 'groups.addMembers', {
          ...{ groupId: below.id, principalIds: [stage.idOf('member2')] },
        });
      },
      input: () => ({ groupId: below?.id, revision: 1, parentId: current().id }),
    },
    { by: 'owner', input: () => ({ groupId: below?.id, revision: 2, parentId: null }) },
    refused(
      'member',
      inGroup(() => ({ revision: 1, name: 'No' })),
    ),
    refused(
      'owner',
      inGroup(() => ({ revision: 7, name: 'No' })),
      'conflict',
    ),
  ],
  'groups.setRoles': [
    {
      by: 'owner',
      before: linked('member2'),
      input: (stage) => roles(stage, 1, 'developer'),
      resync: ['member2'],
    },
    { by: 'owner', input: (stage) => roles(stage, 2), resync: ['member2'] },
    refused('member', (stage) => roles(stage, 3)),
    refused('admin', (stage) => roles(stage, 3, 'owner')),
  ],
  'groups.linkChannel': [
    {
      by: 'owner',
      before: async (stage) => {
        await linked('member', 'guest')(stage);
        await succeed(stage, 'owner', 'groups.unlinkChannel', { channelId });
        await succeed(stage, 'owner', 'channels.addMember', { channelId, principalId: stage.idOf('viewer') });
      },
      input: inGroup(() => ({ channelId })),
    },
    refused(
      'member',
      inGroup(() => ({ channelId })),
    ),
  ],
  'groups.unlinkChannel': [
    refused('member', () => ({ channelId })),
    { by: 'owner', input: () => ({ channelId }) },
  ],
  'groups.delete': [
    { by: 'owner', before: linked('member'), input: inGroup(() => ({ revision: 1 })) },
    refused(
      'owner',
      inGroup(() => ({ revision: 1 })),
      'not_found',
    ),
  ],
  'channels.access': [{ by: 'owner', before: linked('member'), input: () => ({ channelId }) }],
  'channels.setAccess': [
    { by: 'owner', input: () => ({ channelId, granted: ['message.mention_all'] }) },
    { by: 'owner', input: () => ({ channelId, granted: [] }) },
    refused('member', () => ({ channelId, granted: [] })),
  ],
  'channels.classify': [
    { by: 'owner', input: () => ({ channelId, classification: 'confidential', labels: ['finance'] }) },
    refused('member', () => ({ channelId, classification: 'public' })),
  ],
};
