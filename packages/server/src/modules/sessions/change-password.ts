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
  verifyPassword,
  writePassword,
} from '../principals/index.ts';
import type { SignInDeps } from './create.ts';
import { endOtherSessions } from './revoke.ts';

export type ChangePasswordDeps = Pick<SignInDeps, 'database' | 'passwords' | 'throttle'>;

interface Prepared {
  /** The stored hash that the current password matched; null when it did not. */
  readonly verified: string | null;
  readonly newHash: string | null;
  readonly refusal: WardroomError | null;
}

export const changePassword = (deps: ChangePasswordDeps): Implementation =>
  implementCommand('principals.changePassword', {
    prepare: (context, input) => prepareChange(deps, context, input),
    async run(tx, context, _input, { verified, newHash, refusal }) {
      const { principalId } = context.authority;
      const row = await findWithPassword(tx, principalId);
      const permit = context.authorise('profile.own', row && { id: principalId, facts: { kind: 'Tenant' } });
      if (verified === null || row?.password_hash !== verified) throw new WardroomError('sign_in_failed');
      if (refusal !== null || newHash === null) throw refusal ?? new WardroomError('password_refused');
      await writePassword(tx, permit, newHash, context.at);
      const revoked = await endOtherSessions(tx, context, permit);
      await endTokensOfPrincipal(tx, principalId, { at: context.at, actorId: principalId });
      context.record(principalId, { subjectId: principalId, metadata: { revokedSessions: revoked } });
    },
    present: async () => ({}),
  });

/** Verifies and hashes outside the transaction. Nothing is said here: whose credential it is has not been proved yet. */
async function prepareChange(
  { database, passwords, throttle }: ChangePasswordDeps,
  { keys, tenant, identity, address }: PrepareContext,
  { currentPassword, newPassword }: { readonly currentPassword: string; readonly newPassword: string },
): Promise<Prepared> {
  const nobody = { verified: null, newHash: null, refusal: null };
  if (identity === null) return nobody;
  const admission = throttle.admit({ tenantId: tenant.id, name: identity.principalId, address });
  if ('retryAfterSeconds' in admission) throw new WardroomError('rate_limited', admission);
  const compare = async () => {
    const row = await database.read(tenant.id, (tx) => findWithPassword(tx, identity.principalId));
    const stored = row?.password_hash ?? null;
    return { row, stored, ...(await verifyPassword(passwords, keys, currentPassword, stored)) };
  };
  const { row, stored, matches } = await compare().catch((error: unknown) => {
    admission.withdrawn();
    throw error;
  });
  if (!matches || row === null) return nobody;
  admission.succeeded();
  const refusal = await refusalOf(keys, row, newPassword, [tenant.slug, tenant.name]);
  const newHash = refusal === null ? await hashPassword(passwords, keys, newPassword) : null;
  return { verified: stored, newHash, refusal };
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
