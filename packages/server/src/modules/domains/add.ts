/** Claims a name. It proves nothing and leads nowhere yet; two tenants may claim the same one. */
import { WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import type { Random } from '../../kernel/random.ts';
import { mostDomains, nameLookup, newProof, sealClaim, toDomainView } from './domain.ts';
import { type DomainRules, refusalOfName } from './name.ts';
import { insertDomain, listDomainRows } from './store.ts';

export interface AddDomainDeps {
  readonly random: Random;
  readonly domainRules: DomainRules;
}

export const addDomain = ({ random, domainRules }: AddDomainDeps): Implementation =>
  implementCommand('domains.add', {
    async prepare({ keys, newId }, { name }) {
      const id = newId();
      return {
        id,
        refusal: refusalOfName(name, domainRules),
        lookup: nameLookup(keys, name),
        sealed: sealClaim(keys, id, { name, proof: newProof(random) }),
      };
    },
    async run(tx, context, _input, { id, refusal, lookup, sealed }) {
      const known = await listDomainRows(tx, mostDomains);
      const permit = context.authorise('domains.manage', workspace);
      if (refusal !== null)
        throw new WardroomError('invalid_input', { problems: [{ path: '/name', message: refusal }] });
      if (known.some((one) => one.name_lookup.equals(lookup))) throw new WardroomError('already_exists');
      if (known.length >= mostDomains) throw new WardroomError('limit_reached');
      const row = { domain_id: id, sealed, created_at: context.at, verified_at: null };
      await insertDomain(tx, permit, { row, nameLookup: lookup, createdBy: context.authority.principalId });
      context.record(id);
      return row;
    },
    present: async ({ keys }, row) => ({ domain: await toDomainView(keys, row) }),
  });
