/** SQL that finds credentials of every kind that are alive. Ending them is done by the modules whose they are. */
import type { RevocableView, Scope, Uuid } from '@wardroom/contract';
import { rolesOf } from '../../kernel/authority/store.ts';
import { instant } from '../../kernel/database/connections.ts';
import { type QueryStatement, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { longestLifeMs } from '../../kernel/tokens/index.ts';

export type Kind = RevocableView['kind'];

export interface FoundRow {
  readonly id: Uuid;
  /** Whose it is: of a client, whose right it carries, else who answers for it. */
  readonly principal_id: Uuid | null;
  /** Of that principal, now. */
  readonly roles: string[] | null;
  readonly scopes: Scope[];
  readonly issued_at: number;
  /** How many there are, of which this is one. */
  readonly total: number;
}

const principalOf = (row: string) =>
  `tenant.principals p on p.tenant_id = ${row}.tenant_id and p.principal_id = ${row}.principal_id`;
/** $3, $4: ids begin with their time (RFC 9562, 5.7), so that what is too old or too new is not even read. */
const where = (row: string, id: string, issued: string) => `where ${row}.tenant_id = $1
      and ${row}.${id} > $3 and ${row}.${id} < $4 and ${row}.${issued} >= $5 and ${row}.${issued} < $6`;

const keys = query<FoundRow>(
  'emergency.keys',
  `select c.credential_id as id, c.principal_id, ${rolesOf('p')} as roles, c.scopes, c.created_at as issued_at, count(*) over () as total
     from tenant.credentials c join ${principalOf('c')}
    ${where('c', 'credential_id', 'created_at')}
      and c.revoked_at is null and coalesce(c.grace_ends_at, c.expires_at) > $2 and c.expires_at > $2
      and ($7::text is null or $7 = any (c.scopes)) and ($8::uuid is null or c.principal_id = $8)
      and ${rolesOf('p')} <@ $10::text[]
    order by c.credential_id limit $9`,
);
// A session carries no scopes: it may whatever its person may.
const sessions = query<FoundRow>(
  'emergency.sessions',
  `select s.session_id as id, s.principal_id, ${rolesOf('p')} as roles, '{}'::text[] as scopes, s.created_at as issued_at,
          count(*) over () as total
     from tenant.sessions s join ${principalOf('s')}
    ${where('s', 'session_id', 'created_at')}
      and s.revoked_at is null and s.expires_at > $2 and s.idle_expires_at > $2
      and $7::text is null and ($8::uuid is null or s.principal_id = $8) and ${rolesOf('p')} <@ $10::text[]
    order by s.session_id limit $9`,
);
// Each look-up by itself: as joins they were planned so that every token met every denial.
const tokens = query<FoundRow>(
  'emergency.tokens',
  `select t.token_id as id, t.principal_id, ${rolesOf('p')} as roles, t.scopes, t.issued_at, count(*) over () as total
     from tenant.tokens t join ${principalOf('t')}
    ${where('t', 'token_id', 'issued_at')}
      and t.expires_at > $2
      and ($7::text is null or $7 = any (t.scopes)) and ($8::uuid is null or t.principal_id = $8)
      and ${rolesOf('p')} <@ $10::text[]
      and (select min(d.denied_at) from tenant.denials d where d.tenant_id = $1
            and d.denied_id = any (t.ancestors || array[t.token_id, t.root_id, t.client_id])) is null
      and (select u.used_at from tenant.token_uses u where u.tenant_id = $1 and u.token_id = t.token_id) is null
      and (select s.revoked_at from tenant.sessions s where s.tenant_id = $1 and s.session_id = t.root_id) is null
      and (select c.revoked_at from tenant.credentials c where c.tenant_id = $1 and c.credential_id = t.root_id) is null
    order by t.token_id limit $9`,
);
const grants = query<FoundRow>(
  'emergency.grants',
  `select g.grant_id as id, g.principal_id, ${rolesOf('p')} as roles, g.scopes, g.created_at as issued_at, count(*) over () as total
     from tenant.grants g join ${principalOf('g')}
    ${where('g', 'grant_id', 'created_at')}
      and g.revoked_at is null and g.expires_at > $2
      and ($7::text is null or $7 = any (g.scopes)) and ($8::uuid is null or g.principal_id = $8)
      and ${rolesOf('p')} <@ $10::text[]
      and not exists (select from tenant.sessions s where s.tenant_id = $1 and s.session_id = g.session_id
            and s.revoked_at is not null)
    order by g.grant_id limit $9`,
);
// A client has no end of its own, so $2 says nothing here.
const clients = query<FoundRow>(
  'emergency.clients',
  `select c.client_id as id, coalesce(c.principal_id, c.created_by) as principal_id, ${rolesOf('p')} as roles, c.scopes,
          c.created_at as issued_at, count(*) over () as total
     from tenant.clients c
     left join tenant.principals p
       on p.tenant_id = c.tenant_id and p.principal_id = coalesce(c.principal_id, c.created_by)
    ${where('c', 'client_id', 'created_at')}
      and $2::timestamptz is not null and c.status <> 'revoked'
      and ($7::text is null or $7 = any (c.scopes))
      and ($8::uuid is null or coalesce(c.principal_id, c.created_by) = $8)
      and (p.role is null or ${rolesOf('p')} <@ $10::text[])
    order by c.client_id limit $9`,
);

const statements: Readonly<Record<Kind, QueryStatement<FoundRow>>> = {
  key: keys,
  session: sessions,
  token: tokens,
  grant: grants,
  client: clients,
};

export interface Conditions {
  /** Exclusive. */
  readonly issuedBefore: number | null;
  readonly issuedAfter: number | null;
  readonly scope: Scope | null;
  readonly principalId: Uuid | null;
  /** Whose roles are all among these. */
  readonly roles: readonly string[];
  readonly at: number;
}

/** An id is made shortly before the row that it names. */
const marginMs = 3_600_000;
/** Later than anything that has been issued. */
const farAwayMs = 10 * 365 * 86_400_000;

/** The least id of a moment. */
const firstIdAt = (at: number): string => {
  const hex = Math.max(0, at).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
};

/** The oldest ones that are alive and meet every condition. */
export function listAlive(
  tx: ReadTransaction,
  kind: Kind,
  { issuedBefore, issuedAfter, scope, principalId, roles, at }: Conditions,
  limit: number,
): Promise<FoundRow[]> {
  const latest = at + farAwayMs;
  const from = Math.min(Math.max(issuedAfter ?? 0, kind === 'token' ? at - longestLifeMs : 0), latest);
  const until = Math.min(issuedBefore ?? latest, latest);
  const ids = [firstIdAt(from - marginMs), firstIdAt(until + marginMs)];
  const times = [instant(from), instant(until)];
  return tx.query(statements[kind], [
    ...[tx.tenantId, instant(at), ...ids, ...times],
    ...[scope, principalId, limit, roles],
  ]);
}
