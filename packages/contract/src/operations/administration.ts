/** The workspace itself and its audit log. */
import * as z from 'zod';
import { id } from '../ids.ts';
import { none, operation } from '../operation.ts';
import * as shape from '../shapes.ts';

export const tenantOperations = {
  'tenants.show': operation({
    name: 'tenants.show',
    realm: 'tenant',
    effect: 'query',
    summary: 'The workspace one is in.',
    input: shape.empty,
    output: z.strictObject({ tenant: shape.tenantView }),
    permission: 'workspace.read',
    resource: 'Tenant',
    scope: 'workspace:read',
    audit: none('name and age only'),
  }),
  'tenants.update': operation({
    name: 'tenants.update',
    realm: 'tenant',
    effect: 'command',
    summary: 'Rename the workspace.',
    input: z.strictObject({ name: shape.line(80) }),
    output: z.strictObject({ tenant: shape.tenantView }),
    permission: 'workspace.update',
    resource: 'Tenant',
    scope: 'workspace:write',
    audit: 'tenant.updated',
  }),
};

export const auditOperations = {
  'audit.list': operation({
    name: 'audit.list',
    realm: 'tenant',
    effect: 'query',
    summary: 'Entries of the audit log, newest first.',
    input: z.strictObject({
      before: id('auditEntry').optional(),
      limit: shape.limit(200, 50),
      type: z
        .string()
        .max(64)
        .regex(/^[a-z_.]+$/, 'a type of audit entry')
        .optional(),
      outcome: z.enum(['success', 'failure', 'blocked']).optional(),
    }),
    output: z.strictObject({ entries: z.array(shape.auditEntryView), next: id('auditEntry').nullable() }),
    permission: 'audit.view',
    resource: 'Tenant',
    scope: 'audit:read',
    audit: 'audit.viewed',
  }),
};
