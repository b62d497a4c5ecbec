/** Changes one’s own password. Whoever knew the old one, and whoever else is signed in, is out with it. */
import { WardroomError } from '@wardroom/contract';
import { type Implementation, implementCommand, type PrepareContext } from '../../kernel/implementation.ts';
import { endTokensOfPrincipal } from '../../kernel/tokens/index.ts';
import {
  findWithPassword,
  hashPassword,
  openProfile,
  requireAcceptablePassword,
  type SignInRow,
  writePassword,
} from '../principals/index.ts';
import { type ConfirmDeps, confirmPassword } from './confirm-password.ts';
import { endOtherSessions } from './revoke.ts';
import { currentSession } from './show.ts';
import { writeAuthenticated } from './store.ts';

interface Prepared {
  /** The stored hash that the current password matched; null when it did not. */
  readonly verified: string | null;
  readonly newHash: string | null;
  readonly refusal: WardroomError | null;
}

export const changePassword = (deps: ConfirmDeps): Implementation =>
  implementCommand('principals.changePassword', {
    prepare: (context, input) => prepareChange(deps, context, input),
    async run(tx, context, _input, { verified, newHash, refusal }) {
      const { principalId } = context.authority;
      const row = await findWithPassword(tx, principalId);
      const permit = context.authorise('profile.own', row && { id: principalId, facts: { kind: 'Tenant' } });
      if (verified === null || row?.password_hash !== verified) throw new WardroomError('sign_in_failed');
      if (refusal !== null || newHash === null) throw refusal ?? new WardroomError('password_refused');
      await writePassword(tx, permit, newHash, context.at);
      const sessionId = currentSession(context.authority);
      if (sessionId !== null) await writeAuthenticated(tx, permit, sessionId, context.at);
      const revoked = await endOtherSessions(tx, context, permit);
      await endTokensOfPrincipal(tx, principalId, { at: context.at, actorId: principalId });
      context.record(principalId, { subjectId: principalId, metadata: { revokedSessions: revoked } });
    },
    present: async () => ({}),
  });

/** Verifies and hashes outside the transaction. Nothing is said here: whose credential it is has not been proved yet. */
async function prepareChange(
  deps: ConfirmDeps,
  context: PrepareContext,
  { currentPassword, newPassword }: { readonly currentPassword: string; readonly newPassword: string },
): Promise<Prepared> {
  const { keys, tenant, identity } = context;
  const confirmed =
    identity === null ? null : await confirmPassword(deps, context, identity.principalId, currentPassword);
  if (confirmed === null) return { verified: null, newHash: null, refusal: null };
  const refusal = await refusalOf(keys, confirmed.row, newPassword, [tenant.slug, tenant.name]);
  const newHash = refusal === null ? await hashPassword(deps.passwords, keys, newPassword) : null;
  return { verified: confirmed.hash, newHash, refusal };
}

async function refusalOf(
  keys: PrepareContext['keys'],
  row: SignInRow,
  password: string,
  tenantWords: readonly string[],
): Promise<WardroomError | null> {
  await keys.ensureEpochs('profiles', [row.sealed]);
  const { handle, displayName, emailAddress } = openProfile(keys, row.principal_id, row.sealed);
  try {
    const words = [handle, displayName, emailAddress ?? '', ...tenantWords];
    requireAcceptablePassword(password, words, '/newPassword');
    return null;
  } catch (error) {
    if (error instanceof WardroomError) return error;
    throw error;
  }
}
