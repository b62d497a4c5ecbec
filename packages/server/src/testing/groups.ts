/** What tests of groups ask again and again, at one harness that is made later. */
import { type GroupMember, type GroupView, type OperationName, uuidOf } from '@wardroom/contract';
import type { Who } from './fixtures.ts';
import { type IdentityHarness, outputOf } from './identity.ts';

type Caller = Parameters<IdentityHarness['call']>[1];

export function groupStage(harness: () => IdentityHarness) {
  let made = 0;
  const ask = (who: Caller, operation: OperationName, input: object) =>
    harness().call(harness().acme, who, operation, input);
  const get = async <T>(who: Caller, operation: OperationName, input: object): Promise<T> =>
    outputOf<T>(await ask(who, operation, input));
  const create = async (who: Who, input: object = {}): Promise<GroupView> => {
    made += 1;
    const { group } = await get<{ group: GroupView }>(who, 'groups.create', {
      handle: `group-${made}`,
      name: `Group ${made}`,
      ...input,
    });
    return group;
  };
  const idOf = (who: Who) => harness().acme.principals[who].id;
  const add = (who: Caller, groupId: string, people: readonly Who[]) =>
    ask(who, 'groups.addMembers', { groupId, principalIds: people.map(idOf) });
  const remove = (who: Caller, groupId: string, people: readonly Who[]) =>
    ask(who, 'groups.removeMembers', { groupId, principalIds: people.map(idOf) });
  const membersOf = async (who: Who, groupId: string, effective = true): Promise<GroupMember[]> =>
    (await get<{ members: GroupMember[] }>(who, 'groups.members', { groupId, effective })).members;
  const rolesOf = async (who: Who): Promise<string[]> => {
    const { rows } = await harness().admin.query<{ conferred: string[] }>(
      'select conferred from tenant.principals where principal_id = $1',
      [harness().acme.principals[who].uuid],
    );
    return rows[0]?.conferred ?? [];
  };
  const channelMembers = async (channelId: string): Promise<string[]> => {
    const { rows } = await harness().admin.query<{ principal_id: string; role: string }>(
      'select principal_id, role from tenant.channel_members where channel_id = $1',
      [uuidOf(channelId)],
    );
    return rows.map(({ principal_id, role }) => `${whoIs(principal_id)}:${role}`).sort();
  };
  const whoIs = (uuid: string): string =>
    Object.entries(harness().acme.principals).find(([, one]) => one.uuid === uuid)?.[0] ?? uuid;
  const channel = async (who: Who, kind: 'public' | 'private' = 'private'): Promise<string> => {
    made += 1;
    const { channel } = await get<{ channel: { id: string } }>(who, 'channels.create', {
      ...{ name: `channel-${made}`, kind },
    });
    return channel.id;
  };
  return { ask, get, create, idOf, add, remove, membersOf, rolesOf, channelMembers, whoIs, channel };
}
