/**
 * Ends a class of credentials in one transaction (TOK-10). It holds the head lock: whatever was issued before its commit is
 * found by it, and whatever is issued after it was decided on after it. What must never happen: some of them end and others
 * do not, or the one answer with the new secrets is the only place that says what has happened.
 */

import { WardroomError } from '@wardroom/contract';
import { rolePermissions } from '@wardroom/policy';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementCommand, type RunContext } from '../../kernel/implementation.ts';
import { endTokensOfTenant } from '../../kernel/tokens/index.ts';
import {
  type KeyDeps,
  type NewKey,
  type PreparedKey,
  prepareKey,
  presentNewKey,
  reissueKey,
} from '../credentials/index.ts';
import { denyToken, endOne } from './end.ts';
import { type Found, findAlive, kindsInOrder, present, type Selection } from './selection.ts';
import type { FoundRow } from './store.ts';

/** Of all kinds together: what one transaction ends while nobody else in the workspace can write. */
export const mostEnded = 5_000;
/** Each costs a key, and its secret is shown once: more than anybody can hand out from one answer. */
export const mostReissued = 100;

export const revokeMany = (deps: KeyDeps): Implementation =>
  implementCommand('credentials.revokeMany', {
    prepare: async (context, { reissue }) => (reissue ? prepareKey(deps, context) : null),
    async run(tx, context, { reason, keepOwnSession, reissue, ...selection }, prepared) {
      // A key that was stolen must not be what takes away everybody else's.
      if (context.authority.credential.kind !== 'session') throw new WardroomError('forbidden');
      const all = await findAlive(tx, context, selection, mostEnded + 1);
      const found = keepOwnSession ? all.map((one) => withoutSession(one, context)) : all;
      const endsEpoch = meansEveryToken(context, selection);
      requireRoom(found, { endsEpoch, reissue });
      for (const { kind, rows } of found)
        await endAll(tx, context, kind === 'token' && endsEpoch ? denyToken : endOne[kind], rows);
      if (endsEpoch) await endTokensOfTenant(tx, { at: context.at, actorId: context.authority.principalId });
      const keys = found.find(({ kind }) => kind === 'key')?.rows ?? [];
      const reissued = prepared === null ? [] : await reissueAll(tx, context, keys, prepared);
      recordEmergency(context, { reason, keepOwnSession, selection, found, reissued: reissued.length });
      return { found, reissued };
    },
    async present(context, { found, reissued }) {
      const shown = await Promise.all(reissued.map((key) => presentNewKey(context, key)));
      return { ...present(found), reissued: shown };
    },
  });

function withoutSession(found: Found, { authority }: RunContext): Found {
  if (found.kind !== 'session') return found;
  const rows = found.rows.filter(({ id }) => id !== authority.credential.id);
  return { ...found, rows, total: found.total - (found.rows.length - rows.length) };
}

/** By whoever may end each of them: then the epoch of the workspace does, whatever their number. */
const meansEveryToken = (
  { authority }: RunContext,
  { kinds, issuedBefore, issuedAfter, scope, principalId }: Selection,
): boolean =>
  authority.rights.covers(rolePermissions.owner) &&
  kinds.includes('token') &&
  [issuedBefore, issuedAfter, scope, principalId].every((condition) => condition === undefined);

function requireRoom(
  found: readonly Found[],
  { endsEpoch, reissue }: { readonly endsEpoch: boolean; readonly reissue: boolean },
): void {
  const sum = found.reduce(
    (before, { kind, total }) => before + (kind === 'token' && endsEpoch ? 0 : total),
    0,
  );
  if (sum > mostEnded)
    throw tooMany(`${sum} would end, at most ${mostEnded} do at once: narrow them by age or kind`);
  const keys = found.find(({ kind }) => kind === 'key')?.total ?? 0;
  if (reissue && keys > mostReissued)
    throw tooMany(
      `${keys} keys would get a successor, at most ${mostReissued} do at once: narrow them by age`,
    );
}

const tooMany = (message: string): WardroomError =>
  new WardroomError('limit_reached', { problems: [{ path: '/kinds', message }] });

/** Their statements travel together: one after the other, thousands would hold everybody else up. */
async function endAll(
  tx: WriteTransaction,
  context: RunContext,
  end: (typeof endOne)['key'],
  rows: readonly FoundRow[],
): Promise<void> {
  await Promise.all(rows.map((row) => end(tx, context, row)));
}

/** The newest of a line first: it is what the successor is like, and the older ones need none. */
async function reissueAll(
  tx: WriteTransaction,
  context: RunContext,
  keys: readonly FoundRow[],
  prepared: PreparedKey,
): Promise<NewKey[]> {
  const reissued: NewKey[] = [];
  for (const { id } of keys.toReversed()) {
    const key = await reissueKey(tx, context, id, { ...prepared, id: context.newId() });
    if (key !== null) reissued.push(key);
  }
  return reissued;
}

interface Emergency {
  readonly reason: string;
  readonly keepOwnSession: boolean;
  readonly selection: Selection;
  readonly found: readonly Found[];
  readonly reissued: number;
}

/** Recorded also when nothing was alive: that somebody asked for it is worth knowing. */
function recordEmergency(
  context: RunContext,
  { reason, keepOwnSession, selection, found, reissued }: Emergency,
): void {
  const { issuedBefore, issuedAfter, scope, principalId } = selection;
  const totals = Object.fromEntries(found.map(({ kind, total }) => [`${kind}s`, total]));
  context.record(null, {
    metadata: {
      ...{ reason, keepOwnSession, reissued, ...totals },
      kinds: kindsInOrder.filter((kind) => selection.kinds.includes(kind)).join(' '),
      ...(issuedBefore === undefined ? {} : { issuedBefore }),
      ...(issuedAfter === undefined ? {} : { issuedAfter }),
      ...(scope === undefined ? {} : { scope }),
      ...(principalId === undefined ? {} : { principalId }),
    },
  });
}
