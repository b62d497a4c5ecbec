/** The door of groups. */
import type { Implementation } from '../../kernel/implementation.ts';
import type { Tasks } from '../../kernel/jobs/task.ts';
import { channelAccess, classifyChannel, setChannelAccess } from './channel-access.ts';
import { createGroup } from './create.ts';
import { deleteGroup } from './delete.ts';
import { joinGroup, leaveGroup } from './join.ts';
import { linkChannel, unlinkChannel } from './link.ts';
import { addGroupMembers, removeGroupMembers, setGroupMemberRole } from './members.ts';
import { mirrorRest } from './mirror-job.ts';
import { previewGroup } from './preview.ts';
import { getGroup, groupMembers, listGroups } from './read.ts';
import { setGroupRoles } from './set-roles.ts';
import { mirrorTask } from './settle.ts';
import { updateGroup } from './update.ts';

export { applyDirectoryMembers, type DirectoryChange } from './directory-members.ts';
export { Forest } from './forest.ts';
export { type GroupRow, openText as openGroupText } from './group.ts';

export const groupImplementations = (): Implementation[] => [
  listGroups,
  getGroup,
  groupMembers,
  previewGroup,
  createGroup,
  updateGroup,
  deleteGroup,
  setGroupRoles,
  addGroupMembers,
  removeGroupMembers,
  setGroupMemberRole,
  joinGroup,
  leaveGroup,
  linkChannel,
  unlinkChannel,
  channelAccess,
  setChannelAccess,
  classifyChannel,
];

export const groupTasks: Tasks = { [mirrorTask]: mirrorRest };
