/** The credential of a request: a session secret in its own `__Host-` cookie, or a key in Authorization; never both. */
import type { PresentedCredential, PresentedProof } from '../call.ts';
import { longestToken, looksLikeToken } from '../tokens/verify.ts';
import { headerValues } from './headers.ts';

/** `__Host-` (RFC 6265bis 4.1.3.2): no sibling domain can set or overwrite it. */
export const sessionCookieName = '__Host-wardroom';
export const operatorCookieName = '__Host-wardroom-operator';

/** Followed by the name of a request for access: it began in the browser that sends this. */
export const startedCookie = '__Host-wardroom-authorization-';
const mostStarted = 10;

/** At most ten; the values say nothing. */
export function startedHere(rawHeaders: readonly string[]): string[] {
  const names = headerValues(rawHeaders, 'cookie').flatMap((line) =>
    [...line.matchAll(startedForm)].map(([, name = '']) => name),
  );
  return names.slice(0, mostStarted);
}
const startedForm = /(?:^|;\s*)__Host-wardroom-authorization-([A-Za-z0-9_-]{16,64})=/g;

export type CredentialReading =
  | {
      readonly ok: true;
      readonly credential: PresentedCredential;
      readonly hasCookie: boolean;
      readonly hasBearer: boolean;
    }
  | { readonly ok: false; readonly reason: 'two_credentials' | 'malformed_authorization' };

const cookieNames = { tenant: sessionCookieName, platform: operatorCookieName } as const;
const longestKey = 200;
const authorizationForm = /^(bearer|dpop) ([A-Za-z0-9._~+/=-]{1,4096})$/i;

/** `target` is what a proof must have been made for (RFC 9449): without it, bound tokens are not read. */
export function readCredential(
  rawHeaders: readonly string[],
  realm: 'tenant' | 'platform',
  target?: Pick<PresentedProof, 'method' | 'url'>,
): CredentialReading {
  const secrets = cookieValues(rawHeaders, cookieNames[realm]);
  const authorizations = headerValues(rawHeaders, 'authorization');
  if (secrets.length + authorizations.length > 1) return { ok: false, reason: 'two_credentials' };
  // An empty cookie is what a browser keeps when a session was ended.
  const hasCookie = headerValues(rawHeaders, 'cookie').length > 0;
  const [authorization] = authorizations;
  if (authorization !== undefined) {
    const [, scheme = '', secret = ''] = authorizationForm.exec(authorization) ?? [];
    const presented = bearerCredential(secret, realm);
    const credential = scheme.toLowerCase() === 'dpop' ? withProof(presented, rawHeaders, target) : presented;
    if (secret === '' || credential === null) return { ok: false, reason: 'malformed_authorization' };
    return { ok: true, credential, hasCookie, hasBearer: true };
  }
  const [secret] = secrets;
  const credential: PresentedCredential =
    secret === undefined ? { kind: 'none' } : { kind: 'session', secret };
  return { ok: true, credential, hasCookie, hasBearer: false };
}

/** Null unless it is a token with exactly one proof. */
function withProof(
  credential: PresentedCredential | null,
  rawHeaders: readonly string[],
  target: Pick<PresentedProof, 'method' | 'url'> | undefined,
): PresentedCredential | null {
  const [text, ...others] = headerValues(rawHeaders, 'dpop');
  const isWhole = text !== undefined && others.length === 0 && target !== undefined;
  return isWhole && credential?.kind === 'token' ? { ...credential, proof: { text, ...target } } : null;
}

/** A token or a key, by its form; null when it is too long to be either. Tokens are of tenants only. */
export function bearerCredential(secret: string, realm: 'tenant' | 'platform'): PresentedCredential | null {
  if (looksLikeToken(secret) && realm === 'tenant')
    return secret.length > longestToken ? null : { kind: 'token', secret };
  return secret.length > longestKey ? null : { kind: 'key', secret };
}

/** Browsers compare prefixes without regard to case, so an alias in another case is somebody’s toss and does not count. */
function cookieValues(rawHeaders: readonly string[], name: string): string[] {
  return headerValues(rawHeaders, 'cookie')
    .flatMap((line) => line.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
    .filter((value) => value !== '');
}

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict';
const tenantCookieSeconds = 30 * 24 * 3600;

/** Set-Cookie value that hands a session secret to the browser. An operator’s ends with the browser. */
export function sessionCookie(realm: 'tenant' | 'platform', secret: string): string {
  const life = realm === 'tenant' ? `; Max-Age=${tenantCookieSeconds}` : '';
  return `${cookieNames[realm]}=${secret}; ${attributes}${life}`;
}

export const clearedSessionCookie = (realm: 'tenant' | 'platform'): string =>
  `${cookieNames[realm]}=; ${attributes}; Max-Age=0`;
