/** directory.createTenant: a workspace and its owner. */
import { implementPlatformCommand, type PlatformImplementation } from '../../kernel/platform/index.ts';
import { type FoundingDeps, openTenant, requireAcceptableOwner, reserveTenant } from './founding.ts';
import { presentTenant } from './tenant-at-address.ts';

export const createTenant = (deps: FoundingDeps): PlatformImplementation =>
  implementPlatformCommand('directory.createTenant', {
    async prepare(_context, { slug, name, owner }) {
      requireAcceptableOwner({ tenant: { slug, name }, owner });
    },
    async run(tx, context, { slug, name }) {
      const permit = context.authorise();
      const { row, resumed } = await reserveTenant(deps, { tx, permit, context }, { slug, name });
      context.record(row.tenant_id, { metadata: { stage: resumed ? 'resumed' : 'reserved' } });
      return { row, operatorId: context.operator.operatorId };
    },
    async complete(context, { row, operatorId }, { owner }) {
      return { row: await openTenant(deps, context, { row, operatorId, owner }), operatorId };
    },
    present: async ({ keys }, { row }) => ({ tenant: await presentTenant(deps, keys, row) }),
  });
