/** What is written down of a new token, and what the token itself says: made together, so that they agree. */
import { encodeId, kindOf, type Uuid, uuidOf } from '@wardroom/contract';
import { clientIdsOf, parsePrefix, type TokenFacts } from '../../kernel/tokens/index.ts';
import type { Narrowed } from './narrow.ts';
import type { EpochsRow, NewTokenRow, TokenRow } from './store.ts';
import { presentToken } from './token.ts';

/** Tokens of people’s own sessions come from no other client than this server. */
const firstParty = 'wardroom';

export interface Parent {
  readonly kind: TokenRow['parent_kind'];
  readonly id: Uuid;
}

export interface NewToken {
  readonly tokenId: Uuid;
  readonly tenantId: Uuid;
  readonly principalId: Uuid;
  readonly parent: Parent;
}

export function issued(
  { tokenId, tenantId, principalId, parent }: NewToken,
  narrowed: Narrowed,
  { token_epoch: subjectEpoch, tenant_epoch: tenantEpoch }: EpochsRow,
): { row: NewTokenRow; facts: TokenFacts } {
  const { channelId, clientId: given, scopes, ...limits } = narrowed;
  const { keyId, sessionId, grantId, ancestors, prefix, actors, operation, once, proofKey } = limits;
  const clientId = given ?? (keyId === null ? firstParty : encodeId('credential', keyId));
  const heldTo = prefix === null ? null : parsePrefix(prefix, tenantId);
  const facts: TokenFacts = {
    ...limits,
    ...{ tokenId, tenantId, principalId, clientId, heldTo, subjectEpoch, tenantEpoch },
    scopes: new Set(scopes),
  };
  const [rootClientId = null] = clientIdsOf(facts);
  const row: NewTokenRow = {
    ...{ token_id: tokenId, principal_id: principalId, parent_kind: parent.kind, parent_id: parent.id },
    root_id: sessionId ?? keyId ?? grantId ?? rootClientId ?? parent.id,
    ...{ ancestors: [...ancestors], scopes: [...scopes], channel_id: channelId, operation, once },
    ...{ issued_at: narrowed.issuedAt, expires_at: narrowed.expiresAt },
    client_id: kindOf(clientId) === 'client' ? uuidOf(clientId) : null,
    ...{ actor_id: actors[0] ?? null, proof_key: proofKey },
  };
  return { row, facts };
}

/** For the audit entry of an issuance. */
export function metadataOf(row: NewTokenRow): Record<string, string | number | boolean> {
  const { parentId } = presentToken({ ...row, revoked_at: null, used_at: null });
  return {
    parentId,
    depth: row.ancestors.length + 1,
    scopes: row.scopes.join(' '),
    once: row.once,
    ...(row.operation === null ? {} : { operation: row.operation }),
    ...(row.channel_id === null ? {} : { channelId: encodeId('channel', row.channel_id) }),
    ...(row.client_id === null ? {} : { clientId: encodeId('client', row.client_id) }),
    ...(row.actor_id === null ? {} : { actingId: encodeId('principal', row.actor_id) }),
    ...(row.proof_key === null ? {} : { bound: true }),
    expiresInSeconds: (row.expires_at - row.issued_at) / 1000,
  };
}
