/** Shapes of roles, groups, policies, decisions and explanations. */
import * as z from 'zod';
import { id } from './ids.ts';
import { handle, instant, line, permissionName, permissionSet, roleRef } from './shapes.ts';

export { permissionName };
/** Grows by one with each change; a change names the one that it is made from. */
export const revision = z.int().min(1).max(2_147_483_647);

/** A role as those see it who may see roles. */
export const roleView = z.strictObject({
  role: roleRef,
  name: line(60),
  description: z.string().max(500),
  locked: z.boolean().meta({ description: 'Built in: nobody changes it' }),
  /** What somebody picked. */
  chosen: permissionSet,
  /** What it gives: with what these brought when it was saved. */
  permissions: permissionSet,
  /** How many hold it as their base role. */
  people: z.int().nonnegative(),
  /** How many groups give it to their members. */
  groups: z.int().nonnegative(),
  revision: z.int().nonnegative(),
  updatedAt: instant.nullable(),
});
export type RoleView = z.output<typeof roleView>;

export const cascaded = z.strictObject({ permission: permissionName, because: permissionName });
/** What a change of rights does to one principal. */
export const rightsChange = z.strictObject({
  principalId: id('principal'),
  gains: permissionSet,
  loses: permissionSet,
});

export const groupSource = z.enum(['manual', 'oidc', 'scim']);
export const groupVisibility = z.enum(['public', 'private', 'hidden']);
export const mentionableBy = z.enum(['everyone', 'members', 'managers', 'nobody']);
export const groupRole = z.enum(['manager', 'member']);
export const groupView = z.strictObject({
  id: id('group'),
  handle,
  name: line(80),
  description: z.string().max(500),
  /** Null at the top, and for whoever may not see what is above. */
  parentId: id('group').nullable(),
  visibility: groupVisibility,
  mentionableBy,
  /** A part of the organisation. */
  department: z.boolean(),
  /** Roles that its members, those of its subgroups included, hold in the whole workspace. */
  confers: z.array(roleRef).max(20),
  /** Who is in it, those of its subgroups included; null for whoever may not see them. */
  members: z.int().nonnegative().nullable(),
  /** The caller’s own: directly, through a subgroup, or not at all. */
  own: z.strictObject({ role: groupRole, direct: z.boolean() }).nullable(),
  revision: z.int().positive(),
  createdAt: instant,
});
export type GroupView = z.output<typeof groupView>;
export const groupMember = z.strictObject({
  principalId: id('principal'),
  role: groupRole,
  /** Where the direct membership comes from; none: through a subgroup. */
  sources: z.array(groupSource).max(3),
  /** The subgroup through which they are in it; null: directly. */
  throughGroupId: id('group').nullable(),
});
export type GroupMember = z.output<typeof groupMember>;
/** What the members of a channel hold in it besides what their roles give. */
export const channelAccess = z.strictObject({
  channelId: id('channel'),
  /** Its members are those of this group. */
  groupId: id('group').nullable(),
  granted: permissionSet,
  classification: z.enum(['public', 'internal', 'confidential', 'restricted']),
  labels: z.array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'a–z 0–9 -, at most 32')).max(8),
});
export type ChannelAccess = z.output<typeof channelAccess>;

