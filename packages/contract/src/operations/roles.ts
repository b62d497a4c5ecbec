/** Roles: built-in ones are locked, custom ones are free combinations of permissions, never above one’s own. */
import * as z from 'zod';
import * as authorisation from '../authorisation-shapes.ts';
import { id } from '../ids.ts';
import { none, operation } from '../operation.ts';
import * as shape from '../shapes.ts';

const chosen = z.array(authorisation.permissionName).max(200);
const name = shape.line(60);
const description = z.string().max(500);
const reason = z.string().max(500).default('');

/** What saving would do: shown before, and answered again by the saving itself. */
const consequences = {
  permissions: chosen.meta({ description: 'With what the chosen ones bring' }),
  cascades: z.array(authorisation.cascaded).max(200),
  /** The first of those whose rights change. */
  changes: z.array(authorisation.rightsChange).max(100),
  gaining: z.int().nonnegative(),
  losing: z.int().nonnegative(),
};

export const roleOperations = {
  'roles.list': operation({
    name: 'roles.list',
    realm: 'tenant',
    effect: 'query',
    summary: 'Every role, the locked built-in ones first, with what they give and how many hold them.',
    input: shape.empty,
    output: z.strictObject({ roles: z.array(authorisation.roleView).max(208) }),
    permission: 'roles.read',
    resource: 'Tenant',
    scope: 'roles:read',
    audit: none('what roles give is no secret inside the workspace'),
  }),
  'roles.preview': operation({
    name: 'roles.preview',
    realm: 'tenant',
    effect: 'query',
    summary: 'What saving a role with these permissions would bring, and who would gain and lose what by it.',
    input: z.strictObject({ roleId: id('role').optional(), chosen }),
    output: z.strictObject(consequences),
    permission: 'roles.manage',
    resource: 'Role',
    scope: 'roles:read',
    audit: none('nothing is saved'),
    limits: { cost: 5, bodyBytes: 16_384 },
  }),
  'roles.create': operation({
    name: 'roles.create',
    realm: 'tenant',
    effect: 'command',
    summary: 'Create a role of these permissions, none of which one lacks oneself.',
    input: z.strictObject({ name, description: description.default(''), chosen, reason }),
    output: z.strictObject({ role: authorisation.roleView, ...consequences }),
    permission: 'roles.manage',
    resource: 'Role',
    scope: 'roles:write',
    audit: 'role.created',
    sensitivity: 'sensitive',
  }),
  'roles.update': operation({
    name: 'roles.update',
    realm: 'tenant',
    effect: 'command',
    summary:
      'Change a custom role. It counts at once, for everybody who holds it; a revision that is not the current one is refused.',
    input: z.strictObject({
      roleId: id('role'),
      revision: authorisation.revision,
      name: name.optional(),
      description: description.optional(),
      chosen: chosen.optional(),
      reason,
    }),
    output: z.strictObject({ role: authorisation.roleView, ...consequences }),
    permission: 'roles.manage',
    resource: 'Role',
    scope: 'roles:write',
    audit: 'role.updated',
    sensitivity: 'sensitive',
  }),
  'roles.delete': operation({
    name: 'roles.delete',
    realm: 'tenant',
    effect: 'command',
    summary: 'Delete a custom role that nobody holds and no group gives.',
    input: z.strictObject({ roleId: id('role'), revision: authorisation.revision, reason }),
    output: shape.empty,
    permission: 'roles.manage',
    resource: 'Role',
    scope: 'roles:write',
    audit: 'role.deleted',
    sensitivity: 'sensitive',
  }),
  'roles.assign': operation({
    name: 'roles.assign',
    realm: 'tenant',
    effect: 'command',
    summary: 'Give a person another base role; never above one’s own, never the last owner away.',
    input: z.strictObject({ principalId: id('principal'), role: shape.roleRef }),
    output: z.strictObject({ principal: shape.person }),
    permission: 'roles.assign',
    resource: 'Principal',
    scope: 'roles:write',
    audit: 'role.assigned',
    sensitivity: 'sensitive',
  }),
};
