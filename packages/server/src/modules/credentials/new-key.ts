/**
 * What issuing and rotating have in common: a secret that is nowhere but in one answer, and ceilings that are inherited.
 * What must never happen: a key that may do more, or from more places, than the credential it was made with.
 */
import { type CredentialView, type Person, type Scope, type Uuid, WardroomError } from '@wardroom/contract';
import type { Authority } from '../../kernel/authority/authority.ts';
import { coversNetworks } from '../../kernel/authority/networks.ts';
import { newApiKey, parseApiKey } from '../../kernel/crypto/index.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import { hashSecret } from '../../kernel/directory/secret-hash.ts';
import type { PrepareContext } from '../../kernel/implementation.ts';
import type { Keyring, ScopeKeys } from '../../kernel/keyring/index.ts';
import type { Permit } from '../../kernel/permit.ts';
import type { Random } from '../../kernel/random.ts';
import { longestDays, readAccessSettings } from '../access/index.ts';
import { remindersBefore } from './cadence.ts';
import { presentCredentials } from './credential.ts';
import { type CredentialRow, insertCredential, type NewCredentialRow } from './store.ts';

export interface KeyDeps {
  readonly keyring: Keyring;
  readonly random: Random;
}

/** What takes time, before the transaction. The secret itself follows from whose key it is, and is made there. */
export async function prepareKey({ keyring, random }: KeyDeps, { newId }: PrepareContext) {
  const platformKeys = await keyring.open({ kind: 'platform' });
  return {
    id: newId(),
    make: (kind: Person['kind']) => makeSecret(platformKeys, random, kind),
  };
}

/** How long keys live here at most, and how long an old one works beside its successor unless something else is said. */
export async function readKeyLife(tx: ReadTransaction): Promise<{ longestDays: number; graceDays: number }> {
  const { keyCadence, graceDays } = await readAccessSettings(tx);
  return { longestDays: longestDays[keyCadence], graceDays };
}

export type PreparedKey = Awaited<ReturnType<typeof prepareKey>>;

function makeSecret(platformKeys: ScopeKeys, random: Random, kind: Person['kind']) {
  const secret = newApiKey(random, { mode: 'live', kind: kind === 'service' ? 'svc' : 'bot' });
  const form = parseApiKey(secret);
  if (form === null) throw new Error('a new key does not have the form of keys');
  const secretHash = hashSecret(platformKeys, 'key', secret);
  return { secret, secretHash, prefix: form.prefix, last_four: form.lastFour };
}

export interface NewKey {
  readonly credential: CredentialRow;
  readonly secret: string;
}

/** Inserts a key of an active principal and sees to the reminders of its end. */
export async function addKey(
  tx: WriteTransaction,
  permit: Permit,
  principal: { readonly id: Uuid; readonly kind: Person['kind'] },
  { make, row }: Pick<PreparedKey, 'make'> & { row: Omit<NewCredentialRow, 'prefix' | 'last_four'> },
): Promise<NewKey> {
  const { secret, secretHash, ...shown } = make(principal.kind);
  const credential = await insertCredential(tx, permit, {
    row: { ...row, ...shown },
    principalId: principal.id,
    secretHash,
  });
  for (const runAt of remindersBefore(row.expires_at, row.created_at))
    tx.enqueue({ task: remindTask, principalId: null, referenceId: row.credential_id, runAt });
  return { credential, secret };
}

export const remindTask = 'credentials.remind';

/** A ceiling is inherited: what the issuing credential may not, and from where it may not, its offspring may not. */
export function requireWithin(
  { scopes: own, allowedCidrs }: Authority,
  wanted: { readonly scopes: readonly Scope[]; readonly cidrs: readonly string[] },
): void {
  const neededScopes = own === 'all' ? [] : wanted.scopes.filter((scope) => !own.has(scope));
  if (neededScopes.length > 0) throw new WardroomError('insufficient_scope', { neededScopes });
  if (!coversNetworks(allowedCidrs, wanted.cidrs)) throw new WardroomError('forbidden');
}

export async function presentNewKey(
  { keys, at }: Pick<PrepareContext, 'keys' | 'at'>,
  { credential, secret }: NewKey,
): Promise<{ credential: CredentialView; secret: string }> {
  const [view] = await presentCredentials(keys, [credential], at);
  if (view === undefined) throw new Error('a key was made and cannot be shown');
  return { credential: view, secret };
}
