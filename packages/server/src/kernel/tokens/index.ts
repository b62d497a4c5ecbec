/** The door of access tokens. */

export { type Ephemeral, type EphemeralOrder, ephemeralType, longestEphemeralMs } from './ephemeral.ts';
export { endTokensOfPrincipal, endTokensOfTenant } from './epochs.ts';
export { channelPath, isWithin, messagePath, parsePrefix, tenantPath } from './prefix.ts';
export { proofAlgorithms, proofWindowMs, readProof } from './proof.ts';
export { Proofs } from './proofs.ts';
export { endsToken } from './revocations.ts';
export {
  appendKey,
  type NewSigningKey,
  newSigningKey,
  publishedAfter,
  publishedAheadMs,
  publishedForSeconds,
  type Signer,
  signingRow,
} from './signing-keys.ts';
export { type Denial, readSigningKeys, type SigningKeyRow, writeDenial } from './store.ts';
export {
  clientIdsOf,
  deepest,
  deniableIds,
  leewayMs,
  longestLifeMs,
  type RefusalReason,
  type TokenFacts,
  TokenRefusal,
} from './token.ts';
export { Tokens, type TokensOptions } from './tokens.ts';
export { longestToken, looksLikeToken } from './verify.ts';
