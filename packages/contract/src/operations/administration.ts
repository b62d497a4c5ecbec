/** The workspace itself. */
import * as z from 'zod';
import { none, operation } from '../operation.ts';
import * as shape from '../shapes.ts';

const segmentation = z.enum(['open', 'departments']);
const count = z.int().nonnegative();
/** What keeping people apart means, or would mean, compared with everybody seeing everybody. */
const segmentationEffect = z.strictObject({
  departments: count,
  /** Who is in none of them sees, and is seen by, those they share a channel with. */
  peopleInNoDepartment: count,
  /** Those to whom it applies: they see people, and not by a right those of every department. */
  peopleKeptApart: count,
  /** Those of them from whom somebody is hidden. */
  peopleWhoSeeFewer: count,
  /** How many are hidden from one of these: from the one in the middle, and at most. */
  hiddenFromEach: z.strictObject({ median: count, most: count }),
});

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
  'tenants.segmentation': operation({
    name: 'tenants.segmentation',
    realm: 'tenant',
    effect: 'query',
    summary: 'Whether people are kept apart by departments, and how many would see fewer others for it.',
    input: shape.empty,
    output: z.strictObject({ segmentation: segmentation, effect: segmentationEffect }),
    permission: 'workspace.update',
    resource: 'Tenant',
    scope: 'workspace:read',
    audit: none('a setting and numbers'),
    // Everybody is compared with everybody.
    limits: { cost: 20, bodyBytes: 1024 },
  }),
  'tenants.segment': operation({
    name: 'tenants.segment',
    realm: 'tenant',
    effect: 'command',
    summary:
      'Keep people apart by departments, or let everybody see everybody; only by those who see every department anyway.',
    input: z.strictObject({ segmentation: segmentation, reason: z.string().max(500).default('') }),
    output: z.strictObject({ segmentation: segmentation }),
    permission: 'workspace.update',
    resource: 'Tenant',
    scope: 'workspace:write',
    audit: 'tenant.segmented',
    sensitivity: 'sensitive',
  }),
};
