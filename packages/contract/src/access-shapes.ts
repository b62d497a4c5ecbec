/** Shapes of OAuth clients, grants, settings of access, emergency revocation and custom domains. */
import * as z from 'zod';
import { id } from './ids.ts';
import { scopeNames } from './permissions.ts';
import { instant } from './shapes.ts';

export const clientAuthentications = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
] as const;
export const grantTypes = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:ietf:params:oauth:grant-type:token-exchange',
] as const;
const url = z.string().min(1).max(500);
export const httpsUrl = url.refine((text) => URL.canParse(text) && new URL(text).protocol === 'https:', {
  error: 'an https address',
});
/**
 * RFC 9700 section 2.1, RFC 8252 section 7: https, plain http on the loopback only, or a scheme of an app's own, which
 * names a domain backwards. No fragment, nobody's name or password.
 */
export const redirectUri = url.refine(isRedirectUri, {
  error: 'https, http on the loopback, or a scheme such as com.example.app, without fragment',
});
function isRedirectUri(text: string): boolean {
  const { protocol, hostname, hash, username, password } = URL.parse(text) ?? {};
  if (protocol === undefined || hostname === undefined || text.includes('#') || hash || username || password)
    return false;
  if (protocol === 'https:') return hostname !== '';
  if (protocol === 'http:') return ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  return /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(protocol);
}
export const clientView = z.strictObject({
  id: id('client'),
  name: z.string().max(80),
  /** Registered by somebody here, by itself (RFC 7591), or known by a document at its own address. */
  registration: z.enum(['here', 'itself', 'document']),
  /** Where its document is; null: it has none. */
  documentUrl: z.string().max(500).nullable(),
  status: z.enum(['active', 'waiting', 'revoked']),
  principalId: id('principal').nullable(),
  authentication: z.enum(clientAuthentications),
  grantTypes: z.array(z.enum(grantTypes)),
  redirectUris: z.array(z.string().max(500)).max(20),
  scopes: z.array(z.enum(scopeNames)),
  requiresProof: z.boolean(),
  /** How its secret may be recognised; null: it has none. */
  secretHint: z.string().max(40).nullable(),
  secretExpiresAt: instant.nullable(),
  /** There is a newer secret, and the one before it works until then. */
  graceEndsAt: instant.nullable(),
  createdAt: instant,
  createdBy: id('principal').nullable(),
  lastUsedAt: instant.nullable(),
});
export const grantView = z.strictObject({
  id: id('grant'),
  principalId: id('principal'),
  clientId: id('client'),
  clientName: z.string().max(80),
  /** A device was let in by its code (RFC 8628). */
  isDevice: z.boolean(),
  scopes: z.array(z.enum(scopeNames)),
  createdAt: instant,
  expiresAt: instant,
  lastUsedAt: instant.nullable(),
  /**
   * It ended then because a code or refresh token of it was used twice, so somebody else may have had it. Listed for 30
   * days, or until `grants.revoke` takes note.
   */
  replayedAt: instant.nullable(),
});
/** Of the request of an app, as the authorisation endpoint has named it. */
export const authorizationId = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/, 'the name of a request');
/** Eight letters without vowels, as devices show them; case and dashes do not matter. */
export const userCode = z
  .string()
  .min(8)
  .max(20)
  .regex(/^[A-Za-z -]+$/, 'eight letters');
export const accessRequest = z.strictObject({
  clientId: id('client').nullable(),
  clientName: z.string().max(80),
  /** The address of its document, or null: somebody here vouches for it. */
  documentUrl: z.string().max(500).nullable(),
  registration: z.enum(['here', 'itself', 'document']),
  /** Where the browser goes with the answer; null for a device. */
  redirectHost: z.string().max(255).nullable(),
  scopes: z.array(z.enum(scopeNames)),
  /** It stays granted until it is taken back or has not been used for long, not only while the session lasts. */
  isLasting: z.boolean(),
  expiresAt: instant,
});
export const accessSettings = z.strictObject({
  /** How long keys live: 90 days, or 30 where a regulation asks for it (TOK-08). */
  keyCadence: z.enum(['standard', 'regulated']),
  /** How long a rotated key or secret works beside its successor. */
  graceDays: z.int().min(7).max(14),
  /** Programs that register themselves (RFC 7591): not at all, after approval, or at once. */
  selfRegistration: z.enum(['off', 'approval', 'open']),
  /** Programs that are known by a document at their own address. */
  clientDocuments: z.enum(['off', 'listed', 'any']),
  /** Hosts whose documents are believed when only listed ones are. */
  documentHosts: z
    .array(
      z
        .string()
        .max(253)
        .regex(/^[a-z0-9.-]+$/),
    )
    .max(50),
});
export const revocableKinds = ['key', 'session', 'token', 'grant', 'client'] as const;
const countOf = z.int().nonnegative();
export const countsOfKinds = {
  key: countOf,
  session: countOf,
  token: countOf,
  grant: countOf,
  client: countOf,
};
export const revocableView = z.strictObject({
  kind: z.enum(revocableKinds),
  id: z.string().max(40),
  principalId: id('principal').nullable(),
  scopes: z.array(z.enum(scopeNames)),
  issuedAt: instant,
});
/** Letters, digits, hyphens; an IDN in its ASCII form. There is room for the name of the record before it (253 in all). */
export const domainName = z
  .string()
  .min(4)
  .max(233)
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])$/,
    'a domain name in lower case',
  );
export const domainView = z.strictObject({
  id: id('domain'),
  name: z.string().max(253),
  status: z.enum(['waiting', 'verified']),
  /** Where the proof belongs, and what it says; of a verified domain they stay the same. */
  recordName: z.string().max(300),
  recordValue: z.string().max(200),
  createdAt: instant,
  verifiedAt: instant.nullable(),
});

export type ClientView = z.output<typeof clientView>;
export type GrantView = z.output<typeof grantView>;
export type AccessRequest = z.output<typeof accessRequest>;
export type AccessSettings = z.output<typeof accessSettings>;
export type RevocableView = z.output<typeof revocableView>;
export type DomainView = z.output<typeof domainView>;
