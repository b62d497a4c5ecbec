/**
 * Proof of possession (DPoP, RFC 9449): whoever uses a bound token signs each request with the key that it is bound to.
 * What must never happen: a bound token works without its proof, a proof works twice or elsewhere, or a token that is
 * bound to nothing is taken for one that is.
 */
import { hash } from 'node:crypto';
import type { Uuid } from '@wardroom/contract';
import { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify } from 'jose';
import type { PresentedProof } from '../call.ts';
import type { Proofs } from './proofs.ts';
import { refused, type TokenFacts } from './token.ts';

/** How far the clock of a client may be off, either way. */
export const proofWindowMs = 60_000;
export const proofAlgorithms = ['ES256', 'EdDSA'];
const longestProof = 4096;

interface Proved {
  readonly token: string;
  readonly facts: TokenFacts;
  /** Absent: the token came as a bearer token. */
  readonly proof: PresentedProof | undefined;
  readonly tenantId: Uuid;
  readonly now: number;
}

/** Throws `unauthenticated`, alike for every reason. Only a whole and fitting proof costs a write. */
export async function requireProof(
  proofs: Proofs,
  { token, facts, proof, tenantId, now }: Proved,
): Promise<void> {
  if (facts.proofKey === null && proof === undefined) return;
  // Neither without the proof that it asks for, nor as a bound token when it is none (RFC 9449, 7.1 and 7.2).
  if (facts.proofKey === null || proof === undefined || proof.text.length > longestProof)
    throw refused('proof');
  const { jti, iat } = await readProof(proof, token, facts.proofKey);
  if (Math.abs(now - iat * 1000) > proofWindowMs) throw refused('proof');
  const name = `${facts.proofKey} ${jti}`;
  if (!(await proofs.use(tenantId, name, iat * 1000 + 2 * proofWindowMs))) throw refused('proof_replayed');
}

/** A whole proof for this request by this key; for a token, where there is one. Time and use are the caller’s to check. */
export async function readProof(
  { text, method, url }: PresentedProof,
  token: string | null,
  key: string,
): Promise<{ jti: string; iat: number }> {
  const { payload, protectedHeader } = await jwtVerify(text, EmbeddedJWK, {
    algorithms: proofAlgorithms,
    typ: 'dpop+jwt',
  }).catch((error: unknown) => {
    if (error instanceof errors.JOSEError || error instanceof TypeError) throw refused('proof');
    throw error;
  });
  const { jti, iat, htm, htu, ath, nonce } = payload;
  const isForThis = htm === method && typeof htu === 'string' && withoutQuery(htu) === url;
  // No nonce was given out, so one that is here was given out elsewhere.
  const isOfToken = token === null || ath === hash('sha256', token, 'base64url');
  if (!isForThis || !isOfToken || nonce !== undefined) throw refused('proof');
  if (typeof jti !== 'string' || jti === '' || jti.length > 200 || typeof iat !== 'number')
    throw refused('proof');
  const { jwk } = protectedHeader;
  if (jwk === undefined || (await calculateJwkThumbprint(jwk, 'sha256')) !== key) throw refused('proof');
  return { jti, iat };
}

/** RFC 9449, 4.3, 9: without query and fragment, compared after the normalisation of RFC 3986, 6.2.2. */
function withoutQuery(text: string): string | null {
  const url = URL.parse(text);
  return url === null ? null : `${url.origin}${url.pathname}`;
}
