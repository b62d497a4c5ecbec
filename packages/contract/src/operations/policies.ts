/** Policies, the log of decisions, and explanations. */
import * as z from 'zod';
import * as authorisation from '../authorisation-shapes.ts';
import { id } from '../ids.ts';
import { none, operation } from '../operation.ts';
import * as shape from '../shapes.ts';

const version = z.int().min(1).max(2_147_483_647);
const revision = z.int().min(0).max(2_147_483_647);
const reason = z.string().min(1).max(500);
const bodyBytes = 1_048_576;
const reads = { realm: 'tenant', effect: 'query', resource: 'Policy', scope: 'policies:read' } as const;
const writes = {
  realm: 'tenant',
  effect: 'command',
  resource: 'Policy',
  scope: 'policies:write',
  permission: 'policies.manage',
  sensitivity: 'sensitive',
} as const;
/** What is tried out: a version that was saved, or one that is not. */
const candidate = { version: version.optional(), draft: authorisation.policySet.optional() };
const verdicts = {
  problems: z.array(authorisation.policyProblem).max(200),
  /** Nothing wrong, but hardly meant: a policy that can never match. */
  warnings: z.array(authorisation.policyProblem).max(200),
  tests: z.array(authorisation.policyTestResult).max(200),
};
const change = z.enum(['newly_denied', 'newly_allowed']);

export const policyOperations = {
  'policies.show': operation({
    ...reads,
    name: 'policies.show',
    summary: 'Which version decides, since when and by whom, which is evaluated beside it, and the settings.',
    input: shape.empty,
    output: z.strictObject({
      state: authorisation.policyState,
      /** Of the version that decides, or of having none; null: there never was one. */
      activation: z.strictObject({ activatedAt: shape.instant, activatedBy: id('principal') }).nullable(),
    }),
    permission: 'policies.view',
    audit: none('a state, no content'),
  }),
  'policies.schema': operation({
    ...reads,
    name: 'policies.schema',
    summary: 'The Cedar schema that policies are checked against.',
    input: shape.empty,
    output: z.strictObject({ schema: z.string() }),
    permission: 'policies.view',
    audit: none('the same for every tenant'),
  }),
  'policies.versions': operation({
    ...reads,
    name: 'policies.versions',
    summary: 'Versions, newest first.',
    input: z.strictObject({ before: version.optional(), limit: shape.limit(100, 20) }),
    output: z.strictObject({
      versions: z.array(authorisation.policyVersionView),
      next: version.nullable(),
    }),
    permission: 'policies.view',
    audit: none('who saved what when, without content'),
  }),
  'policies.get': operation({
    ...reads,
    name: 'policies.get',
    summary: 'One version with its policies and tests.',
    input: z.strictObject({ version }),
    output: z.strictObject({
      version: authorisation.policyVersionView,
      set: authorisation.policySet,
    }),
    permission: 'policies.view',
    audit: none('policies are no secret to those who see them'),
  }),
  'policies.test': operation({
    ...reads,
    name: 'policies.test',
    summary: 'Check policies against the schema and run their tests. Nothing is saved.',
    input: z.strictObject(candidate),
    output: z.strictObject(verdicts),
    permission: 'policies.view',
    audit: none('nothing is saved'),
    limits: { cost: 10, bodyBytes },
  }),
  'policies.simulate': operation({
    ...reads,
    name: 'policies.simulate',
    summary:
      'What of the logged decisions since a moment would be otherwise with these policies, and who would be affected.',
    input: z.strictObject({ ...candidate, since: shape.instant.optional() }),
    output: z.strictObject({
      examined: z.int().nonnegative(),
      changes: z
        .array(
          z.strictObject({
            decision: authorisation.decisionView,
            change,
            determining: z.array(z.string()).max(50),
          }),
        )
        .max(100),
      newlyDenied: z.int().nonnegative(),
      newlyAllowed: z.int().nonnegative(),
    }),
    permission: 'policies.view',
    audit: none('nothing is saved'),
    limits: { cost: 20, bodyBytes },
  }),
  'policies.simulateAll': operation({
    ...reads,
    name: 'policies.simulateAll',
    summary: 'Who of everybody would gain or lose a permission, on a resource, by these policies.',
    input: z.strictObject({ ...candidate, request: authorisation.policyRequest }),
    output: z.strictObject({
      examined: z.int().nonnegative(),
      changes: z.array(z.strictObject({ principalId: id('principal'), change })).max(100),
      newlyDenied: z.int().nonnegative(),
      newlyAllowed: z.int().nonnegative(),
    }),
    permission: 'policies.view',
    audit: none('nothing is saved'),
    limits: { cost: 20, bodyBytes },
  }),
  'policies.save': operation({
    ...writes,
    name: 'policies.save',
    summary:
      'Save a version. Refused when a policy does not fit the schema or a test fails, and when somebody else has saved since `basedOn`.',
    input: z.strictObject({
      set: authorisation.policySet,
      /** The newest version that one has seen; 0: none. */
      basedOn: revision,
      reason,
    }),
    output: z.strictObject({ version: authorisation.policyVersionView, ...verdicts }),
    audit: 'policy.saved',
    limits: { cost: 20, bodyBytes },
  }),
  'policies.activate': operation({
    ...writes,
    name: 'policies.activate',
    summary:
      'Let a version decide, evaluate one beside it, or switch policies off. A version that would lock out whoever does it is refused.',
    input: z.strictObject({
      /** Null: no policies decide. */
      version: version.nullable(),
      mode: z.enum(['enforce', 'evaluate']),
      revision,
      reason,
    }),
    output: z.strictObject({ state: authorisation.policyState }),
    audit: 'policy.activated',
  }),
  'policies.configure': operation({
    ...writes,
    name: 'policies.configure',
    summary: 'Time zone and region that policies see, and which share of allowed decisions is logged.',
    input: z.strictObject({
      revision,
      timeZone: z.string().min(1).max(64).optional(),
      region: z.string().max(64).optional(),
      samplePerMille: z.int().min(0).max(1000).optional(),
    }),
    output: z.strictObject({ state: authorisation.policyState }),
    audit: 'policy.configured',
  }),
  'decisions.list': operation({
    realm: 'tenant',
    effect: 'query',
    name: 'decisions.list',
    summary: 'Logged decisions, newest first: every denial, and of the rest a share.',
    input: z.strictObject({
      after: id('decision').optional(),
      limit: shape.limit(200, 50),
      principalId: id('principal').optional(),
      allowed: z.boolean().optional(),
    }),
    output: z.strictObject({
      decisions: z.array(authorisation.decisionView),
      next: id('decision').nullable(),
      /** How many could not be kept since this node started. */
      dropped: z.int().nonnegative(),
    }),
    permission: 'policies.view',
    resource: 'Decision',
    scope: 'policies:read',
    audit: 'decision.viewed',
  }),
};

