/**
 * Break-glass: the only way for whoever runs the deployment into a workspace. Opened by an operator, for minutes, with a
 * reason that everybody who sees the console of the workspace sees.
 */
import * as z from 'zod';
import { id } from '../ids.ts';
import { none, operation } from '../operation.ts';
import * as shape from '../shapes.ts';

const reason = z
  .string()
  .trim()
  .min(10)
  .max(500)
  .meta({ description: 'Why; shown to the people of the workspace' });

/** One of any workspace, as operators see it. What is inside the workspace is not part of it. */
const access = z.strictObject({
  id: id('breakGlass'),
  tenantId: id('tenant'),
  operatorId: id('operator'),
  role: shape.breakGlassRole,
  reason: z.string().max(500),
  openedAt: shape.instant,
  expiresAt: shape.instant,
  closedAt: shape.instant.nullable(),
  /** `unopened`: it was asked for, and the workspace was never reached; `unknown`: the workspace cannot be asked now. */
  state: z.enum(['open', 'closed', 'expired', 'unopened', 'unknown']),
});

export const breakGlassOperations = {
  'breakGlass.open': operation({
    name: 'breakGlass.open',
    realm: 'platform',
    effect: 'command',
    summary:
      'Let an operator into a workspace for minutes, by a one-use link (5 minutes). Its console shows who, why and until when.',
    input: z.strictObject({
      tenantId: id('tenant'),
      reason,
      minutes: z.int().min(5).max(60).default(30),
      role: shape.breakGlassRole.default('admin'),
    }),
    output: z.strictObject({
      access,
      link: z.url().meta({ secret: true }),
      linkExpiresAt: shape.instant,
    }),
    permission: 'operator',
    resource: 'Deployment',
    scope: 'platform',
    audit: 'break_glass.opened',
    sensitivity: 'break-glass',
    limits: { cost: 10, bodyBytes: 4096 },
  }),
  'breakGlass.list': operation({
    name: 'breakGlass.list',
    realm: 'platform',
    effect: 'query',
    summary: 'Break-glass of all workspaces, newest first.',
    input: z.strictObject({ before: id('breakGlass').optional(), limit: shape.limit(200, 50) }),
    output: z.strictObject({ accesses: z.array(access), next: id('breakGlass').nullable() }),
    permission: 'operator',
    resource: 'Deployment',
    scope: 'platform',
    audit: none('what operators have done; each is in the log'),
  }),
  'breakGlass.close': operation({
    name: 'breakGlass.close',
    realm: 'platform',
    effect: 'command',
    summary: 'Close break-glass before its time: it is worth nothing at once.',
    input: z.strictObject({ breakGlassId: id('breakGlass') }),
    output: z.strictObject({ access }),
    permission: 'operator',
    resource: 'Deployment',
    scope: 'platform',
    audit: 'break_glass.closed',
  }),
  'breakGlass.history': operation({
    name: 'breakGlass.history',
    realm: 'tenant',
    effect: 'query',
    summary:
      'When the operator of the deployment had access to this workspace, as what, and why; newest first.',
    input: z.strictObject({ before: id('breakGlass').optional(), limit: shape.limit(200, 50) }),
    output: z.strictObject({
      accesses: z.array(shape.breakGlassView),
      next: id('breakGlass').nullable(),
    }),
    permission: 'console.view',
    resource: 'BreakGlass',
    scope: 'sessions:read',
    audit: none(
      'each opening and closing is in the log; looking at them is everybody’s who sees the console',
    ),
  }),
  'breakGlass.end': operation({
    name: 'breakGlass.end',
    realm: 'tenant',
    effect: 'command',
    summary: 'End the access of the operator of the deployment at once.',
    input: z.strictObject({ breakGlassId: id('breakGlass') }),
    output: z.strictObject({ breakGlass: shape.breakGlassView }),
    permission: 'sessions.manage',
    resource: 'BreakGlass',
    scope: 'sessions:write',
    audit: 'break_glass.closed',
  }),
};
