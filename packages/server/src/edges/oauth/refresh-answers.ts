/**
 * A refresh whose answer was lost may be repeated for ten seconds, by the same client with the same key (TOK-03). The
 * answer waits sealed under a key that only the refresh token gives. What must never happen: anybody else gets it, or a
 * refresh token works again after that.
 */
import { createSecretKey, hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader } from 'jose';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { errors } from 'oidc-provider';
import { deriveKey, openField, sealField } from '../../kernel/crypto/index.ts';
import { systemRandom } from '../../kernel/random.ts';
import { proofWindowMs } from '../../kernel/tokens/index.ts';
import type { OAuthDependencies } from './dependencies.ts';
import { currentContext, stateOf } from './state.ts';

export const repeatableMs = 10_000;
/** How long a repetition waits for the first request, which another node may still be answering. */
const waitMs = 1_000;
const lookMs = 50;

/** Thrown out of the library, which has nothing more to do here; the door answers in its place. */
class Repetition extends errors.OIDCProviderError {}

/** Throws with the earlier answer beside the request, or returns: then it is a replay. */
export async function repeatedAnswer(
  dependencies: OAuthDependencies,
  refreshToken: string,
  { consumedAt, isProofSpent }: { readonly consumedAt: number; readonly isProofSpent: boolean },
): Promise<void> {
  const { records, clock } = dependencies;
  const ctx = currentContext();
  const state = stateOf(ctx);
  if (state.asking.endpoint !== 'oauth.token') return;
  const name = await nameOf(ctx, refreshToken);
  for (let waited = 0; clock.now() - consumedAt < repeatableMs; waited += lookMs) {
    const found = await records.find(state.asking.tenant.id, 'RefreshAnswer', name);
    if (found !== null) {
      if (!isProofSpent) await spendProof(dependencies, ctx);
      state.repeated = open(refreshToken, String(found.payload['answer']));
      throw new Repetition(500, 'repeated');
    }
    if (waited >= waitMs) return;
    await sleep(lookMs);
  }
}

/** The library would do it further on, and does not get there. */
async function spendProof({ useProof, clock }: OAuthDependencies, ctx: KoaContextWithOIDC): Promise<void> {
  const proof = ctx.get('dpop');
  if (proof === '') return;
  const name = `${ctx.oidc.client?.clientId} ${decodeJwt(proof).jti}`;
  if (!(await useProof(stateOf(ctx).asking.tenant.id, name, clock.now() + 2 * proofWindowMs)))
    throw new errors.InvalidGrant('the proof was used before');
}

/** After a refresh that went well, before its answer leaves. */
export async function keepAnswer(
  { records, clock }: OAuthDependencies,
  ctx: KoaContextWithOIDC,
): Promise<void> {
  const { params } = ctx.oidc;
  const refreshToken = params?.['refresh_token'];
  if (typeof refreshToken !== 'string') return;
  const name = await nameOf(ctx, refreshToken);
  const answer = seal(refreshToken, JSON.stringify(ctx.body));
  const expiresAt = clock.now() + repeatableMs;
  await records.put(stateOf(ctx).asking.tenant.id, 'RefreshAnswer', name, { answer }, { expiresAt });
}

/** Token, client and proof key: whoever differs in one of them finds nothing. The library has verified all three. */
async function nameOf(ctx: KoaContextWithOIDC, refreshToken: string): Promise<string> {
  const proof = ctx.get('dpop');
  const { jwk } = proof === '' ? {} : decodeProtectedHeader(proof);
  const key = jwk === undefined ? '' : await calculateJwkThumbprint(jwk);
  return hash('sha256', JSON.stringify([refreshToken, ctx.oidc.client?.clientId, key]), 'base64url');
}

/** Only whoever holds the refresh token can make it. */
const keyOf = (refreshToken: string) =>
  deriveKey(createSecretKey(Buffer.from(refreshToken)), 'wardroom', 'refresh answer');
const place = { tenant: 'any', table: 'protocol_records', column: 'answer', row: 'refresh' };

const seal = (refreshToken: string, text: string): string =>
  sealField({ secret: keyOf(refreshToken), epoch: 1 }, place, text, systemRandom).toString('base64');

const open = (refreshToken: string, sealed: string): string =>
  openField(keyOf(refreshToken), place, Buffer.from(sealed, 'base64')).toString('utf8');
