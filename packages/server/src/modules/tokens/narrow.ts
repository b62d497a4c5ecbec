/**
 * What a new token may, given what it is issued with (TOK-02). Pure: the one place where a token gets its limits. What
 * must never happen: more scopes, a wider place, a longer life, another operation or more uses than its parent has.
 */
import { type ActorType, type Scope, type Uuid, WardroomError } from '@wardroom/contract';
import type { Authority } from '../../kernel/authority/authority.ts';
import { channelPath, deepest, longestLifeMs } from '../../kernel/tokens/index.ts';

export interface Wanted {
  readonly scopes: readonly Scope[];
  readonly channelId: Uuid | null;
  readonly operation: string | null;
  readonly once: boolean;
  readonly expiresInMs: number | null;
  readonly sessionBound: boolean;
}

export interface Narrowed {
  readonly clientId: string | null;
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
    clientId: token?.clientId ?? null,
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
  { expiresInMs, once }: Wanted,
  at: number,
): { issuedAt: number; expiresAt: number } {
  const mayBeShort = once || parent.token !== null;
  if (expiresInMs !== null && expiresInMs < shortestMs && !mayBeShort)
    throw new WardroomError('invalid_input', {
      problems: [{ path: '/expiresInSeconds', message: 'at least 300, unless it works once' }],
    });
  const issuedAt = Math.floor(at / 1000) * 1000;
  const wantedAt = issuedAt + Math.min(expiresInMs ?? usualMs(parent.actorType), longestLifeMs);
  const expiresAt = Math.floor(Math.min(wantedAt, parent.expiresAt) / 1000) * 1000;
  // What ends within this second is not worth issuing.
  if (expiresAt <= issuedAt) throw new WardroomError('conflict');
  return { issuedAt, expiresAt };
}