export const explainOperations = {
  'decisions.explain': operation({
    realm: 'tenant',
    effect: 'query',
    name: 'decisions.explain',
    summary: 'May this principal do this on that resource, and why? With the rules that led to it.',
    input: z.strictObject({
      principalId: id('principal'),
      permission: authorisation.permissionName,
      channelId: id('channel').optional(),
      messageId: id('message').optional(),
      subjectId: id('principal').optional(),
      /** As if with these scopes only. */
      scopes: z.array(z.string().max(64)).max(64).optional(),
      context: authorisation.policyRequest.shape.context,
    }),
    output: z.strictObject({ explanation: authorisation.explanation }),
    permission: 'access.explain',
    resource: 'Decision',
    scope: 'policies:read',
    audit: 'decision.explained',
  }),
  'decisions.readers': operation({
    realm: 'tenant',
    effect: 'query',
    name: 'decisions.readers',
    summary: 'Who can read this channel, and why: for its managers and those who may ask.',
    input: z.strictObject({
      channelId: id('channel'),
      after: id('principal').optional(),
      limit: shape.limit(200, 50),
    }),
    output: z.strictObject({
      readers: z.array(
        z.strictObject({ principalId: id('principal'), explanation: authorisation.explanation }),
      ),
      next: id('principal').nullable(),
    }),
    permission: 'channel.manage_members',
    orPermission: 'access.explain',
    resource: 'Channel',
    scope: 'channels:read',
    audit: none('who manages a channel sees its members anyway'),
  }),
};
