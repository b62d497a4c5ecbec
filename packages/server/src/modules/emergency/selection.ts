/**
 * Which credentials an emergency is about. What must never happen: the preview shows others than would end, or somebody ends
 * this way what they could not end one by one.
 */
import {
  encodeId,
  type IdKind,
  type InputOf,
  type Operations,
  type Permission,
  type RevocableView,
  uuidOf,
} from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import { requirePrincipal } from '../principals/index.ts';
import { type Conditions, type FoundRow, type Kind, listAlive } from './store.ts';

export type Selection = InputOf<Operations['credentials.preview']>;

/** In the order in which they end. */
export const kindsInOrder = ['key', 'session', 'token', 'grant', 'client'] as const satisfies readonly Kind[];
export const mostShown = 100;

/** What whoever ends one of them needs, besides the right to do this at all. */
const permissionFor: Readonly<Record<Kind, Permission>> = {
  key: 'credentials.manage',
  session: 'sessions.manage',
  token: 'tokens.manage',
  grant: 'tokens.manage',
  client: 'clients.manage',
};

export interface Found {
  readonly kind: Kind;
  readonly rows: readonly FoundRow[];
  /** How many there are, also beyond the rows. */
  readonly total: number;
}

function conditionsOf({ authority, at }: RunContext, selection: Selection): Conditions {
  const { issuedBefore = null, issuedAfter = null, scope = null, principalId } = selection;
  return {
    ...{ issuedBefore, issuedAfter, scope, at },
    principalId: principalId === undefined ? null : uuidOf(principalId),
    // What belongs to a role above one's own cannot be ended one by one either.
    roles: authority.book.within(authority.rights),
  };
}

/** Decides, and finds at most `limit` of each kind, oldest first. `not_found` for a principal that is not here. */
export async function findAlive(
  tx: ReadTransaction,
  context: RunContext,
  selection: Selection,
  limit: number,
): Promise<Found[]> {
  context.authorise('tokens.manage', workspace);
  const kinds = kindsInOrder.filter((kind) => selection.kinds.includes(kind));
  for (const kind of kinds) context.authorise(permissionFor[kind], workspace);
  const conditions = conditionsOf(context, selection);
  // A mistyped id must not look as if all were well.
  if (conditions.principalId !== null)
    await requirePrincipal(tx, context, 'people.read', conditions.principalId);
  return Promise.all(
    kinds.map(async (kind) => {
      const rows = await listAlive(tx, kind, conditions, limit);
      return { kind, rows, total: rows[0]?.total ?? 0 };
    }),
  );
}

const idKinds: Readonly<Record<Kind, IdKind>> = {
  key: 'credential',
  session: 'session',
  token: 'token',
  grant: 'grant',
  client: 'client',
};

export function present(found: readonly Found[]) {
  const counts = { key: 0, session: 0, token: 0, grant: 0, client: 0 };
  for (const { kind, total } of found) counts[kind] += total;
  const affected = found
    .flatMap(({ kind, rows }) => rows.map((row) => viewOf(kind, row)))
    .sort((one, other) => one.issuedAt - other.issuedAt)
    .slice(0, mostShown);
  return { counts, affected };
}

const viewOf = (kind: Kind, { id, principal_id, scopes, issued_at }: FoundRow): RevocableView => ({
  kind,
  id: encodeId(idKinds[kind], id),
  principalId: principal_id === null ? null : encodeId('principal', principal_id),
  scopes,
  issuedAt: issued_at,
});
