/** An issuance as it may be shown: what was granted, never the token itself, which is nowhere. */
import { encodeId, type TokenView } from '@wardroom/contract';
import type { RoleBook } from '@wardroom/policy';
import type { ResourceFacts } from '../../kernel/authorise.ts';
import type { FoundToken, TokenRow } from './store.ts';

const kindOfParent = {
  session: 'session',
  key: 'credential',
  token: 'token',
  grant: 'grant',
  client: 'client',
} as const;

export const presentToken = (row: TokenRow): TokenView => ({
  id: encodeId('token', row.token_id),
  principalId: encodeId('principal', row.principal_id),
  parentId: encodeId(kindOfParent[row.parent_kind], row.parent_id),
  clientId: row.client_id && encodeId('client', row.client_id),
  actingId: row.actor_id && encodeId('principal', row.actor_id),
  isBound: row.proof_key !== null,
  depth: row.ancestors.length + 1,
  scopes: row.scopes,
  channelId: row.channel_id && encodeId('channel', row.channel_id),
  operation: row.operation,
  once: row.once,
  issuedAt: row.issued_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
  usedAt: row.used_at,
});

/** What is authorised on; null when nothing was found. */
export const tokenResource = (book: RoleBook, row: FoundToken | null): ResourceFacts | null =>
  row && {
    id: row.token_id,
    facts: { kind: 'Token', principalId: row.principal_id, rights: book.rightsOf(row.roles) },
  };
