/** Invitations by link, and how people arrange their own workspace. */
import * as z from 'zod';
import { id } from '../ids.ts';
import { none, operation } from '../operation.ts';
import * as shape from '../shapes.ts';
import { me } from './identity.ts';

const secret = z.string().min(20).max(100).meta({ secret: true });

export const invitationOperations = {
  'invitations.create': operation({
    name: 'invitations.create',
    realm: 'tenant',
    effect: 'command',
    summary:
      'Make a link with which people join with this role, never above one’s own, and are in these channels at once. A guest needs at least one.',
    input: z.strictObject({
      role: shape.roleRef.default('member'),
      channelIds: z.array(id('channel')).max(20).default([]),
      expiresInDays: z.int().min(1).max(30).default(7),
      maxUses: z.int().min(1).max(1000).default(1),
    }),
    output: z.strictObject({
      invitation: shape.invitationView,
      /** Shown once. The link is the workspace’s address with `/join#<secret>`. */
      secret: z.string().meta({ secret: true }),
    }),
    permission: 'people.invite',
    resource: 'Invitation',
    scope: 'people:write',
    audit: 'invitation.created',
  }),
  'invitations.list': operation({
    name: 'invitations.list',
    realm: 'tenant',
    effect: 'query',
    summary: 'Invitations, newest first.',
    input: z.strictObject({ after: id('invitation').optional(), limit: shape.limit(200, 50) }),
    output: z.strictObject({
      invitations: z.array(shape.invitationView),
      next: id('invitation').nullable(),
    }),
    permission: 'people.invite',
    resource: 'Tenant',
    scope: 'people:read',
    audit: none('secrets are never part of it'),
  }),
  'invitations.revoke': operation({
    name: 'invitations.revoke',
    realm: 'tenant',
    effect: 'command',
    summary: 'Withdraw an invitation: its link stops working at once.',
    input: z.strictObject({ invitationId: id('invitation') }),
    output: z.strictObject({ invitation: shape.invitationView }),
    permission: 'people.invite',
    resource: 'Invitation',
    scope: 'people:write',
    audit: 'invitation.revoked',
  }),
  'invitations.show': operation({
    name: 'invitations.show',
    realm: 'tenant',
    effect: 'command',
    summary:
      'What an invitation link leads to. A link that does not work is one answer, whatever the reason.',
    input: z.strictObject({ secret }),
    output: z.strictObject({
      workspace: z.string(),
      inviter: z.string(),
      role: shape.roleRef,
      /** What a custom role is called; null: a built-in one. */
      roleName: z.string().nullable(),
      /** Names of the channels whoever takes the link is in at once; only those that whoever made it may still give. */
      channels: z.array(shape.channelName).max(20),
      expiresAt: shape.instant,
    }),
    permission: none('the link is the credential'),
    resource: 'Invitation',
    scope: none('no credential yet'),
    audit: none('tells only what the link says'),
    limits: { cost: 5, bodyBytes: 1024 },
  }),
  'invitations.accept': operation({
    name: 'invitations.accept',
    realm: 'tenant',
    effect: 'command',
    summary: 'Join by an invitation link: makes the person, puts them into the channels and signs them in.',
    input: z.strictObject({
      secret,
      handle: shape.handle,
      displayName: shape.line(80),
      emailAddress: shape.emailAddress.optional(),
      password: shape.password,
    }),
    output: me,
    permission: none('the link is the credential'),
    resource: 'Invitation',
    scope: none('no credential yet'),
    audit: 'invitation.accepted',
    limits: { cost: 10, bodyBytes: 8192 },
  }),
};

const arrangement = z.strictObject({
  preferences: shape.preferences,
  /** Grows by one with each change; a change names the one it was made on. */
  revision: z.int().nonnegative().max(2_147_483_647),
});

export const preferenceOperations = {
  'preferences.get': operation({
    name: 'preferences.get',
    realm: 'tenant',
    effect: 'query',
    summary: 'How I arrange my sidebar.',
    input: shape.empty,
    output: arrangement,
    permission: 'workspace.read',
    resource: 'Tenant',
    scope: 'channels:read',
    audit: none('own arrangement, no content'),
  }),
  'preferences.update': operation({
    name: 'preferences.update',
    realm: 'tenant',
    effect: 'command',
    summary:
      'Arrange my sidebar. Made on an old revision it is refused, so that two devices never undo each other.',
    input: arrangement,
    output: arrangement,
    permission: 'workspace.read',
    resource: 'Tenant',
    scope: 'channels:write',
    audit: none('own arrangement, no content'),
    limits: { cost: 2, bodyBytes: 131_072 },
  }),
};
