/** The library lets the clock of a client be five minutes off; proofs are held to one here, as at the API (RFC 9449, 11.1). */
import { decodeJwt } from 'jose';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { proofWindowMs } from '../../kernel/tokens/index.ts';
import type { OAuthDependencies } from './dependencies.ts';

type Context = Pick<KoaContextWithOIDC, 'get' | 'status' | 'body'>;

/** True also for whatever is no proof: the library says what is wrong with that. */
export function isTimely({ clock }: Pick<OAuthDependencies, 'clock'>, ctx: Pick<Context, 'get'>): boolean {
  const proof = ctx.get('dpop');
  if (proof === '') return true;
  try {
    const { iat } = decodeJwt(proof);
    return typeof iat !== 'number' || Math.abs(clock.now() - iat * 1000) <= proofWindowMs;
  } catch {
    return true;
  }
}

export function refuseProof(ctx: Context): void {
  ctx.status = 400;
  ctx.body = { error: 'invalid_dpop_proof', error_description: 'DPoP proof iat is not recent enough' };
}
