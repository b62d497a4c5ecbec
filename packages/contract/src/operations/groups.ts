/** Groups: a tree of people, who see each other by its visibility, are mentioned together, and get roles and channels by it. */
import * as z from 'zod';
import * as authorisation from '../authorisation-shapes.ts';
import { id } from '../ids.ts';
import { none, operation } from '../operation.ts';
import * as shape from '../shapes.ts';

const groupId = id('group');
const name = shape.line(80);
const description = z.string().max(500);
const one = z.strictObject({ group: authorisation.groupView });
const principalIds = z.array(id('principal')).min(1).max(100);
const shared = { realm: 'tenant', resource: 'Group', scope: 'groups:write' } as const;

export const groupOperations = {
  'groups.list': operation({
    name: 'groups.list',
    realm: 'tenant',
    effect: 'query',
    summary:
      'Groups that one sees: public and private ones, hidden ones only from inside or with permission.',
    input: z.strictObject({
      after: groupId.optional(),
      limit: shape.limit(500, 200),
      /** Only those that this principal is in, as far as one sees them. */
      principalId: id('principal').optional(),
    }),
    output: z.strictObject({ groups: z.array(authorisation.groupView), next: groupId.nullable() }),
    permission: 'groups.read',
    resource: 'Group',
    scope: 'groups:read',
    audit: none('groups that the caller sees anyway'),
  }),
  'groups.get': operation({
    name: 'groups.get',
    realm: 'tenant',
    effect: 'query',
    summary: 'One group, with the channels that mirror it as far as one sees them.',
    input: z.strictObject({ groupId }),
    output: z.strictObject({
      group: authorisation.groupView,
      channels: z.array(authorisation.channelAccess).max(100),
    }),
    permission: 'groups.read',
    resource: 'Group',
    scope: 'groups:read',
    audit: none('a group that the caller sees anyway'),
  }),
  'groups.members': operation({
    name: 'groups.members',
    realm: 'tenant',
    effect: 'query',
    summary: 'Who is in a group, with where each membership comes from; those of subgroups on request.',
    input: z.strictObject({
      groupId,
      effective: z.boolean().default(false),
      after: id('principal').optional(),
      limit: shape.limit(500, 100),
    }),
    output: z.strictObject({
      members: z.array(authorisation.groupMember),
      next: id('principal').nullable(),
    }),
    permission: 'groups.read',
    resource: 'Group',
    scope: 'groups:read',
    audit: none('members that the caller sees anyway'),
  }),
  'groups.preview': operation({
    name: 'groups.preview',
    realm: 'tenant',
    effect: 'query',
    summary:
      'Who would gain and lose what if a group gave these roles, were below that group, or had these people more or less.',
    input: z.strictObject({
      groupId,
      roles: z.array(shape.roleRef).max(20).optional(),
      parentId: groupId.nullable().optional(),
      add: principalIds.optional(),
      remove: principalIds.optional(),
    }),
    output: z.strictObject({
      /** The first of those for whom something changes; only channels that one sees. */
      changes: z
        .array(
          authorisation.rightsChange.extend({
            joins: z.array(id('channel')).max(100),
            leaves: z.array(id('channel')).max(100),
          }),
        )
        .max(100),
      /** How many gain or lose permissions, and how many come into or out of a channel that one sees. */
      gaining: z.int().nonnegative(),
      losing: z.int().nonnegative(),
      joining: z.int().nonnegative(),
      leaving: z.int().nonnegative(),
    }),
    permission: 'groups.own',
    resource: 'Group',
    scope: 'groups:read',
    audit: none('nothing is saved'),
    limits: { cost: 5, bodyBytes: 16_384 },
  }),
  'groups.create': operation({
    ...shared,
    name: 'groups.create',
    effect: 'command',
    summary: 'Create a group, alone or below another that one manages, and be its manager.',
    input: z.strictObject({
      handle: shape.handle,
      name,
      description: description.default(''),
      parentId: groupId.optional(),
      visibility: authorisation.groupVisibility.default('public'),
      mentionableBy: authorisation.mentionableBy.default('everyone'),
      department: z.boolean().default(false),
    }),
    output: one,
    permission: 'groups.create',
    audit: 'group.created',
    // A handle that is taken may be that of a hidden group: trying out many costs.
    limits: { cost: 20, bodyBytes: 16_384 },
  }),
  'groups.update': operation({
    ...shared,
    name: 'groups.update',
    effect: 'command',
    summary:
      'Change a group or move it below another; whoever gains or loses membership by a move does so in everything above. A revision that is not the current one is refused.',
    input: z.strictObject({
      groupId,
      revision: authorisation.revision,
      handle: shape.handle.optional(),
      name: name.optional(),
      description: description.optional(),
      parentId: groupId.nullable().optional(),
      visibility: authorisation.groupVisibility.optional(),
      mentionableBy: authorisation.mentionableBy.optional(),
      department: z.boolean().optional(),
    }),
    output: one,
    permission: 'groups.own',
    audit: 'group.updated',
    limits: { cost: 20, bodyBytes: 16_384 },
  }),
  'groups.delete': operation({
    ...shared,
    name: 'groups.delete',
    effect: 'command',
    summary: 'Delete a group that has no subgroups; channels that mirrored it keep the people they have.',
    input: z.strictObject({ groupId, revision: authorisation.revision }),
    output: shape.empty,
    permission: 'groups.own',
    audit: 'group.deleted',
  }),
  'groups.setRoles': operation({
    ...shared,
    name: 'groups.setRoles',
    effect: 'command',
    summary:
      'Decide which roles its members hold in the whole workspace; none above one’s own, neither given nor taken.',
    input: z.strictObject({
      groupId,
      revision: authorisation.revision,
      roles: z.array(shape.roleRef).max(20),
      reason: z.string().max(500).default(''),
    }),
    output: one,
    permission: 'groups.manage',
    audit: 'group.roles_changed',
    sensitivity: 'sensitive',
  }),
  'groups.addMembers': operation({
    ...shared,
    name: 'groups.addMembers',
    effect: 'command',
    summary: 'Add people by hand. What a directory has added stays the directory’s.',
    input: z.strictObject({
      groupId,
      principalIds,
      role: authorisation.groupRole.default('member'),
    }),
    output: z.strictObject({ added: z.int().nonnegative() }),
    permission: 'groups.own',
    audit: 'group.member_added',
  }),
  'groups.removeMembers': operation({
    ...shared,
    name: 'groups.removeMembers',
    effect: 'command',
    summary: 'Take back what was added by hand. Whoever a directory keeps in it stays.',
    input: z.strictObject({ groupId, principalIds }),
    output: z.strictObject({ removed: z.int().nonnegative(), kept: z.int().nonnegative() }),
    permission: 'groups.own',
    audit: 'group.member_removed',
  }),
  'groups.setMemberRole': operation({
    ...shared,
    name: 'groups.setMemberRole',
    effect: 'command',
    summary: 'Name a manager of a group, or no longer. A group keeps one, unless it is managed from above.',
    input: z.strictObject({ groupId, principalId: id('principal'), role: authorisation.groupRole }),
    output: shape.empty,
    permission: 'groups.own',
    audit: 'group.member_role_changed',
  }),
  'groups.join': operation({
    ...shared,
    name: 'groups.join',
    effect: 'command',
    summary: 'Join a public group that gives no roles.',
    input: z.strictObject({ groupId }),
    output: one,
    permission: 'groups.join',
    audit: 'group.member_added',
  }),
  'groups.leave': operation({
    ...shared,
    name: 'groups.leave',
    effect: 'command',
    summary: 'Leave a group, as far as one was added by hand.',
    input: z.strictObject({ groupId }),
    output: z.strictObject({ kept: z.boolean() }),
    permission: 'groups.join',
    audit: 'group.member_removed',
  }),
  'groups.linkChannel': operation({
    ...shared,
    name: 'groups.linkChannel',
    effect: 'command',
    summary:
      'Let a channel mirror a group: from now on its members are those of the group. Needs the management of both.',
    input: z.strictObject({ groupId, channelId: id('channel') }),
    output: z.strictObject({ access: authorisation.channelAccess }),
    permission: 'groups.own',
    audit: 'group.channel_linked',
  }),
  'groups.unlinkChannel': operation({
    ...shared,
    name: 'groups.unlinkChannel',
    effect: 'command',
    summary: 'Let a channel no longer mirror a group. Its people stay.',
    input: z.strictObject({ channelId: id('channel') }),
    output: z.strictObject({ access: authorisation.channelAccess }),
    permission: 'groups.own',
    audit: 'group.channel_unlinked',
  }),
  'channels.access': operation({
    name: 'channels.access',
    realm: 'tenant',
    effect: 'query',
    summary:
      'What members of a channel may do besides what their roles give, its group, classification and labels.',
    input: z.strictObject({ channelId: id('channel') }),
    output: z.strictObject({ access: authorisation.channelAccess }),
    permission: 'channel.read',
    resource: 'Channel',
    scope: 'channels:read',
    audit: none('visible to every reader of the channel'),
  }),
  'channels.setAccess': operation({
    name: 'channels.setAccess',
    realm: 'tenant',
    effect: 'command',
    summary:
      'Decide what members of a channel may do in it besides what their roles give; nothing that one lacks oneself.',
    input: z.strictObject({
      channelId: id('channel'),
      granted: z.array(authorisation.permissionName).max(20),
    }),
    output: z.strictObject({ access: authorisation.channelAccess }),
    permission: 'channel.manage_members',
    resource: 'Channel',
    scope: 'channels:write',
    audit: 'channel.access_changed',
  }),
  'channels.classify': operation({
    name: 'channels.classify',
    realm: 'tenant',
    effect: 'command',
    summary: 'Set classification and labels of a channel, on which policies decide.',
    input: z.strictObject({
      channelId: id('channel'),
      classification: authorisation.channelAccess.shape.classification.optional(),
      labels: authorisation.channelAccess.shape.labels.optional(),
    }),
    output: z.strictObject({ access: authorisation.channelAccess }),
    permission: 'channel.classify',
    resource: 'Channel',
    scope: 'channels:write',
    audit: 'channel.classified',
  }),
};
