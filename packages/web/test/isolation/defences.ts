/**
 * The defences of the product against sibling origins, and how a proxy takes each away without touching the product: what
 * the defence looks at is rewritten on the way in, what it says is removed on the way out.
 */
import type { IncomingHttpHeaders } from 'node:http';

export const defences = {
  origin: 'Origin and Sec-Fetch-Site must be the host’s own',
  mediaType: 'only application/json is read, which a foreign page cannot send without a preflight',
  noCors: 'no answer, and no preflight, allows another origin',
  cookiePrefix: 'the session cookie is __Host-: no sibling can set it',
  resourcePolicy: 'Cross-Origin-Resource-Policy: same-origin',
  frameAncestors: 'Content-Security-Policy: frame-ancestors ‘none’',
  openerPolicy: 'Cross-Origin-Opener-Policy: same-origin',
} as const;
export type Defence = keyof typeof defences;

export type Off = ReadonlySet<Defence>;

/** The name of the session cookie in the browser. */
export const cookieName = (off: Off): string => (off.has('cookiePrefix') ? 'wardroom' : '__Host-wardroom');

/** What the server hears of a request when these defences are off. */
export function requestHeaders(headers: IncomingHttpHeaders, off: Off): IncomingHttpHeaders {
  const { 'sec-fetch-site': site, ...rest } = headers;
  const own = { origin: `https://${headers.host}` };
  const origin = off.has('origin') ? (headers.origin === undefined ? {} : own) : { 'sec-fetch-site': site };
  return {
    ...rest,
    ...origin,
    ...(off.has('mediaType') && headers['content-type'] ? { 'content-type': 'application/json' } : {}),
    ...(off.has('cookiePrefix') && headers.cookie
      ? { cookie: headers.cookie.replace(/(^|; ?)wardroom=/g, '$1__Host-wardroom=') }
      : {}),
  };
}

/** What the browser hears of an answer when these defences are off. */
export function responseHeaders(
  headers: IncomingHttpHeaders,
  off: Off,
  askedBy: string | undefined,
): IncomingHttpHeaders {
  const kept = { ...headers };
  if (off.has('resourcePolicy')) delete kept['cross-origin-resource-policy'];
  if (off.has('openerPolicy')) delete kept['cross-origin-opener-policy'];
  const policy = kept['content-security-policy'];
  if (off.has('frameAncestors') && typeof policy === 'string')
    kept['content-security-policy'] = policy.replace(/;? ?frame-ancestors[^;]*/, '');
  if (off.has('cookiePrefix') && kept['set-cookie'])
    kept['set-cookie'] = kept['set-cookie'].map((line) => line.replace('__Host-wardroom=', 'wardroom='));
  return off.has('noCors') && askedBy !== undefined ? { ...kept, ...allowing(askedBy) } : kept;
}

/** What a careless server says to every origin. */
export const allowing = (origin: string): Record<string, string> => ({
  'access-control-allow-origin': origin,
  'access-control-allow-credentials': 'true',
  'access-control-allow-headers': 'content-type',
});
