/**
 * What ends together with a client, or with a part of what it may. Any of this ends a token by itself: the denial of the
 * client, its status, the end of its grants.
 */
import type { Scope, Uuid } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';
import { leewayMs, longestLifeMs, writeDenial } from '../../kernel/tokens/index.ts';
import { isLive } from './client.ts';
import { denyWiderTokens, endSecretsAt, listSecrets, writeGrantsRevoked, writeStatus } from './store.ts';

export interface By {
  readonly at: number;
  /** Null: nobody we know. */
  readonly actorId: Uuid | null;
}

/** When everything has expired that could carry the id of what ends now; the margin is for clocks that differ. */
const forgottenAt = (at: number): number => at + longestLifeMs + leewayMs;

/**
 * Ends the client that the permit names: its secrets, what was granted to it, its tokens. The event closes sockets. Gives
 * back how many grants have ended.
 */
export async function endClient(tx: WriteTransaction, permit: Permit, { at, actorId }: By): Promise<number> {
  const clientId = permit.resourceId;
  await writeStatus(tx, permit, 'revoked', at);
  await endLiveSecrets(tx, permit, clientId, at);
  const grants = await writeGrantsRevoked(tx, permit, at);
  await writeDenial(tx, permit, { id: clientId, kind: 'client', at, expiresAt: forgottenAt(at) });
  tx.append({ type: 'token.revoked', at, actorId, credentialId: clientId });
  return grants.length;
}

/** Secrets that work at this moment work no longer. */
export async function endLiveSecrets(
  tx: WriteTransaction,
  permit: Permit,
  clientId: Uuid,
  at: number,
): Promise<void> {
  const live = (await listSecrets(tx, [clientId])).filter((secret) => isLive(secret, at));
  if (live.length === 0) return;
  const generations = live.map(({ generation }) => generation);
  await endSecretsAt(tx, permit, { clientId, generations, until: at });
}

/** What a client may have. */
export interface Ceiling {
  readonly scopes: readonly Scope[];
  readonly requires_proof: boolean;
}

export interface Narrowing extends By {
  readonly before: Ceiling;
  readonly after: Ceiling;
}

/**
 * Ends those tokens of the client that the permit names which are more than it may have from now on. They are named one by
 * one: an event that names the client would end what it is issued afterwards, too.
 */
export async function endWiderTokens(
  tx: WriteTransaction,
  permit: Permit,
  { before, after, at, actorId }: Narrowing,
): Promise<number> {
  const isNarrower = before.scopes.some((scope) => !after.scopes.includes(scope));
  const andUnbound = after.requires_proof && !before.requires_proof;
  if (!isNarrower && !andUnbound) return 0;
  const ended = await denyWiderTokens(tx, permit, {
    ...{ scopes: after.scopes, andUnbound, at },
    issuedAfter: at - longestLifeMs - leewayMs,
    expiresAt: forgottenAt(at),
  });
  for (const { denied_id: credentialId, principal_id: subjectId } of ended)
    tx.append({ type: 'token.revoked', at, actorId, subjectId, credentialId });
  return ended.length;
}
