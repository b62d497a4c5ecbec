/** The roles of a principal and where they come from, as far as whoever asks may see it. */
import { encodeId, type RoleRef, type Uuid } from '@wardroom/contract';
import {
  type GivingGroup,
  type HeldRole,
  isBuiltIn,
  type RoleBook,
  seesGroupMembers,
} from '@wardroom/policy';
import type { Authority } from '../../kernel/authority/authority.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { Forest, type GroupRow, openGroupText } from '../groups/index.ts';
import { builtInTexts, listRoleRows, openRoleText, type RoleRow } from '../roles/index.ts';

/** What is sealed of it is opened after the transaction. */
export interface RoleOrigins {
  readonly rows: readonly RoleRow[];
  readonly viewer: Pick<Authority, 'principalId' | 'rights' | 'scopes'>;
  readonly seen: Forest;
}

/** The same for everybody that is explained at once. */
export const readOrigins = async (
  tx: ReadTransaction,
  { principalId, rights, scopes }: RoleOrigins['viewer'],
): Promise<RoleOrigins> => {
  const [rows, seen] = await Promise.all([listRoleRows(tx), Forest.read(tx, principalId)]);
  return { rows, seen, viewer: { principalId, rights, scopes } };
};

export async function ensureNames(keys: ScopeKeys, { rows, seen }: RoleOrigins): Promise<void> {
  await keys.ensureEpochs(
    'directory',
    rows.map((row) => row.sealed),
  );
  await keys.ensureEpochs(
    'profiles',
    [...seen.rows].map((row) => row.sealed),
  );
}

export interface Holder {
  readonly roles: readonly string[];
  readonly book: RoleBook;
  /** Groups that they are in, those above included. */
  readonly groups: readonly Uuid[];
}

/** The keys must know the names (`ensureNames`). */
export function heldRoles(
  keys: ScopeKeys,
  origins: RoleOrigins,
  { roles, book, groups }: Holder,
): HeldRole[] {
  const inside = new Set(groups);
  const [base] = roles;
  return [...new Set(roles)].map((role) => {
    const row = origins.rows.find((one) => one.role_id === role);
    const giving = [...inside]
      .flatMap((id) => origins.seen.find(id) ?? [])
      .filter((group) => group.confers.includes(role));
    const named = giving.map((group) => shownGroup(keys, origins, group, inside));
    return {
      ...{ role: refOf(role), name: nameOf(keys, origins, role, row), rights: book.rightsOf([role]) },
      chosen: row?.chosen ?? null,
      isBase: role === base,
      // A role that is neither one's own nor given by a group that is found must come from somewhere.
      groups: named.length === 0 && role !== base ? [null] : named,
    };
  });
}

const refOf = (role: string): RoleRef => (isBuiltIn(role) ? role : encodeId('role', role as Uuid));

function nameOf(keys: ScopeKeys, { viewer }: RoleOrigins, role: string, row: RoleRow | undefined): string {
  if (isBuiltIn(role)) return builtInTexts[role].name;
  return row !== undefined && viewer.rights.has('roles.read') ? openRoleText(keys, row).name : refOf(role);
}

/** Null where the viewer may not know who is in it. */
function shownGroup(
  keys: ScopeKeys,
  { seen, viewer }: RoleOrigins,
  group: GroupRow,
  inside: ReadonlySet<Uuid>,
): GivingGroup | null {
  const isOpen = (row: GroupRow) => seesGroupMembers(viewer, seen.factsOf(row));
  if (!isOpen(group)) return null;
  // The deepest ones below it: membership starts there.
  const below = seen
    .below(group.group_id)
    .filter((row) => row.group_id !== group.group_id && inside.has(row.group_id))
    .filter((row) => !seen.below(row.group_id).some((one) => one !== row && inside.has(one.group_id)));
  const name = (row: GroupRow) => `@${openGroupText(keys, row).handle}`;
  const shown = below.find(isOpen);
  return {
    groupId: encodeId('group', group.group_id),
    name: name(group),
    below: below.length === 0 ? null : shown === undefined ? 'a group you cannot see' : name(shown),
  };
}
