/**
 * Looks for the proof and lets the name lead here. What must never happen: a name leads to a tenant without its proof in
 * DNS, or away from the tenant that it leads to; somebody who may not manage domains has us ask name servers.
 */
import { operations, uuidOf, WardroomError } from '@wardroom/contract';
import { establishAuthority } from '../../kernel/ceilings.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { Directory } from '../../kernel/directory/directory.ts';
import { domainLookup } from '../../kernel/directory/entry.ts';
import type { Egress } from '../../kernel/egress/index.ts';
import { type Implementation, implementCommand, type PrepareContext } from '../../kernel/implementation.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import { domainResource, openClaim, proves, recordNameOf, toDomainView } from './domain.ts';
import { claimName, findDomain, writeVerified } from './store.ts';

export interface VerifyDomainDeps {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly directory: Directory;
  readonly egress: Pick<Egress, 'lookUpTexts'>;
}

/** What DNS says; null: nobody was asked, because there is nothing to prove or the caller may not. */
type Finding =
  | { readonly kind: 'proof'; readonly lookup: Buffer }
  | { readonly kind: 'none' }
  | { readonly kind: 'others'; readonly found: string }
  | null;

export const verifyDomain = (deps: VerifyDomainDeps): Implementation =>
  implementCommand('domains.verify', {
    prepare: (context, input) => lookForProof(deps, context, input),
    async run(tx, context, { domainId }, finding) {
      const row = await findDomain(tx, uuidOf(domainId));
      const permit = context.authorise('domains.manage', row && domainResource(row));
      if (row === null) throw new WardroomError('not_found');
      if (row.verified_at !== null) return row;
      if (finding === null) throw new WardroomError('conflict');
      if (finding.kind === 'none') throw new WardroomError('domain_record_missing');
      if (finding.kind === 'others') {
        const problems = [{ path: '/recordValue', message: finding.found }];
        throw new WardroomError('domain_record_differs', { problems });
      }
      if (!(await claimName(tx, permit, finding.lookup))) throw new WardroomError('domain_taken');
      await writeVerified(tx, permit, context.at);
      context.record(row.domain_id);
      return { ...row, verified_at: context.at };
    },
    async present({ keys, tenant }, row) {
      deps.directory.purge(tenant.id);
      return { domain: await toDomainView(keys, row) };
    },
  });

async function lookForProof(
  { database, keyring, egress }: VerifyDomainDeps,
  context: PrepareContext,
  input: { readonly domainId: string },
): Promise<Finding> {
  const row = await findForManager(database, context, input);
  if (row === null || row.verified_at !== null) return null;
  const claim = await openClaim(context.keys, row);
  const texts = await egress.lookUpTexts(recordNameOf(claim), context.tenant.id);
  if (texts === null || texts.length === 0) return { kind: 'none' };
  if (!proves(texts, claim)) return { kind: 'others', found: readable(texts) };
  return { kind: 'proof', lookup: domainLookup(await keyring.open({ kind: 'platform' }), claim.name) };
}

const longestShown = 255;

/** What anybody reads in DNS; without what a terminal would obey. */
const readable = (texts: readonly string[]): string =>
  texts.join(' · ').replaceAll(/\p{C}/gu, '').slice(0, longestShown);

/** Null for whoever may not: `run` decides again, in the order of the tenant, and says so. */
async function findForManager(
  database: TenantDatabase,
  { tenant, identity, address, at }: PrepareContext,
  input: { readonly domainId: string },
) {
  if (identity === null) return null;
  const asked = { operation: operations['domains.verify'], input };
  try {
    return await database.read(tenant.id, async (tx) => {
      await establishAuthority(tx, { identity, address }, asked, at);
      return findDomain(tx, uuidOf(input.domainId));
    });
  } catch (error) {
    if (error instanceof WardroomError && refusals.has(error.code)) return null;
    throw error;
  }
}

const refusals: ReadonlySet<string> = new Set(['unauthenticated', 'insufficient_scope', 'forbidden']);
