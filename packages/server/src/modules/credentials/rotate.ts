/**
 * Gives a key a successor. The head lock puts rotations in a row, so each counts what the one before it has left: of one
 * key there are never more than two generations that work, and never none because of a rotation.
 */
import { encodeId, type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementCommand, type RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import { familyOf, isLive } from './credential.ts';
import {
  addKey,
  type KeyDeps,
  type NewKey,
  type PreparedKey,
  prepareKey,
  presentNewKey,
  readKeyLife,
  requireWithin,
} from './new-key.ts';
import { endKey } from './revoke.ts';
import { findCredential, type Generation, listGenerations, type OwnedRow, writeSuperseded } from './store.ts';

const dayMs = 86_400_000;
const mostGenerations = 2;

export const rotateCredential = (deps: KeyDeps): Implementation =>
  implementCommand('credentials.rotate', {
    prepare: (context) => prepareKey(deps, context),
    async run(tx, context, { credentialId, ...wanted }, prepared) {
      const { row, permit, live, last } = await requireRotatable(tx, context, uuidOf(credentialId));
      if (live.length >= mostGenerations) throw new WardroomError('conflict');
      const key = await addSuccessor(tx, context, permit, { row, last, prepared });
      const graceDays = wanted.graceDays ?? (await readKeyLife(tx)).graceDays;
      await writeSuperseded(tx, permit, context.at + graceDays * dayMs);
      recordRotation(context, row, key, { graceDays });
      return key;
    },
    present: presentNewKey,
  });

/** For incidents: whoever has an older generation has nothing from this commit on. */
export const rotateCredentialNow = (deps: KeyDeps): Implementation =>
  implementCommand('credentials.rotateNow', {
    prepare: (context) => prepareKey(deps, context),
    async run(tx, context, { credentialId }, prepared) {
      const { row, permit, live, last } = await requireRotatable(tx, context, uuidOf(credentialId));
      const key = await addSuccessor(tx, context, permit, { row, last, prepared });
      for (const { credential_id } of live) {
        await endKey(tx, context, permit, { credentialId: credential_id, principalId: row.principal_id });
      }
      recordRotation(context, row, key, { graceDays: 0 });
      return key;
    },
    present: presentNewKey,
  });

interface Rotatable {
  readonly row: OwnedRow;
  readonly permit: Permit;
  readonly live: readonly Generation[];
  /** Number of the newest generation there ever was. */
  readonly last: number;
}

/** What does not work any more is not rotated: for that a new key is issued, by whoever decides that there be one. */
async function requireRotatable(tx: WriteTransaction, context: RunContext, id: Uuid): Promise<Rotatable> {
  const { row, permit } = await requireKey(tx, context, id);
  if (!isLive(row, context.at) || row.principal_status !== 'active') throw new WardroomError('conflict');
  const generations = await listGenerations(tx, familyOf(row));
  const live = generations.filter((generation) => isLive(generation, context.at));
  return { row, permit, live, last: newestOf(generations) };
}

const newestOf = (generations: readonly Generation[]): number =>
  Math.max(...generations.map(({ generation }) => generation));

async function requireKey(tx: WriteTransaction, context: RunContext, id: Uuid) {
  const row = await findCredential(tx, id);
  const permit = context.authorise(
    'credentials.own',
    row && { id: row.credential_id, facts: { kind: 'Credential', ownerId: row.owner_id } },
  );
  if (row === null) throw new WardroomError('not_found');
  requireWithin(context.authority, { scopes: row.scopes, cidrs: row.allowed_cidrs });
  return { row, permit };
}

/** The same configuration for the same length of time, unless the workspace allows less by now. */
async function addSuccessor(
  tx: WriteTransaction,
  { authority, at }: RunContext,
  permit: Permit,
  { row, last, prepared }: { row: OwnedRow; last: number; prepared: PreparedKey },
): Promise<NewKey> {
  const { longestDays } = await readKeyLife(tx);
  const lifeMs = Math.min(row.expires_at - row.created_at, longestDays * dayMs);
  const next = {
    credential_id: prepared.id,
    created_by: authority.principalId,
    scopes: row.scopes,
    allowed_cidrs: row.allowed_cidrs,
    sealed: row.sealed,
    created_at: at,
    expires_at: at + lifeMs,
    first_id: familyOf(row),
    generation: last + 1,
  };
  const principal = { id: row.principal_id, kind: row.principal_kind };
  return addKey(tx, permit, principal, { make: prepared.make, row: next });
}

/**
 * Gives a key that has just ended a successor. Null when its line goes on without one, or nobody active would have it.
 */
export async function reissueKey(
  tx: WriteTransaction,
  context: RunContext,
  id: Uuid,
  prepared: PreparedKey,
): Promise<NewKey | null> {
  const { row, permit } = await requireKey(tx, context, id);
  if (row.principal_status !== 'active') return null;
  const generations = await listGenerations(tx, familyOf(row));
  if (generations.some((generation) => isLive(generation, context.at))) return null;
  const key = await addSuccessor(tx, context, permit, { row, last: newestOf(generations), prepared });
  recordRotation(context, row, key, { graceDays: 0 });
  return key;
}

function recordRotation(
  context: RunContext,
  row: OwnedRow,
  { credential }: NewKey,
  { graceDays }: { readonly graceDays: number },
): void {
  context.record(row.credential_id, {
    ...{ type: 'credential.rotated', resourceKind: 'Credential' },
    subjectId: row.principal_id,
    metadata: {
      successorId: encodeId('credential', credential.credential_id),
      generation: credential.generation,
      graceDays,
    },
  });
}
