/** directory.issueDemoLink: a one-use sign-in link, only where nothing real can be reached with it. */
import { uuidOf, WardroomError } from '@wardroom/contract';
import { openTenantEntry } from '../../kernel/directory/entry.ts';
import { implementPlatformCommand, type PlatformImplementation } from '../../kernel/platform/index.ts';
import { type IssueLinkDeps, issueSignInLink } from '../sessions/index.ts';
import { anyRealTenant, findById } from './store.ts';
import type { Addresses } from './tenant-at-address.ts';

export interface DemoLinkDeps extends Addresses {
  readonly link: IssueLinkDeps;
  /** Configured as a demonstration and listening on loopback only. */
  readonly demoOnLoopback: boolean;
}

export const issueDemoLink = (deps: DemoLinkDeps): PlatformImplementation =>
  implementPlatformCommand('directory.issueDemoLink', {
    async run(tx, context, { tenantId }) {
      const row = await findById(tx, uuidOf(tenantId));
      context.authorise();
      if (!deps.demoOnLoopback || (await anyRealTenant(tx))) throw new WardroomError('forbidden');
      if (row?.status !== 'active') throw new WardroomError('not_found');
      context.record(row.tenant_id);
      return { row, operatorId: context.operator.operatorId, secret: '' };
    },
    async complete({ requestId, address }, found, { handle }) {
      const { operatorId, row } = found;
      const cause = { operatorId, requestId, address };
      const { secret } = await issueSignInLink(deps.link, { tenantId: row.tenant_id, handle, cause });
      return { ...found, secret };
    },
    async present({ keys }, { row, secret }) {
      const { slug } = await openTenantEntry(keys, row.tenant_id, row.sealed);
      // In the fragment: it reaches no server log and no referrer.
      return { link: `${deps.addressOf(slug)}/link#${secret}` };
    },
  });
