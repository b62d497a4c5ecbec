/**
 * What an access token says, once its signature has been verified: facts to be held against what is true now, never
 * authority by themselves. What must never happen: a claim that narrows a token is read and not enforced, so a token
 * with any claim that is not known here is refused as a whole.
 */
import {
  decodeId,
  encodeId,
  kindOf,
  type Scope,
  scopeNames,
  type Uuid,
  uuidOf,
  WardroomError,
} from '@wardroom/contract';
import { type HeldTo, parsePrefix } from './prefix.ts';

/** Allowed difference of clocks, for `exp`, `nbf` and `iat`. */
export const leewayMs = 5_000;
/** No token lives longer (TOK-01). */
export const longestLifeMs = 3_600_000;
/** A token, one issued with it, and one issued with that. */
export const deepest = 3;

export interface TokenFacts {
  /** `jti`. */
  readonly tokenId: Uuid;
  readonly tenantId: Uuid;
  /** `sub`. */
  readonly principalId: Uuid;
  readonly clientId: string;
  /** The key it was issued with or descends from. */
  readonly keyId: Uuid | null;
  /** The session it was issued in or descends from. */
  readonly sessionId: Uuid | null;
  /** Tokens it was issued with, outermost first; at most two. */
  readonly ancestors: readonly Uuid[];
  readonly scopes: ReadonlySet<Scope>;
  readonly prefix: string | null;
  readonly heldTo: HeldTo | null;
  readonly operation: string | null;
  readonly once: boolean;
  readonly orgId: string | null;
  readonly subjectEpoch: number;
  readonly tenantEpoch: number;
  /** Milliseconds since 1970; whole seconds. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Why a token was refused: for the record, never for the caller. */
export type RefusalReason =
  | 'form'
  | 'header'
  | 'algorithm'
  | 'type'
  | 'key'
  | 'signature'
  | 'issuer'
  | 'audience'
  | 'expired'
  | 'not_yet'
  | 'life'
  | 'claims'
  | 'tenant'
  | 'scope'
  | 'revoked';

export class TokenRefusal extends Error {
  override readonly name = 'TokenRefusal';
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(`access token refused: ${reason}`);
    this.reason = reason;
  }
}

/** One answer outside, whatever was wrong with the token. */
export const refused = (reason: RefusalReason): WardroomError =>
  new WardroomError('unauthenticated', { cause: new TokenRefusal(reason) });
/** A token that is somebody's and says too little: 403 (TOK-01). */
export const insufficient = (reason: RefusalReason): WardroomError =>
  new WardroomError('insufficient_scope', { cause: new TokenRefusal(reason) });

const deniable = new WeakMap<TokenFacts, readonly Uuid[]>();

/** Every id whose denial ends this token. Asked with each use, so it is kept beside the facts. */
export function deniableIds(facts: TokenFacts): readonly Uuid[] {
  const known = deniable.get(facts);
  if (known !== undefined) return known;
  const ids = idsOf(facts);
  deniable.set(facts, ids);
  return ids;
}

function idsOf({ tokenId, ancestors, sessionId, keyId, clientId }: TokenFacts): Uuid[] {
  const client = kindOf(clientId) === undefined ? null : uuidOf(clientId);
  const ids = [tokenId, ...ancestors, sessionId, keyId, client];
  return [...new Set(ids.filter((id) => id !== null))];
}

/** Claims that carry information or are enforced somewhere. `cnf` and `dlg` are not: what they demand is not built. */
const known = new Set([
  ...[
    'iss',
    'sub',
    'aud',
    'client_id',
    'tenant_id',
    'org_id',
    'scope',
    'resource_prefix',
    'operation',
    'once',
  ],
  ...['sid', 'jti', 'iat', 'nbf', 'exp', 'sep', 'tep', 'anc', 'act', 'acr', 'amr', 'auth_time'],
]);

export type Claims = Readonly<Record<string, unknown>>;

