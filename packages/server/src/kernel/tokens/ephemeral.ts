/**
 * Credentials with which this server, a bot or a service proves to a backend outside who is calling (TOK-11): for one audience
 * and one purpose, for minutes. They are signed with the tenant's published keys and are of a type of their own: nothing here
 * takes one for an access token, and no backend that checks the type takes an access token for one. What must never happen:
 * one whose audience is this server, or one that can be used where it was not meant for.
 */
import { encodeId, type Problem, type Uuid, WardroomError } from '@wardroom/contract';
import { SignJWT } from 'jose';
import { algorithm, type Signer } from './signing-keys.ts';

/** RFC 8725, 3.11: kinds of tokens are told apart by their type. */
export const ephemeralType = 'wr-ephemeral+jwt';
export const longestEphemeralMs = 300_000;
const usualMs = 120_000;
const shortestMs = 1_000;

export interface EphemeralOrder {
  readonly tenantId: Uuid;
  /** On whose behalf. */
  readonly subject: { readonly kind: 'principal' | 'client'; readonly id: Uuid };
  /** The https origin or address of the one backend it is for. */
  readonly audience: string;
  /** One short word: what it may be used for there. */
  readonly purpose: string;
  /** At most five minutes; two unless said otherwise. */
  readonly expiresInMs?: number;
}

export interface Ephemeral {
  readonly credential: string;
  /** `jti`: for the record of whoever hands it out, and for the backend that lets each work once. */
  readonly id: Uuid;
  /** Milliseconds since 1970; whole seconds. */
  readonly expiresAt: number;
}

/** `origin`: of the tenant, the issuer. Throws `invalid_input`. */
export async function mintEphemeral(
  signer: Signer,
  { tenantId, subject, audience, purpose, expiresInMs = usualMs }: EphemeralOrder,
  { origin, id, at }: { readonly origin: string; readonly id: Uuid; readonly at: number },
): Promise<Ephemeral> {
  const problems = problemsOf({ audience, purpose, expiresInMs }, origin);
  if (problems.length > 0) throw new WardroomError('invalid_input', { problems });
  const issuedAt = Math.floor(at / 1000);
  const expiresAt = issuedAt + Math.floor(expiresInMs / 1000);
  const credential = await new SignJWT({
    ...{ iss: origin, sub: encodeId(subject.kind, subject.id), aud: audience },
    ...{ tenant_id: encodeId('tenant', tenantId), purpose, jti: id, iat: issuedAt, exp: expiresAt },
  })
    .setProtectedHeader({ alg: algorithm, typ: ephemeralType, kid: signer.kid })
    .sign(signer.key);
  return { credential, id, expiresAt: expiresAt * 1000 };
}

function problemsOf(
  { audience, purpose, expiresInMs }: Required<Pick<EphemeralOrder, 'audience' | 'purpose' | 'expiresInMs'>>,
  origin: string,
): Problem[] {
  const isTimely = expiresInMs >= shortestMs && expiresInMs <= longestEphemeralMs;
  return [
    ...(isAudience(audience, origin)
      ? []
      : [
          {
            path: '/audience',
            message: 'the https address of a backend, in its one spelling, not of this server',
          },
        ]),
    ...(/^[a-z][a-z0-9-]{0,39}$/.test(purpose) ? [] : [{ path: '/purpose', message: 'one short word' }]),
    ...(isTimely ? [] : [{ path: '/expiresInMs', message: 'from a second to five minutes' }]),
  ];
}

/** Verifiers compare texts, so an address has one spelling: as an origin, or as URLs are written (WHATWG). */
function isAudience(text: string, origin: string): boolean {
  const url = text.length <= 500 ? URL.parse(text) : null;
  if (url?.protocol !== 'https:' || url.hash !== '' || url.username !== '' || url.password !== '')
    return false;
  return (text === url.origin || text === url.href) && url.hostname !== new URL(origin).hostname;
}
