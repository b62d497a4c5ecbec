/** How groups and channels are named at a shell: by handle or name as people see them, or by id. */
import {
  type Channel,
  type ChannelId,
  type GroupView,
  kindOf,
  type Operations,
  type OutputOf,
} from '@wardroom/contract';
import type { Connection } from '../../connection/connection.ts';
import { allPages } from '../../connection/pages.ts';
import { CommandFailure } from '../../failure.ts';

type Groups = OutputOf<Operations['groups.list']>;
type Channels = OutputOf<Operations['channels.list']>;

export const allGroups = (connection: Connection): Promise<GroupView[]> =>
  allPages<GroupView, GroupView['id']>(async (after) => {
    const { groups, next }: Groups = await connection.call('groups.list', { limit: 500, ...after });
    return { rows: groups, next };
  });

/** @throws CommandFailure where there is none that the caller can see */
export async function groupNamed(connection: Connection, wanted: string): Promise<GroupView> {
  const handle = wanted.replace(/^@/, '');
  const groups = await allGroups(connection);
  const found = groups.find((group) => group.id === wanted || group.handle === handle);
  if (found === undefined) throw new CommandFailure('not_found', `There is no group \`${wanted}\`.`);
  return found;
}

/** @throws CommandFailure where the caller is in none of this name */
async function channelNamed(connection: Connection, wanted: string): Promise<Channel> {
  const name = wanted.replace(/^#/, '');
  const own = await allPages<Channel, ChannelId>(async (after) => {
    const { channels, next }: Channels = await connection.call('channels.list', { limit: 200, ...after });
    return { rows: channels, next };
  });
  const found = own.find((channel) => channel.id === wanted || channel.name === name);
  if (found === undefined) throw new CommandFailure('not_found', `You are in no channel \`${wanted}\`.`);
  return found;
}

/** Also of one that whoever asks is not in, by its id. */
export const channelIdOf = async (connection: Connection, wanted: string): Promise<ChannelId> =>
  kindOf(wanted) === 'channel' ? (wanted as ChannelId) : (await channelNamed(connection, wanted)).id;
