/**
 * Step-up: whoever is signed in gives their password again, and this session, no other, counts as just authenticated.
 * A wrong password ends nothing: a session must not be something that a passer-by can end.
 */
import { WardroomError } from '@wardroom/contract';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import { stepUpMaxAgeMs } from '../../kernel/step-up.ts';
import { findWithPassword } from '../principals/index.ts';
import { type ConfirmDeps, confirmPassword } from './confirm-password.ts';
import { currentSession } from './show.ts';
import { writeAuthenticated } from './store.ts';

export const reauthenticate = (deps: ConfirmDeps): Implementation =>
  implementCommand('sessions.reauthenticate', {
    async prepare(context, { password }) {
      const { identity } = context;
      // Tokens and keys are refused below; with none of them can a password be guessed.
      if (identity?.kind !== 'session') return null;
      return (await confirmPassword(deps, context, identity.principalId, password))?.hash ?? null;
    },
    async run(tx, context, _input, verified) {
      const { authority, at } = context;
      const { principalId, rights } = authority;
      const sessionId = currentSession(authority);
      const row = await findWithPassword(tx, principalId);
      const permit = context.authorise('sessions.own', {
        id: principalId,
        facts: { kind: 'Session', principalId, rights },
      });
      if (sessionId === null) throw new WardroomError('forbidden');
      // The password changed since it was verified: as if it had been so before.
      if (verified === null || row?.password_hash !== verified) throw new WardroomError('sign_in_failed');
      await writeAuthenticated(tx, permit, sessionId, at);
      context.record(sessionId, { subjectId: principalId });
      return at;
    },
    present: async (_context, authenticatedAt) => ({
      authenticatedAt,
      sensitiveUntil: authenticatedAt + stepUpMaxAgeMs,
    }),
  });
