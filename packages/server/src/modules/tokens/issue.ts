/**
 * Issues an access token that may at most what the credential of this call may. What must never happen: a token without
 * its issuance on record, or the token anywhere but in this one answer.
 */
import { findOperation, uuidOf, WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementCommand, type RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import type { Tokens } from '../../kernel/tokens/index.ts';
import { channelResource, findChannel } from '../channels/index.ts';
import { issued, metadataOf } from './issued.ts';
import { narrow } from './narrow.ts';
import { insertToken, readEpochs } from './store.ts';
import { presentToken } from './token.ts';

export interface TokenDeps {
  readonly tokens: Tokens;
}

export const issueToken = ({ tokens }: TokenDeps): Implementation =>
  implementCommand('tokens.issue', {
    async prepare({ newId }, { operation }) {
      const named = operation === undefined ? undefined : findOperation(operation);
      if (operation !== undefined && (named?.realm !== 'tenant' || typeof named.permission !== 'string'))
        throw new WardroomError('invalid_input', {
          problems: [{ path: '/operation', message: 'no operation of a workspace has this name' }],
        });
      return { id: newId() };
    },
    async run(tx, context, input, { id }) {
      const { authority, at } = context;
      const permit = await permitOf(tx, context, input.channelId);
      const wanted = {
        ...input,
        channelId: input.channelId === undefined ? null : uuidOf(input.channelId),
        operation: input.operation ?? null,
        expiresInMs: input.expiresInSeconds === undefined ? null : input.expiresInSeconds * 1000,
      };
      const narrowed = narrow(authority, wanted, tx.tenantId, at);
      const epochs = await readEpochs(tx, authority.principalId);
      const { principalId, credential: parent } = authority;
      const { row, facts } = issued(
        { tokenId: id, tenantId: tx.tenantId, principalId, parent },
        narrowed,
        epochs,
      );
      const stored = await insertToken(tx, permit, row);
      context.record(id, { subjectId: authority.principalId, metadata: metadataOf(row) });
      return { row: stored, facts };
    },
    // Only what was granted is signed: a refusal asks for no key, and costs the same whatever it refuses.
    present: async ({ tenant }, { row, facts }) => ({
      token: presentToken(row),
      accessToken: await tokens.mint(await tokens.signer(tenant.id), facts, tenant),
    }),
  });

/** For a channel one must be able to read it; nobody learns here whether one exists. */
async function permitOf(
  tx: ReadTransaction,
  { authority, authorise }: RunContext,
  channelId: string | undefined,
): Promise<Permit> {
  if (channelId === undefined) return authorise('tokens.own', workspace);
  const row = await findChannel(tx, uuidOf(channelId), authority.principalId);
  return authorise('channel.read', channelResource(row));
}
