/**
 * What an access token is worth now: the role of its subject ∩ its scopes ∩ what it comes from. Any level ends it by
 * itself, and none can undo what another has ended.
 */
import type { Scope, Uuid } from '@wardroom/contract';
import type { RoleBook } from '@wardroom/policy';
import type { ReadTransaction } from '../database/transaction.ts';
import { clientIdsOf, deniableIds, leewayMs, type TokenFacts } from '../tokens/token.ts';
import {
  type ClientRow,
  type GrantRow,
  readClientRows,
  readGrantRows,
  readStandings,
  readWorthless,
  type StandingRow,
} from './store.ts';
import type { Authority } from './worth.ts';

export interface TokenStandings {
  readonly subjects: ReadonlyMap<Uuid, StandingRow>;
  /** Ids that are denied, and tokens that worked once and have. */
  readonly worthless: ReadonlySet<Uuid>;
  readonly clients: ReadonlyMap<Uuid, ClientRow>;
  readonly grants: ReadonlyMap<Uuid, GrantRow>;
}

const nothing: TokenStandings = {
  subjects: new Map(),
  worthless: new Set(),
  clients: new Map(),
  grants: new Map(),
};

export async function readTokenStandings(
  tx: ReadTransaction,
  tokens: readonly TokenFacts[],
  at: number,
): Promise<TokenStandings> {
  if (tokens.length === 0) return nothing;
  const once = tokens.filter((token) => token.once).map(({ tokenId }) => tokenId);
  const [rows, worthless, clients, grants] = await Promise.all([
    readStandings(tx, [...new Set(tokens.map(({ principalId }) => principalId))], at),
    readWorthless(tx, [...new Set(tokens.flatMap(deniableIds))], once),
    readClientRows(tx, [...new Set(tokens.flatMap(clientIdsOf))], at),
    readGrantRows(tx, [...new Set(tokens.flatMap(({ grantId }) => grantId ?? []))]),
  ]);
  return {
    subjects: new Map(rows.map((row) => [row.principal_id, row])),
    worthless,
    clients: new Map(clients.map((row) => [row.client_id, row])),
    grants: new Map(grants.map((row) => [row.grant_id, row])),
  };
}

export interface Held {
  readonly standings: TokenStandings;
  /** Sessions and keys that are alive, by id. */
  readonly alive: ReadonlyMap<Uuid, Authority>;
  readonly book: RoleBook;
}

/** Undefined when anything says that it is worth nothing. */
export function tokenAuthority(
  token: TokenFacts,
  { standings, alive, book }: Held,
  at: number,
): Authority | undefined {
  const subject = standings.subjects.get(token.principalId);
  if (subject === undefined || !isCurrent(token, subject, at)) return undefined;
  if (deniableIds(token).some((id) => standings.worthless.has(id))) return undefined;
  const roots = rootsOf(token, alive);
  const access = accessOf(token, standings, at);
  if (roots === null || access === null) return undefined;
  // Something must stand behind it: a session, a key, a grant or a client with a right of its own.
  if (roots.length === 0 && !access.isRoot) return undefined;
  return {
    principalId: token.principalId,
    actorType: subject.kind,
    roles: subject.roles,
    rights: book.rightsOf(subject.roles),
    book,
    grantsInChannels: subject.grants_in_channels,
    segmented: subject.segmented,
    policiesVersion: subject.policies_version,
    method: roots.find(({ method }) => method !== null)?.method ?? null,
    scopes: [...roots.map(({ scopes }) => scopes), ...access.ceilings].reduce<ReadonlySet<Scope>>(
      narrowed,
      token.scopes,
    ),
    allowedCidrs: roots.flatMap(({ allowedCidrs }) => allowedCidrs),
    credential: { kind: 'token', id: token.tokenId },
    expiresAt: Math.min(token.expiresAt, access.expiresAt, ...roots.map(({ expiresAt }) => expiresAt)),
    // Of the session that it stems from. A grant without a living session has none: nobody is there to be asked.
    authenticatedAt: roots.find(({ credential }) => credential.kind === 'session')?.authenticatedAt ?? null,
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

interface Access {
  readonly ceilings: readonly ReadonlySet<Scope>[];
  /** Whether a grant, or a right of a client's own, stands behind the token. */
  readonly isRoot: boolean;
  readonly expiresAt: number;
}

/** What its grant and its clients leave of it; null when one of them is gone, or was never its own. */
function accessOf(token: TokenFacts, { clients, grants }: TokenStandings, at: number): Access | null {
  const rows = clientIdsOf(token).map((id) => clients.get(id));
  const alive = rows.filter(mayAct);
  if (alive.length < rows.length || alive.some((row) => row?.requires_proof && token.proofKey === null))
    return null;
  const ceilings = alive.map((row) => new Set(row?.scopes));
  if (token.grantId === null) {
    // Issued to the client itself; what was exchanged for it names that client first.
    const isRoot = alive[0] !== undefined && alive[0].principal_id === token.principalId;
    return { ceilings, isRoot, expiresAt: token.expiresAt };
  }
  const grant = grants.get(token.grantId);
  if (grant === undefined || grant.revoked_at !== null || grant.expires_at <= at) return null;
  if (grant.principal_id !== token.principalId || grant.client_id !== alive[0]?.client_id) return null;
  return { ceilings: [...ceilings, new Set(grant.scopes)], isRoot: true, expiresAt: grant.expires_at };
}

/** A program that must not act does not act for others either. */
const mayAct = (row: ClientRow | undefined): boolean =>
  row?.status === 'active' &&
  [row.principal_status, row.owner_status].every((status) => status === null || status === 'active');

const narrowed = (scopes: ReadonlySet<Scope>, ceiling: Authority['scopes']): ReadonlySet<Scope> =>
  ceiling === 'all' ? scopes : new Set([...scopes].filter((scope) => ceiling.has(scope)));
