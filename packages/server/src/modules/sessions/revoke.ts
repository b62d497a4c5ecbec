/** Ends sessions. Each end is an event, because open sockets of that session close by it. */
import { type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementCommand, type RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import { currentSession } from './show.ts';
import { findOwnedSession, writeOthersRevoked, writeRevoked } from './store.ts';

async function endSession(tx: WriteTransaction, context: RunContext, id: Uuid | null): Promise<void> {
  const row = id === null ? null : await findOwnedSession(tx, id);
  const permit = context.authorise(
    'sessions.own',
    row && {
      id: row.session_id,
      facts: {
        kind: 'Session',
        principalId: row.principal_id,
        rights: context.authority.book.rightsOf(row.roles),
      },
    },
  );
  if (row === null) throw new WardroomError('not_found');
  if (row.revoked_at !== null) return;
  await endFoundSession(tx, context, permit, row.principal_id);
}

/** Ends the living session that the permit names, whosever it is: on record, and in the log that closes sockets. */
export async function endFoundSession(
  tx: WriteTransaction,
  context: RunContext,
  permit: Permit,
  subjectId: Uuid,
): Promise<void> {
  const { resourceId } = permit;
  await writeRevoked(tx, permit, context.at);
  context.record(resourceId, { type: 'session.revoked', resourceKind: 'Session', subjectId });
  appendRevoked(tx, context, subjectId, resourceId);
}

const appendRevoked = (
  tx: WriteTransaction,
  { at, authority }: RunContext,
  subjectId: Uuid,
  credentialId: Uuid,
): void =>
  tx.append({ type: 'session.revoked', at, actorId: authority.principalId, subjectId, credentialId });

/** Ends every session of the caller but the one that calls, under a permit that names the caller. */
export async function endOtherSessions(
  tx: WriteTransaction,
  context: RunContext,
  permit: Permit,
): Promise<number> {
  const { principalId, credential } = context.authority;
  const ended = await writeOthersRevoked(tx, permit, credential.id, context.at);
  for (const id of ended) appendRevoked(tx, context, principalId, id);
  return ended.length;
}

export const revokeSession = (): Implementation =>
  implementCommand('sessions.revoke', {
    run: (tx, context, { sessionId }) => endSession(tx, context, uuidOf(sessionId)),
    present: async () => ({}),
  });

/** A key has no session to end: `not_found`. */
export const endCurrentSession = (): Implementation =>
  implementCommand('sessions.end', {
    run: (tx, context) => endSession(tx, context, currentSession(context.authority)),
    present: async () => ({}),
  });

export const revokeOtherSessions = (): Implementation =>
  implementCommand('sessions.revokeOthers', {
    async run(tx, context) {
      const { principalId, rights } = context.authority;
      const permit = context.authorise('sessions.own', {
        id: principalId,
        facts: { kind: 'Session', principalId, rights },
      });
      const revoked = await endOtherSessions(tx, context, permit);
      context.record(null, { subjectId: principalId, metadata: { revoked } });
      return { revoked };
    },
    present: async (_context, result) => result,
  });
