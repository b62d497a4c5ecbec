/**
 * What a new token may, given what it is issued with (TOK-02). Pure: the one place where a token gets its limits. What
 * must never happen: more scopes, a wider place, a longer life, another operation or more uses than its parent has.
 */
import { type ActorType, type Scope, type Uuid, WardroomError } from '@wardroom/contract';
import type { Authority } from '../../kernel/authority/authority.ts';
import { channelPath, deepest, longestLifeMs, type TokenFacts } from '../../kernel/tokens/index.ts';

export interface Wanted {
  readonly scopes: readonly Scope[];
  readonly channelId: Uuid | null;
  readonly operation: string | null;
  readonly once: boolean;
  readonly expiresInMs: number | null;
  readonly sessionBound: boolean;
  /** A client that acts for the subject of the parent (RFC 8693); absent: whoever asks is the subject. */
  readonly exchange?: Exchange;
}

export interface Exchange {
  readonly clientId: string;
  /** The principal whose client it is; null: it has no right of its own. */
  readonly actorId: Uuid | null;
  /** The key that the new token is bound to. */
  readonly proofKey: string | null;
}

export interface Narrowed {
  readonly clientId: string | null;
  readonly via: readonly string[];
  readonly grantId: Uuid | null;
  readonly proofKey: string | null;
  readonly actors: readonly Uuid[];
  readonly sessionId: Uuid | null;
  readonly keyId: Uuid | null;
  readonly ancestors: readonly Uuid[];
  readonly scopes: readonly Scope[];
  readonly prefix: string | null;
  readonly channelId: Uuid | null;
  readonly operation: string | null;
  readonly once: boolean;
  readonly orgId: string | null;
  /** Whole seconds, as a token says them. */
  readonly issuedAt: number;
  readonly expiresAt: number;
}

const shortestMs = 300_000;
/** What one program hands on to another is short-lived. */
const longestExchangedMs = 300_000;
/** Agents and other programs ask again more often than people’s own tools (TOK-01). */
const usualMs = (actor: ActorType): number => (actor === 'person' ? 600_000 : 300_000);

/** Throws `insufficient_scope`, `limit_reached` when it would be too deep, `conflict`, or `invalid_input`. */
export function narrow(parent: Authority, wanted: Wanted, tenantId: Uuid, at: number): Narrowed {
  const { token, credential } = parent;
  const ancestors = token === null ? [] : [...token.ancestors, token.tokenId];
  if (ancestors.length >= deepest) throw new WardroomError('limit_reached');
  const sessionId = token === null ? idOfKind(credential, 'session') : token.sessionId;
  if (wanted.sessionBound && sessionId === null) throw new WardroomError('conflict');
  const { issuedAt, expiresAt } = lifeOf(parent, wanted, at);
  return {
    ...clientOf(token, wanted.exchange),
    grantId: token?.grantId ?? null,
    sessionId,
    keyId: token === null ? idOfKind(credential, 'key') : token.keyId,
    ancestors,
    scopes: scopesOf(parent, wanted.scopes),
    ...placeOf(parent, wanted.channelId, tenantId),
    operation: operationOf(parent, wanted.operation),
    once: wanted.once || (token?.once ?? false),
    orgId: token?.orgId ?? null,
    issuedAt,
    expiresAt,
  };
}

/** Who the token is issued to, and through whom. Without an exchange all that stays as it is. */
function clientOf(
  token: TokenFacts | null,
  exchange: Exchange | undefined,
): Pick<Narrowed, 'clientId' | 'via' | 'proofKey' | 'actors'> {
  const { clientId = null, via = [], proofKey = null, actors = [] } = token ?? {};
  if (exchange === undefined) return { clientId, via, proofKey, actors };
  const isOther = clientId !== null && clientId !== exchange.clientId;
  return {
    clientId: exchange.clientId,
    via: isOther ? [...via, clientId] : via,
    proofKey: exchange.proofKey,
    actors: exchange.actorId === null ? actors : [exchange.actorId, ...actors],
  };
}

const idOfKind = ({ kind, id }: Authority['credential'], wanted: 'session' | 'key'): Uuid | null =>
  kind === wanted ? id : null;

function scopesOf({ scopes: own }: Authority, wanted: readonly Scope[]): readonly Scope[] {
  const scopes = [...new Set(wanted)];
  const neededScopes = own === 'all' ? [] : scopes.filter((scope) => !own.has(scope));
  if (neededScopes.length > 0) throw new WardroomError('insufficient_scope', { neededScopes });
  return scopes;
}

function placeOf({ token }: Authority, channelId: Uuid | null, tenantId: Uuid) {
  const held = token?.heldTo ?? null;
  if (held === null || token === null)
    return { channelId, prefix: channelId === null ? null : channelPath(tenantId, channelId) };
  if (channelId !== null && channelId !== held.channelId) throw new WardroomError('insufficient_scope');
  return { channelId: held.channelId, prefix: token.prefix };
}

function operationOf({ token }: Authority, wanted: string | null): string | null {
  const held = token?.operation ?? null;
  if (held !== null && wanted !== null && wanted !== held) throw new WardroomError('insufficient_scope');
  return held ?? wanted;
}

/** Never longer than the parent: asked for more, it gets what is left. */
function lifeOf(
  parent: Authority,
  { expiresInMs, once, exchange }: Wanted,
  at: number,
): { issuedAt: number; expiresAt: number } {
  const mayBeShort = once || parent.token !== null;
  if (expiresInMs !== null && expiresInMs < shortestMs && !mayBeShort)
    throw new WardroomError('invalid_input', {
      problems: [{ path: '/expiresInSeconds', message: 'at least 300, unless it works once' }],
    });
  const issuedAt = Math.floor(at / 1000) * 1000;
  const longest = exchange === undefined ? longestLifeMs : longestExchangedMs;
  const wantedAt = issuedAt + Math.min(expiresInMs ?? usualMs(parent.actorType), longest);
  const expiresAt = Math.floor(Math.min(wantedAt, parent.expiresAt) / 1000) * 1000;
  // What ends within this second is not worth issuing.
  if (expiresAt <= issuedAt) throw new WardroomError('conflict');
  return { issuedAt, expiresAt };
}
