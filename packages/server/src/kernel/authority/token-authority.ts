/**
 * What an access token is worth now: the role of its subject ∩ its scopes ∩ what it comes from. Any level ends it by
 * itself, and none can undo what another has ended.
 */
import type { Scope, Uuid } from '@wardroom/contract';
import type { ReadTransaction } from '../database/transaction.ts';
import { deniableIds, leewayMs, type TokenFacts } from '../tokens/token.ts';
import { readStandings, readWorthless, type StandingRow } from './store.ts';
import type { Authority } from './worth.ts';

export interface TokenStandings {
  readonly subjects: ReadonlyMap<Uuid, StandingRow>;
  /** Ids that are denied, and tokens that worked once and have. */
  readonly worthless: ReadonlySet<Uuid>;
}

const nothing: TokenStandings = { subjects: new Map(), worthless: new Set() };

export async function readTokenStandings(
  tx: ReadTransaction,
  tokens: readonly TokenFacts[],
): Promise<TokenStandings> {
  if (tokens.length === 0) return nothing;
  const once = tokens.filter((token) => token.once).map(({ tokenId }) => tokenId);
  const [rows, worthless] = await Promise.all([
    readStandings(tx, [...new Set(tokens.map(({ principalId }) => principalId))]),
    readWorthless(tx, [...new Set(tokens.flatMap(deniableIds))], once),
  ]);
  return { subjects: new Map(rows.map((row) => [row.principal_id, row])), worthless };
}

export interface Held {
  readonly standings: TokenStandings;
  /** Sessions and keys that are alive, by id. */
  readonly alive: ReadonlyMap<Uuid, Authority>;
}

/** Undefined when anything says that it is worth nothing. */
export function tokenAuthority(
  token: TokenFacts,
  { standings, alive }: Held,
  at: number,
): Authority | undefined {
  const subject = standings.subjects.get(token.principalId);
  if (subject === undefined || !isCurrent(token, subject, at)) return undefined;
  if (deniableIds(token).some((id) => standings.worthless.has(id))) return undefined;
  const roots = rootsOf(token, alive);
  if (roots === null) return undefined;
  return {
    principalId: token.principalId,
    actorType: subject.kind,
    role: subject.role,
    scopes: roots.reduce((scopes, root) => narrowed(scopes, root.scopes), token.scopes),
    allowedCidrs: roots.flatMap(({ allowedCidrs }) => allowedCidrs),
    credential: { kind: 'token', id: token.tokenId },
    expiresAt: Math.min(token.expiresAt, ...roots.map(({ expiresAt }) => expiresAt)),
    token,
  };
}

function isCurrent(token: TokenFacts, subject: StandingRow, at: number): boolean {
  return (
    token.expiresAt + leewayMs > at &&
    subject.status === 'active' &&
    (subject.owner_status === null || subject.owner_status === 'active') &&
    // Equal, not at least: an epoch that has not been yet was never issued.
    subject.token_epoch === token.subjectEpoch &&
    subject.tenant_epoch === token.tenantEpoch
  );
}

/** The session and the key that it comes from; null when one of them is gone, or is somebody else's. */
function rootsOf(token: TokenFacts, alive: ReadonlyMap<Uuid, Authority>): Authority[] | null {
  const roots: Authority[] = [];
  for (const [kind, id] of [
    ['session', token.sessionId],
    ['key', token.keyId],
  ] as const) {
    if (id === null) continue;
    const root = alive.get(id);
    if (root?.credential.kind !== kind || root.principalId !== token.principalId) return null;
    roots.push(root);
  }
  return roots;
}

const narrowed = (scopes: ReadonlySet<Scope>, ceiling: Authority['scopes']): ReadonlySet<Scope> =>
  ceiling === 'all' ? scopes : new Set([...scopes].filter((scope) => ceiling.has(scope)));