export function claimsOf(facts: TokenFacts, origin: string): Claims {
  const { sessionId, prefix, operation, orgId, ancestors } = facts;
  return {
    iss: origin,
    sub: encodeId('principal', facts.principalId),
    aud: origin,
    client_id: facts.clientId,
    tenant_id: encodeId('tenant', facts.tenantId),
    ...(orgId === null ? {} : { org_id: orgId }),
    scope: [...facts.scopes].join(' '),
    ...(prefix === null ? {} : { resource_prefix: prefix }),
    ...(operation === null ? {} : { operation }),
    ...(facts.once ? { once: true } : {}),
    ...(sessionId === null ? {} : { sid: encodeId('session', sessionId) }),
    jti: encodeId('token', facts.tokenId),
    iat: facts.issuedAt / 1000,
    exp: facts.expiresAt / 1000,
    sep: facts.subjectEpoch,
    tep: facts.tenantEpoch,
    ...(ancestors.length === 0 ? {} : { anc: ancestors.map((id) => encodeId('token', id)) }),
  };
}

/** Reads verified claims for one tenant. Throws for whatever is missing, malformed or not understood. */
export function factsOf(claims: Claims, tenantId: Uuid): TokenFacts {
  if (Object.keys(claims).some((name) => !known.has(name))) throw refused('claims');
  const clientId = textOf(claims, 'client_id', 200);
  const issuedAt = secondsOf(claims, 'iat') * 1000;
  const expiresAt = secondsOf(claims, 'exp') * 1000;
  if (expiresAt <= issuedAt || expiresAt - issuedAt > longestLifeMs) throw refused('life');
  const prefix = optionalText(claims, 'resource_prefix', 200);
  const heldTo = prefix === null ? null : parsePrefix(prefix, tenantId);
  if (prefix !== null && heldTo === null) throw refused('claims');
  const { once = false } = claims;
  if (typeof once !== 'boolean') throw refused('claims');
  const keyId = kindOf(clientId) === 'credential' ? idOf(claims, 'client_id', 'credential') : null;
  const facts: TokenFacts = {
    tokenId: idOf(claims, 'jti', 'token'),
    tenantId,
    principalId: idOf(claims, 'sub', 'principal'),
    clientId,
    keyId,
    sessionId: claims['sid'] === undefined ? null : idOf(claims, 'sid', 'session'),
    ancestors: ancestorsOf(claims),
    scopes: scopesOf(claims),
    prefix,
    heldTo,
    operation: optionalText(claims, 'operation', 64),
    once,
    orgId: optionalText(claims, 'org_id', 64),
    subjectEpoch: secondsOf(claims, 'sep'),
    tenantEpoch: secondsOf(claims, 'tep'),
    issuedAt,
    expiresAt,
  };
  requireTenantAndScope(claims, facts);
  return facts;
}

/** Asked last: only of a token that is otherwise whole is it said that it carries too little. */
function requireTenantAndScope(claims: Claims, facts: TokenFacts): void {
  if (claims['tenant_id'] === undefined) throw insufficient('tenant');
  if (idOf(claims, 'tenant_id', 'tenant') !== facts.tenantId) throw refused('tenant');
  if (facts.scopes.size === 0) throw insufficient('scope');
}

const scopeSet: ReadonlySet<string> = new Set(scopeNames);

/** RFC 6749, 3.3. Scopes of other protocols (`openid`) are no ceiling for operations and give nothing here. */
function scopesOf({ scope = '' }: Claims): ReadonlySet<Scope> {
  if (typeof scope !== 'string' || scope.length > 1000) throw refused('claims');
  return new Set(scope.split(' ').filter((name): name is Scope => scopeSet.has(name)));
}

function ancestorsOf({ anc = [] }: Claims): readonly Uuid[] {
  if (!Array.isArray(anc) || anc.length >= deepest) throw refused('claims');
  return anc.map((id: unknown) => {
    const uuid = typeof id === 'string' ? decodeId('token', id) : undefined;
    if (uuid === undefined) throw refused('claims');
    return uuid;
  });
}

function textOf(claims: Claims, name: string, longest: number): string {
  const value = claims[name];
  if (typeof value !== 'string' || value === '' || value.length > longest) throw refused('claims');
  return value;
}

const optionalText = (claims: Claims, name: string, longest: number): string | null =>
  claims[name] === undefined ? null : textOf(claims, name, longest);

function secondsOf(claims: Claims, name: string): number {
  const value = claims[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw refused('claims');
  return value;
}

function idOf(claims: Claims, name: string, kind: Parameters<typeof decodeId>[0]): Uuid {
  const uuid = decodeId(kind, textOf(claims, name, 40));
  if (uuid === undefined) throw refused('claims');
  return uuid;
}
