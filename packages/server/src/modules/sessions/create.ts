/**
 * Sign-in with name and password. Unknown names, suspended people, bots and wrong passwords take the same statements,
 * the same work and get the same answer; the password is verified outside any transaction, and what it was verified
 * against is read again under the lock.
 */
import { WardroomError } from '@wardroom/contract';
import type { Passwords } from '../../kernel/crypto/index.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import { type Implementation, implementPublic, type PrepareContext } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import {
  emailLookup,
  findForSignIn,
  findWithPassword,
  handleLookup,
  hashPassword,
  type SignInLookup,
  type SignInRow,
  verifyPassword,
  writePassword,
} from '../principals/index.ts';
import { type BeginDeps, beginSession, makeSessionSecret } from './begin.ts';
import { presentMe } from './session.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';

export interface SignInDeps extends BeginDeps {
  readonly database: TenantDatabase;
  readonly passwords: Passwords;
  readonly throttle: SignInThrottle;
}

export const createSession = (deps: SignInDeps): Implementation =>
  implementPublic('sessions.create', {
    async prepare(context, { name, password }) {
      const { keys, tenant, address } = context;
      const lookup = lookupOf(keys, name);
      const attempt = { tenantId: tenant.id, name: lookup.value.toString('base64url'), address };
      const admission = deps.throttle.admit(attempt);
      if ('retryAfterSeconds' in admission) throw new WardroomError('rate_limited', admission);
      const compared = await compare(deps, context, lookup, password).catch((error: unknown) => {
        admission.withdrawn();
        throw error;
      });
      const { found, hash, matches, outdated } = compared;
      if (!matches || found === null) throw new WardroomError('sign_in_failed');
      admission.succeeded();
      const newHash = outdated ? await hashPassword(deps.passwords, keys, password) : null;
      const made = await makeSessionSecret(deps, context);
      return { principalId: found.principal_id, verified: hash, newHash, made };
    },
    async run(tx, context, _input, { principalId, verified, newHash, made }) {
      const principal = await findWithPassword(tx, principalId);
      // Suspended, or the password changed, since it was verified: as if it had been so before.
      if (principal === null || verified === null || passwordOf(principal) !== verified)
        throw new WardroomError('sign_in_failed');
      const permit = context.permitFor(principalId);
      if (newHash !== null) await writePassword(tx, permit, newHash, context.at);
      return beginSession(tx, context, permit, { principal, made, action: 'sessions.create' });
    },
    present: presentMe,
  });

/** The same work whether or not there is anybody to compare with. */
async function compare(
  { database, passwords }: SignInDeps,
  { tenant, keys }: PrepareContext,
  lookup: SignInLookup,
  password: string,
) {
  const found = await database.read(tenant.id, (tx) => findForSignIn(tx, lookup));
  const hash = passwordOf(found);
  return { found, hash, ...(await verifyPassword(passwords, keys, password, hash)) };
}

/** What may be signed in with: only active people have a password that counts. */
const passwordOf = (row: SignInRow | null): string | null =>
  row?.kind === 'person' && row.status === 'active' ? row.password_hash : null;

/** A handle has no @, an address has one: which look-up runs depends on what was typed, never on what exists. */
const lookupOf = (keys: ScopeKeys, name: string): SignInLookup =>
  name.includes('@')
    ? { by: 'email', value: emailLookup(keys, name.trim()) }
    : { by: 'handle', value: handleLookup(keys, name.trim().normalize('NFKC').toLowerCase()) };
