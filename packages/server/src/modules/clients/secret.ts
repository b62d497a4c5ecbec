/**
 * Secrets of clients: of the form of keys, so that scanners know them, and never one. Kept only as a keyed hash under the
 * tenant's key, so that the same text means nothing in another workspace.
 */
import type { Uuid } from '@wardroom/contract';
import { newApiKey, parseApiKey } from '../../kernel/crypto/index.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { Permit } from '../../kernel/permit.ts';
import type { Random } from '../../kernel/random.ts';
import { longestDays, readAccessSettings } from '../access/index.ts';
import type { Authentication } from './client.ts';
import { enqueueReminders } from './remind.ts';
import { writeSecret } from './store.ts';

const dayMs = 86_400_000;

export const hasSecret = (authentication: Authentication): boolean =>
  authentication === 'client_secret_basic' || authentication === 'client_secret_post';

export interface NewSecret {
  readonly secret: string;
  readonly hash: Buffer;
  /** What may be shown of it. */
  readonly hint: string;
}

export function makeSecret(random: Random, keys: ScopeKeys): NewSecret {
  const secret = newApiKey(random, { mode: 'live', kind: 'cls' });
  const form = parseApiKey(secret);
  if (form === null) throw new Error('a new secret does not have the form of secrets');
  return { secret, hash: hashOf(keys, secret), hint: `${form.prefix}…${form.lastFour}` };
}

const hashOf = (keys: ScopeKeys, secret: string): Buffer =>
  keys.lookup('credentials', 'client-secret', secret);

/** Null for what cannot be a secret: there is nothing to look up. */
export const hashSecretOfClient = (keys: ScopeKeys, secret: string): Buffer | null =>
  parseApiKey(secret)?.kind === 'cls' ? hashOf(keys, secret) : null;

/** When a secret ends that is made now (TOK-08). */
export async function endOfSecret(tx: ReadTransaction, at: number): Promise<number> {
  const { keyCadence } = await readAccessSettings(tx);
  return at + longestDays[keyCadence] * dayMs;
}

export interface AddSecret {
  readonly clientId: Uuid;
  readonly generation: number;
  readonly made: Pick<NewSecret, 'hash' | 'hint'>;
  readonly at: number;
  readonly expiresAt: number;
}

export async function addSecret(
  tx: WriteTransaction,
  permit: Permit,
  { clientId, generation, made: { hash, hint }, at, expiresAt }: AddSecret,
): Promise<void> {
  await writeSecret(tx, permit, { clientId, generation, hash, hint, createdAt: at, expiresAt });
  enqueueReminders(tx, { clientId, at, expiresAt });
}