export const policyText = z.strictObject({
  /** Stable name within a version. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'a–z 0–9 -, at most 64'),
  title: line(120),
  /** One Cedar policy. */
  text: z.string().min(1).max(8_192),
});
/** A request as policies see it; what is left out is filled in with what is usual. */
export const policyRequest = z.strictObject({
  permission: permissionName,
  principal: z
    .strictObject({
      kind: z.enum(['person', 'bot', 'service', 'agent']),
      role: z.string().max(64),
      roles: z.array(z.string().max(64)).max(50),
      groups: z.array(z.string().max(64)).max(100),
    })
    .partial()
    .optional(),
  resource: z
    .strictObject({
      kind: z.enum(['Workspace', 'Channel', 'Message', 'Principal', 'Group']),
      channelKind: z.enum(['public', 'private', 'direct']),
      classification: z.enum(['public', 'internal', 'confidential', 'restricted']),
      labels: z.array(z.string().max(32)).max(8),
      groups: z.array(z.string().max(64)).max(100),
      archived: z.boolean(),
      own: z.boolean(),
    })
    .partial()
    .optional(),
  context: z
    .strictObject({
      address: z.string().max(64),
      at: instant,
      device: z.enum(['desktop', 'mobile', 'cli', 'server', 'unknown']),
      mfaAgeMinutes: z.int().min(-1).max(10_000_000),
      authenticationAgeMinutes: z.int().min(-1).max(10_000_000),
      authentication: z.array(z.enum(['password', 'link', 'key', 'oauth'])).max(4),
      credential: z.enum(['session', 'key', 'token']),
      delegationDepth: z.int().min(0).max(3),
      scopes: z.array(z.string().max(64)).max(64),
      operation: z.string().max(64),
    })
    .partial()
    .optional(),
});
export const policyTest = z.strictObject({
  title: line(120),
  request: policyRequest,
  expect: z.enum(['allow', 'deny']),
});
/** What is saved, tried out and compared as a whole. */
export const policySet = z.strictObject({
  policies: z.array(policyText).max(500),
  tests: z.array(policyTest).max(200),
});
export type PolicySet = z.output<typeof policySet>;
export const policyProblem = z.strictObject({
  policyId: z.string().nullable(),
  line: z.int().positive().nullable(),
  column: z.int().positive().nullable(),
  message: z.string().max(1_000),
});
export const policyTestResult = z.strictObject({
  title: z.string(),
  expected: z.enum(['allow', 'deny']),
  actual: z.enum(['allow', 'deny']),
  determining: z.array(z.string()).max(50),
});
export const policyVersionView = z.strictObject({
  version: z.int().positive(),
  policies: z.int().nonnegative(),
  createdAt: instant,
  createdBy: id('principal'),
  reason: z.string().max(500),
});
export const policyState = z.strictObject({
  /** The version that decides; null: none does. */
  active: z.int().positive().nullable(),
  /** Counted beside it without deciding. */
  evaluated: z.int().positive().nullable(),
  evaluatedSince: instant.nullable(),
  /** What would be otherwise with the evaluated version, since then. */
  evaluatedDenials: z.int().nonnegative(),
  evaluatedAllowances: z.int().nonnegative(),
  /** Asking has failed too often on the node that answers: until then, what policies mention is denied unasked. */
  trippedUntil: instant.nullable(),
  timeZone: z.string().max(64),
  region: z.string().max(64),
  samplePerMille: z.int().min(0).max(1000),
  revision: z.int().nonnegative(),
});

export const decisionView = z.strictObject({
  id: id('decision'),
  at: instant,
  principalId: id('principal'),
  operation: z.string(),
  permission: z.string(),
  resourceKind: z.string(),
  resourceId: z.string().nullable(),
  allowed: z.boolean(),
  /** Roles allow it and policies deny it. */
  byPolicy: z.boolean(),
  policyVersion: z.int().nonnegative(),
  determining: z.array(z.string()).max(50),
  address: z.string().max(64).nullable(),
});
/** One step of an explanation, in the order in which they are asked. */
export const explanationStep = z.strictObject({
  step: z.enum([
    'principal',
    'role',
    'cascade',
    'group',
    'channel',
    'relation',
    'scope',
    'delegation',
    'policy',
  ]),
  outcome: z.enum(['allows', 'denies', 'neutral']),
  /** A sentence for people. */
  text: z.string().max(500),
  role: roleRef.optional(),
  groupId: id('group').optional(),
  policyId: z.string().optional(),
  permission: permissionName.optional(),
});
export const explanation = z.strictObject({
  allowed: z.boolean(),
  permission: permissionName,
  steps: z.array(explanationStep).max(200),
});
export type Explanation = z.output<typeof explanation>;
