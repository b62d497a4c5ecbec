/** SQL of signing keys, epochs, denials and tokens that work once. */
import type { Uuid } from '@wardroom/contract';
import { instant } from '../database/connections.ts';
import { command, query } from '../database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../database/transaction.ts';
import type { Permit } from '../permit.ts';

export interface SigningKeyRow {
  readonly kid: string;
  readonly public_jwk: string;
  readonly sealed: Buffer;
  readonly created_at: number;
  readonly active_at: number;
  readonly retire_at: number | null;
  readonly withdrawn_at: number | null;
}

const listKeys = query<SigningKeyRow>(
  'tokens.listKeys',
  `select kid, public_jwk, sealed, created_at, active_at, retire_at, withdrawn_at from tenant.signing_keys
    where tenant_id = $1 and withdrawn_at is null and (retire_at is null or retire_at > $2)
    order by active_at, kid`,
);
const insertKey = command(
  'tokens.insertKey',
  `insert into tenant.signing_keys (tenant_id, kid, public_jwk, sealed, created_at, active_at)
   values ($1, $2, $3, $4, $5, $6)`,
);
const retireKeys = command(
  'tokens.retireKeys',
  `update tenant.signing_keys set retire_at = $3
    where tenant_id = $1 and kid <> $2 and retire_at is null and withdrawn_at is null`,
);
const withdrawKeys = command(
  'tokens.withdrawKeys',
  `update tenant.signing_keys set withdrawn_at = $3, retire_at = least(retire_at, $3)
    where tenant_id = $1 and kid <> $2 and withdrawn_at is null`,
);
const bumpTenant = command(
  'tokens.bumpTenant',
  'update tenant.heads set token_epoch = token_epoch + 1 where tenant_id = $1',
);
const bumpPrincipal = command(
  'tokens.bumpPrincipal',
  'update tenant.principals set token_epoch = token_epoch + 1 where tenant_id = $1 and principal_id = $2',
);
const deny = command(
  'tokens.deny',
  `insert into tenant.denials (tenant_id, denied_id, kind, denied_at, expires_at) values ($1, $2, $3, $4, $5)
   on conflict (tenant_id, denied_id) do nothing`,
);
const use = command<{ token_id: Uuid }>(
  'tokens.use',
  `insert into tenant.token_uses (tenant_id, token_id, used_at, expires_at) values ($1, $2, $3, $4)
   on conflict (tenant_id, token_id) do nothing returning token_id`,
);

const addProofs = command<{ proof: Buffer }>(
  'tokens.addProofs',
  `insert into tenant.proofs (tenant_id, proof, expires_at)
   select $1, p.proof, p.expires_at from unnest($2::bytea[], $3::timestamptz[]) as p (proof, expires_at)
   on conflict (tenant_id, proof) do nothing returning proof`,
);

/** Those that were new. */
export async function writeProofs(
  tx: WriteTransaction,
  permit: Permit,
  proofs: readonly { readonly proof: Buffer; readonly expiresAt: number }[],
): Promise<Buffer[]> {
  const values = [proofs.map(({ proof }) => proof), proofs.map(({ expiresAt }) => instant(expiresAt))];
  return (await tx.execute(permit, addProofs, [permit.tenantId, ...values])).map(({ proof }) => proof);
}

/** Keys that may still verify something at `at`: not withdrawn, and retired at most so long ago. Oldest first. */
export const readSigningKeys = (tx: ReadTransaction, retiredAfter: number): Promise<SigningKeyRow[]> =>
  tx.query(listKeys, [tx.tenantId, instant(retiredAfter)]);

export async function writeSigningKey(
  tx: WriteTransaction,
  permit: Permit,
  row: Pick<SigningKeyRow, 'kid' | 'public_jwk' | 'sealed' | 'created_at' | 'active_at'>,
): Promise<void> {
  const times = [instant(row.created_at), instant(row.active_at)];
  await tx.execute(permit, insertKey, [permit.tenantId, row.kid, row.public_jwk, row.sealed, ...times]);
}

/** Every other key signs until `at`, or, withdrawn, verifies nothing from `at` on. */
export async function endOtherKeys(
  tx: WriteTransaction,
  permit: Permit,
  { kid, at, withdrawn }: { readonly kid: string; readonly at: number; readonly withdrawn: boolean },
): Promise<void> {
  await tx.execute(permit, withdrawn ? withdrawKeys : retireKeys, [permit.tenantId, kid, instant(at)]);
}

export async function writeTenantEpoch(tx: WriteTransaction, permit: Permit): Promise<void> {
  await tx.execute(permit, bumpTenant, [permit.tenantId]);
}

export async function writePrincipalEpoch(
  tx: WriteTransaction,
  permit: Permit,
  principalId: Uuid,
): Promise<void> {
  await tx.execute(permit, bumpPrincipal, [permit.tenantId, principalId]);
}

export interface Denial {
  readonly id: Uuid;
  readonly kind: 'token' | 'session' | 'client' | 'key' | 'grant';
  readonly at: number;
  /** When everything that could carry the id has expired. */
  readonly expiresAt: number;
}

export async function writeDenial(tx: WriteTransaction, permit: Permit, denial: Denial): Promise<void> {
  const { id, kind, at, expiresAt } = denial;
  await tx.execute(permit, deny, [permit.tenantId, id, kind, instant(at), instant(expiresAt)]);
}

/** False when it was used before. */
export async function writeUse(
  tx: WriteTransaction,
  permit: Permit,
  { tokenId, at, expiresAt }: { readonly tokenId: Uuid; readonly at: number; readonly expiresAt: number },
): Promise<boolean> {
  const values = [permit.tenantId, tokenId, instant(at), instant(expiresAt)];
  return (await tx.execute(permit, use, values)).length === 1;
}
