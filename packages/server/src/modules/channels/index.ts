/** The door of channels. */
import type { Implementation } from '../../kernel/implementation.ts';
import { addMember } from './add-member.ts';
import { archiveChannel, restoreChannel } from './archive.ts';
import { createChannel } from './create.ts';
import { deleteChannel } from './delete.ts';
import { channelDirectory } from './directory.ts';
import { getChannel } from './get.ts';
import { joinChannel } from './join.ts';
import { leaveChannel } from './leave.ts';
import { listChannels } from './list.ts';
import { markRead } from './mark-read.ts';
import { channelMembers } from './members.ts';
import { openDirect } from './open-direct.ts';
import { channelReaders } from './readers.ts';
import { removeMember } from './remove-member.ts';
import { changeMemberRole } from './set-member-role.ts';
import { changeChannel } from './update.ts';

export {
  type ChannelKind,
  type ChannelRow,
  channelAttributes,
  channelFacts,
  channelResource,
  type FoundChannel,
  found,
  type MemberRole,
  type MemberRow,
  nameLookup,
  type OwnChannelRow,
  ownResource,
  presentChannel,
  presentChannels,
  presentOwnChannels,
  requireOpen,
  requireOwnMembers,
  resourceOfChannel,
  sealName,
  sealTopic,
  toMember,
  toMembership,
} from './channel.ts';
export { purgeTask } from './delete.ts';
export { successorAmong } from './departure.ts';
export { appendChannelEvent } from './events.ts';
export { loadMemberships, type TenantMemberships } from './memberships.ts';
export { type Page, pageOf, startOfList } from './page.ts';
export {
  findChannel,
  findChannelByName,
  hydrateChannels,
  hydrateMembers,
  hydrateOwnChannels,
  insertChannel,
  listOwnChannels,
  type MemberPair,
} from './store/channels.ts';
export { type NamedRow, readNamed } from './store/directs.ts';
export { insertMembers, listOthers, setLastRead } from './store/members.ts';
export { type PolicyColumns, policyColumns } from './store/policy-columns.ts';

export const channelImplementations = (): Implementation[] => [
  createChannel,
  listChannels,
  channelDirectory,
  getChannel,
  changeChannel,
  archiveChannel,
  restoreChannel,
  deleteChannel,
  openDirect,
  channelReaders,
  joinChannel,
  leaveChannel,
  channelMembers,
  addMember,
  removeMember,
  changeMemberRole,
  markRead,
];
