/** SQL of issuances. Signing keys, denials and uses are the kernel's (kernel/tokens/store.ts). */
import type { Scope, Uuid } from '@wardroom/contract';
import { rolesOf } from '../../kernel/authority/store.ts';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';
import { longestLifeMs } from '../../kernel/tokens/index.ts';

export interface TokenRow {
  readonly token_id: Uuid;
  readonly principal_id: Uuid;
  readonly parent_kind: 'session' | 'key' | 'token' | 'grant' | 'client';
  readonly parent_id: Uuid;
  readonly root_id: Uuid;
  readonly ancestors: Uuid[];
  readonly scopes: Scope[];
  readonly channel_id: Uuid | null;
  readonly operation: string | null;
  readonly once: boolean;
  readonly issued_at: number;
  readonly expires_at: number;
  /** The OAuth client that it was issued to; null: none took part. */
  readonly client_id: Uuid | null;
  /** Who acts for the subject. */
  readonly actor_id: Uuid | null;
  /** RFC 7638 thumbprint of the key that it is bound to. */
  readonly proof_key: string | null;
  /** When it, or one that it was issued with, was revoked. */
  readonly revoked_at: number | null;
  readonly used_at: number | null;
}

export type NewTokenRow = Omit<TokenRow, 'revoked_at' | 'used_at'>;

export interface FoundToken extends TokenRow {
  /** Of its subject, now. */
  readonly roles: string[];
}

/** The epochs that a new token of a principal carries. */
export interface EpochsRow {
  readonly token_epoch: number;
  readonly tenant_epoch: number;
}

const columns = `t.token_id, t.principal_id, t.parent_kind, t.parent_id, t.root_id, t.ancestors, t.scopes, t.channel_id,
          t.operation, t.once, t.issued_at, t.expires_at, t.client_id, t.actor_id, t.proof_key,
          (select min(d.denied_at) from tenant.denials d
            where d.tenant_id = t.tenant_id and d.denied_id = any (t.token_id || t.ancestors)) as revoked_at,
          (select u.used_at from tenant.token_uses u where u.tenant_id = t.tenant_id and u.token_id = t.token_id) as used_at`;
const nothingBefore = `'00000000-0000-0000-0000-000000000000'::uuid`;

const find = query<FoundToken>(
  'tokens.find',
  `select ${columns}, ${rolesOf('p')} as roles from tenant.tokens t
     join tenant.principals p on p.tenant_id = t.tenant_id and p.principal_id = t.principal_id
    where t.tenant_id = $1 and t.token_id = $2`,
);
const listByIds = query<TokenRow>(
  'tokens.listByIds',
  `select ${columns} from tenant.tokens t where t.tenant_id = $1 and t.token_id = any ($2::uuid[])`,
);
// Ids begin with their time (RFC 9562, 5.7): what is too old to be alive is not even read ($5).
const listAll = query<TokenRow>(
  'tokens.listAll',
  `select ${columns} from tenant.tokens t
    where t.tenant_id = $1 and t.expires_at > $4 and t.token_id > $5
      and t.token_id > case when $2::uuid is null then ${nothingBefore}
          else (select a.token_id from tenant.tokens a where a.tenant_id = $1 and a.token_id = $2) end
    order by t.token_id
    limit $3`,
);
// The position must be one's own, too: another's would answer differently from one that is not there.
const listOwn = query<TokenRow>(
  'tokens.listOwn',
  `select ${columns} from tenant.tokens t
    where t.tenant_id = $1 and t.principal_id = $6 and t.expires_at > $4 and t.token_id > $5
      and t.token_id > case when $2::uuid is null then ${nothingBefore}
          else (select a.token_id from tenant.tokens a where a.tenant_id = $1 and a.token_id = $2 and a.principal_id = $6) end
    order by t.token_id
    limit $3`,
);
const epochs = query<EpochsRow>(
  'tokens.epochs',
  `select p.token_epoch, h.token_epoch as tenant_epoch from tenant.principals p
     join tenant.heads h on h.tenant_id = p.tenant_id
    where p.tenant_id = $1 and p.principal_id = $2`,
);
const insert = command(
  'tokens.insert',
  `insert into tenant.tokens (tenant_id, token_id, principal_id, parent_kind, parent_id, root_id, ancestors, scopes,
                              channel_id, operation, once, issued_at, expires_at, client_id, actor_id, proof_key)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
);

export async function findToken(tx: ReadTransaction, id: Uuid): Promise<FoundToken | null> {
  const [row] = await tx.query(find, [tx.tenantId, id]);
  return row ?? null;
}

export const listTokensById = (tx: ReadTransaction, ids: readonly Uuid[]): Promise<TokenRow[]> =>
  tx.query(listByIds, [tx.tenantId, ids]);

export interface ListTokens {
  readonly principalId: Uuid | null;
  readonly after: Uuid | null;
  readonly limit: number;
  readonly at: number;
}

/** The least id of a moment. */
const firstIdAt = (at: number): string => {
  const hex = Math.max(0, at).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
};

/** Those that have not expired at `at`: of one principal, or of all. */
export const listTokenRows = (
  tx: ReadTransaction,
  { principalId, after, limit, at }: ListTokens,
): Promise<TokenRow[]> => {
  const values = [tx.tenantId, after, limit, instant(at), firstIdAt(at - longestLifeMs)];
  return principalId === null ? tx.query(listAll, values) : tx.query(listOwn, [...values, principalId]);
};

export async function readEpochs(tx: ReadTransaction, principalId: Uuid): Promise<EpochsRow> {
  const [row] = await tx.query(epochs, [tx.tenantId, principalId]);
  if (row === undefined) throw new Error('a principal that acts has no row');
  return row;
}

export async function insertToken(tx: WriteTransaction, permit: Permit, row: NewTokenRow): Promise<TokenRow> {
  await tx.execute(permit, insert, [
    permit.tenantId,
    row.token_id,
    row.principal_id,
    row.parent_kind,
    row.parent_id,
    row.root_id,
    row.ancestors,
    row.scopes,
    row.channel_id,
    row.operation,
    row.once,
    instant(row.issued_at),
    instant(row.expires_at),
    row.client_id,
    row.actor_id,
    row.proof_key,
  ]);
  return { ...row, revoked_at: null, used_at: null };
}
