/**
 * Changes what somebody here may change of a client. What its own document says is changed there. Fewer scopes hold for
 * every token at once: those that carry more end, and the client asks again.
 */
import { type Scope, uuidOf, WardroomError } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementCommand, type RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import { openClient, type SealedClient, sealClient } from './client.ts';
import { requireCoherent } from './coherence.ts';
import { endWiderTokens } from './end.ts';
import { presentClient, requireClient, requireWithin, withSecrets } from './find.ts';
import { type FoundClient, writeClient } from './store.ts';

interface Changes {
  readonly name?: string | undefined;
  readonly redirectUris?: readonly string[] | undefined;
  readonly scopes?: readonly Scope[] | undefined;
  readonly requiresProof?: boolean | undefined;
}

export const updateClient = (): Implementation =>
  implementCommand('clients.update', {
    async run(tx, context, { clientId, ...changes }) {
      const { row, permit } = await requireClient(tx, context, 'clients.own', uuidOf(clientId));
      requireWithin(context.authority, [...row.scopes, ...(changes.scopes ?? [])]);
      if (row.status === 'revoked') throw new WardroomError('conflict');
      if (row.registration === 'document' && isOfDocument(changes)) throw new WardroomError('conflict');
      const after = await changed(tx, context, permit, { row, changes });
      const [client] = await withSecrets(tx, [after]);
      if (client === undefined) throw new Error('a client was changed and cannot be shown');
      return client;
    },
    present: async ({ keys, at }, client) => ({ client: await presentClient(keys, client, at) }),
  });

const isOfDocument = ({ name, redirectUris, scopes }: Changes): boolean =>
  name !== undefined || redirectUris !== undefined || scopes !== undefined;

/** Gives the client as it is afterwards; where nothing is different, nothing is written. */
async function changed(
  tx: WriteTransaction,
  context: RunContext,
  permit: Permit,
  { row, changes }: { readonly row: FoundClient; readonly changes: Changes },
): Promise<FoundClient> {
  const { keys, at } = context;
  await keys.ensureEpochs('credentials', [row.sealed]);
  const before = openClient(keys, row);
  const said = saidOf(before, changes);
  const after = {
    ...row,
    sealed: isSame(before, said) ? row.sealed : sealClient(keys, row.client_id, said),
    scopes: changes.scopes === undefined ? row.scopes : [...new Set(changes.scopes)],
    requires_proof: changes.requiresProof ?? row.requires_proof,
  };
  requireCoherent({
    ...{
      authentication: row.authentication,
      grantTypes: row.grant_types,
      hasPrincipal: row.principal_id !== null,
    },
    ...said,
  });
  const names = namesOf(row, after);
  if (names.length === 0) return row;
  await writeClient(tx, permit, after, at);
  const ended = await endWiderTokens(tx, permit, {
    ...{ before: row, after },
    ...{ at, actorId: context.authority.principalId },
  });
  context.record(row.client_id, {
    subjectId: row.principal_id,
    metadata: { changed: names.join(' '), scopes: after.scopes.join(' '), endedTokens: ended },
  });
  return after;
}

const saidOf = (before: SealedClient, { name, redirectUris }: Changes): SealedClient => ({
  ...before,
  name: name ?? before.name,
  redirectUris: redirectUris === undefined ? before.redirectUris : [...new Set(redirectUris)],
});

export const isSame = (left: SealedClient, right: SealedClient): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

/** Names of what is different; never what it says. */
function namesOf(before: FoundClient, after: FoundClient): string[] {
  const names: string[] = [];
  if (before.sealed !== after.sealed) names.push('particulars');
  if (before.scopes.toSorted().join() !== after.scopes.toSorted().join()) names.push('scopes');
  if (before.requires_proof !== after.requires_proof) names.push('requiresProof');
  return names;
}
