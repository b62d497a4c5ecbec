/**
 * What an access token says, once its signature has been verified: facts to be held against what is true now, never
 * authority by themselves. What must never happen: a claim that narrows a token is read and not enforced, so a token
 * with any claim that is not known here is refused as a whole.
 */
import {
  decodeId,
  encodeId,
  type IdKind,
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
  /** `client_id`: an OAuth client, the key it was issued with, or this server itself. */
  readonly clientId: string;
  /** The clients of the tokens that it was issued with, outermost first, where they are others. */
  readonly via: readonly string[];
  /** The key it was issued with or descends from. */
  readonly keyId: Uuid | null;
  /** What a person has granted to a client, which it comes from. */
  readonly grantId: Uuid | null;
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
  /** RFC 7638 thumbprint of the key that must prove each use (`cnf.jkt`, RFC 9449); null: whoever has it may use it. */
  readonly proofKey: string | null;
  /** Who acts for the subject, nearest first (`act`, RFC 8693, 4.1): for the record, never for a decision. */
  readonly actors: readonly Uuid[];
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
  | 'proof'
  | 'proof_replayed'
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

function idsOf(facts: TokenFacts): Uuid[] {
  const { tokenId, ancestors, sessionId, keyId, grantId } = facts;
  const ids = [tokenId, ...ancestors, sessionId, keyId, grantId, ...clientIdsOf(facts)];
  return [...new Set(ids.filter((id) => id !== null))];
}

/** The OAuth clients that it came through: each must be alive. */
export const clientIdsOf = ({ clientId, via }: Pick<TokenFacts, 'clientId' | 'via'>): Uuid[] =>
  [...via, clientId].filter((name) => kindOf(name) === 'client').map(uuidOf);

/** Claims that carry information or are enforced somewhere. `dlg` is not: what it demands is not built. */
const known = new Set(
  'iss sub aud client_id tenant_id org_id scope resource_prefix operation once sid gid via jti iat nbf exp sep tep anc act cnf acr amr auth_time'.split(
    ' ',
  ),
);

export type Claims = Readonly<Record<string, unknown>>;

export function claimsOf(facts: TokenFacts, origin: string): Claims {
  const { sessionId, grantId, prefix, operation, orgId, ancestors, via, proofKey, actors } = facts;
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
    ...(grantId === null ? {} : { gid: encodeId('grant', grantId) }),
    ...(via.length === 0 ? {} : { via }),
    ...(actors.length === 0 ? {} : { act: actOf(actors) }),
    ...(proofKey === null ? {} : { cnf: { jkt: proofKey } }),
    jti: encodeId('token', facts.tokenId),
    iat: facts.issuedAt / 1000,
    exp: facts.expiresAt / 1000,
    sep: facts.subjectEpoch,
    tep: facts.tenantEpoch,
    ...(ancestors.length === 0 ? {} : { anc: ancestors.map((id) => encodeId('token', id)) }),
  };
}

/** RFC 8693, 4.1: the nearest actor outermost. */
const actOf = (actors: readonly Uuid[]): object | undefined =>
  actors.reduceRight<object | undefined>(
    (inner, actor) => ({ sub: encodeId('principal', actor), ...(inner === undefined ? {} : { act: inner }) }),
    undefined,
  );

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
  const via = viaOf(claims);
  const ancestors = listOf(claims, 'anc').map((id) => idIn(id, 'token'));
  const keys = [...via, clientId].filter((name) => kindOf(name) === 'credential');
  if (keys.length > 1 || via.length > ancestors.length) throw refused('claims');
  const facts: TokenFacts = {
    tokenId: idOf(claims, 'jti', 'token'),
    tenantId,
    principalId: idOf(claims, 'sub', 'principal'),
    clientId,
    via,
    keyId: keys[0] === undefined ? null : idIn(keys[0], 'credential'),
    sessionId: claims['sid'] === undefined ? null : idOf(claims, 'sid', 'session'),
    grantId: claims['gid'] === undefined ? null : idOf(claims, 'gid', 'grant'),
    ancestors,
    scopes: scopesOf(claims),
    prefix,
    heldTo,
    operation: optionalText(claims, 'operation', 64),
    once,
    orgId: optionalText(claims, 'org_id', 64),
    proofKey: proofKeyOf(claims),
    actors: actorsOf(claims['act']),
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

/** At most as many as a token may have above it. */
function listOf(claims: Claims, name: 'anc' | 'via'): readonly unknown[] {
  const { [name]: list = [] } = claims;
  if (!Array.isArray(list) || list.length >= deepest) throw refused('claims');
  return list;
}

const viaOf = (claims: Claims): readonly string[] =>
  listOf(claims, 'via').map((name) => {
    if (typeof name !== 'string' || name === '' || name.length > 200) throw refused('claims');
    return name;
  });

/** RFC 9449, 6.1. Another confirmation than a key's thumbprint is none that is checked here. */
function proofKeyOf({ cnf }: Claims): string | null {
  if (cnf === undefined) return null;
  const { jkt, ...others } = (typeof cnf === 'object' && cnf !== null ? cnf : {}) as Record<string, unknown>;
  if (typeof jkt !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(jkt) || Object.keys(others).length > 0)
    throw refused('claims');
  return jkt;
}

function actorsOf(act: unknown, depth = 1): readonly Uuid[] {
  if (act === undefined) return [];
  if (typeof act !== 'object' || act === null || depth >= deepest) throw refused('claims');
  const { sub, act: inner } = act as Record<string, unknown>;
  return [idIn(sub, 'principal'), ...actorsOf(inner, depth + 1)];
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

const idOf = (claims: Claims, name: string, kind: IdKind): Uuid => idIn(claims[name], kind);

function idIn(text: unknown, kind: IdKind): Uuid {
  const uuid = typeof text === 'string' && text.length <= 40 ? decodeId(kind, text) : undefined;
  if (uuid === undefined) throw refused('claims');
  return uuid;
}
