/** SQL of imports: one statement per table and batch. Each look-up is by a unique key. */
import type { Uuid } from '@wardroom/contract';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';
import type { PreparedAuthor } from './prepared.ts';

export interface AuthorRow {
  readonly position: number;
  readonly principal_id: Uuid;
  readonly member: boolean;
}

const authors = query<AuthorRow>(
  'imports.authors',
  `select wanted.position, p.principal_id,
          exists (select from tenant.channel_members m
                   where m.tenant_id = $1 and m.channel_id = $3 and m.principal_id = p.principal_id) as member
     from unnest($2::bytea[]) with ordinality as wanted (handle_lookup, position)
    cross join lateral (select principal_id from tenant.principals
           where tenant_id = $1 and handle_lookup = wanted.handle_lookup limit 1) as p`,
);

/** Principals that have these handles already, and whether they are in the channel; `position` counts from 1. */
export const readAuthors = (tx: ReadTransaction, lookups: readonly Buffer[], channelId: Uuid) =>
  tx.query(authors, [tx.tenantId, lookups, channelId]);

const insertPeople = command(
  'imports.insertPeople',
  `insert into tenant.principals (tenant_id, principal_id, kind, status, role, handle_lookup, sealed, created_at, updated_at)
   select $1, e.principal_id, 'person', 'imported', 'member', e.handle_lookup, e.sealed, $5, $5
     from unnest($2::uuid[], $3::bytea[], $4::bytea[]) as e (principal_id, handle_lookup, sealed)`,
);

/** People who have only ever been read: they cannot sign in. */
export const insertImportedPeople = (
  tx: WriteTransaction,
  permit: Permit,
  people: readonly PreparedAuthor[],
  at: number,
) =>
  tx.execute(permit, insertPeople, [
    tx.tenantId,
    people.map(({ newId }) => newId),
    people.map(({ lookup }) => lookup),
    people.map(({ sealed }) => sealed),
    instant(at),
  ]);

const takenKeys = query<{ author_id: Uuid; client_key: string }>(
  'imports.takenKeys',
  `select pair.author_id, pair.client_key
     from unnest($2::uuid[], $3::text[]) as pair (author_id, client_key)
    cross join lateral (select from tenant.messages
           where tenant_id = $1 and author_id = pair.author_id and client_key = pair.client_key limit 1) as x`,
);

/** Which of these authors have used these client keys themselves: nobody may break an import by guessing them. */
export const readTakenKeys = (
  tx: ReadTransaction,
  authorIds: readonly Uuid[],
  clientKeys: readonly string[],
) => tx.query(takenKeys, [tx.tenantId, authorIds, clientKeys]);
