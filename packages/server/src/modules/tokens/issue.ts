/**
 * Issues an access token that may at most what the credential of this call may. What must never happen: a token without
 * its issuance on record, or the token anywhere but in this one answer.
 */
import { encodeId, findOperation, uuidOf, WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementCommand, type RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import { parsePrefix, type TokenFacts, type Tokens } from '../../kernel/tokens/index.ts';
import { channelResource, findChannel } from '../channels/index.ts';
import { type Narrowed, narrow } from './narrow.ts';
import { type EpochsRow, insertToken, readEpochs, type TokenRow } from './store.ts';
import { presentToken } from './token.ts';

export interface TokenDeps {
  readonly tokens: Tokens;
}

/** Tokens of people’s own sessions come from no other client than this server. */
const firstParty = 'wardroom';

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
      const { row, facts } = issued(context, narrowed, epochs, id);
      const stored = await insertToken(tx, permit, row);
      context.record(id, { subjectId: authority.principalId, metadata: metadataOf(stored) });
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

function issued(
  { authority, tenant }: RunContext,
  narrowed: Narrowed,
  { token_epoch: subjectEpoch, tenant_epoch: tenantEpoch }: EpochsRow,
  tokenId: TokenFacts['tokenId'],
): { row: Omit<TokenRow, 'revoked_at' | 'used_at'>; facts: TokenFacts } {
  const {
    keyId,
    sessionId,
    grantId,
    ancestors,
    via,
    proofKey,
    actors,
    prefix,
    channelId,
    operation,
    once,
    issuedAt,
    expiresAt,
  } = narrowed;
  const { principalId, credential } = authority;
  const clientId = narrowed.clientId ?? (keyId === null ? firstParty : encodeId('credential', keyId));
  const facts: TokenFacts = {
    ...{ tokenId, tenantId: tenant.id, principalId, clientId, via, keyId, sessionId, grantId },
    ...{ ancestors, proofKey, actors },
    ...{ scopes: new Set(narrowed.scopes), prefix, operation, once, orgId: narrowed.orgId },
    heldTo: prefix === null ? null : parsePrefix(prefix, tenant.id),
    ...{ subjectEpoch, tenantEpoch, issuedAt, expiresAt },
  };
  const row = {
    ...{ token_id: tokenId, principal_id: principalId },
    ...{ parent_kind: credential.kind, parent_id: credential.id },
    root_id: sessionId ?? keyId ?? credential.id,
    ...{ ancestors: [...ancestors], scopes: [...narrowed.scopes], channel_id: channelId, operation, once },
    ...{ issued_at: issuedAt, expires_at: expiresAt },
  };
  return { row, facts };
}

const metadataOf = (row: TokenRow) => ({
  parentId: presentToken(row).parentId,
  depth: row.ancestors.length + 1,
  scopes: row.scopes.join(' '),
  once: row.once,
  ...(row.operation === null ? {} : { operation: row.operation }),
  ...(row.channel_id === null ? {} : { channelId: encodeId('channel', row.channel_id) }),
  expiresInSeconds: (row.expires_at - row.issued_at) / 1000,
});
