/** directory.listTenants, oldest first. */
import { encodeId, uuidOf } from '@wardroom/contract';
import { implementPlatformQuery, type PlatformImplementation } from '../../kernel/platform/index.ts';
import { readTenants } from './store.ts';
import { type Addresses, presentTenant } from './tenant-at-address.ts';

export const listTenants = (deps: Addresses): PlatformImplementation =>
  implementPlatformQuery('directory.listTenants', {
    async run(tx, context, { after, limit }) {
      context.authorise();
      // One more than asked for tells whether there is a next page.
      const rows = await readTenants(tx, after === undefined ? null : uuidOf(after), limit + 1);
      return { rows: rows.slice(0, limit), more: rows.length > limit };
    },
    async present({ keys }, { rows, more }) {
      const last = rows.at(-1);
      return {
        tenants: await Promise.all(rows.map((row) => presentTenant(deps, keys, row))),
        next: more && last ? encodeId('tenant', last.tenant_id) : null,
      };
    },
  });
