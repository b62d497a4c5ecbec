/**
 * What a client starts from. Position and state are read in one snapshot of the database, so events after the position
 * are exactly what is missing from the state: none twice, none lost.
 */
import { type Uuid, WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import type { Authority } from '../../kernel/authority/authority.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { openTenantEntry } from '../../kernel/directory/entry.ts';
import { encodeCursor } from '../../kernel/event-log/cursor.ts';
import { type Implementation, implementQuery, type RunContext } from '../../kernel/implementation.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import type { Random } from '../../kernel/random.ts';
import { listOpen, mostOpen, presentAccesses } from '../break-glass/index.ts';
import { listOwnChannels, ownResource, presentOwnChannels } from '../channels/index.ts';
import { presentPreferences, readPreferences } from '../preferences/index.ts';
import { listRows, type PrincipalRow, presentPeople, shownPeople, viewerOf } from '../principals/index.ts';
import { readDirectoryEntry, toTenantView } from '../tenants/index.ts';
import { readHead } from './store.ts';

export interface SnapshotDeps {
  /** The log's epoch; it changes only when the database is restored, and then the server starts anew. */
  readonly epoch: () => Uuid;
  readonly random: Random;
  /** The directory's entry of the tenant is sealed for the platform. */
  readonly keyring: Keyring;
}

const mostRows = 5_000;

export const snapshot = ({ epoch, random, keyring }: SnapshotDeps): Implementation =>
  implementQuery('sync.snapshot', {
    async run(tx, context) {
      const { authority, authorise, permits, at } = context;
      authorise('workspace.read', workspace);
      const [seq, channels, people, arrangement, entry, open] = await Promise.all([
        readHead(tx),
        // A role that may not read channels learns nothing of them, not even where it was left a member.
        authority.rights.has('channel.read')
          ? listOwnChannels(tx, authority.principalId, null, mostRows + 1)
          : [],
        readPeople(tx, context),
        readPreferences(tx, authority.principalId),
        readDirectoryEntry(tx),
        authority.rights.has('console.view') ? listOpen(tx, at, mostOpen) : [],
      ]);
      const { rights, principalId } = authority;
      const shown = channels.filter((row) => permits('channel.read', ownResource(row))).slice(0, mostRows);
      const isWhole = channels.length <= mostRows;
      return { seq, rights, principalId, channels: shown, isWhole, people, arrangement, entry, open };
    },

    async present(
      { keys, tenant },
      { seq, rights, principalId, channels, isWhole, people, arrangement, entry, open },
    ) {
      const shown = await presentPeople(keys, people.rows);
      const me = shown[people.rows.findIndex((row) => row.principal_id === principalId)];
      if (me === undefined) throw new WardroomError('not_found');
      const { name } = await openTenantEntry(await keyring.open({ kind: 'platform' }), tenant.id, entry);
      const { preferences, revision } = await presentPreferences(keys, arrangement);
      return {
        cursor: encodeCursor(keys, { epoch: epoch(), seq }, random),
        me,
        // Not the name that this node has cached: it may be older than the cursor, and no event would mend it.
        tenant: toTenantView({ ...tenant, name }),
        permissions: [...rights],
        channels: await presentOwnChannels(keys, channels),
        people: shown,
        preferences,
        preferencesRevision: revision,
        breakGlass: await presentAccesses(keys, open),
        complete: !people.more && isWhole,
      };
    },
  });

/** Whom the caller sees, themselves always among them. */
async function readPeople(
  tx: ReadTransaction,
  context: RunContext,
): Promise<{ rows: readonly PrincipalRow[]; more: boolean }> {
  const { authority } = context;
  const { principalId } = authority;
  const rows = await listRows(tx, viewerOf(authority), null, mostRows + 1);
  // Who may not see people sees one: themselves.
  if (!authority.rights.has('people.read')) return { rows: rows.filter(isOne(principalId)), more: false };
  const page = rows.slice(0, mostRows);
  const more = rows.length > mostRows;
  const shown = await shownPeople(tx, context, page);
  if (shown.some(isOne(principalId))) return { rows: shown, more };
  const own = page.filter(isOne(principalId));
  if (own.length > 0) return { rows: [...shown, ...own], more };
  const later = await findOne(tx, authority, page.at(-1)?.principal_id ?? null);
  return { rows: [...shown, ...later], more };
}

/** The caller's own row when it lies beyond the first page. */
async function findOne(
  tx: ReadTransaction,
  authority: Authority,
  after: Uuid | null,
): Promise<readonly PrincipalRow[]> {
  for (let from = after; ; ) {
    const rows = await listRows(tx, viewerOf(authority), from, mostRows);
    const own = rows.filter(isOne(authority.principalId));
    const last = rows.at(-1);
    if (own.length > 0 || last === undefined) return own;
    from = last.principal_id;
  }
}

const isOne =
  (principalId: Uuid) =>
  ({ principal_id }: PrincipalRow): boolean =>
    principal_id === principalId;
