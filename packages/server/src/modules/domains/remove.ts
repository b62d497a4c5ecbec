/** Gives a domain up, proved or not. This node answers there no more from now on, others within five seconds. */
import { uuidOf, WardroomError } from '@wardroom/contract';
import type { Directory } from '../../kernel/directory/directory.ts';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import { domainResource } from './domain.ts';
import { findDomain, removeDomainRow } from './store.ts';

export const removeDomain = ({ directory }: { readonly directory: Directory }): Implementation =>
  implementCommand('domains.remove', {
    async run(tx, context, { domainId }) {
      const row = await findDomain(tx, uuidOf(domainId));
      const permit = context.authorise('domains.manage', row && domainResource(row));
      if (row === null) throw new WardroomError('not_found');
      await removeDomainRow(tx, permit);
      context.record(row.domain_id, { metadata: { verified: row.verified_at !== null } });
    },
    async present({ tenant }) {
      directory.purge(tenant.id);
      return {};
    },
  });
